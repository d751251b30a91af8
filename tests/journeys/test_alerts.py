"""The message of alert on pages that are open: it comes, says what to do, and goes at its hour."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from civic.accounts.models import Person
from civic.alerts.actions.managing import deactivate_alert
from civic.core.clock import now
from civic.viewers.queries.viewer import viewer_for
from tests.alerts.factories import ROAD, alert_of
from tests.journeys.screen import both_widths
from tests.live.site import live_site

KEPT = "caches.open('kept-page').then(cache => cache.keys()).then(kept => kept.length)"


@pytest.fixture
def site(settings) -> Iterator[str]:
    """The journeys' server with /direct/ on it."""
    with live_site() as address:
        settings.SITE_URL = address
        yield address


def enlarge(page: Page) -> None:
    """Letters twice as large, and what is in them: motion is reduced to an instant, of a later frame for each."""
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    page.wait_for_timeout(400)


def message(page: Page):
    return page.locator("#banner").get_by_role("region", name="Message d’alerte de la mairie")


@both_widths
def test_a_mayor_activates_it_and_everybody_reads_it(enter, look, commune, mayor: Person, resident: Person):
    page: Page = enter(mayor)
    page.goto(f"/{commune.slug}/mairie/")
    page.get_by_role("link", name="Gérer le message d’alerte").first.click()
    look(page, "alert-manage-none")
    page.get_by_label("Message", exact=True).fill(ROAD)
    expect(page.get_by_role("region", name="Aperçu", exact=True)).to_contain_text(ROAD)
    page.get_by_label("Information").check()
    look(page, "alert-manage-written")
    page.get_by_role("button", name="Enregistrer et activer").click()
    expect(message(page)).to_contain_text(ROAD)
    look(page, "alert-manage")
    reader: Page = enter(resident)
    reader.goto(f"/{commune.slug}/")
    expect(message(reader)).to_contain_text(ROAD)
    look(reader, "alert-feed-information")
    message(reader).get_by_role("button", name="Fermer le message").click()
    expect(message(reader)).to_have_count(0)
    reader.goto(f"/{commune.slug}/agenda/")
    expect(reader.get_by_role("heading", level=1)).to_be_visible()
    expect(message(reader)).to_have_count(0)
    page.get_by_label("Message", exact=True).fill("Déviation par le pont.")
    page.get_by_role("button", name="Enregistrer").click()
    expect(message(reader)).to_contain_text("Déviation par le pont.", timeout=15_000)
    page.get_by_role("button", name="Désactiver").click()
    expect(message(reader)).to_have_count(0, timeout=15_000)
    look(page, "alert-manage-history")


@both_widths
@pytest.mark.parametrize("level", ["important", "danger"])
def test_what_is_graver_stays(enter, look, commune, mayor: Person, level: str):
    alert_of(
        commune, mayor, level=level, expires_at=now() + timedelta(hours=5), url="https://exemple.fr/crue"
    )
    visitor: Page = enter()
    visitor.goto(f"/{commune.slug}/")
    expect(message(visitor)).to_contain_text(ROAD)
    expect(message(visitor).get_by_role("button")).to_have_count(0)
    look(visitor, f"alert-feed-{level}")
    visitor.goto(f"/{commune.slug}/alerte/")
    look(visitor, f"alert-detail-{level}")
    if level == "danger":  # deep red, by night too
        visitor.emulate_media(color_scheme="dark")
        expect(message(visitor)).to_have_css("background-color", "rgb(191, 49, 39)")
        expect(message(visitor)).to_have_css("color", "rgb(255, 255, 255)")


