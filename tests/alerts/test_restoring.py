"""« Désactiver » can be taken back for a moment, and calls for help wait on; a drill in between changes nothing."""

import re
from datetime import timedelta

import pytest

from civic.alerts.actions.managing import deactivate_alert, restore_alert
from civic.alerts.actions.showing import end_expired_alerts
from civic.alerts.enums import SEND_ALERTS
from civic.alerts.models import Alert
from civic.alerts.refusals import TooLateToRestore
from civic.core.clock import now
from civic.core.refusals import NotAllowed
from civic.delivery.models import Delivery
from civic.journal.models import Entry
from civic.live.models import Change
from civic.notifications.actions.inbox import open_inbox
from civic.notifications.models import Notification
from civic.posts.enums import PUBLISH
from civic.town_halls.models import TownHall
from tests.accounts.factories import strengthen
from tests.alerts.factories import ROAD, alert_of, answer_of

pytestmark = pytest.mark.at("2026-11-20T10:00")
END = "Annoncer la fin du danger"


def text(answer) -> str:
    return " ".join(answer.content.decode().replace("\u00a0", " ").replace("\u202f", " ").split())


@pytest.fixture
def page(commune) -> str:
    return f"/{commune.slug}/mairie/alertes/"


def deactivated(browser, page, version: int = 1) -> tuple[str, str]:
    """The page after it, and where its « Annuler » leads."""
    shown = browser.post(f"{page}desactiver/", {"version": version}, follow=True)
    return text(shown), re.search(r'formaction="([^"]+)">Annuler', shown.content.decode())[1]


def test_it_comes_back_with_all_that_was_answered_and_rings_nowhere(
    client_of, client, page, commune, mayor, resident, second_resident, danger, run_jobs
):
    open_inbox(person_id=resident.pk, commune_id=commune.pk)
    run_jobs()
    answer_of(danger, second_resident, needs_help=False)
    sent = Delivery.objects.count()
    browser = client_of(mayor)
    shown, undo = deactivated(browser, page)
    assert "n’est plus affiché" in shown
    run_jobs()
    assert Notification.objects.get(kind="alert_danger").withdrawn_at
    assert ROAD not in text(client.get(f"/{commune.slug}/"))
    Change.objects.all().delete()
    for _ in range(2):  # a double click
        back = text(browser.post(undo, follow=True))
        assert "de nouveau affiché : qui avait été prévenu ne l’est pas une seconde fois." in back
    run_jobs()
    danger.refresh_from_db()
    assert (danger.ended_at, danger.version, danger.answers.count()) == (None, 3, 1)
    assert TownHall.objects.get(pk=commune.pk).banner.startswith(str(danger.pk))
    assert ROAD in text(client.get(f"/{commune.slug}/"))
    assert Change.objects.filter(name="alert").count() == 1
    assert Notification.objects.get(kind="alert_danger").withdrawn_at is None
    assert Delivery.objects.count() == sent
    assert Entry.objects.filter(kind="alerts.AlertRestored").count() == 1
    browser.post(f"{page}", {"level": "danger", "text": "Autre", "version": "3"})  # and is edited as before
    danger.refresh_from_db()
    assert danger.text == "Autre"


def test_whoever_had_not_heard_before_it_was_taken_down_hears_once_it_is_back(
    commune, mayor, resident, viewer_of, run_jobs
):
    """A slip of « Désactiver » in the first minute, before anything has left."""
    open_inbox(person_id=resident.pk, commune_id=commune.pk)
    run_jobs()
    alert_of(commune, mayor, level="danger")
    deactivate_alert(viewer=viewer_of(mayor, commune), version=1)
    run_jobs()
    assert not Notification.objects.exists()
    restore_alert(viewer=viewer_of(mayor, commune), version=2)
    run_jobs()
    assert Notification.objects.get().kind == "alert_danger"
    told = list(Delivery.objects.filter(person_id=resident.pk).values_list("channel", "status"))
    assert told == [("email", "sent")]
    deactivate_alert(viewer=viewer_of(mayor, commune), version=3)
    run_jobs()
    restore_alert(viewer=viewer_of(mayor, commune), version=4)
    run_jobs()
    assert Notification.objects.get().withdrawn_at is None
    assert Delivery.objects.filter(person_id=resident.pk).count() == 1  # once


