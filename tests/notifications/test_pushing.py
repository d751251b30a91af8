"""From an event to what a device shows, through a push service on loopback that answers as it likes."""

import pytest

from civic.accounts.models import Person
from civic.communes.models import Commune
from civic.core.audience import Audience
from civic.delivery import actions as delivery
from civic.delivery.enums import Channel
from civic.delivery.models import Delivery, PushDevice
from civic.delivery.providers import web_push
from civic.notifications.actions import pushing
from civic.notifications.actions.choosing import save_choices
from civic.notifications.actions.delivering import replay_event
from civic.notifications.actions.inbox import mark_all_read, open_inbox
from civic.notifications.models import Notification, QuietHours
from civic.posts import actions as posts
from civic.posts.models import Post
from civic.threads.actions import messages
from civic.threads.thread_kinds import COMMENTS
from tests.delivery.push_service import Device, PushService

pytestmark = [pytest.mark.django_db, pytest.mark.at("2026-11-22T10:00")]


@pytest.fixture
def add(service: PushService, viewer_of, commune: Commune):
    def device_of(person: Person, name: str = "un") -> Device:
        device = service.device(name)
        keys = device.keys
        given = web_push.subscription(keys["endpoint"], keys["p256dh"], keys["auth"])
        delivery.add_device(viewer=viewer_of(person, commune), subscription=given, name=name)
        return device

    return device_of


@pytest.fixture
def publish(mayor: Person, commune: Commune, viewer_of, run_jobs, resident: Person, second_resident: Person):
    for person in (resident, second_resident, mayor):
        open_inbox(person_id=person.pk, commune_id=commune.pk)

    def now(title: str = "Fête du village") -> Post:
        content = posts.PostContent(title=title, body="<p>Samedi.</p>", audience=Audience.MEMBERS)
        made = posts.publish_post(viewer=viewer_of(mayor, commune), key=title, content=content)
        run_jobs()
        return made

    return now


def states() -> list[tuple[str, str]]:
    found = Delivery.objects.filter(channel=Channel.PUSH).order_by("pk")
    return [(one.status, one.reason) for one in found]


def test_what_a_device_shows(publish, add, service, resident, commune) -> None:
    device = add(resident)
    post = publish("Un secret de famille")
    [received] = service.received
    notification = Notification.objects.get()
    assert device.read(received.body) == {
        "title": f"Mairie {commune.of_name}",
        "body": "Nouvelle publication de la mairie",
        "url": f"/{commune.slug}/actualites/{post.pk}/?lu={notification.pk}",
        "tag": f"post_published.{post.pk}",
    }
    assert states() == [("sent", "")]
    assert PushDevice.objects.get().last_sent_at


def test_only_those_who_have_a_device_and_want_it(
    publish, add, service, resident, second_resident, mayor, commune, viewer_of
) -> None:
    add(mayor, "maire")  # who published it
    add(resident, "anne")
    save_choices(
        viewer=viewer_of(resident, commune), commune_ids=[commune.pk], choices={"post_published_push": False}
    )
    publish()
    assert service.received == []
    assert states() == [("skipped", "chosen_off")]


def test_the_words_of_no_one_are_shown(
    post, publish, add, service, mayor, resident, commune, viewer_of, run_jobs
):
    device = add(mayor)
    messages.write_message(
        kind=COMMENTS,
        viewer=viewer_of(resident, commune),
        thread_id=post.thread_id,
        body="Ma grand-mère est malade",
        key="1",
    )
    run_jobs()
    shown = device.opened(service.received[0].body).decode()
    for private in ("malade", resident.first_name, resident.last_name, post.title):
        assert private not in shown


def test_one_device_of_two_is_enough(publish, add, service, resident) -> None:
    gone, there = add(resident, "ancien"), add(resident, "nouveau")
    service.answers["/envoi/ancien"] = 410
    publish()
    assert len(service.of(there)) == len(service.of(gone)) == 1
    assert states() == [("sent", "")]
    assert [device.name for device in PushDevice.objects.filter(refused_at=None)] == ["nouveau"]