def test_an_open_page_says_that_the_alert_is_over_and_takes_a_call_for_help_all_the_same(
    enter, look, commune, mayor: Person, resident: Person
):
    alert_of(commune, mayor, level="danger")
    page: Page = enter(resident)
    with page.expect_response("**/direct/**"):
        page.goto(f"/{commune.slug}/alerte/")
    received = page.get_by_role("button", name="J’ai bien reçu")
    expect(received).to_be_visible()
    deactivate_alert(viewer=viewer_for(person_id=mayor.pk, commune_id=commune.pk), version=1)
    expect(page.locator("#alerte").get_by_text("Cette alerte est terminée")).to_be_visible(timeout=15_000)
    expect(received).to_have_count(0)
    look(page, "alert-detail-over")
    page.get_by_label("Ce dont vous avez besoin").fill("Ma mère est alitée")
    page.get_by_role("button", name="Envoyer ma demande d’aide").click()
    expect(page.get_by_text("Vous avez demandé de l’aide")).to_be_visible()


def test_the_page_of_the_alert_sees_its_hour_come(enter, commune, mayor: Person, resident: Person):
    alert_of(commune, mayor, level="danger", expires_at=now() + timedelta(seconds=8))
    page: Page = enter(resident)
    page.goto(f"/{commune.slug}/alerte/")
    expect(page.get_by_role("button", name="J’ai bien reçu")).to_be_visible()
    expect(page.locator("#alerte").get_by_text("Cette alerte est terminée")).to_be_visible(timeout=20_000)


def test_it_goes_at_its_hour_from_an_open_page_and_from_the_copy_without_network(
    enter, commune, mayor: Person, resident: Person
):
    page: Page = enter(resident, service_workers="allow")
    page.goto("/aide/")
    page.wait_for_function(
        "navigator.serviceWorker.ready.then(() => Boolean(navigator.serviceWorker.controller))"
    )
    alert_of(commune, mayor, expires_at=now() + timedelta(seconds=12))
    page.goto(f"/{commune.slug}/")
    expect(message(page)).to_be_visible()
    for _ in range(40):  # the copy is written after the page was given
        if page.evaluate(KEPT):
            break
        page.wait_for_timeout(100)
    page.context.set_offline(True)
    page.goto(f"/{commune.slug}/")
    expect(page.get_by_text("copie du")).to_be_visible()
    expect(message(page)).to_be_visible()
    expect(message(page)).to_have_count(0, timeout=15_000)
    page.goto(f"/{commune.slug}/")
    expect(message(page)).to_have_count(0)


def test_it_is_read_aloud_as_it_comes(enter, commune, mayor: Person, resident: Person):
    page: Page = enter(resident)
    with page.expect_response("**/direct/**"):
        page.goto(f"/{commune.slug}/")
    alert_of(commune, mayor)
    expect(message(page)).to_contain_text(ROAD, timeout=15_000)
    assert page.locator("[aria-live=assertive]").filter(has_text=ROAD).count() == 1
    deactivate_alert(viewer=viewer_for(person_id=mayor.pk, commune_id=commune.pk), version=1)
    expect(message(page)).to_have_count(0, timeout=15_000)


@both_widths
def test_before_a_danger_one_reads_how_many_devices_will_ring(enter, look, commune, mayor: Person):
    page: Page = enter(mayor)
    page.goto(f"/{commune.slug}/mairie/alertes/")
    page.get_by_label("Message", exact=True).fill(ROAD)
    page.get_by_label("Danger").check()
    page.get_by_role("button", name="Enregistrer et activer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Avant d’activer")
    expect(page.get_by_text("Aucun autre appareil ne sonnera")).to_be_visible()
    look(page, "alert-confirm")
    page.get_by_role("button", name="Modifier le message").click()
    expect(page.get_by_label("Message", exact=True)).to_have_value(ROAD)
    page.get_by_role("button", name="Enregistrer et activer").click()
    page.get_by_role("button", name="Activer l’alerte").click()
    expect(message(page)).to_contain_text(ROAD)


