"""Templates read like an outline: short lines, few conditions, and the formatters have the last word (`make format`).

Where a page has several states, Python says which, and each has a template of its own.
"""

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 120
DEEPEST = 2
MOST_ELIFS = 2


def _templates() -> Iterator[tuple[str, str]]:
    for place in ("civic/*/templates/**/*.*", "demo/templates/**/*.*"):
        for path in sorted(ROOT.glob(place)):
            yield str(path.relative_to(ROOT)), path.read_text()


def _conditions(template: str) -> tuple[int, int]:
    """How deep an `if` stands in others, and how many `elif` there are."""
    depth = deepest = 0
    tags = re.findall(r"{% (if|elif|endif)\b", template)
    for tag in tags:
        depth += {"if": 1, "elif": 0, "endif": -1}[tag]
        deepest = max(deepest, depth)
    return deepest, tags.count("elif")


def test_no_line_is_over_120_characters() -> None:
    long = [
        f"{path}:{number}"
        for path, text in _templates()
        for number, line in enumerate(text.splitlines(), 1)
        # In bytes, as most tools count; a mail in plain text breaks where its reader sees it break.
        if len(line if path.endswith(".txt") else line.encode()) > LONGEST
    ]
    assert long == []


def test_no_comment_is_read_by_everybody() -> None:
    """Django knows `{# … #}` on one line alone: on two, it is text like any other."""
    read = [
        f"{path}:{number}"
        for path, text in _templates()
        for number, line in enumerate(text.splitlines(), 1)
        if line.count("{#") != line.count("#}")
    ]
    assert read == []


def test_a_choice_between_states_is_made_in_python() -> None:
    tangled = [
        path
        for path, text in _templates()
        for deepest, elifs in [_conditions(text)]
        if deepest > DEEPEST or elifs > MOST_ELIFS
    ]
    assert tangled == []


def test_conditions_are_counted() -> None:
    assert _conditions(
        "{% if a %}{% if b %}{% else %}{% endif %}{% endif %}{% if c %}{% elif d %}{% endif %}"
    ) == (2, 1)


# « de {{ name }} », by hand, in a template or a sentence of Python: « de Andrée ».
_BY_HAND = re.compile(
    r"(?<![\w’'-])(?:[DdLl]e|[Ll]a|(?:[Jj]us|[Pp]uis|[Ll]ors)?[Qq]ue)\s+(?:<[^<>]+>\s*)*{{?([^{}%]+)}"
)
# What never begins with a vowel, or is never elided before: numbers and hours, names of days.
_NUMBERS = re.compile(
    r"settings\.[A-Z_]+|(?:DAYS|PORTRAIT_SIDES)\[.+\]|[A-Z_ -]+\d*|batch|first\.text"
    r"|french\.(?:hour|day|counted|DAYS).*"
    r"|spoken_time.*|grouped.*|displayed_count.*|\w+(?:\.\w+)*\|(?:length|grouped|day|day_time|full_date|plural:.*|date:.*)"
    r"|event\.days|many|hour|when|day\.label|day\.weekday|day\.spoken|day"
)
_NOT_SENTENCES = {
    "civic/communes/directory/names.py",  # communes have a grammar of their own
    "civic/communes/directory/build.py",
    "civic/town_halls/models.py",
}  # fmt: skip


def test_a_short_word_before_a_name_is_elided_by_one_function() -> None:
    sentences = [
        (str(path.relative_to(ROOT)), path.read_text()) for path in sorted(ROOT.glob("civic/**/*.py"))
    ]
    by_hand = [
        f"{path}: {' '.join(found[0].split())}"
        for path, text in [*_templates(), *sentences]
        if path not in _NOT_SENTENCES and "/migrations/" not in path
        for found in _BY_HAND.finditer(text)
        if not _NUMBERS.fullmatch(found[1].strip())
    ]
    assert by_hand == [], "\n".join(by_hand)


def test_what_is_written_by_hand_is_seen() -> None:
    seen = [
        "de {{ person.full_name }}",
        'f"La procuration de {name} est"',
        "que <strong>{{ giver }}</strong>",
    ]
    assert all(_BY_HAND.search(text) for text in seen)
    assert not _BY_HAND.search('{{ person.full_name|after:"de" }}')


def test_a_day_is_written_by_our_filters() -> None:
    """`day`, `day_time`, `full_date`: they know « 1er ». Django's own is for figures alone."""
    others = [
        f"{path}: {found[0]}"
        for path, text in _templates()
        for found in re.finditer(r"""\|(?:date|time)\b(?!:(["'])[Ymd/-]+\1)[^|}]*""", text)
    ]
    assert others == []


