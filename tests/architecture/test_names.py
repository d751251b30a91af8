"""Functions, classes, modules and parameters bear the words of the framework and of the web: `docs/glossary.md`."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Each said several things, or one that has another name.
BANNED = {
    "anew", "beat", "decided", "door", "doors", "forget", "forgetful", "frame", "frames", "hall", "halls", "heard",
    "hole", "holes", "house", "kept", "letter", "letters", "look", "note", "noted", "notes", "officers", "pulse",
    "remains", "rubric", "rubrics", "said", "several", "shelf", "shown", "stopping", "tell", "told", "touch",
    "touched", "touches", "trying", "walls", "way", "what", "who",
}  # fmt: skip
# The names of tests are sentences, in which most of these are English; these stay out of them all the same.
BANNED_IN_TESTS = {
    "anew",
    "door",
    "doors",
    "forgetful",
    "hole",
    "holes",
    "shelf",
    "told",
    "touched",
    "touches",
}
EXCEPTIONS = {
    "civic/communes/directory/hours.py note": "a key of what each commune keeps of its hours",
    "civic/moderation/events.py AppealDecided": "its key is in the journal of every installation",
}


def _words(name: str) -> set[str]:
    """The parts of a name, snake_case or CamelCase. A town hall is one word."""
    snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
    return set(re.sub(r"(?<![a-z])town_?halls?(?![a-z])", "", snake).split("_"))


def _definitions(source: str, *, parameters: bool) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name
        if parameters and isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name[0] != "_":
            arguments = node.args
            packed = [one for one in (arguments.vararg, arguments.kwarg) if one]
            for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, *packed):
                yield argument.arg
        if parameters and isinstance(node, ast.ClassDef):
            for line in node.body:
                if isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name):
                    yield line.target.id


def _misnamed(folder: str, banned: set[str], *, parameters: bool) -> list[str]:
    found = []
    for path in sorted((ROOT / folder).rglob("*.py")):
        if "migrations" not in path.parts:
            names = [path.stem, *_definitions(path.read_text(), parameters=parameters)]
            found += [f"{path.relative_to(ROOT)} {name}" for name in names if _words(name) & banned]
    return found


def test_the_product_uses_no_banned_word():
    found = [
        name
        for folder in ("civic", "config", "demo", "scripts")
        for name in _misnamed(folder, BANNED, parameters=True)
    ]
    assert sorted(set(found)) == sorted(EXCEPTIONS)


def test_the_tests_use_none_that_says_nothing():
    assert _misnamed("tests", BANNED_IN_TESTS, parameters=False) == []


@pytest.mark.parametrize(
    "source",
    [
        "def kept_for_digest(): ...",
        "class SaidAgain: ...",
        "class Bell:\n    def shown(self): ...",
        "def title(hall): ...",
        "async def send(*, several): ...",
        "def digest(*said): ...",
        "def announce(**told): ...",
        "class Seen:\n    shown: int",
    ],
)
def test_a_banned_word_is_found(source):
    assert any(_words(name) & BANNED for name in _definitions(source, parameters=True))


@pytest.mark.parametrize(
    "name", ["town_hall_of", "OpenTownHallForm", "showing", "notebook", "unshown", "latest_townhall"]
)
def test_a_part_of_a_word_is_none(name):
    assert not _words(name) & BANNED
