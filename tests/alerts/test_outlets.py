"""Texts that are ready, and one text by each way out: mail, devices, paper, the lit sign."""

import re
from datetime import timedelta

import pytest

from civic.alerts import outlets
from civic.alerts.models import SIGN_WIDTH, Alert
from civic.alerts.outlets import Outlet
from civic.alerts.ready import READY_MESSAGES, ready_message
from civic.alerts.rules import PUSH_LENGTH, push_parts, sign_lines, sign_of
from civic.core.clock import now
from civic.core.text import blanks_left
from tests.alerts.factories import ROAD, alert_of
from tests.posts.factories import PostFactory

FORM = {"level": "important", "text": ROAD, "url": "", "expires_at": "", "version": ""}


def text(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def page(commune) -> str:
    return f"/{commune.slug}/mairie/alertes/"


# --- Texts that are ready --------------------------------------------------------------------------------------------


def test_the_texts_that_are_ready_are_short_enough_and_known_by_their_keys():
    assert len({ready.key for ready in READY_MESSAGES}) == len(READY_MESSAGES)
    for ready in READY_MESSAGES:
        assert len(ready.text) <= 350, ready.key  # the blanks grow
        assert blanks_left(ready.text) or ready.key == "tempete", ready.key
        assert not re.search("\x20[:;!?»]|«\x20|\\w'\\w|\\w·\\w", ready.text), (
            ready.key
        )  # French signs, and read aloud
    labels = {ready.label for ready in READY_MESSAGES}
    assert {
        "Coupure d’eau", "Route barrée", "Tempête", "Incendie", "Personne disparue", "École fermée",
        "Fin de danger",
    } <= labels  # fmt: skip


def test_choosing_one_fills_the_editor_and_saves_nothing(client_of, page, mayor):
    browser = client_of(mayor)
    assert 'href="' + page + '?modele=route-barree#alerte"' in text(browser.get(page))
    opened = text(browser.get(f"{page}?modele=route-barree"))
    assert "[Rue ou route] est barrée" in opened.partition("<textarea")[2]
    assert "Il reste à remplir" in opened
    assert "Écrivez votre message" in text(browser.get(f"{page}?modele=inconnu"))
    assert not Alert.objects.exists()


def test_one_that_replaces_what_is_in_force_starts_from_its_version(client_of, page, commune, mayor):
    alert_of(commune, mayor)
    opened = text(client_of(mayor).get(f"{page}?modele=fin-de-danger"))
    assert 'name="version" value="1"' in opened
    assert "Le danger est passé" in opened


def test_a_blank_that_was_left_is_read_before_it_is_activated(client_of, page, mayor):
    browser, typed = client_of(mayor), FORM | {"text": "Eau coupée [rue], de [heure] à [heure]."}
    asked = text(browser.post(page, typed))
    assert "Avant d’activer" in asked
    assert "[rue], [heure]" in asked
    assert "va sonner" not in asked
    assert re.findall(r'<button class="([^"]*)" name="action" value="(\w+)">\s*([\w ]+\w)', asked) == [
        ("button button--primary", "change", "Compléter le message"),
        ("button", "confirm", "Activer tel quel"),
    ]
    back = text(browser.post(page, typed | {"action": "change"}))
    assert typed["text"] in back.partition("<textarea")[2]
    assert not Alert.objects.exists()
    assert browser.post(page, typed | {"action": "prepare"}).status_code == 302  # to be filled in later
    browser.post(page, typed | {"action": "confirm", "version": "1"})
    assert Alert.objects.get().activated_at


def test_blanks_are_named_once_in_their_order():
    assert blanks_left("[a] et [b], [a] [] [x\ny]") == ["[a]", "[b]"]
    assert ready_message("rien") is None


# --- By each way out -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "lines", "cut"),
    [
        ("Route barrée", ["ROUTE BARREE"], ""),
        ("L’eau est coupée à 10\u00a0h…", ["L'EAU EST COUPEE A 10 H..."], ""),
        ("ÇA\nŒuvre «\u00a0x\u00a0»", ["CA", 'OEUVRE " X "'], ""),
        ("a" * 70, ["A" * 32, "A" * 32], "A" * 6),
        ("un\ndeux\ntrois", ["UN", "DEUX"], "TROIS"),
        ("La rivière monte rue du Lavoir, montez à l’étage maintenant, vite",
         ["LA RIVIERE MONTE RUE DU LAVOIR,", "MONTEZ A L'ETAGE MAINTENANT,"], "VITE"),
        ("🔥 Feu 水", ["FEU"], ""),
        ("", [], ""),
    ],
)  # fmt: skip
def test_a_sign_has_two_lines_of_capitals(typed, lines, cut):
    assert sign_lines(typed) == (lines, cut)
    assert all(len(line) <= SIGN_WIDTH and line.isascii() for line in lines)
    assert sign_lines("\n".join(lines))[0] == lines