def _code(pattern: str) -> Iterator[tuple[str, str]]:
    for path in sorted(ROOT.glob(pattern)):
        if path.relative_to(ROOT).parts[:2] != ("frontend", "tests"):
            yield str(path.relative_to(ROOT)), path.read_text()


def test_files_are_chosen_by_one_input_of_ours() -> None:
    """A bare one says « Choose file » in whatever language the browser speaks."""
    one_input = {"civic/ui/templates/ui/file_input.html", "civic/ui/fields.py"}
    bare = [
        path
        for path, text in [*_templates(), *_code("civic/**/*.py")]
        if re.search(r"""\btype=["']?file\b|\bforms\.(?:\w*FileInput|ImageField)\b""", text)
        if path not in one_input
    ]
    undressed = [
        path
        for path, text in _code("civic/**/*.py")
        for field in re.findall(r"= (?:forms\.FileField|DocumentsField)\(.*?\n    \)", text, re.S)
        if not re.search(r"widget=Files?Input\(", field)
    ]
    assert (bare, undressed) == ([], [])


def test_questions_are_asked_by_our_own_pages() -> None:
    boxes = [
        path
        for path, text in [*_templates(), *_code("frontend/**/*.ts")]
        if re.search(r"hx-(?:confirm|prompt)|(?<![.\w])(?:window\.)?(?:confirm|alert)\(", text)
    ]
    assert boxes == []


_FORM = re.compile(r"<form\b((?:[^>{]|{[{%].*?[}%]})*)>(.*?)</form>", re.DOTALL)
_INCLUDED = re.compile(r'{% include "([^"]+)"')
# What a person fills in: by hand, or as Django's forms and our template tags draw it.
_FILLED_IN = re.compile(
    r'<(?:input(?![^>]*type="hidden")|select|textarea)\b|as_field_group|{{ *\w*form *}}|with field='
)


def _with_parts(body: str, templates: dict[str, str]) -> str:
    parts = [_with_parts(templates[name], templates) for name in _INCLUDED.findall(body) if name in templates]
    return "".join([body, *parts])


def test_what_is_missing_is_said_by_us_and_not_by_the_browser_in_its_own_language() -> None:
    by_name = {path.split("/templates/")[1]: text for path, text in _templates()}
    left_to_browsers = [
        path
        for path, text in _templates()
        if path.endswith(".html")
        for head, body in _FORM.findall(text)
        if 'method="post"' in head
        and "novalidate" not in head
        and _FILLED_IN.search(_with_parts(body, by_name))
    ]
    # Without script no answer may hold a choice that is secret: the browser, which lets nothing leave, keeps it.
    assert left_to_browsers == ["civic/polls/templates/polls/poll_ballot.html"]


_REPEATED = re.compile(r"{% (for|endfor)\b|{% include \"([^\"]+)\"|(button--primary)(?![^>]*forloop\.first)")


def _repeated_primaries(text: str, templates: dict[str, str], depth: int = 0) -> int:
    """How many primary buttons come back with each line of a list."""
    found = 0
    for loop, part, primary in _REPEATED.findall(
        re.sub(r"{% if[^%]*forloop\.first[^%]*%} ?button--primary", "", text)
    ):
        depth += {"for": 1, "endfor": -1}.get(loop, 0)
        found += bool(primary and depth)
        found += _repeated_primaries(templates.get(part, ""), templates, depth) if part else 0
    return found


def test_a_button_of_each_line_is_not_the_first_thing_to_do_on_the_page() -> None:
    """One primary action a screen; `tests/journeys/test_every_page.py` counts those that one sees."""
    by_name = {path.split("/templates/")[1]: text for path, text in _templates()}
    del by_name["town_halls/section_actions.html"]  # of the one line that is edited
    # Parts that Python puts into a list: each of its publications, messages, lines.
    of_a_line = ("_line", "_card", "_item", "message")
    repeated = [
        path
        for path, text in _templates()
        for part in [path.rpartition("/")[2].removesuffix(".html")]
        if path.startswith("civic/") and _repeated_primaries(text, by_name, depth=part.endswith(of_a_line))
    ]
    assert repeated == ["civic/site/templates/site/prices.html"]  # of the one size that has no price


def test_repeated_buttons_are_counted() -> None:
    button, part = '<a class="button button--primary">', '{% include "part.html" %}'
    twice = f"{{% for a in b %}}{button}{part}{{% endfor %}}"
    first = '{% for a in b %}<a class="button{% if forloop.first %} button--primary{% endif %}">'
    counted = [_repeated_primaries(text, {"part.html": button}) for text in (button + part, twice, first)]
    assert counted == [0, 2, 0]