@pytest.mark.parametrize(("answer", "reason"), [(404, "no_device"), (410, "no_device"), (403, "refused")])
def test_a_device_that_is_refused_is_switched_off_and_its_owner_notified_once(
    publish, add, service, resident, client_of, run_jobs, answer, reason
) -> None:
    add(resident)
    service.answers["/envoi/un"] = answer
    publish()
    assert states() == [("failed", reason)]
    publish("Une autre")
    assert len(service.received) == 1
    told = Notification.objects.get(kind="work_failed")
    assert (told.person_id, told.url) == (resident.pk, "/mon-compte/notifications/#appareils")
    assert "«\u00a0un\u00a0»" in told.subject
    browser = client_of(resident)
    assert "ne reçoit plus nos notifications" in browser.get("/notifications/").content.decode()
    page = browser.get("/mon-compte/notifications/").content.decode()
    assert "ne reçoit plus rien" in page
    assert "data-device=" not in page


def test_a_device_that_was_off_is_on_again_once_added_or_reached(
    publish, add, service, resident, client_of, run_jobs
) -> None:
    add(resident)
    service.answers["/envoi/un"] = 410
    publish()
    service.answers.clear()
    client_of(resident).post("/mon-compte/notifications/essai/")
    run_jobs()
    assert PushDevice.objects.get().refused_at is None
    service.answers["/envoi/un"] = 410
    publish("Deux")
    service.answers.clear()
    add(resident)
    publish("Trois")
    assert PushDevice.objects.get().refused_at is None
    assert len(service.received) == 4


def test_the_same_browser_under_another_address_takes_the_place_of_the_one_that_is_off(
    publish, service, resident, viewer_of, commune
) -> None:
    def add_phone(address: str) -> None:
        keys = service.device(address).keys
        given = web_push.subscription(keys["endpoint"], keys["p256dh"], keys["auth"])
        delivery.add_device(viewer=viewer_of(resident, commune), subscription=given, name="Téléphone")

    add_phone("avant")
    service.answers["/envoi/avant"] = 410
    publish()
    add_phone("apres")
    assert [device.refused_at for device in PushDevice.objects.all()] == [None]


@pytest.mark.parametrize("answer", [429, 500, 503])
def test_later_is_tried_later_and_notified_once(
    publish, add, service, resident, second_resident, clock, run_jobs, answer
) -> None:
    device, other = add(resident), add(second_resident, "deux")
    service.answers["/envoi/un"] = answer
    publish()
    assert sorted(states()) == [("queued", "unreachable"), ("sent", "")]
    service.answers.clear()
    clock.forward(seconds=15)
    run_jobs()
    assert states() == [("sent", ""), ("sent", "")]
    clock.forward(hours=20)
    run_jobs()
    assert (len(service.of(device)), len(service.of(other))) == (2, 1)


def test_a_device_that_hangs_holds_no_other(
    publish, add, service, resident, second_resident, monkeypatch
) -> None:
    monkeypatch.setattr(web_push, "SECONDS", 1.0)
    add(resident, "muet")
    add(second_resident, "deux")
    service.answers["/envoi/muet"] = "hang"
    publish()
    assert sorted(states()) == [("queued", "unreachable"), ("sent", "")]


def test_refused_for_good_is_not_tried_again(publish, add, service, resident, clock, run_jobs) -> None:
    add(resident)
    service.answers["/envoi/un"] = 400
    publish()
    clock.forward(hours=20)
    run_jobs()
    assert states() == [("failed", "refused")]
    assert len(service.received) == 1
    assert PushDevice.objects.exists()


