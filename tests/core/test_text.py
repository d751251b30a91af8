import html
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.core.text import (
    Noun,
    clean_line,
    clean_text,
    elided,
    held_together,
    name_typed,
    normalize,
    on_one_line,
    shortened,
    skeleton,
    slug,
    unaccented,
    unescaped,
    whole_number,
)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Bonjour \r\n à tous\r ", "Bonjour \n à tous"),
        ("Un\x02faux\x1ftrou\x03", "Unfauxtrou"),
        ("gauche \u202edroite\u202c fin", "gauche droite fin"),
        ("in\u200bvi\ufeffsible", "invisible"),
        ("e\u0301te\u0301", "été"),
        ("👩\u200d👧 reste une famille", "👩\u200d👧 reste une famille"),
        ("tab\treste", "tab\treste"),
        ("nul\x00", "nul"),
        ("jamais\ufffe un\uffff caractère\ufdd0", "jamais un caractère"),
        ("un\u2028deux\u2029trois\x85quatre", "un\ndeux\ntrois\nquatre"),
    ],
)
def test_text_is_cleaned_of_what_no_keyboard_means(typed, kept):
    assert clean_text(typed) == kept


def test_a_line_is_one_line():
    assert clean_line("  Marché \n\n de\u00a0 Noël\t ") == "Marché de Noël"


@given(st.text())
def test_cleaning_twice_changes_nothing_and_leaves_no_mark_of_ours(text):
    once = clean_text(text)
    assert clean_text(once) == once
    assert not set(once) & set("\x00\x02\x03\x1f\u202e\u2066")
    assert unicodedata.is_normalized("NFC", once)
    assert "\n" not in clean_line(text)


@pytest.mark.parametrize(
    ("name", "compared"),
    [
        ("L’Aigle", "l aigle"),
        ("Saint-Étienne-de-Tinée", "saint etienne de tinee"),
        ("Œuilly", "oeuilly"),
        ("L'Haÿ-les-Roses", "l hay les roses"),
        ("Ou\u00adi\u200c", "oui"),
        ("Sørensen", "sorensen"),
        ("Łukasz Đorđević", "lukasz dordevic"),
        ("Weiße Straße", "weisse strasse"),
        ("Ægir Þórsson", "aegir thorsson"),
        ("Guðrún", "gudrun"),
        ("IŞIK, ışık, İpek", "isik, isik, ipek"),
        ("Ħal Ŀuri", "hal luri"),
        ("Aŋa Ɓala Əliyev", "ana bala eliyev"),
        ("Gal·la", "galla"),
        ("‘t Hart", "t hart"),
        ("Nguyễn Ayọ̀délé", "nguyen ayodele"),
        ("ΣΊΣΥΦΟΣ", unaccented("Σίσυφος")),
    ],
)
def test_compared_as_people_type(name, compared):
    assert unaccented(name) == compared


@pytest.mark.parametrize(
    ("one", "other"),
    [("Marie", "Мarіе"), ("Marie", "Mar\u0131e"), ("Ali", "AII"), ("Claire", "CIaire"), ("Paolo", "Рaоlо"),
     ("Nora", "Νora"), ("Éric", "ERIC"), ("Arnaud", "Amaud"), ("Jean Le Goff", "Jean-Le Goff"),
     ("Tom", "Тоm"), ("𝐉𝐞𝐚𝐧", "Jean")],
)  # fmt: skip
def test_what_the_eye_takes_for_one_another(one, other):
    assert skeleton(one) == skeleton(other)


def test_what_the_eye_tells_apart():
    names = ["Marie", "Maria", "Mario", "Marc", "Mark", "Jean", "Jeanne", "Léa", "Léo", "王", "李"]
    assert len({skeleton(name) for name in names}) == len(names)


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert unaccented(unaccented(text)) == unaccented(text)


@given(st.text(), st.sampled_from([str.upper, str.lower, str.title, str.swapcase]))
def test_capitals_and_the_form_of_accents_make_no_difference(text, in_capitals):
    written = {in_capitals(text), *(unicodedata.normalize(form, text) for form in ("NFC", "NFD"))}
    assert {unaccented(one) for one in written} == {unaccented(text)}


@pytest.mark.parametrize(
    ("name", "address"), [("Èze", "eze"), ("L’Aigle", "l-aigle"), ("Œuilly", "oeuilly"), ("Ô d’Or", "o-d-or")]
)
def test_made_into_an_address(name, address):
    assert slug(name) == address