def test_a_danger_with_both_answers_and_the_list_of_visits(
    enter, look, commune, mayor: Person, resident: Person, second_resident: Person
):
    town_hall: Page = enter(mayor)
    alert_of(commune, mayor, level="danger")
    with town_hall.expect_response("**/direct/**"):
        town_hall.goto(f"/{commune.slug}/mairie/alertes/reponses/")
    answers = town_hall.locator("#reponses")
    expect(answers).to_contain_text(resident.full_name)  # has not answered
    safe: Page = enter(resident)
    safe.goto(f"/{commune.slug}/")
    look(safe, "alert-to-answer")
    message(safe).get_by_role("button", name="J’ai bien reçu").click()
    expect(message(safe).get_by_text("Vous avez répondu : J’ai bien reçu.")).to_be_visible()
    expect(safe).to_have_url(re.compile(rf"/{commune.slug}/$"))  # goes on with what they were at
    in_need: Page = enter(second_resident)
    in_need.goto(f"/{commune.slug}/")
    message(in_need).get_by_role("link", name="J’ai besoin d’aide").click()
    look(in_need, "alert-answer")
    in_need.get_by_label("Ce dont vous avez besoin").fill("Ma mère est alitée")
    in_need.get_by_label("Où êtes-vous").fill("Au moulin")
    in_need.get_by_role("button", name="Envoyer ma demande d’aide").click()
    expect(in_need.get_by_text("La mairie sait que vous avez besoin d’aide")).to_be_visible()
    look(in_need, "alert-answered")
    expect(answers).to_contain_text("Ma mère est alitée", timeout=15_000)
    expect(answers).not_to_contain_text(resident.full_name)
    look(town_hall, "alert-answers")
    town_hall.get_by_role("button", name=f"Vu : {second_resident.full_name}").click()
    expect(answers.get_by_text("vu", exact=True)).to_be_visible()


def test_each_has_seen_who_has_not_answered_and_the_list_is_for_paper(
    enter, look, commune, mayor: Person, resident: Person
):
    alert_of(commune, mayor, level="danger")
    page: Page = enter(mayor)
    page.goto(f"/{commune.slug}/mairie/alertes/reponses/")
    page.get_by_role("button", name=f"Vu : {resident.full_name}").click()
    expect(page.locator("#visites").get_by_text("0 à voir, 1 déjà vue")).to_be_visible()
    look(page, "alert-visits")
    page.get_by_role("link", name="Toute la liste des visites, à imprimer").click()
    expect(page.get_by_role("button", name="Imprimer", exact=True)).to_be_visible()
    look(page, "alert-visits-paper")
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Imprimer", exact=True)).to_be_hidden()
    expect(page.get_by_text(resident.full_name).first).to_be_visible()


@both_widths
def test_an_exercise_begins_from_a_ready_text_and_nobody_but_the_town_hall_sees_it(
    enter, look, commune, mayor: Person, resident: Person
):
    page: Page = enter(mayor)
    page.goto(f"/{commune.slug}/mairie/alertes/")
    page.get_by_text("Partir d’un texte prêt").click()
    look(page, "alert-ready")
    page.get_by_role("link", name="Route barrée").click()
    expect(page.get_by_label("Message", exact=True)).to_have_value(re.compile("est barrée"))
    page.get_by_text("C’est un exercice").click()
    page.get_by_role("button", name="Enregistrer et activer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Avant d’activer")
    expect(page.get_by_text("Il reste à remplir")).to_be_visible()
    look(page, "alert-confirm-drill")
    page.get_by_role("button", name="Commencer tel quel").click()
    expect(message(page)).to_contain_text("EXERCICE")
    look(page, "alert-drill")
    reader: Page = enter(resident)
    reader.goto(f"/{commune.slug}/")
    expect(message(reader)).to_have_count(0)
    page.get_by_role("link", name="L’affiche à imprimer").click()
    page.get_by_role("button", name="Préparer l’affiche").click()
    expect(page.get_by_role("link", name="Télécharger l’affiche (PDF)")).to_be_visible(timeout=30_000)
    look(page, "alert-poster")
    page.goto(f"/{commune.slug}/mairie/alertes/site/")
    look(page, "alert-sharing")