def test_silent_at_night(publish, add, service, resident, second_resident, clock, run_jobs) -> None:
    asleep, awake = add(resident), add(second_resident, "deux")
    QuietHours.objects.create(person=second_resident, starts=None, ends=None)
    clock.at("2026-11-22 23:30+01:00")
    publish()
    assert (len(service.of(asleep)), len(service.of(awake))) == (0, 1)
    assert ("queued", "quiet_hours") in states()
    clock.at("2026-11-23 06:59+01:00")
    run_jobs()
    assert len(service.of(asleep)) == 0
    clock.at("2026-11-23 07:01+01:00")
    run_jobs()
    assert (len(service.of(asleep)), len(service.of(awake))) == (1, 1)
    assert Delivery.objects.filter(person_id=resident.pk, channel=Channel.PUSH).get().attempts == 1


def test_the_night_is_that_of_the_commune(publish, add, service, resident, commune, clock) -> None:
    Commune.objects.filter(pk=commune.pk).update(timezone="Indian/Reunion")
    add(resident)
    clock.at("2026-11-22 21:00+01:00")  # midnight over there
    publish()
    assert states() == [("queued", "quiet_hours")]


def test_what_was_read_at_night_does_not_sound_in_the_morning(
    publish, add, service, resident, commune, viewer_of, clock, run_jobs
) -> None:
    add(resident)
    clock.at("2026-11-22 23:30+01:00")
    publish()
    mark_all_read(viewer=viewer_of(resident, commune))
    clock.at("2026-11-23 07:01+01:00")
    run_jobs()
    assert service.received == []
    assert states() == [("skipped", "already_read")]


def test_a_person_who_is_gone_is_no_longer_notified(
    publish, add, service, resident, second_resident, clock, run_jobs
):
    add(resident)
    kept = add(second_resident, "deux")
    clock.at("2026-11-22 23:30+01:00")
    publish()
    Person.objects.filter(pk=resident.pk).delete()
    clock.at("2026-11-23 07:01+01:00")
    run_jobs()
    assert len(service.received) == len(service.of(kept)) == 1
    assert sorted(states()) == [("sent", ""), ("skipped", "person_gone")]


def test_a_device_removed_meanwhile(publish, add, service, resident, clock, run_jobs) -> None:
    add(resident)
    clock.at("2026-11-22 23:30+01:00")
    publish()
    PushDevice.objects.all().delete()
    clock.at("2026-11-23 07:01+01:00")
    run_jobs()
    assert states() == [("skipped", "no_device")]


def test_when_time_runs_out_the_rest_follows(
    publish, add, service, resident, run_jobs, monkeypatch, clock
) -> None:
    add(resident)
    monkeypatch.setattr(pushing, "_SENDING_SECONDS", 0)
    publish()
    assert states() == [("queued", "")]
    monkeypatch.undo()
    clock.forward(seconds=6)
    run_jobs()
    assert states() == [("sent", "")]
    assert Delivery.objects.get(channel=Channel.PUSH).attempts == 1


def test_without_a_key_nothing_is_sent(publish, add, service, resident, settings) -> None:
    add(resident)
    settings.VAPID_PRIVATE_KEY = ""
    publish()
    assert service.received == []
    assert states() == [("skipped", "not_offered")]


def test_what_failed_can_be_sent_again(publish, add, service, resident, run_jobs) -> None:
    add(resident)
    service.answers["/envoi/un"] = 403
    publish()
    service.answers.clear()
    event_id = Delivery.objects.get(channel=Channel.PUSH).event_id
    assert replay_event(event_id=event_id, channel=Channel.PUSH) == 1
    run_jobs()
    assert states() == [("sent", "")]
    assert replay_event(event_id=event_id, channel=Channel.PUSH) == 0


def test_a_hundred_people_in_few_rounds(publish, add, service, commune, run_jobs, mayor, resident) -> None:
    from tests.accounts.factories import PersonFactory
    from tests.communes.factories import MembershipFactory

    for number in range(70):
        person = PersonFactory()
        MembershipFactory(commune=commune, person=person)
        open_inbox(person_id=person.pk, commune_id=commune.pk)
        add(person, f"n{number}")
    publish()
    assert len({one.path for one in service.received}) == len(service.received) == 70
    assert set(states()) == {("sent", "")}
