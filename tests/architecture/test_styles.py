"""A style sheet styles what some page shows."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.assets import classes_of

ROOT = Path(__file__).resolve().parents[2]


def _sources() -> Iterator[str]:
    for folder, patterns in (("civic", ("*.html", "*.py")), ("demo", ("*.html",)), ("frontend", ("*.ts",))):
        for pattern in patterns:
            for path in (ROOT / folder).rglob(pattern):
                if not {"tests", "migrations", "static"} & set(path.relative_to(ROOT).parts):
                    yield path.read_text()


def _unused(classes: set[str], source: str) -> set[str]:
    """Named nowhere: neither as they are nor as « photos--{{ grid.shape }} »."""
    named = set(re.findall(r"(?<![\w-])-?[a-zA-Z_][\w-]*", source))
    composed = tuple(re.findall(r"([a-zA-Z_][\w-]*--)\{\{", source))
    return {name for name in classes - named if not name.startswith(composed)}


def test_each_class_is_used():
    sheets = [*ROOT.glob("civic/*/styles/**/*.css"), *ROOT.glob("frontend/styles/**/*.css")]
    classes = {name for sheet in sheets for name in classes_of(sheet.read_text())}
    assert len(classes) > 300
    unused = _unused(classes, "\n".join(_sources()))
    assert not unused, "add the class to what it styles, or take its rule out of the style sheet"


# The style sheets of papers are their own; on a list any class takes its marks away (reset.css).
PAPERS = {"statistics_report.html", "invitation_paper.html", "commune_widget.html", "paper.html"}
_CLASS = re.compile(r"<(?!ul|ol)[a-z]\w*[^<>]*?\sclass=\"([^\"]*)\"")
# A condition holds quotes and signs of its own; what it chooses between is written out.
_TAG = re.compile(r"\{%.*?%\}|\{#.*?#\}", re.DOTALL)


def _asked_for(html: str) -> set[str]:
    """Classes that a template writes out."""
    html = re.sub(r"\{\{.*?\}\}", "…", _TAG.sub(" ", html))
    return {
        name for name in _CLASS.findall(html) for name in name.split() if re.fullmatch(r"[a-z][\w-]*", name)
    }


_LOOKED_FOR = re.compile(
    r"""(?<=["'`\s(,>+~])(?:(?:a|article|button|details|div|dl|form|h[1-6]|img|label|li|nav|p|section|span)?\.)
    ([a-z][\w-]*)""",
    re.VERBOSE,
)
_NAMED = re.compile(r"""class(?:Name\ =\ |List\.\w+\(|=)\\?["'`]([\w\ -]*)""", re.VERBOSE)


def _looked_for(source: str) -> set[str]:
    """Classes that a test or a behaviour asks for: `.name` of a selector, `class="name"`, `classList`."""
    return {*_LOOKED_FOR.findall(source), *" ".join(_NAMED.findall(source)).split()}


def test_each_class_of_a_page_is_drawn_or_looked_for():
    sheets = [
        *ROOT.glob("*/*/styles/**/*.css"),
        *ROOT.glob("demo/styles/*.css"),
        *ROOT.glob("frontend/styles/**/*.css"),
    ]
    drawn = {name for sheet in sheets for name in classes_of(sheet.read_text())}
    looked_for = set[str]().union(
        *(
            _looked_for(path.read_text())
            for path in [*ROOT.glob("frontend/**/*.ts"), *ROOT.glob("tests/**/*.py")]
        )
    )
    pages = [path for folder in ("civic", "demo") for path in (ROOT / folder).rglob("*.html")]
    asked = {
        name
        for page in pages
        if page.name not in PAPERS and not {"email", "static"} & set(page.parts)
        for name in _asked_for(page.read_text())
    }
    assert len(asked) > 300
    assert asked - drawn - looked_for == set()


def test_a_class_that_nothing_draws_is_found():
    page = """<p class="card {% if a == "b" > c %}card--flush{% endif %} x--{{ n }}"><ul class="y">"""
    assert _asked_for(page + '{# <p class="z"> #}') == {"card", "card--flush"}


@pytest.mark.parametrize(
    "source",
    [
        'page.locator(".menu .card")', "look('li.card:has(a)')", "assert 'class=\"menu card\"' in page",
        'button.classList.add("card")', 'element.className = "card"', r"<p class=\"card\">",
    ],
)  # fmt: skip
def test_a_class_is_looked_for_as_a_class(source):
    assert "card" in _looked_for(source)
    assert "card" not in _looked_for("a card, one.card, card(s), the card.")


def test_one_that_nothing_names_is_found():
    css = ".card { color: red } .card--flush, .photos--3 { gap: 1.5rem } /* .old */"
    assert _unused(classes_of(css), '<div class="card photos--{{ shape }}">') == {"card--flush"}


def test_a_picture_that_is_cut_shows_its_top_by_one_rule():
    """Whole pictures stand in the middle, as does what a video opens with; nothing else has a say of its own."""
    sheets = [*ROOT.glob("civic/*/styles/**/*.css"), *ROOT.glob("frontend/styles/**/*.css")]
    rules = [
        (rule[1].strip().rpartition("\n")[2].strip(), rule[2])
        for sheet in sheets
        for rule in re.finditer(r"([^{}]+)\{([^{}]*object-position:[^{}]*)", sheet.read_text())
    ]
    placed = {name: re.findall(r"object-position: ([^;]+)", body) for name, body in rules}
    assert placed.pop("img") == ["top"]
    assert placed == {"& img": ["center"], "& :is(img, video, iframe)": ["center"]}
    assert all("object-fit: contain" in body for name, body in rules if name == "& img")


# The values of all colours, light and dark.
COLOURS = {"tokens.css", "themes.css"}


def _fixed_colours(css: str) -> list[str]:
    rules = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    return re.findall(r"(?:#|%23)[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl)a?\([^)]*\)|:\s*(?:white|black)\b", rules)


def test_colours_have_a_name():
    """One that stands in a rule is the same by day and by night."""
    sheets = [*ROOT.glob("*/*/styles/**/*.css"), *ROOT.glob("frontend/styles/**/*.css")]
    fixed = {
        f"{sheet.relative_to(ROOT)}: {colour}"
        for sheet in sheets
        if sheet.name not in COLOURS
        for colour in _fixed_colours(sheet.read_text())
    }
    assert fixed == set()


def test_a_colour_without_a_name_is_found():
    css = """a { color: #fff; background: rgb(0 0 0 / 5%); border-color: var(--line) } /* #abc */
    b { color: black; background:white }"""
    assert _fixed_colours(css) == ["#fff", "rgb(0 0 0 / 5%)", ": black", ":white"]
