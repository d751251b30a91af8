"""An exercise goes through everything, and tells the people of the town hall alone."""

import json
import re

import pytest

from civic.alerts.actions.managing import AlertContent, deactivate_alert, save_alert
from civic.alerts.enums import SEND_ALERTS
from civic.alerts.models import Alert, AlertAnswer
from civic.alerts.refusals import DrillDuringAlert
from civic.core.clock import now
from civic.delivery.actions import add_device
from civic.delivery.models import Delivery
from civic.delivery.providers import web_push
from civic.journal.models import Entry
from civic.live.models import Change
from civic.notifications.actions.inbox import open_inbox
from civic.notifications.kinds import kind_of
from civic.notifications.models import Notification
from tests.accounts.factories import strengthen
from tests.alerts.factories import ROAD, alert_of, answer_of
from tests.delivery.push_service import push_service

FORM = {"level": "danger", "text": ROAD, "url": "", "expires_at": "", "version": "", "is_drill": "on"}


def text(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def drill(commune, mayor) -> Alert:
    return alert_of(commune, mayor, level="danger", is_drill=True)


def test_nobody_but_the_town_hall_sees_it_anywhere(client_of, commune, drill, mayor, resident, stranger):
    here = f"/{commune.slug}/"
    for person in (None, stranger, resident):
        browser = client_of(person)
        for path in ("", "alerte/", "alerte/bandeau/", "alertes.json", "alertes.rss", "alertes/widget/"):
            assert ROAD not in text(browser.get(here + path)), (person, path)
    above, _, _ = text(client_of(mayor).get(here)).partition('<a class="skip-link"')
    assert "EXERCICE · Danger" in above
    assert ROAD in above
    assert "EXERCICE" in text(client_of(mayor).get(f"{here}alerte/"))
    assert json.loads(text(client_of(mayor).get(f"{here}alertes.json")))["in_force"] is None


def test_open_pages_of_the_town_hall_alone_hear_of_it(commune, drill, mayor, viewer_of):
    deactivate_alert(viewer=viewer_of(mayor, commune), version=1)
    assert {one.topic for one in Change.objects.filter(name="alert")} == {f"commune:{commune.pk}:town_hall"}
    kinds = ["alerts.DrillStarted", "alerts.AlertDeactivated"]
    assert list(Entry.objects.order_by("pk").values_list("kind", flat=True)) == kinds


def test_the_people_of_the_town_hall_alone_are_notified(
    commune, mayor, resident, delegate_with, run_jobs, viewer_of, client_of
):

    helper = delegate_with(SEND_ALERTS)
    strengthen(helper)
    for person in (mayor, helper, resident):
        open_inbox(person_id=person.pk, commune_id=commune.pk)
    alert_of(commune, mayor, level="danger", is_drill=True)
    run_jobs()
    assert [one.kind for one in Notification.objects.filter(commune=commune)] == ["alert_drill"]
    assert set(Delivery.objects.values_list("person_id", flat=True)) == {helper.pk}
    assert "EXERCICE" in text(client_of(helper).get("/notifications/"))
    assert "EXERCICE" not in text(client_of(resident).get("/notifications/"))


def test_one_reads_that_it_is_an_exercise_before_it_begins(client_of, commune, mayor):
    browser, page = client_of(mayor), f"/{commune.slug}/mairie/alertes/"
    asked = text(browser.post(page, FORM))
    assert "C’est un <strong>exercice</strong>" in asked
    assert "Commencer l’exercice" in asked
    assert "Un e-mail part aussi à tous" not in asked
    begun = text(browser.post(page, FORM | {"action": "confirm"}, follow=True))
    assert "L’exercice a commencé" in begun
    assert "EXERCICE en cours" in begun
    assert Alert.objects.get().is_drill


def test_something_real_takes_its_place_at_once(client_of, commune, drill, mayor, client):
    alert_of(commune, mayor, level="danger", text="La rivière monte.")
    drill.refresh_from_db()
    assert drill.ended_at
    assert "La rivière monte." in text(client.get(f"/{commune.slug}/"))
    assert Entry.objects.filter(kind="alerts.AlertActivated").count() == 1


def test_no_exercise_takes_the_place_of_something_real(commune, mayor, viewer_of, client_of):
    alert_of(commune, mayor)
    content = AlertContent(level="danger", text="Exercice", is_drill=True)
    with pytest.raises(DrillDuringAlert):
        save_alert(viewer=viewer_of(mayor, commune), content=content, version=1, activate=True)
    page = client_of(mayor).post(
        f"/{commune.slug}/mairie/alertes/", FORM | {"version": "1", "action": "confirm"}
    )
    assert "Une alerte réelle est affichée" in text(page)
    assert not Alert.objects.get().is_drill


def test_the_town_hall_answers_and_nobody_else(client_of, commune, drill, mayor, resident):
    answer = f"/{commune.slug}/alerte/repondre/"
    assert client_of(resident).post(answer, {"answer": "help"}).status_code == 422
    client_of(mayor).post(answer, {"answer": "help", "words": "Essai"})
    assert AlertAnswer.objects.get().person_id == mayor.pk
    listed = text(client_of(mayor).get(f"/{commune.slug}/mairie/alertes/reponses/"))
    assert "EXERCICE" in listed
    assert resident.full_name not in listed
    assert "EXERCICE : " in text(client_of(mayor).get(f"/{commune.slug}/mairie/")).replace("\u00a0", " ")


@pytest.mark.at("2026-11-20T23:30")  # in quiet hours
@pytest.mark.parametrize(
    ("level", "kind", "rings"),
    [
        ("information", "alert_drill_information", False),
        ("important", "alert_drill_important", False),
        ("danger", "alert_drill", True),
    ],
)
def test_it_comes_as_an_alert_of_its_level_would(
    level, kind, rings, commune, mayor, delegate_with, client_of, viewer_of, run_jobs, settings
):
    helper = delegate_with(SEND_ALERTS)
    strengthen(helper)
    open_inbox(person_id=helper.pk, commune_id=commune.pk)
    with push_service() as service:
        settings.PUSH_STAND_INS = [service.host]
        device = service.device("un")
        keys = device.keys
        subscription = web_push.subscription(keys["endpoint"], keys["p256dh"], keys["auth"])
        add_device(viewer=viewer_of(helper, commune), subscription=subscription, name="un")
        asked = client_of(mayor).post(f"/{commune.slug}/mairie/alertes/", FORM | {"level": level})
        assert ("Avant d’activer" in text(asked)) is rings
        if rings:
            client_of(mayor).post(
                f"/{commune.slug}/mairie/alertes/", FORM | {"level": level, "action": "confirm"}
            )
        run_jobs()
        assert len(service.received) == rings
        assert [one.kind for one in Notification.objects.all()] == [kind]
        held = Delivery.objects.get(channel="push")
        assert (held.status, held.reason) == (("sent", "") if rings else ("queued", "quiet_hours"))
    shown = kind_of(kind).push_body(ROAD)
    assert shown.startswith("EXERCICE · ")
    assert ("Danger" in shown) is rings


def test_real_calls_stand_apart_from_those_of_an_exercise_and_above(
    client_of, commune, mayor, resident, second_resident, delegate_with, viewer_of
):
    """And those of an exercise apart from real ones, below."""
    page, paper = (f"/{commune.slug}/mairie/alertes/{path}/" for path in ("reponses", "visites"))
    danger = alert_of(commune, mayor, level="danger")
    answer_of(danger, resident, words="L’eau entre chez moi")
    answer_of(danger, second_resident, words="Vu déjà", seen_at=now())
    deactivate_alert(viewer=viewer_of(mayor, commune), version=1)
    drill = alert_of(commune, mayor, level="danger", text="Nous nous exerçons.", is_drill=True)
    answer_of(drill, mayor, words="Pour de faux")

    def read(address: str) -> str:
        answer = client_of(mayor).get(address)
        content = b"".join(answer) if answer.streaming else answer.content
        return " ".join(content.decode().replace("\u00a0", " ").split()).partition("<main")[2]

    for address in (page, paper):
        shown = read(address)
        _, _, real = shown.partition("Ce n’est pas l’exercice : vraies demandes d’aide")
        real, _, played = real.partition("EXERCICE : besoin d’aide")
        assert "L’eau entre chez moi" in real
        assert "Pour de faux" not in real
        assert "Pour de faux" in played
        assert "L’eau entre chez moi" not in played
    assert re.search(r"<dt>Ont besoin d’aide</dt> <dd> 1, dont 1 à voir </dd>", read(page))
    alert_of(commune, mayor, level="danger", text="La rivière monte.")
    shown = read(page)
    real, _, played = shown.partition("EXERCICE : besoin d’aide")
    assert "L’eau entre chez moi" in real
    assert "Ce n’est pas l’exercice" not in shown
    assert "Pour de faux" in played
    assert re.search(r"<dt>Ont besoin d’aide</dt> <dd> 1, dont 1 à voir </dd>", shown)
    assert "1 personne a besoin d’aide" in read(paper)
