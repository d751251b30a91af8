"""What holds for every template of the site: known icons, no inline style or script, short files, French spaces."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "civic").glob("*/templates/**/*.html"))
ICONS = set((ROOT / "frontend/icons.txt").read_text().split())
MARKUP = re.compile(r"(\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}|<!--.*?-->|<[^>]*>)", re.DOTALL)
COMMENT = re.compile(r"\{% comment %\}.*?\{% endcomment %\}", re.DOTALL)

each = pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "civic")))


@each
def test_icons_are_in_the_sprite(path):
    assert set(re.findall(r'\{% icon "([^"]+)"', path.read_text())) <= ICONS


@each
def test_no_inline_style_or_script(path):
    # The policy of the site refuses them: they would be dead on the page. E-mails are not pages.
    if "email" in path.parts:
        return
    source = path.read_text()
    assert re.findall(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", source) == []


@each
def test_files_stay_short(path):
    assert len(path.read_text().splitlines()) < 150


@each
def test_french_spaces_and_apostrophes(path):
    # `python scripts/french_spaces.py civic/*/templates` puts them right.
    words = "\n".join(MARKUP.split(COMMENT.sub("", path.read_text()))[::2])
    breaking = re.findall(r"\S+ [:;!?»](?!\S)|« \S+|\S+ €", words)
    straight = re.findall(r"\b\w+'\w+", words)
    assert (breaking, straight) == ([], [])


def test_the_list_of_icons_has_no_doubles():
    names = (ROOT / "frontend/icons.txt").read_text().split()
    assert len(names) == len(set(names))


def test_icons_of_the_menu_are_in_the_sprite():
    from config.rubrics import RUBRICS

    assert {rubric.icon for rubric in RUBRICS} <= ICONS
