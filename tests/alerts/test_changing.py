"""The words of an alert change while people see it: what that does is said before and after, and who is told anew is
the town hall's choice."""

import pytest

from civic.alerts.models import Alert, AlertWording
from civic.journal.models import Entry
from civic.notifications.actions.inbox import open_inbox
from civic.notifications.models import Notification
from tests.alerts.factories import ROAD, alert_of

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
    assert "Avant d’activer" in asked  # devices ring
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


def test_of_what_is_no_danger_people_are_notified_again_too(
    client_of, page, commune, mayor, resident, run_jobs
):
    open_inbox(person_id=resident.pk, commune_id=commune.pk)
    alert_of(commune, mayor)
    run_jobs()
    browser = client_of(mayor)
    assert "Si vous changez le message" not in text(browser.get(page))
    saved = text(browser.post(page, FORM | {"level": "important", "announce_again": "on"}, follow=True))
    assert "enregistré. Chacun est prévenu de nouveau." in saved
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
