"""A text is measured before anything of it is parsed: parsing takes a time that grows with it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.forms import CharField
from django.test import Client

from civic.communes.models import Commune
from civic.posts.models import Post
from civic.ui import fields, links, rich_text
from tests.posts.test_views import form

pytestmark = pytest.mark.django_db
HUGE = {"words": "www." * 100_000, "tags": "<b></b>" * 60_000, "entities": "&eacute;" * 50_000}


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How long each text was that a parser was given."""
    lengths: list[int] = []

    def watch(module: Any, name: str) -> None:
        parse: Callable[[str], Any] = getattr(module, name)
        monkeypatch.setattr(module, name, lambda text: lengths.append(len(text)) or parse(text))

    watch(rich_text, "in_our_tags")
    watch(rich_text, "_sanitised")
    watch(rich_text, "_list_lines")
    watch(links, "links_in")
    return lengths


@pytest.mark.parametrize("kind", ["html", ""])
@pytest.mark.parametrize("text", HUGE.values(), ids=HUGE)
@pytest.mark.parametrize(
    "page", ["actualites/nouvelle/", "actualites/apercu/", "commune/presentation/", "maire/presentation/"]
)
def test_no_page_parses_what_is_too_long(
    page: str,
    text: str,
    kind: str,
    commune: Commune,
    mayor: Any,
    client_of: Callable[..., Client],
    parsed: Any,
) -> None:
    sent = form(content=text, content_format=kind) | {"presentation": text, "presentation_format": kind}
    answer = client_of(mayor).post(f"/{commune.slug}/{page}", sent)
    assert answer.status_code in {200, 422}
    assert not Post.objects.exists()
    assert max(parsed, default=0) < 10_000
    if "apercu" not in page:
        assert "Ce texte est trop long" in answer.content.decode()


def test_what_was_too_long_is_given_back_with_its_words() -> None:
    typed = "<p>" + "Un <b>mot</b> &amp; deux. " * 20 + "</p>"
    read = rich_text.read(typed, is_html=True, limit=100)
    assert rich_text.is_longer(read, 100)
    assert rich_text.to_plain(read) == "Un mot & deux. " * 20
    assert "<b>" not in read
    assert not rich_text.is_longer(rich_text.read(typed, is_html=True, limit=400), 400)


@pytest.mark.parametrize(
    "typed", ["<p>\x02csrf\x03", "\u0338>", "<img src=x onerror=alert(1)>", "</p><script>"]
)
def test_nor_does_it_bring_anything_but_words(typed: str) -> None:
    for is_html in (True, False):
        read = rich_text.read(typed * 50, is_html=is_html, limit=1)
        assert read[3:-4].count("<") == 0
        assert not any(ord(sign) < 32 for sign in read)
        assert not read.startswith("<p>\u0338")


LINES = {
    "line": fields.LineField(max_length=150),
    "paragraph": fields.ParagraphField(max_length=500),
    "mobile": fields.MobileField(),
}


@pytest.mark.parametrize("field", LINES.values(), ids=LINES)
def test_nor_is_a_line_cleaned_that_cannot_fit(field: CharField, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("clean_line", "clean_text"):
        monkeypatch.setattr(fields, name, lambda typed: pytest.fail("it was cleaned"))
    with pytest.raises(ValidationError, match="trop long"):
        field.clean("e\u0301" * 100_000)


def test_what_fits_once_it_is_cleaned_is_taken() -> None:
    assert fields.LineField(max_length=150).clean(" " * 5_000 + "a" * 150) == "a" * 150
