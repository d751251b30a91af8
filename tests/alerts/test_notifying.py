"""Whom an alert is announced to, by which ways, and when: danger at once, whatever the hour and the choices."""

from email import message_from_bytes, policy

import pytest

from civic.alerts.actions.managing import AlertContent, deactivate_alert, save_alert
from civic.core.jobs import Lane
from civic.delivery import actions as delivery
from civic.delivery.enums import Channel
from civic.delivery.models import Delivery
from civic.delivery.providers import web_push
from civic.memberships.models import Follow
from civic.notifications.actions.choosing import save_choices
from civic.notifications.actions.inbox import open_inbox
from civic.notifications.kinds import NotificationKind
from civic.notifications.models import Notification
from civic.worker.models import Job
from tests.alerts.factories import ROAD, alert_of
from tests.delivery.push_service import push_service

pytestmark = pytest.mark.at("2026-11-20T23:30")  # in quiet hours
FORM = {"level": "danger", "text": ROAD, "url": "", "expires_at": "", "version": ""}


def text(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def service(settings, clock):
    with push_service() as started:
        settings.PUSH_STAND_INS = [started.host]
        yield started


@pytest.fixture
def devices(service, viewer_of, commune, resident, second_resident, mayor, stranger):
    """One of each; the stranger follows the commune's page."""
    Follow.objects.create(commune=commune, person=stranger)
    for person in (resident, second_resident, mayor, stranger):
        open_inbox(person_id=person.pk, commune_id=commune.pk)
        device = service.device(str(person.pk))
        keys = device.keys
        subscription = web_push.subscription(keys["endpoint"], keys["p256dh"], keys["auth"])
        delivery.add_device(viewer=viewer_of(person, commune), subscription=subscription, name="un")
    return service


def states(person, channel) -> list[tuple[str, str]]:
    rows = Delivery.objects.filter(person_id=person.pk, channel=channel).order_by("pk")
    return [(row.status, row.reason) for row in rows]


def chose_nothing_but_silence(viewer) -> None:
    silence = {
        f"{kind.key}_{way}": value
        for kind in NotificationKind.all.values()
        if kind.key.startswith("alert_")
        for way, value in (("email", "never"), ("push", False))
    }
    save_choices(viewer=viewer, commune_ids=[viewer.commune.id], choices=silence)


def test_a_danger_rings_at_night_whatever_people_chose(
    devices, commune, mayor, resident, stranger, viewer_of, run_jobs
):
    chose_nothing_but_silence(viewer_of(resident, commune))
    alert_of(commune, mayor, level="danger")
    run_jobs()
    assert len(devices.received) == 3  # all but the one who activated it
    for person in (resident, stranger):
        assert states(person, Channel.PUSH) == [("sent", "")]
        assert states(person, Channel.EMAIL) == [("sent", "")]
    assert states(mayor, Channel.PUSH) == []


def test_what_is_less_grave_waits_for_the_morning_and_follows_choices(
    devices, commune, mayor, resident, second_resident, viewer_of, run_jobs
):
    chose_nothing_but_silence(viewer_of(resident, commune))
    alert_of(commune, mayor, level="important")
    run_jobs()
    assert devices.received == []
    assert states(resident, Channel.PUSH) == [("skipped", "chosen_off")]
    assert states(second_resident, Channel.PUSH) == [("queued", "quiet_hours")]
    assert states(second_resident, Channel.EMAIL) == [("sent", "")]
    alert_of(commune, mayor, level="danger")  # it became graver
    run_jobs()
    assert len(devices.received) == 3


def test_what_a_device_shows_says_whose_town_hall_it_is_and_nothing_personal(
    service, commune, mayor, resident, viewer_of, run_jobs
):
    open_inbox(person_id=resident.pk, commune_id=commune.pk)
    device = service.device("un")
    keys = device.keys
    subscription = web_push.subscription(keys["endpoint"], keys["p256dh"], keys["auth"])
    delivery.add_device(viewer=viewer_of(resident, commune), subscription=subscription, name="un")
    alert_of(commune, mayor, level="danger")
    run_jobs()
    shown = device.read(service.received[0].body)
    assert shown["title"] == "Mairie de Villeneuve"
    assert shown["body"].startswith("Danger")
    assert shown["url"].startswith(f"/{commune.slug}/alerte/")
    assert mayor.last_name not in str(shown)


def test_it_leaves_by_a_lane_where_nothing_stands_before_it(commune, mayor, resident, run_jobs):
    open_inbox(person_id=resident.pk, commune_id=commune.pk)
    alert_of(commune, mayor, level="danger")
    run_jobs(Lane.PEOPLE)
    waiting = Job.objects.filter(task__contains="deliver").order_by("pk")
    assert [(job.queue, job.arguments["channel"]) for job in waiting if job.status == "ready"] == [
        ("alerts", "push"),
        ("alerts", "email"),
    ]


def test_deactivated_it_is_news_for_nobody_any_more(commune, mayor, resident, client_of, viewer_of, run_jobs):
    open_inbox(person_id=resident.pk, commune_id=commune.pk)
    alert_of(commune, mayor)
    run_jobs()
    assert ROAD in text(client_of(resident).get("/notifications/"))
    alert_of(commune, mayor, text="Déviation par le pont.")
    run_jobs()
    listed = text(client_of(resident).get("/notifications/"))
    assert (ROAD in listed, "Déviation par le pont." in listed) == (False, True)
    assert Notification.objects.count() == 1
    deactivate_alert(viewer=viewer_of(mayor, commune), version=2)
    run_jobs()
    assert Notification.objects.get().withdrawn_at
    assert "Déviation" not in text(client_of(resident).get("/notifications/")).partition("<main")[2]


def test_a_mail_says_the_whole_message_and_whom_to_call(commune, mayor, resident, run_jobs, settings):
    open_inbox(person_id=resident.pk, commune_id=commune.pk)
    alert_of(commune, mayor, level="danger", text="Crue.\nMontez à l’étage.")
    run_jobs()
    [mail] = [path for path in settings.MAILBOX_DIR.rglob("*") if path.is_file()]
    message = message_from_bytes(mail.read_bytes(), policy=policy.default)
    assert message["Subject"] == "Danger\u00a0: message de la mairie de Villeneuve"
    body = message.get_body(("plain",)).get_content()
    assert "Montez à l’étage." in body
    assert "18 ou le 112" in body


@pytest.mark.parametrize(
    ("former", "level"), [("danger", "information"), ("important", "danger"), ("information", "important")]
)
def test_a_level_that_changed_leaves_no_wrong_news(
    devices, commune, mayor, resident, second_resident, client_of, run_jobs, clock, former, level
):
    """In the bell, in what waits for the morning or the summary, in the subjects of mails."""
    alert_of(commune, mayor, level=former, text="La rivière monte.")
    run_jobs()
    alert_of(commune, mayor, level=level, text="Nouvelle consigne.")
    run_jobs()
    rows = {one.kind: bool(one.withdrawn_at) for one in Notification.objects.all()}
    assert rows == {f"alert_{former}": True, f"alert_{level}": False}
    for person in (resident, second_resident):
        listed = text(client_of(person).get("/notifications/")).partition("<main")[2]
        assert "Nouvelle consigne." in listed
        assert "La rivière monte." not in listed
    alert_of(commune, mayor, level=level, text="Consigne de demain.")  # its words alone
    run_jobs()
    assert {one.kind: bool(one.withdrawn_at) for one in Notification.objects.all()} == rows
    of_before = Delivery.objects.filter(event_id=Notification.objects.get(kind=f"alert_{former}").event_id)
    sent = of_before.filter(status="sent").count()
    clock.forward(hours=24)
    run_jobs()
    assert of_before.filter(status="sent").count() == sent
    assert not of_before.filter(status="queued").exists()


def test_raised_again_it_rings_again_and_stands_there_once(
    devices, commune, mayor, resident, client_of, run_jobs
):
    for level in ("danger", "important", "danger"):
        alert_of(commune, mayor, level=level)
        run_jobs()
    assert len(devices.received) == 6
    alert_of(commune, mayor, level="danger", text="Montez à l’étage.")
    run_jobs()
    assert len(devices.received) == 6
    listed = text(client_of(resident).get("/notifications/")).partition("<main")[2]
    assert ("Montez à l’étage." in listed, ROAD in listed) == (True, False)
    assert Notification.objects.filter(withdrawn_at=None).count() == 1


def test_announced_again_no_device_goes_back_to_the_words_of_before(
    service, commune, mayor, resident, viewer_of, client_of, run_jobs, clock
):
    """What could not leave while the push service was away is not sent after what took its place."""
    open_inbox(person_id=resident.pk, commune_id=commune.pk)
    device = service.device("un")
    keys = device.keys
    subscription = web_push.subscription(keys["endpoint"], keys["p256dh"], keys["auth"])
    delivery.add_device(viewer=viewer_of(resident, commune), subscription=subscription, name="un")
    service.answers["/envoi/un"] = 503
    alert_of(commune, mayor, level="danger", text="Restez chez vous.")
    run_jobs()
    service.answers.clear()
    service.received.clear()
    words = AlertContent(level="danger", text="Évacuez.")
    viewer = viewer_of(mayor, commune)
    save_alert(viewer=viewer, content=words, version=1, activate=True, announce_again=True)
    for _ in range(3):
        run_jobs()
        clock.forward(minutes=20)
    run_jobs()
    shown = [device.read(one.body)["body"] for one in service.received]
    assert len(shown) == 1
    assert "Évacuez." in shown[0]
    listed = text(client_of(resident).get("/notifications/")).partition("<main")[2]
    assert ("Évacuez." in listed, "Restez chez vous." in listed) == (True, False)
    assert "messages d’alerte" not in listed


# --- « Avant d’activer » ---------------------------------------------------------------------------------------------


def test_one_reads_how_many_devices_will_ring_before_they_do(devices, commune, mayor, client_of, run_jobs):
    browser, page = client_of(mayor), f"/{commune.slug}/mairie/alertes/"
    before = text(browser.post(page, FORM))
    assert "3\u00a0appareils vont sonner" in before
    assert ROAD in before
    run_jobs()
    assert devices.received == []
    again = browser.post(page, FORM | {"action": "change"})
    assert f"{ROAD}</textarea>" in text(again)
    browser.post(page, FORM | {"action": "confirm"})
    run_jobs()
    assert len(devices.received) == 3
    # In force at this level, its words are changed without a further question.
    answer = browser.post(page, FORM | {"version": "1", "text": "Montez à l’étage."})
    assert answer.status_code == 302
    run_jobs()
    assert len(devices.received) == 3


@pytest.mark.parametrize("level", ["information", "important"])
def test_what_makes_nothing_ring_asks_nothing(commune, mayor, client_of, level):
    answer = client_of(mayor).post(f"/{commune.slug}/mairie/alertes/", FORM | {"level": level})
    assert answer.status_code == 302
