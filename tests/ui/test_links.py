"""Addresses that people type become links, the same in every text."""

import re
import time
from html import unescape
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from civic.ui.links import linked, links_in
from civic.ui.rich_text import from_editor, from_plain, to_plain
from tests.ui.test_rich_text import HARMLESS, Tags

MAP = "https://www.openstreetmap.org/search?query="


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Voir https://eze.fr", {"https://eze.fr": "https://eze.fr"}),
        ('"https://eze.fr"', {"https://eze.fr": "https://eze.fr"}),
        ("«\u00a0https://eze.fr\u00a0», «https://eze.fr/a»", {"https://eze.fr": "", "https://eze.fr/a": ""}),
        ("“https://eze.fr/b” ’https://eze.fr/c’", {"https://eze.fr/b": "", "https://eze.fr/c": ""}),
        ("https://exemple.fr/Aigle_(Orne)", {"https://exemple.fr/Aigle_(Orne)": ""}),
        ("(https://exemple.fr/Aigle_(Orne)).", {"https://exemple.fr/Aigle_(Orne)": ""}),
        ("https://exemple.fr/a, https://exemple.fr/b… https://exemple.fr/?c=1&d=2 !",
         {"https://exemple.fr/a": "", "https://exemple.fr/b": "", "https://exemple.fr/?c=1&d=2": ""}),
        ("www.eze.fr, WWW.eze.fr/a_(b).",
         {"www.eze.fr": "https://www.eze.fr", "WWW.eze.fr/a_(b)": "https://WWW.eze.fr/a_(b)"}),
        ("https://éze.fr/été https://例え.jp", {"https://éze.fr/été": "", "https://例え.jp": ""}),
        ("mairie@eze.fr. x@mairie.bzh",
         {"mairie@eze.fr": "mailto:mairie@eze.fr", "x@mairie.bzh": "mailto:x@mairie.bzh"}),
        ("04 93 41 00 00, 06.12.34.56.78 ou +33 6 12 34 56 78",
         {"04 93 41 00 00": "tel:+33-4-93-41-00-00", "06.12.34.56.78": "tel:+33-6-12-34-56-78",
          "+33 6 12 34 56 78": "tel:+33-6-12-34-56-78"}),
        ("0262 20 00 00", {"0262 20 00 00": "tel:+262-262-20-00-00"}),
        ("+33 (0)4 93 41 00 00, 0033 4 93 41 00 00, +33(0)493410000 et 04-93-41-00-00",
         dict.fromkeys(["+33 (0)4 93 41 00 00", "0033 4 93 41 00 00", "+33(0)493410000", "04-93-41-00-00"],
                       "tel:+33-4-93-41-00-00")),
        ("0 800 12 34 56, 0800 123 456, 0 805 400 000",
         {"0 800 12 34 56": "tel:+33-800-12-34-56", "0800 123 456": "tel:+33-800-12-34-56",
          "0 805 400 000": "tel:+33-805-40-00-00"}),
        ("+262 262 20 00 00 ou 0692 123 456",
         {"+262 262 20 00 00": "tel:+262-262-20-00-00", "0692 123 456": "tel:+262-692-12-34-56"}),
        ("Rendez-vous 12 bis, rue de la Mairie, 06360 Èze. Tél. 04 93 41 00 00",
         {"12 bis, rue de la Mairie, 06360 Èze": f"{MAP}12+bis%2C+rue+de+la+Mairie%2C+06360+%C3%88ze",
          "04 93 41 00 00": "tel:+33-4-93-41-00-00"}),
        ("place du 8 Mai 1945\n61300 L’Aigle, puis 3 avenue de l’Europe 13090 Aix en Provence Cedex 2",
         {"place du 8 Mai 1945\n61300 L’Aigle": f"{MAP}place+du+8+Mai+1945+61300+L%E2%80%99Aigle",
          "3 avenue de l’Europe 13090 Aix en Provence Cedex 2":
          f"{MAP}3+avenue+de+l%E2%80%99Europe+13090+Aix+en+Provence+Cedex+2"}),
        ("https://exemple.fr/?tel=0612345678", {"https://exemple.fr/?tel=0612345678": ""}),
    ],
)  # fmt: skip
def test_an_address_is_found_whole(typed, found):
    assert {typed[link.start : link.end]: link.href for link in links_in(typed)} == {
        address: href or address for address, href in found.items()
    }


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "C’est la fin.La suite demain",
            "eze.fr",
            "javascript:alert(1)",
            "ftp://eze.fr",
            "//eze.fr",
            "www.",
            "https://",
            "@",
        ),
        *(
            "https://eze.fr@ailleurs.example",
            "https://moi:secret@eze.fr/",
            "12/03/2026 10:00-12:00",
            "SIRET 123 456 789 00012",
            "SIRET 01234567800012",
            "IBAN FR76 3000 6000 0112 3456 7890 189",
            "FR1420041010050500013M02606",
            "le 01.02.2026 10:00, 02-03-2026 14 h",
            "1 204 500 €, 0,80 €, 02 12 34 5",
            "la rue de la Mairie est barrée, place aux 12000 jeunes",
            "rue de la Mairie",
        ),
        "02 12 34 56 78 90 12",
        *("+033 6 12 34 56 78", "+99 9 12 34 56 78", "+210 6 12 34 56 78", "00 99 9 12 34 56 78"),
    ],
)
def test_what_is_no_address_stays_text(typed):
    assert links_in(typed) == []


