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
        if len(line) > LONGEST
    ]
    assert long == []


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
