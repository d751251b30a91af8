"""Text of the editor, made by people who mean no good."""

import time
import unicodedata
from html.parser import HTMLParser
from pathlib import Path

import pytest

from civic.posts.models import Post
from civic.ui import rich_text
from civic.ui.fragments import Fragment
from civic.ui.rich_text import from_editor, from_plain, to_plain


@pytest.mark.parametrize(
    "html",
    [
        "<p>Avant&#2;csrf&#3;après</p>",
        '<p><a href="https://exemple.fr/?&#2;csrf&#3;">Lien</a></p>',
        "<p>Avant&#x2;post_menu&#x1f;x&#x3;après</p>",
        "<p>\x02csrf\x03</p>",
    ],
)
def test_no_text_forges_a_slot_not_even_by_entities(html: str) -> None:
    kept = rich_text.from_editor(html)
    assert Fragment.compiled(kept).arguments("csrf") == Fragment.compiled(kept).arguments("post_menu") == []
    assert not any(ord(c) < 32 and c != "\n" for c in kept)


def test_entities_cannot_turn_the_direction_of_a_line() -> None:
    assert rich_text.from_editor("<p>Un&#x202e;deux&#x200b;</p>") == "<p>Undeux</p>"


@pytest.mark.parametrize("unit", ["<div ", "<b>", "<p><br> ", "<a href=", "** ", "&#2;"])
def test_a_long_text_made_to_be_slow_is_cleaned_in_no_time(unit: str) -> None:
    start = time.perf_counter()
    rich_text.from_editor(unit * (60_000 // len(unit)))
    assert time.perf_counter() - start < 3


def test_a_publication_with_a_forged_slot_leaves_the_feed_standing(commune, mayor, client_of) -> None:
    browser = client_of(mayor)
    browser.post(
        f"/{commune.slug}/actualites/nouvelle/",
        {"title": "Piège", "content": "<p>Un&#2;rien&#3;deux</p>", "content_format": "html", "audience": "members",
         "when": "now", "key": "k", "action": "publish"},
    )  # fmt: skip
    assert Post.objects.get().title == "Piège"
    page = browser.get(f"/{commune.slug}/")
    assert (page.status_code, "Unriendeux" in page.content.decode()) == (200, True)


@pytest.mark.parametrize(
    "html",
    ["Un<div>Deux</div>", "<b>Un</b><div>Deux</div>", "<div>Un<div>Deux</div></div>", "<p>Un</p><p>Deux</p>"],
)
def test_lines_of_the_editor_are_paragraphs_for_a_mail_too(html: str) -> None:
    kept = rich_text.from_editor(html)
    assert kept.count("<p>") == kept.count("</p>") == 2
    assert "<p><p>" not in kept
    assert "</p></p>" not in kept
    assert rich_text.paragraphs(kept, 100) == "Un\n\nDeux"


def test_paragraphs_that_were_kept_one_in_the_other_come_apart() -> None:
    assert rich_text.to_plain("<p>Un<p>Deux</p></p>") == "Un\n\nDeux"


def test_a_mail_shows_no_signs_of_bold() -> None:
    assert rich_text.paragraphs("<p>Avant <strong>le 5</strong></p>", 100) == "Avant le 5"
    assert rich_text.to_plain("<p>Avant <strong>le 5</strong></p>") == "Avant **le 5**"


@pytest.mark.parametrize(
    ("html", "plain"),
    [
        ("<p>x</p><ul><li>A<ul><li>B</li></ul></li><li>C</li></ul><p>d</p>", "x\n\n- A\n  - B\n- C\n\nd"),
        ("<ol><li>a</li><li>b<ol><li>c</li></ol></li></ol><ol><li>z</li></ol>", "1. a\n2. b\n  1. c\n\n1. z"),
        ("<ol><li>a<ul><li>b</li><li>c</li></ul></li></ol>", "1. a\n  - b\n  - c"),
    ],
)
def test_lists_within_lists_are_typed_without_script_too(html: str, plain: str) -> None:
    assert rich_text.from_editor(html) == html
    assert rich_text.to_plain(html) == plain
    assert rich_text.from_plain(plain) == html


def test_lines_of_two_kinds_are_two_lists() -> None:
    assert rich_text.from_plain("- a\n1. b") == "<ul><li>a</li></ul><ol><li>b</li></ol>"
    assert rich_text.from_plain("- a\nb") == "<p>- a<br>b</p>"


def test_what_is_kept_of_a_pasted_document_is_what_the_editor_says() -> None:
    """The editor reduces to the tags of this module: nothing is lost between what is seen and what is stored."""
    sources = Path(__file__).resolve().parents[2] / "frontend" / "tests" / "pasted"
    expected = sorted(sources.glob("*.expected.html"))
    assert len(expected) >= 10
    for path in expected:
        html = path.read_text().replace("\n", "")
        kept = rich_text.from_editor(html)
        assert kept.replace(' rel="noopener nofollow ugc"', "") == html, path.stem


class Tags(HTMLParser):
    """What a browser makes of it: every tag, with the names of its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: set[tuple[str, ...]] = set()
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.add((tag, *sorted(name for name, _ in attrs)))


HARMLESS = {
    ("p",),
    ("br",),
    ("strong",),
    ("em",),
    ("ul",),
    ("ol",),
    ("li",),
    ("a", "rel"),
    ("a", "href", "rel"),
}
HOSTILE = " hx-post=/x/ hx-trigger=load onclick=x x"


@pytest.mark.parametrize(
    "mark", ["\u0338", "&#x338;", "&#824;", "\u200b\u0338", "&#8203;&#x338;", "&amp;#x338;"]
)
@pytest.mark.parametrize(
    "around", ["{}", "<p>{}</p>", "<b>{}</b>", "<a href='https://x.fr'>{}</a>", "<ul><li>{}"]
)
@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
def test_a_mark_after_a_tag_opens_no_attributes(mark, around, form):
    """`>` and U+0338 are one sign once composed: the tag would go on into the text."""
    written = around.format(mark + HOSTILE)
    for html in (from_editor(written), from_plain(written), from_editor(from_editor(written))):
        assert Tags(unicodedata.normalize(form, html)).found <= HARMLESS
        assert "hx-post" in html


@pytest.mark.parametrize(
    "part",
    [
        "<ul><li>",
        "<strong>",
        "<em><strong>",
        "<a href=x>",
        "<p>",
        "<li>",
        "</ul>",
        "<!--",
        "<![",
        "<script>",
        "<a ",
    ],
)
def test_what_nests_without_end_takes_no_longer_than_what_does_not(part):
    """A parser's work grows with the square of the depth: 400 kB held a process for two minutes."""
    deep, flat = (f * (100_000 // len(f)) for f in (part, "<p>mot</p>"))
    from_editor(flat)
    times = {}
    for name, html in (("flat", flat), ("deep", deep)):
        began = time.process_time()
        from_editor(html)
        times[name] = time.process_time() - began
    assert times["deep"] < 5 * times["flat"]


def test_cleaning_again_changes_nothing():
    written = "<div>Bonjour <b>à<b> tous</b></b><br><br>fin</div><ul><li>un<ul><li>deux</ul></ul>"
    written += "<p>&lt;p&gt; & \u200b\u0338x</p>"
    once = from_editor(written)
    assert from_editor(once) == once
    assert from_plain(to_plain(once)) == once


@pytest.mark.parametrize(
    "href", ['href="https://pas une adresse"', 'href="javascript:alert(1)"', 'href="eze"', 'href=""', ""]
)
def test_what_leads_nowhere_is_no_link(href):
    assert rich_text.from_editor(f"<p>Voir <a {href}>ici</a>.</p>") == "<p>Voir ici.</p>"


@pytest.mark.parametrize(
    "address", ["https://eze.fr", "http://èze.fr:80/a?b#c", "mailto:a@eze.fr", "tel:0493"]
)
def test_what_leads_somewhere_is_a_link(address):
    assert f'href="{address}"' in rich_text.from_editor(f'<p><a href="{address}">ici</a></p>')


def test_an_address_that_reads_as_another_leads_nowhere():
    assert from_editor('<p><a href="https://eze.fr@ailleurs.example">mairie</a></p>') == "<p>mairie</p>"


@pytest.mark.parametrize(
    ("html", "line"),
    [
        ("<ul><li>un</li><li>deux<ol><li>trois</li></ol></li></ul>", "un · deux · trois"),
        (
            "<p>Au menu :</p><ul><li>soupe</li></ul><p>Venez !</p><p>À midi</p>",
            "Au menu : soupe · Venez ! À midi",
        ),
        ("<p>Lundi<br>Mardi</p><p><strong>Mer</strong>credi</p>", "Lundi · Mardi · Mercredi"),
        ("<p>Un seul mot</p>", "Un seul mot"),
        ("", ""),
    ],
)
def test_what_stands_apart_stays_apart_in_an_excerpt(html: str, line: str) -> None:
    assert rich_text.excerpt(html) == line
