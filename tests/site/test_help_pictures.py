"""The pictures of the help pages: there, light, described, and as large as the page says."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from PIL import Image

from tests.html import on_one_line

FOLDER = settings.ROOT / "civic" / "site" / "static" / "site" / "help"
PAGES = ["/aide/maire/", "/aide/administre/", "/aide/equipe/"]
PICTURE = re.compile(
    r'<p class="shot"><img src="/static/site/help/([^"]+)" width="(\d+)" height="(\d+)" alt="([^"]*)"(.*?)>'
)


@pytest.mark.django_db
@pytest.mark.parametrize("page", PAGES)
def test_each_help_page_shows_pictures_as_they_are(page: str, client: Client):
    shown = PICTURE.findall(on_one_line(client.get(page).content.decode()))
    assert shown
    for name, width, height, alt, rest in shown:
        file: Path = FOLDER / name
        with Image.open(file) as picture:
            assert picture.size == (2 * int(width), 2 * int(height)), name
        assert file.stat().st_size <= 60_000, name
        assert len(alt) > 20, name
        assert 'loading="lazy"' in rest


@pytest.mark.django_db
def test_no_picture_is_kept_for_nothing(client: Client):
    pages = "".join(on_one_line(client.get(page).content.decode()) for page in PAGES)
    assert {file.name for file in FOLDER.iterdir()} == {found[0] for found in PICTURE.findall(pages)}