@contextmanager
def _other_site(framed: str) -> Iterator[str]:
    """A page of somebody else, on a server of its own: a browser leads no page from elsewhere to this machine."""
    page = f'<!doctype html><title>Mairie</title><iframe src="{framed}" title="Alerte"></iframe>'.encode()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(page)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_the_frame_of_another_site_shows_it_and_lets_it_go_at_its_hour(
    enter, site, commune, mayor: Person, width
):
    alert_of(commune, mayor, level="danger", expires_at=now() + timedelta(seconds=12))
    window: Page = enter()
    with _other_site(f"{site}/{commune.slug}/alertes/widget/") as other_site:
        window.goto(other_site)
    frame = window.frame_locator("iframe")
    expect(frame.get_by_text(ROAD)).to_be_visible()
    expect(frame.get_by_text(ROAD)).to_have_count(0, timeout=15_000)
    assert window.context.cookies() == []


@both_widths
def test_the_frame_is_drawn_as_the_banner(enter, look, commune, mayor: Person):
    alert_of(commune, mayor, level="important")
    page: Page = enter()
    page.goto(f"/{commune.slug}/alertes/widget/")
    look(page, "alert-widget")


@both_widths
def test_the_line_of_a_danger_is_whole_in_large_letters_and_covers_nothing_that_stays(
    enter, look, commune, mayor: Person, resident: Person, width
):
    alert_of(commune, mayor, level="danger", text=f"{ROAD}\n" * 8)
    page: Page = enter(resident)
    page.goto(f"/{commune.slug}/")
    page.evaluate("document.body.style.minHeight = '400vh'; window.scrollTo(0, 1500)")
    line = page.locator(".alert-strip")
    menu = page.get_by_role("navigation", name="Rubriques de la commune")
    box = line.bounding_box()
    if width == 1280:
        assert box["width"] > 1200  # a line of the header, no tab over the words
        assert menu.bounding_box()["y"] >= box["y"] + box["height"] - 1
    enlarge(page)
    page.evaluate("window.scrollTo(0, document.querySelector('.alert-message').offsetHeight + 1500)")
    box, words = line.bounding_box(), line.locator("a").bounding_box()
    assert box["y"] <= words["y"]
    assert words["y"] + words["height"] <= box["y"] + box["height"] + 1
    assert page.evaluate(
        "(() => { const a = document.querySelector('.alert-strip a'); return a.scrollHeight <= a.clientHeight + 1 })()"
    )


FLOOD = (
    "Inondation : la Siagne déborde au quai Saint-Hermentaire. Montez à l’étage, n’allez pas chercher vos enfants "
    "à l’école, ils y sont en sécurité. Ne prenez pas votre voiture. Le gymnase de la rue des Écoles est ouvert."
)


@pytest.mark.parametrize("screen", [320, 390], ids=lambda screen: f"{screen}px")
def test_a_danger_has_the_whole_width_of_a_phone_in_letters_twice_as_large(
    enter, look, commune, mayor: Person, resident: Person, screen
):
    alert_of(commune, mayor, level="danger", text=FLOOD, expires_at=now() + timedelta(hours=5))
    page: Page = enter(resident, viewport={"width": screen, "height": 844})
    page.goto(f"/{commune.slug}/")
    above = message(page)
    assert above.bounding_box()["height"] < 844 * 0.6  # and the page begins on the first screen
    enlarge(page)
    words = above.get_by_text("Inondation")
    box = words.bounding_box()
    assert box["width"] >= screen - 2 * 20
    assert words.evaluate("one => one.scrollWidth <= one.clientWidth && one.scrollHeight <= one.clientHeight")
    assert above.bounding_box()["height"] < 844 * 2.2
    for name in ("J’ai bien reçu", "J’ai besoin d’aide"):
        button = above.get_by_text(name).bounding_box()
        assert button["height"] >= 44
        assert button["x"] + button["width"] <= screen
    assert page.evaluate("document.documentElement.scrollWidth") <= screen
    assert page.locator(".alert-strip").bounding_box()["height"] <= 60
    look(page, f"alert-large-{screen}")