@pytest.mark.parametrize(
    ("noun", "words"),
    [
        (
            Noun("publication", "publications", feminine=True),
            ["cette publication", "une publication", "une de vos publications", "à la publication"],
        ),
        (Noun("sondage", "sondages"), ["ce sondage", "un sondage", "un de vos sondages", "au sondage"]),
        (
            Noun("événement", "événements"),
            ["cet événement", "un événement", "un de vos événements", "à l’événement"],
        ),
    ],
)
def test_a_noun_in_sentences(noun, words):
    assert [noun.this, noun.one, noun.one_of_yours, noun.to_the] == words


@pytest.mark.parametrize("accents", ["\u0301\u0323", "\u0f73", "\uff9e\u0301", "\u0344\u0f81"])
@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
def test_accents_without_end_are_cut_before_they_are_sorted(form: Any, accents: str) -> None:
    assert len(normalize(form, "e" + accents * 100_000)) <= 61
    piled = "e" + "\u0301\u0323" * 100_000
    assert normalize(form, piled + " \u1ebf") == normalize(form, "e" + "\u0301\u0323" * 15 + " \u1ebf")


@given(st.text(max_size=30))
def test_other_texts_are_normalized_as_unicode_says(value: str) -> None:
    assert normalize("NFC", value) == unicodedata.normalize("NFC", value)


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("SOERENSEN", "Soerensen"),
        ("JEAN-PIERRE", "Jean-Pierre"),
        ("jean-pierre", "Jean-Pierre"),
        ("Jean-pierre", "Jean-Pierre"),
        ("jEAN-pIERRE", "Jean-Pierre"),
        ("jean Pierre", "Jean Pierre"),
        ("FABRON", "Fabron"),
        ("fABRON", "Fabron"),
        ("FABRON-martin", "Fabron-Martin"),
        ("FONTANEL - DUPUIS", "Fontanel-Dupuis"),
        ("Fontanel -Dupuis", "Fontanel-Dupuis"),
        ("jean- marie", "Jean-Marie"),
        ("SAINT - JEAN - DE - LUZ", "Saint-Jean-de-Luz"),
        ("ANNE -", "Anne -"),
        ("J.-P. MARTIN", "J.-P. Martin"),
        ("j.-p. martin", "J.-P. Martin"),
        ("D’ESTAING", "d’Estaing"),
        ("D'ESTIENNE D'ORVES", "d’Estienne d’Orves"),
        ("d'estienne d'orves", "d’Estienne d’Orves"),
        ("d’Estienne D’ORVES", "d’Estienne d’Orves"),
        ("O'BRIEN", "O’Brien"),
        ("o’brien", "O’Brien"),
        ("O'Brien", "O’Brien"),
        ("n'diaye", "N’Diaye"),
        ("L'HOSTIS", "L’Hostis"),
        ("'T HART", "’t Hart"),
        ("LE GOFF", "Le Goff"),
        ("le goff", "Le Goff"),
        ("le Goff", "Le Goff"),
        ("Le GOFF", "Le Goff"),
        ("DE LA FONTAINE", "de La Fontaine"),
        ("de la fontaine", "de La Fontaine"),
        ("SAINT-JEAN-DE-LUZ", "Saint-Jean-de-Luz"),
        ("VAN der Berg", "Van der Berg"),
        ("van der berg", "Van der Berg"),
        ("MCDONALD", "McDonald"),
        ("MACHADO", "Machado"),
        ("DU", "Du"),
        ("DE", "De"),
        ("DES", "Des"),
        ("MARIE DU", "Marie Du"),
        ("DU BELLAY", "du Bellay"),
        ("LE GUILLARC’H", "Le Guillarc’h"),
        ("GAL·LA", "Gal·la"),
        ("ÉLOÏSE", "Éloïse"),
        ("éloïse", "Éloïse"),
        ("LŒTITIA", "Lœtitia"),
        ("AYỌ̀DÉLÉ", "Ayọ̀délé"),
        ("İLKER ALİ", "İlker Ali"),
        ("МАР'ЯНА", "Мар’яна"),
        ("ΣΟΦΟΣ", "Σοφος"),
    ],
)
def test_a_name_is_well_written_whatever_the_keys(typed, written):
    assert name_typed(typed) == unicodedata.normalize("NFC", written)
    assert unaccented(name_typed(typed)) == unaccented(typed)