def test_what_is_written_for_the_sign_stands_there_instead(client_of, page, mayor):
    browser = client_of(mayor)
    refused = browser.post(page, FORM | {"sign": "x" * 65})
    assert refused.status_code == 422
    assert "deux lignes de 32 signes" in text(refused)
    browser.post(page, FORM | {"sign": "Col fermé\nDéviation"})
    alert = Alert.objects.get()
    assert (alert.sign, sign_of(alert)) == ("COL FERME\nDEVIATION", ["COL FERME", "DEVIATION"])
    assert alert.wordings.get().sign == alert.sign
    assert "COL FERME" in text(browser.get(page))


def test_a_notification_is_cut_between_two_words_and_the_rest_is_named():
    short, cut = push_parts("danger", False, "Montez\nà l’étage.")
    assert (short, cut) == ("Danger\u00a0: Montez à l’étage.", "")
    words, cut = push_parts("important", False, "mot " * 60)
    assert len(words) <= PUSH_LENGTH
    assert words.endswith("mot…")
    assert cut.startswith("mot")
    assert len(push_parts("important", False, "é" * 400)[0]) <= PUSH_LENGTH


def test_one_text_is_seen_by_each_way_out(client_of, page, mayor):
    drawn = text(client_of(mayor).post(f"{page}apercu/", FORM | {"level": "danger"}))
    for words in (
        "E-mail", "Danger\u00a0: message de la mairie de Villeneuve",
        "Notification des appareils", "signes sur 150",
        "Affiche A4", "<svg",
        "Panneau lumineux", "LA ROUTE DU COL EST BARREE.", "signes sur 32",
    ):  # fmt: skip
        assert words in drawn, words


def test_another_app_brings_a_way_out_of_its_own(client_of, page, mayor, monkeypatch):
    monkeypatch.setattr(outlets, "_registered", dict(outlets._registered))
    outlets.register(
        Outlet(key="sms", label="SMS", position=35, preview=lambda viewer, alert: f"<p>{len(alert.text)}</p>")
    )
    drawn = text(client_of(mayor).post(f"{page}apercu/", FORM))
    assert f"<p>{len(ROAD)}</p>" in drawn
    assert drawn.index("Notification") < drawn.index(">SMS<") < drawn.index("Affiche A4")
    for key, position in (("sms", 60), ("fax", 35)):
        with pytest.raises(ValueError, match=r"another|two outlets"):
            outlets.register(Outlet(key=key, label="X", position=position, preview=lambda viewer, alert: ""))


# --- A publication to read -------------------------------------------------------------------------------------------


def test_a_publication_is_chosen_from_those_that_everybody_reads(
    client_of, page, commune, mayor, settings, other_commune
):

    public = PostFactory(commune=commune, author=mayor, title="Le col en travaux", audience="public")
    PostFactory(commune=commune, author=mayor, title="Pour les inscrits", audience="members")
    PostFactory(commune=other_commune, author=mayor, title="D’Autreville", audience="public")
    browser = client_of(mayor)
    offered = text(browser.get(page)).partition('<select name="publication"')[2].partition("</select>")[0]
    assert "Le col en travaux" in offered
    assert "Pour les inscrits" not in offered
    assert "Autreville" not in offered
    address = f"/{commune.slug}/actualites/{public.pk}/"
    assert address in offered
    browser.post(page, FORM | {"publication": address})
    assert Alert.objects.get().url == settings.SITE_URL + address
    reopened = text(browser.get(page)).partition('<select name="publication"')[2].partition("</select>")[0]
    assert f'<option value="{address}" selected>' in reopened
    forged = browser.post(page, FORM | {"publication": f"/{other_commune.slug}/", "version": "1"})
    assert forged.status_code == 422


def test_a_link_that_is_typed_beside_a_publication_is_not_dropped(client_of, page, commune, mayor, settings):
    public = PostFactory(commune=commune, author=mayor, title="Le col en travaux", audience="public")
    address = f"/{commune.slug}/actualites/{public.pk}/"
    browser, typed = client_of(mayor), FORM | {"publication": address, "url": "https://exemple.fr/col"}
    refused = browser.post(page, typed)
    assert refused.status_code == 422
    assert "Gardez l’un ou l’autre" in text(refused)
    assert "https://exemple.fr/col" in text(refused)
    assert not Alert.objects.exists()
    assert browser.post(page, typed | {"url": ""}).status_code == 302
    assert Alert.objects.get().url == settings.SITE_URL + address


@pytest.mark.at("2026-11-20T10:00")
def test_the_preview_shows_link_and_end_as_they_open_and_as_they_are_typed(
    client_of, page, commune, mayor, settings
):
    public = PostFactory(commune=commune, author=mayor, title="Le col en travaux", audience="public")
    address = settings.SITE_URL + f"/{commune.slug}/actualites/{public.pk}/"
    alert_of(commune, mayor, url=address, expires_at=now() + timedelta(hours=8))
    browser = client_of(mayor)
    opened = text(browser.get(page)).partition('aria-label="Aperçu')[2]
    drawn = text(
        browser.post(
            f"{page}apercu/", FORM | {"url": "https://exemple.fr/", "expires_at": "2026-11-20T18:00"}
        )
    )
    for shown, link in ((opened, address), (drawn, "https://exemple.fr/")):
        assert f'href="{link}"' in shown
        assert "Affiché jusqu’au vendredi 20 novembre à 18 h" in shown.replace("\u00a0", " ")
