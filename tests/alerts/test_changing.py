"""The words of an alert change while people see it: what that does is said before and after, and who is told anew is
the town hall's choice."""

import re

import pytest

from civic.alerts.models import Alert, AlertWording
from civic.alerts.refusals import AnnouncedTooOften
from civic.journal.models import Entry
from civic.notifications.actions.inbox import open_inbox
from civic.notifications.models import Notification
from tests.alerts.factories import ROAD, alert_of

pytestmark = pytest.mark.at("2026-11-20T10:00")
FORM = {"level": "danger", "text": "L’eau monte encore.", "url": "", "expires_at": "", "version": "1"}
ASKED = "« J’ai bien reçu » et « Vu » sont demandés de nouveau."
BOX = 'name="announce_again"'


def text(answer) -> str:
    return " ".join(answer.content.decode().replace("\u00a0", " ").replace("\u202f", " ").split())


@pytest.fixture
def page(commune) -> str:
    return f"/{commune.slug}/mairie/alertes/"


def news() -> list[str]:
    rows = Notification.objects.filter(kind__startswith="alert_", withdrawn_at=None)
    return sorted(rows.values_list("subject", flat=True))


def test_a_correction_rings_nowhere_and_says_what_it_did(
    client_of, page, commune, mayor, resident, danger, run_jobs
):
    open_inbox(person_id=resident.pk, commune_id=commune.pk)
    run_jobs()
    browser = client_of(mayor)
    editor = text(browser.get(page))
    assert "Si vous changez le message, « J’ai bien reçu » et « Vu » sont demandés de nouveau" in editor
    assert BOX in editor
    assert "checked" not in editor.partition(BOX)[2].partition(">")[0]
    saved = text(browser.post(page, FORM, follow=True))
    assert ASKED in saved
    assert "Personne n’est prévenu de nouveau." in saved
    run_jobs()
    assert news() == [FORM["text"]]
    saved = text(browser.post(page, FORM | {"version": "2", "url": "https://exemple.fr/"}, follow=True))
    assert ASKED not in saved  # the words are the same
    assert "Personne n’est prévenu de nouveau." in saved


@pytest.mark.parametrize("words", [FORM["text"], ROAD])  # others, or the same once more
def test_people_are_notified_again_where_the_town_hall_ticks_it(
    words, client_of, page, commune, mayor, resident, danger, run_jobs
):
    open_inbox(person_id=resident.pk, commune_id=commune.pk)
    run_jobs()
    browser, typed = client_of(mayor), FORM | {"text": words, "announce_again": "on"}
    asked = text(browser.post(page, typed))
    assert "<h1>Prévenir de nouveau</h1>" in asked  # devices ring
    assert re.search(r'value="confirm"> Prévenir de nouveau <', asked)
    assert "ctiver l’alerte" not in asked
    assert Alert.objects.get().version == 1
    for _ in range(2):  # a double click
        saved = text(browser.post(page, typed | {"action": "confirm"}, follow=True))
    run_jobs()
    assert Alert.objects.get().version == 2
    assert news() == [words]  # in the place of what was told before
    assert Entry.objects.filter(kind="alerts.AlertAnnouncedAgain").count() == 1
    assert AlertWording.objects.count() == 2
    assert "affiché en haut de toutes vos pages" in saved  # the second click


def test_it_says_so(client_of, page, danger, mayor):
    saved = client_of(mayor).post(page, FORM | {"announce_again": "on", "action": "confirm"}, follow=True)
    assert f"{ASKED} Chacun est prévenu de nouveau." in text(saved)


