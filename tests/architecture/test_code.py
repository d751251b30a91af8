"""What the import contracts cannot say: who speaks to the database, and how an action is called."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CIVIC = ROOT / "civic"
FILES = sorted(path for path in CIVIC.rglob("*.py") if "migrations" not in path.parts)
APPS = sorted(path.parent.name for path in CIVIC.glob("*/apps.py"))
WITH_THE_DATABASE = {"models", "queries", "actions", "lifecycle"}
# Engines, which ask for rows of whatever app, or are what a worker does between two actions.
ENGINES = {
    "civic/contents/registry.py", "civic/worker/backend.py", "civic/worker/checks.py", "civic/worker/leases.py",
    "civic/worker/runner.py", "civic/worker/schedule.py",
}  # fmt: skip
MODELS = ("_default_manager", "_base_manager", "objects")


def _room(path: Path) -> str:
    """« actions » for posts/actions.py and for memberships/actions/proofs.py."""
    return path.relative_to(CIVIC).with_suffix("").parts[1] if len(path.relative_to(CIVIC).parts) > 1 else ""


def _app(path: Path) -> str:
    return path.relative_to(CIVIC).parts[0]


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _manager_uses(tree: ast.AST) -> list[tuple[int, str]]:
    """Lines that reach rows through a class: `Post.objects`, `get_user_model().objects`."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in MODELS:
            found.append(
                (node.lineno, node.value.id if isinstance(node.value, ast.Name) else ast.unparse(node.value))
            )
    return found


def test_rows_are_asked_for_in_four_rooms():
    elsewhere = {
        _name(path)
        for path in FILES
        if _room(path) not in WITH_THE_DATABASE and _manager_uses(ast.parse(path.read_text()))
    }
    assert elsewhere == ENGINES


# Where a model of another app may be asked for its rows. Faces read what they show.
FACES = {"home", "console", "site", "statistics"}  # a new one goes here, and on top of the contract
ASK_OTHERS = {
    # everybody of a commune in one statement: the Viewer's in the other direction
    "civic/viewers/queries/people.py": {"Office", "Delegation", "Membership", "Follow"},
}


def test_an_app_reads_and_writes_its_own_tables():
    """Its neighbours are asked through their queries and actions."""
    strayed, asked = [], {}
    for path in FILES:
        if _app(path) in FACES:
            continue
        tree = ast.parse(path.read_text())
        owners = {
            alias.asname or alias.name: node.module.split(".")[1]
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom)
            and node.module
            and re.match(r"civic\.\w+\.models", node.module)
            for alias in node.names
        }
        for line, model in _manager_uses(tree):
            if owners.get(model, _app(path)) == _app(path):
                continue
            asked.setdefault(_name(path), set()).add(model)
            if model not in ASK_OTHERS.get(_name(path), set()):
                strayed.append(f"{_name(path)}:{line} {model}")
    assert strayed == []
    assert asked == ASK_OTHERS, "what is no longer asked for leaves the list"


# SQL written by hand that names tables of other apps, in files that many requests go through: the same through the
# ORM costs several statements, or more than the rest of the page.
SQL_OF_OTHERS = {
    # who looks, on every request
    "civic/viewers/queries/viewer.py": {
        "accounts_endedsession", "accounts_person", "communes_commune", "delegations_delegation", "media_media",
        "memberships_follow", "memberships_membership", "mfa_authenticator", "restrictions_restriction",
        "town_halls_office", "town_halls_townhall",
    },
    # the feed, with what each thread counts and what the viewer likes
    "civic/posts/queries.py": {"threads_contentlike", "threads_thread"},
    # whom a device rings for
    "civic/notifications/queries/choices.py": {"delivery_pushdevice"},
    # what a summary of a period holds, for everybody at once
    "civic/notifications/queries/digests.py": {"communes_commune", "delivery_delivery"},
}  # fmt: skip


def test_sql_by_hand_names_its_own_tables():
    """A table is known by its name wherever a string holds it."""
    from django.apps import apps

    owners = {
        model._meta.db_table: model._meta.app_label for model in apps.get_models(include_auto_created=True)
    }
    named: dict[str, set[str]] = {}
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                tables = {word for word in re.findall(r"[a-z_]+_[a-z]+", node.value) if word in owners}
                if others := {table for table in tables if owners[table] != _app(path)}:
                    named.setdefault(_name(path), set()).update(others)
    assert named == SQL_OF_OTHERS


