"""What holds for every template of the site: known icons, no inline style or script, short files, French spaces."""

import re
from pathlib import Path

from civic.core import registry
from tests.assets import sprite

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "civic").glob("*/templates/**/*.html"))
ICONS = sprite()
MARKUP = re.compile(r"(\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}|<!--.*?-->|<[^>]*>)", re.DOTALL)
COMMENT = re.compile(r"\{% comment %\}.*?\{% endcomment %\}", re.DOTALL)


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT / "civic"))


def test_icons_are_in_the_sprite():
    named = {_name(path): set(re.findall(r'\{% icon "([^"]+)"', path.read_text())) for path in TEMPLATES}
    assert {name: icons - ICONS for name, icons in named.items() if icons - ICONS} == {}


def test_no_inline_style_or_script():
    # The policy of the site refuses them: they would be dead on the page. E-mails are not pages.
    inline = re.compile(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)")
    pages = [path for path in TEMPLATES if "email" not in path.parts]
    assert [(_name(path), found) for path in pages for found in inline.findall(path.read_text())] == []


def test_files_stay_short():
    assert [_name(path) for path in TEMPLATES if len(path.read_text().splitlines()) >= 150] == []


def test_french_spaces_and_apostrophes():
    # `python scripts/french_spaces.py civic/*/templates` puts them right.
    wrong = []
    for path in TEMPLATES:
        words = "\n".join(MARKUP.split(COMMENT.sub("", path.read_text()))[::2])
        breaking = re.findall(r"\S+ [:;!?»](?!\S)|« \S+|\S+ €|\S+\u00a0[;!?]", words)
        breaking += re.findall(r"(?:\d|}})[ \n]+(?:minute|heure|jour|semaine|mois|an)s?\b", path.read_text())
        breaking += re.findall(r'date:"j F', path.read_text())
        straight = re.findall(r"\b\w+'\w+", words)
        wrong += [(_name(path), found) for found in breaking + straight]
    assert wrong == []


def test_icons_of_the_descriptors_are_in_the_sprite():
    shown = {entry.icon for entry in registry.menu()}
    assert shown | {category.icon for category in registry.notification_categories()} <= ICONS
