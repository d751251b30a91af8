"""Pages of the outside web, read as browsers read them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.media.cards import read_card
from civic.media.decoding import decoded

FETE = "Fête à Èze – 5 €"


@pytest.mark.parametrize(
    ("body", "charset", "text"),
    [
        (FETE.encode() + b" \xff.", "", f"{FETE} \ufffd."),
        (FETE.encode() + b" \xff.", "utf-8", f"{FETE} \ufffd."),
        (FETE.encode("cp1252"), "", FETE),
        (FETE.encode("cp1252"), "iso-8859-1", FETE),
        (FETE.encode("cp1252"), "latin1", FETE),
        (FETE.encode("cp1252"), "us-ascii", FETE),
        (FETE.encode("iso-8859-15", "replace"), "ISO-8859-15", "Fête à Èze ? 5 €"),
        (b"\xef\xbb\xbf" + FETE.encode(), "iso-8859-1", FETE),
        (b"\xff\xfe" + FETE.encode("utf-16-le"), "utf-8", FETE),
        (FETE.encode(), "no-such-label", FETE),
        (FETE.encode()[:-1], "", FETE[:-1] + "\ufffd"),
        ("Ёлка".encode("koi8-r"), "koi8-r", "Ёлка"),
        ("祭り".encode("shift_jis"), "x-sjis", "祭り"),
    ],
)
def test_decoded_by_mark_then_label(body, charset, text):
    assert decoded(body, charset) == text


@pytest.mark.parametrize(
    "meta",
    [
        "<meta charset=iso-8859-1>",
        "<META CHARSET='latin1'>",
        '<meta content="text/html; charset=ISO-8859-1" http-equiv="Content-Type">',
        "<!-- <meta charset=utf-8> --><meta charset=windows-1252>",
        '<?xml version="1.0" encoding="iso-8859-1"?>',
    ],
)
def test_decoded_by_what_the_page_says(meta):
    page = f"{meta}<title>{FETE}</title>".encode("cp1252")
    assert read_card(page, "", "https://eze.fr/").title == FETE
    assert read_card(page, "utf-8", "https://eze.fr/").title != FETE, "the server has the first word"


def test_only_the_first_kilobyte_names_the_encoding():
    assert decoded(b" " * 1024 + b"<meta charset=koi8-r>" + "é".encode()).endswith("é")


def test_a_page_of_one_byte_a_letter_is_not_in_utf_16():
    assert decoded(b"<meta charset=utf-16>" + FETE.encode()).endswith(FETE)


@given(
    st.binary(max_size=200),
    st.sampled_from(["", "utf-8", "latin1", "utf-16", "gbk", "x", "\x00", "replacement"]),
)
def test_any_bytes_are_some_text(body, charset):
    assert isinstance(decoded(body, charset), str)


@pytest.mark.parametrize(
    "before",
    [
        "<title>&#" + "9" * 5000 + ";</title>",
        "<meta name='description' content='&#" + "9" * 5000 + ";'>",
        "<p>&#" + "0" * 5000 + "65;</p>",
    ],
)
def test_a_page_with_references_beyond_any_number_is_read_on(before: str) -> None:
    page = f"{before}<meta property='og:title' content='La fête'>"
    assert read_card(page.encode(), "", "https://eze.fr/").title == "La fête"


@pytest.mark.parametrize("page", ["<![x y><title>La fête</title>", "<!DOCTYPE [<![x y>"])
def test_a_declaration_that_nobody_knows_is_no_failure(page: str) -> None:
    read_card(page.encode(), "", "https://eze.fr/")