@pytest.mark.parametrize(
    "unit", ["www.", "https://a.fr/(", "a@", "0612345678 ", "https://a.fr ", "mailto:", "1 rue ", "rue a 0"]
)
def test_a_text_made_to_be_slow_takes_no_time(unit):
    start = time.perf_counter()
    linked(unit * (60_000 // len(unit)))
    assert time.perf_counter() - start < 3


TYPED = st.lists(
    st.one_of(
        st.sampled_from(["https://eze.fr/", "www.eze.fr", "a@eze.fr", "0612345678"]),
        st.sampled_from(["<b>", "</a>", '"', "'", "&amp;", "&", ">", " "]),
        st.text(max_size=4),
    ),
    max_size=12,
).map("".join)  # fmt: skip


@given(TYPED)
def test_a_typed_text_is_escaped_once_and_keeps_its_characters(text):
    tags = Tags(str(linked(text)))
    assert tags.found <= HARMLESS | {("a", "href", "rel")}
    assert "&amp;amp;lt" not in linked(text.replace("&", ""))
    links = links_in(text)
    assert all(one.end <= other.start for one, other in pairwise(links))


DIALLED = st.one_of(
    st.text("0123456789 +()-.", max_size=30),
    st.builds(
        lambda lead, country, pairs: " ".join([lead + country, *pairs]),
        st.sampled_from(["+", "00", "00 "]),
        st.integers(0, 999).map("{:02}".format),
        st.sampled_from([["9", "12", "34", "56", "78"], ["(0)6", "12", "34", "56", "78"], ["612345678"]]),
    ),
)


@given(DIALLED)
@example("+33 6 12 34 56 78")
def test_whatever_digits_people_type_they_are_shown(text):
    assert unescape(re.sub("<[^>]+>", "", linked(text))) == text
    assert all(link.href.startswith("tel:+") for link in links_in(text))


_LINKS = re.compile("<a .*?</a>", re.DOTALL)


@given(TYPED)
@example('https://eze.fr/"https://eze.fr/"https://eze.fr/"')
@example("a@eze.fr&amp;a@eze.fr&amp;a@eze.fr")
@example("0612345678a@eze.fr")
@example("www.eze.frhttps://eze.fr/www.eze.fr</a>\ufb18")
@example("www.eze.fr.12")
@example('<a href="/x">https://eze.fr</a>')
def test_rich_text_has_the_same_links_once_and_only_once(text):
    once = from_editor(f"<p>{text}</p>")
    assert _LINKS.findall(from_editor(once)) == _LINKS.findall(once)
    assert "<a" not in once or all("<a" not in part.split("</a>")[0] for part in once.split("<a")[1:])


LINK = '<a href="https://eze.fr" rel="noopener nofollow ugc">https://eze.fr</a>'


def test_a_publication_typed_with_or_without_script():
    assert from_plain('Voir "https://eze.fr".') == f"<p>Voir &quot;{LINK}&quot;.</p>".replace("&quot;", '"')
    assert from_editor("<p>Voir <b>https://eze.fr</b></p>") == f"<p>Voir <strong>{LINK}</strong></p>"
    within = '<p><a href="https://exemple.fr" rel="noopener nofollow ugc">voir https://eze.fr</a></p>'
    assert from_editor(within) == within


@pytest.mark.parametrize(
    "text",
    ["Voir https://eze.fr/a_(b).", "www.eze.fr", "mairie@eze.fr ou 04 93 41 00 00", "1 rue A, 06360 Èze"],
)
def test_it_is_typed_again_as_it_was(text):
    assert to_plain(from_plain(text)) == text


@pytest.mark.parametrize("page", sorted(Path("civic").glob("*/templates/**/*.html")), ids=str)
def test_what_a_person_wrote_is_laid_out_in_its_own_direction(page):
    """A comment in Arabic reads from the right; `linked` and `rich` are what shows a person's text."""
    html = page.read_text()
    shown = re.findall(r"<([^<>]*)>\s*\{\{ [\w.]+\|(?:linked|rich)\b", html)
    assert len(shown) == len(re.findall(r"\|(?:linked|rich)\b", html)), (
        "put it right after the tag that holds it"
    )
    named = r"(?:post|poll|event|discussion|link|option)\.(?:title|description|place|text)"
    shown += re.findall(rf"<((?:\{{\{{|[a-z])[^<>]*)>\s*\{{\{{ {named}\b[^}}]*\}}\}}\s*</", html)
    laid_out = [tag for tag in shown if "visually-hidden" not in tag and not tag.startswith("option")]
    assert [tag for tag in laid_out if 'dir="auto"' not in tag] == []