@pytest.mark.parametrize(
    "name",
    [
        "MacMahon",
        "McDonald",
        "d’Artagnan",
        "De Gaulle",
        "D’Almeida",
        "de la Tour",
        "van Gogh",
        "da Silva",
        "LeBlanc",
        "Lévis-Mirepoix",
        "王秀英",
        "سعاد",
        "",
    ],
)
def test_a_part_with_capitals_and_small_letters_is_as_its_owner_wants_it(name):
    assert name_typed(name) == name


@given(st.text())
def test_writing_a_name_twice_changes_nothing(text):
    assert name_typed(name_typed(text)) == name_typed(text)


@pytest.mark.parametrize(
    ("word", "following", "written"),
    [
        ("de", "Andrée Petit", "d’Andrée Petit"),
        ("de", "Élodie", "d’Élodie"),
        ("de", "Yves", "d’Yves"),
        ("de", "Yann", "de Yann"),
        ("de", "Œuilly", "d’Œuilly"),
        ("de", "Hélène", "d’Hélène"),
        ("de", "HENRI", "d’HENRI"),
        ("de", "Hamid", "de Hamid"),
        ("de", "’t Hart", "de ’t Hart"),
        ("de", "Bruno", "de Bruno"),
        ("de", "août 2026", "d’août 2026"),
        ("de", "écrire", "d’écrire"),
        ("que", "Agnès", "qu’Agnès"),
        ("que", "Zoé", "que Zoé"),
        ("Le", "habitant", "L’habitant"),
        ("la", "histoire", "l’histoire"),
        ("le", "hameau", "le hameau"),
        ("le", "onze", "le onze"),
        ("de", "", "de "),
    ],
)
def test_a_short_word_before_a_vowel_or_a_mute_h_is_elided(word, following, written):
    assert elided(word, following) == written


def test_what_must_not_break_stays_together_on_one_line():
    assert on_one_line(" Réunion\u00a0:\n le\t12\u202f000e  pas ") == "Réunion\u00a0: le 12\u202f000e pas"


@pytest.mark.parametrize(
    ("sent", "number"),
    [
        ("0", 0),
        ("007", 7),
        ("999", 999),
        ("1000", None),
        ("²", None),
        ("٣", None),
        ("-1", None),
        ("", None),
        (" 1", None),
    ],
)
def test_a_whole_number_is_of_few_figures_from_0_to_9(sent: str, number: int | None) -> None:
    assert whole_number(sent, figures=3) == number


def test_no_number_is_too_long_to_be_refused() -> None:
    assert whole_number("9" * 5000, figures=3) is None


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("&eacute;&#233;&#xE9;&#0233", "éééé"),
        ("&amp;#233;", "&#233;"),
        ("&#" + "9" * 5000 + ";", "\ufffd"),
        ("a&#" + "9" * 5000, "a\ufffd"),
        ("&#" + "0" * 5000 + "65;", "A"),
        ("&#x" + "F" * 5000 + ";", "\ufffd"),
        ("&#1114112;", "\ufffd"),
        ("&#;&#x;", "&#;&#x;"),
    ],
)
def test_references_are_the_letters_that_they_stand_for(markup: str, text: str) -> None:
    assert unescaped(markup) == text


@given(st.text(alphabet="&#x0123456789;aé<", max_size=40))
def test_other_references_are_read_as_python_reads_them(markup: str) -> None:
    assert unescaped(markup) == html.unescape(markup)


@pytest.mark.parametrize(
    ("typed", "held"),
    [
        ("Une guirlande !", "Une guirlande\u202f!"),
        ("Qui ? Moi ; lui : elle", "Qui\u202f? Moi\u202f; lui\u00a0: elle"),
        ("Dites « oui » !", "Dites «\u00a0oui\u00a0»\u202f!"),
        ("Quoi ?!", "Quoi\u202f?!"),
        ("a ! b", "a\u202f! b"),
        ("un sourire :) et :-)", "un sourire :) et :-)"),
        ("! seul", "! seul"),
        ("déjà\u00a0: collé", "déjà\u00a0: collé"),
        ("à 9:30 !important", "à 9:30 !important"),
    ],
)
def test_signs_stay_with_the_word_before_them(typed, held):
    assert held_together(typed) == held
    assert held_together(held) == held


@pytest.mark.parametrize(
    ("text", "length", "shown"),
    [
        ("Rue barrée", 10, "Rue barrée"),
        ("Rue barrée demain", 12, "Rue barrée…"),
        ("Rue barrée, demain", 13, "Rue barrée…"),
        ("x" * 20, 10, "x" * 10 + "…"),
        ("", 10, ""),
    ],
)
def test_a_beginning_ends_with_a_word(text, length, shown):
    assert shortened(text, length) == shown
