"""What a first visit weighs. Built by `npm run build`, which `make test` runs first."""

import gzip
from pathlib import Path

import pytest

BUILT = Path(__file__).resolve().parents[2] / "civic/ui/static/ui"

pytestmark = pytest.mark.skipif(not BUILT.exists(), reason="the assets are not built: npm run build")


@pytest.mark.parametrize(
    ("name", "limit"),
    [
        ("app.css", 14_000),
        ("app.js", 31_000),
        ("editor.js", 24_000),
        ("photos.js", 4_000),
        ("sortable.js", 1_500),
        ("thread.js", 3_300),
        ("village.svg", 6_000),
    ],
)
def test_compressed_size(name, limit):
    assert len(gzip.compress((BUILT / name).read_bytes(), 9)) <= limit


def test_the_font_is_small():
    assert (BUILT / "atkinson.woff2").stat().st_size <= 35_000


def test_every_icon_is_in_the_sprite():
    names = (BUILT.parents[3] / "frontend/icons.txt").read_text().split()
    sprite = (BUILT / "icons.svg").read_text()
    assert [name for name in names if f'id="{name}"' not in sprite] == []