# allauth saves a sign-up through its form.
WRITING_FORMS = {"civic/memberships/forms/joining.py"}


def test_forms_call_no_action():
    """Views do. At run time `tests.plugins.forms_only_read` sees to it that checking a form writes nothing."""
    calling = {
        _name(path)
        for path in FILES
        if _room(path) in {"forms", "fields"}
        for node in ast.walk(ast.parse(path.read_text()))
        for name in (
            [f"{node.module}.{alias.name}" for alias in node.names]
            if isinstance(node, ast.ImportFrom)
            else [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else []
        )
        if re.match(r"civic\.\w+\.(actions|tasks)\b|.*\.form_files\b", name)
    }
    assert calling == WRITING_FORMS


def _public_functions(path: Path) -> list[ast.FunctionDef]:
    functions = [node for node in ast.parse(path.read_text()).body if isinstance(node, ast.FunctionDef)]
    return [function for function in functions if not function.name.startswith("_")]


ACTIONS = [path for path in FILES if _room(path) == "actions"]


def test_actions_are_called_by_name_and_typed():
    for path, function in ((file, found) for file in ACTIONS for found in _public_functions(file)):
        where = f"{_name(path)}:{function.lineno} {function.name}"
        arguments = function.args
        positional = [a.arg for a in (*arguments.posonlyargs, *arguments.args)]
        if (_app(path), function.name) == ("journal", "record"):
            positional.remove("event")  # record(Event(…)) reads as a sentence
        assert positional == [], where
        assert function.returns is not None, where
        assert all(a.annotation for a in arguments.kwonlyargs), where


def test_rules_and_queries_write_nothing():
    writing = re.compile(
        r"\.(save|delete|create|bulk_create|bulk_update|update_or_create|get_or_create|enqueue)\("
        r"|objects\.[^\n]*\.update\(|\brecord\("
    )
    found = [
        f"{_name(path)}:{number} {line.strip()}"
        for path in FILES
        if _room(path) in {"rules", "queries"}
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if writing.search(line)
    ]
    assert found == []


def test_rules_are_pure():
    impure = {"objects", "now", "timezone", "settings", "connection", "cache", "request"}
    found = [
        f"{_name(path)} {sorted(names & impure)}"
        for path in FILES
        if _room(path) == "rules"
        for names in [
            {n.attr for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.Attribute)}
            | {
                a.name
                for n in ast.walk(ast.parse(path.read_text()))
                if isinstance(n, ast.ImportFrom)
                for a in n.names
            }
        ]
        if names & impure
    ]
    assert found == []


def test_there_is_one_clock():
    """`core.clock.now`: a test that moves it moves all."""
    asked = re.compile(r"\btimezone\.now\b|\bdatetime\.(now|utcnow)\(|\bdate\.today\(")
    found = {_name(path) for path in FILES if asked.search(path.read_text())}
    assert found == {"civic/core/clock.py"}


def test_files_stay_short():
    long = {
        _name(path): len(path.read_text().splitlines())
        for path in [*FILES, *(ROOT / "config").rglob("*.py")]
        if len(path.read_text().splitlines()) > 400
    }
    assert long == {}


def test_templates_stay_short_and_live_in_their_app():
    for path in CIVIC.glob("*/templates/**/*.html"):
        folder = path.relative_to(CIVIC).parts[2]
        # `account/` is where allauth looks for its pages.
        assert folder in {_app(path), "account"} or path.parent.name == "templates", path
        assert len(path.read_text().splitlines()) <= 150, path


def test_models_have_no_side_effects():
    for path in FILES:
        if _room(path) == "models":
            for node in ast.walk(ast.parse(path.read_text())):
                assert not (isinstance(node, ast.FunctionDef) and node.name in {"save", "delete"}), path
            assert "receiver(" not in path.read_text(), path


def test_a_form_that_comes_twice_is_known_by_its_words_too():
    """Whoever takes the key of a form alone would pass over what else it says (core.form_keys)."""
    taken = {_name(path): path.read_text() for path in FILES if "key_of_form(" in path.read_text()}
    assert [name for name, text in taken.items() if "digest_of_form(" not in text] == []


