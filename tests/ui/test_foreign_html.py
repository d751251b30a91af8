"""What is pasted from elsewhere and reaches the server without the editor: on the editor’s own examples."""

import time
from pathlib import Path

import pytest

from civic.posts.models import Post
from civic.ui.rich_text import from_editor, from_plain

PASTED = Path(__file__).parents[2] / "frontend/tests/pasted"
KINDS = sorted(path.name for path in PASTED.glob("*.html") if ".expected." not in path.name)
REL = ' rel="noopener nofollow ugc"'


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_document_is_read_as_the_editor_does(kind):
    right = (PASTED / kind.replace(".html", ".expected.html")).read_text().replace("\n", "")
    kept = from_editor((PASTED / kind).read_text())
    assert kept.replace(REL, "").replace("&nbsp;", "\u00a0") == right.replace("&nbsp;", "\u00a0")
    assert from_editor(kept) == kept


def test_bold_is_only_where_it_was():
    html = '<b style="font-weight:normal" id="docs-1"><p><span style="font-weight:400">Marché </span>'
    html += '<span style="font-weight:700">couvert</span></p></b>'
    assert from_editor(html) == "<p>Marché <strong>couvert</strong></p>"
    assert from_editor('<p style="font-weight:700">Avis <b style="font-weight:400">local</b></p>') == (
        "<p><strong>Avis </strong>local</p>"
    )


def test_a_publication_sent_without_the_editor_is_read_so(commune, mayor, client_of):
    sheet = "<table><tr><td>Lundi</td><td>9 h – 12 h</td></tr><tr><td>Mardi</td><td>fermé</td></tr></table>"
    for key, text, format_ in (("a", sheet, "html"), ("b", "Lundi\t9 h – 12 h\nMardi\tfermé", "")):
        typed = {
            "title": "Horaires", "content": text, "content_format": format_, "audience": "members", "when": "now",
            "key": key, "action": "publish",
        }  # fmt: skip
        assert client_of(mayor).post(f"/{commune.slug}/actualites/nouvelle/", typed).status_code == 302
    assert {post.body for post in Post.objects.all()} == {"<p>Lundi : 9 h – 12 h<br>Mardi : fermé</p>"}


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("·\tle budget\n·\tla halle", "<ul><li>le budget</li><li>la halle</li></ul>"),
        ("▪ un\n▪ deux", "<ul><li>un</li><li>deux</li></ul>"),
        ("•\tun\no\tdeux", "<ul><li>un</li><li>deux</li></ul>"),
        ("1.\tun\n2.\tdeux", "<ol><li>un</li><li>deux</li></ol>"),
        ("Jour\tMatin\tSoir\nLundi\t\t18 h", "<p>Jour : Matin ; Soir<br>Lundi : – ; 18 h</p>"),
        ("o la la", "<p>o la la</p>"),
    ],
)
def test_text_pasted_without_script_keeps_its_lists_and_rows(text, html):
    assert from_plain(text) == html


@pytest.mark.parametrize(
    "unit",
    [
        "<table><tr><td rowspan=999>", "<p style='mso-list:l0 level1'>", "<!--", "<![if", "<td a", "<h1>", "<ul><li>",
        "<b style=font-weight:400>x", "a-", "<p style=x" + "a" * 500, "<table>", "</table>", "<td colspan=999>x",
    ],
)  # fmt: skip
def test_what_is_made_to_be_slow_is_read_in_no_time(unit):
    start = time.perf_counter()
    from_editor("<h1>x</h1>" + unit * (100_000 // len(unit)))
    assert time.perf_counter() - start < 3


def test_no_word_is_lost_and_nothing_dangerous_comes_through():
    html = '<table><tr><td onclick="x()">Un<script>alert(1)</script></td><td><a href="javascript:x">deux</a>'
    assert from_editor(html + "</td></tr></table><p style='x'>trois &lt;b&gt;</p>") == (
        "<p>Un : deux</p><p>trois &lt;b&gt;</p>"
    )
