"""What a first visit weighs. Built by `npm run build`, which `make test` runs first."""

import gzip
import re
from pathlib import Path

import pytest

from tests.assets import BUILT, ROOT, classes_of, found_in, lazy_classes


@pytest.mark.parametrize(
    ("name", "limit"),
    [
        ("app.css", 13_000),
        ("app.js", 31_500),
        ("editor.js", 24_000),
        ("drawer.js", 1_300),
        ("photos.js", 4_000),
        ("sortable.js", 1_500),
        ("thread.js", 3_700),
        ("village.svg", 6_000),
    ],
)
def test_compressed_size(name, limit):
    assert len(gzip.compress((BUILT / name).read_bytes(), 9)) <= limit


def test_the_font_is_small():
    assert (BUILT / "atkinson.woff2").stat().st_size <= 35_000


def test_the_sprite_holds_each_icon_that_is_named_and_no_other():
    folders = [path for path in (ROOT / "civic").iterdir() if path.is_dir()]
    found = found_in(*folders, ROOT / "demo", ROOT / "frontend")
    drawn = re.findall(r'<symbol id="([^"]+)"', (BUILT / "icons.svg").read_text())
    assert drawn == sorted(found["icons"])
    assert found["unknown"] == []


def test_a_name_without_drawing_is_reported_with_its_places(tmp_path):
    templates = tmp_path / "fountains/templates/fountains"
    templates.mkdir(parents=True)
    (templates / "fountain.html").write_text('<p>\n  {% icon "unicorn" %}{% icon "heart" %}\n</p>')
    (tmp_path / "fountains/enums.py").write_text('CATEGORY = NotificationCategory(icon="griffin")')
    found = found_in(tmp_path / "fountains")
    assert list(found["icons"]) == ["unicorn", "heart", "griffin"]
    unknown = [line.partition(": ")[::2] for line in found["unknown"]]
    assert [name for name, place in unknown] == ["unicorn", "griffin"]
    assert [place.rpartition("/")[2] for name, place in unknown] == ["fountain.html:2", "enums.py:1"]


def test_the_style_sheet_holds_those_of_all_apps():
    found = found_in(*(path for path in (ROOT / "civic").iterdir() if path.is_dir()))
    built = classes_of((BUILT / "app.css").read_text())
    for sheet in found["styles"]:
        assert classes_of(Path(sheet).read_text()) <= built, sheet
    assert len(found["lazy"]) >= 5
    assert len(lazy_classes()) >= 100


def test_the_sheets_of_some_pages_stand_by_themselves_under_the_layers_of_all():
    for sheet in found_in(*(path for path in (ROOT / "civic").iterdir() if path.is_dir()))["lazy"]:
        built = (BUILT / Path(sheet).name).read_text()
        assert built.startswith("@layer pages{"), sheet
        assert classes_of(Path(sheet).read_text()) == classes_of(built), sheet