def test_not_once_another_one_is_there_nor_later_nor_after_its_own_end(
    client_of, page, commune, mayor, viewer_of, clock
):
    browser = client_of(mayor)
    alert_of(commune, mayor)
    _, undo = deactivated(browser, page)
    clock.forward(minutes=11)
    assert "depuis trop longtemps" in text(browser.post(undo, follow=True))
    later = alert_of(commune, mayor, text="Le pont est fermé.")
    assert "Un autre message a pris sa place" in text(browser.post(undo, follow=True))
    assert [one.text for one in Alert.objects.filter(ended_at=None)] == ["Le pont est fermé."]
    later.expires_at = later.activated_at.replace(hour=9, minute=20)
    later.save()
    _, undo = deactivated(browser, page, later.version)
    clock.forward(minutes=9)
    browser.post(undo)
    assert not Alert.objects.filter(ended_at=None).exists()


def test_its_own_end_is_for_good_though_the_clock_goes_back(commune, mayor, viewer_of, clock):
    alert = alert_of(commune, mayor, level="danger", expires_at=now() + timedelta(minutes=30))
    clock.forward(minutes=31)
    end_expired_alerts()
    for minutes in (-5, -60):
        clock.forward(minutes=minutes)
        with pytest.raises(TooLateToRestore):
            restore_alert(viewer=viewer_of(mayor, commune), version=alert.version)
    alert.refresh_from_db()
    assert alert.ended_at == alert.expires_at


def test_an_exercise_is_ended_as_one_and_comes_back_as_one(client_of, client, page, commune, mayor):
    browser = client_of(mayor)
    alert_of(commune, mayor, level="danger", is_drill=True)
    shown, undo = deactivated(browser, page)
    assert "L’exercice est terminé." in shown
    browser.post(undo)
    assert Alert.objects.get().ended_at is None
    assert ROAD not in text(client.get(f"/{commune.slug}/"))


def test_a_right_of_its_own_is_needed_and_the_towns_own_alert(
    client_of, viewer_of, page, commune, mayor, other_commune, other_mayor, delegate_with
):
    alert_of(commune, mayor)
    deactivate_alert(viewer=viewer_of(mayor, commune), version=1)
    with pytest.raises(NotAllowed):
        restore_alert(viewer=viewer_of(delegate_with(PUBLISH), commune), version=2)
    assert client_of(other_mayor).post(f"{page}remettre/?version=2").status_code == 404
    assert Alert.objects.get().ended_at
    helper = delegate_with(SEND_ALERTS)
    strengthen(helper)
    client_of(helper).post(f"{page}remettre/?version=2")
    assert Alert.objects.get().ended_at is None


def test_the_editor_says_that_calls_wait_also_after_the_end(
    client_of, page, commune, mayor, resident, second_resident, danger
):
    browser, waits = client_of(mayor), "demande d’aide n’est pas vue"
    assert waits not in text(browser.get(page))
    call = answer_of(danger, resident)
    answer_of(danger, second_resident, needs_help=False)
    shown, _ = deactivated(browser, page)
    assert f"1 {waits}" in shown
    assert f'href="{page}reponses/#aide"' in shown
    call.seen_at = call.answered_at
    call.save()
    assert waits not in text(browser.get(page))
    answer_of(alert_of(commune, mayor, level="danger", is_drill=True), mayor)
    assert waits not in text(browser.get(page))  # nobody waits in an exercise


def test_its_end_can_be_announced_still_after_an_exercise(client_of, page, commune, mayor, danger, clock):
    browser = client_of(mayor)
    shown, _ = deactivated(browser, page)
    assert END in shown
    alert_of(commune, mayor, level="important", text="Nous nous exerçons.", is_drill=True)
    assert END in text(browser.get(page))
    shown, _ = deactivated(browser, page, 3)
    assert END in shown
    assert "Qui a répondu, et la liste des visites" in shown
    alert_of(commune, mayor, level="information", text="Le danger est passé.")
    assert END not in text(browser.get(page))
    deactivated(browser, page, 5)
    assert END not in text(browser.get(page))  # it was announced