def test_refusals_come_into_a_form_by_one_way():
    """`ui.forms.add_refusal`, which leaves a missing right to its own page."""
    by_hand = [
        f"{_name(path)}:{node.lineno}"
        for path in FILES
        if _name(path) != "civic/ui/forms.py"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "add_error"
        if any(ast.unparse(argument) == "refusal.message" for argument in node.args)
    ]
    assert by_hand == []


def test_a_form_that_comes_back_has_the_status_of_what_refused_it():
    """By `ui.forms.status_of`: 422 is written where no form of Django comes back."""
    by_hand = {
        _name(path)
        for path in FILES
        if _room(path) == "views" and re.search(r"status ?=.*\b4(09|22)\b", path.read_text())
    }
    assert by_hand == {"civic/media/views.py", "civic/polls/views/voting.py"}


def test_addresses_are_asked_of_the_urls():
    """`reverse`, where one spelled by hand would stay behind when the address changes."""
    spelled = [
        f"{_name(path)}:{number}"
        for path in [*FILES, *sorted(CIVIC.rglob("*.html"))]
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if re.search(r"""["'}]/{+ *[\w.]*slug *}+/""", line)
    ]
    assert spelled == []


def test_every_app_is_installed_and_has_a_line_in_the_contract():
    from django.conf import settings

    installed = {name.split(".")[1] for name in settings.INSTALLED_APPS if name.startswith("civic.")}
    assert set(APPS) == installed, "add the app to INSTALLED_APPS in config/settings/base.py"


def _texts_of(path: Path) -> Iterator[str]:
    """The words in a module that are not its documentation."""
    tree = ast.parse(path.read_text())
    documentation = {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in documentation:
            yield node.value


# Commands speak to a terminal.
SPEAKING_MODULES = [
    path
    for path in sorted((ROOT / "civic").rglob("*.py"))
    if not {"management", "migrations"} & set(path.parts)
]


def test_french_spaces_in_what_python_says():
    breaking = re.compile(r"« \S|\S »|\w [;!?](?!\S)|\w :(?!\S)|\d €|\u00a0[;!?]")  # a thin one before these
    assert [
        (_name(path), text) for path in SPEAKING_MODULES for text in _texts_of(path) if breaking.search(text)
    ] == []


def test_one_place_starts_other_programs():
    """Where they get no key of ours, and an end."""
    starts = re.compile(
        r"\b(subprocess|multiprocessing|pty)\b|\bos\.(system|popen|fork|exec\w+|spawn\w+|posix_spawn\w*)\b"
    )
    found = {_name(path) for path in FILES if starts.search(path.read_text())}
    assert found == {"civic/core/children.py", "civic/core/confine.py"}


def test_one_place_normalizes_text():
    """Unicode's own takes minutes for a letter under a hundred thousand accents, and holds the process."""
    callers = [path for path in FILES if "unicodedata.normalize(" in path.read_text()]
    assert [_name(path) for path in callers] == ["civic/core/text.py"]


@pytest.mark.parametrize(
    ("sign", "places"),
    [
        (r"NFK[CD]|casefold\(", ["civic/core/text.py"]),  # letters folded to be compared
        (r"webencodings|chardet|charset_normalizer", ["civic/media/decoding.py"]),
        # Python fails on a reference or a number of many thousand figures, and on « ² », which it takes for a digit.
        (r"\bhtml import .*\bunescape\b|\bhtml\.unescape\(", ["civic/core/text.py"]),
        (r"\.(isdigit|isdecimal|isnumeric)\(", ["civic/core/text.py"]),
        (
            r"HTMLParser\(|\(HTMLParser\)|import HTMLParser",
            ["civic/media/cards.py", "civic/media/decoding.py"],
        ),
        (r"linkify_it|urlize", ["civic/ui/links.py"]),
        (r"codec_type|sample_aspect_ratio|color_transfer", ["civic/media/streams.py"]),
        (r'"ffprobe", \*', ["civic/media/videos.py"]),
        (r"\bImage\.open\(|open_heif\(", ["civic/media/pictures.py"]),
        (r"icc_profile|\.getexif\(|nclx", ["civic/media/colours.py"]),
    ],
)
def test_one_place_reads_what_comes_from_outside(sign, places):
    """A second one would know other cases."""
    assert [_name(path) for path in FILES if re.search(sign, path.read_text())] == places
