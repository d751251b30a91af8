"""Templates read like an outline: short lines, and the formatters have the last word (`make format`)."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 120


def test_no_line_is_over_120_characters() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{number}"
        for place in ("civic/*/templates/**/*.*", "demo/templates/**/*.*")
        for path in sorted(ROOT.glob(place))
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if len(line) > LONGEST
    ]
    assert long == []