def test_of_an_exercise_the_town_hall_alone_is_warned_again(client_of, page, commune, mayor):
    alert_of(commune, mayor, level="danger", is_drill=True)
    browser, typed = client_of(mayor), FORM | {"is_drill": "on", "announce_again": "on"}
    assert "<h1>Prévenir de nouveau</h1>" in text(browser.post(page, typed))
    saved = text(browser.post(page, typed | {"action": "confirm"}, follow=True))
    assert "Les personnes de la mairie sont prévenues de nouveau." in saved
    assert "Chacun" not in saved.partition("<main")[0]
    asked = text(
        browser.post(page, FORM | {"version": "2"})
    )  # a real one: people hear of it for the first time
    assert "Avant d’activer" in asked
    assert "Activer l’alerte" in asked


def test_whoever_saved_without_the_box_goes_back_and_ticks_it_is_not_taken_for_a_double_click(
    client_of, page, danger, mayor
):
    browser = client_of(mayor)
    browser.post(page, FORM)  # nobody was told
    again = FORM | {"announce_again": "on", "action": "confirm"}
    refused = browser.post(page, again)
    assert refused.status_code == 409
    assert "Quelqu’un a changé le message d’alerte" in text(refused)
    assert 'name="version" value="2"' in text(refused)
    assert not Entry.objects.filter(kind="alerts.AlertAnnouncedAgain").exists()
    for _ in range(2):  # sent again as it stands there, with a double click
        assert browser.post(page, again | {"version": "2"}).status_code == 302
    assert Entry.objects.filter(kind="alerts.AlertAnnouncedAgain").count() == 1


def test_a_commune_is_warned_again_within_measure(client_of, page, danger, mayor, clock):
    browser, told = client_of(mayor), Entry.objects.filter(kind="alerts.AlertAnnouncedAgain")

    def announce(words: str):
        typed = {"text": words, "version": str(Alert.objects.get().version), "announce_again": "on"}
        return browser.post(page, FORM | typed | {"action": "confirm"})

    assert announce("Premier").status_code == 302
    refused = announce("Aussitôt")
    assert refused.status_code == 429
    assert "une fois par minute, et six fois par heure au plus" in text(refused)
    assert (told.count(), Alert.objects.get().text) == (1, "Premier")
    typed = FORM | {"text": "Aussitôt", "version": "2"}
    assert browser.post(page, typed).status_code == 302  # the words themselves wait for nothing
    for turn in range(8):
        clock.forward(minutes=1)
        announce(f"Mot {turn}")
    assert told.count() == 6
    clock.forward(minutes=60)
    assert announce("Plus tard").status_code == 302
    assert told.count() == 7


def test_to_and_fro_between_two_levels_is_measured_too(commune, mayor):
    for level in ("important", "danger", "important"):  # none of them is a second time
        alert_of(commune, mayor, level=level)
    with pytest.raises(AnnouncedTooOften):
        alert_of(commune, mayor, level="danger")


def test_of_what_is_no_danger_people_are_notified_again_too(
    client_of, page, commune, mayor, resident, run_jobs
):
    open_inbox(person_id=resident.pk, commune_id=commune.pk)
    alert_of(commune, mayor)
    run_jobs()
    browser = client_of(mayor)
    assert "Si vous changez le message" not in text(browser.get(page))
    saved = text(browser.post(page, FORM | {"level": "important", "announce_again": "on"}, follow=True))
    assert "enregistré. Qui a gardé ces notifications est prévenu de nouveau." in saved
    run_jobs()
    assert news() == [FORM["text"]]
    assert {one.kind for one in Notification.objects.all()} == {"alert_important"}


def test_nothing_is_asked_where_nobody_sees_it_yet(client_of, page, commune, mayor):
    assert BOX not in text(client_of(mayor).get(page))
    alert_of(commune, mayor, activate=False)
    assert BOX not in text(client_of(mayor).get(page))


def test_before_activating_one_reads_whose_place_it_takes(client_of, page, commune, mayor):
    browser, words = client_of(mayor), "est affiché en ce moment. Celui-ci prendra sa place."
    assert words not in text(browser.post(page, FORM | {"version": ""}))
    alert_of(commune, mayor, level="information", text="Travaux rue Principale")
    assert f"« Travaux rue Principale » {words}" in text(browser.post(page, FORM))
