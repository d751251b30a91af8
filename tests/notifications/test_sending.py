"""Mails of an event, to a real SMTP server on loopback: everyone once, and a written reason for everyone else."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection

from civic.accounts.models import Person
from civic.accounts.rules import new_stand_in_address
from civic.communes.models import Commune
from civic.core.audience import Audience
from civic.core.jobs import Lane
from civic.delivery import actions as delivery
from civic.delivery import queries as deliveries
from civic.delivery.enums import Channel, DeliveryStatus, Reason
from civic.delivery.models import Delivery
from civic.memberships.actions.joining import leave_commune
from civic.notifications import emails
from civic.notifications.actions import sending
from civic.notifications.actions.choosing import save_choices
from civic.notifications.actions.inbox import open_inbox
from civic.notifications.actions.sending import queue_event, send_mails
from civic.notifications.enums import Frequency
from civic.notifications.kinds import NotificationKind
from civic.notifications.models import Notification
from civic.notifications.rules import decide
from civic.posts import actions as posts
from civic.posts.models import Post
from civic.town_halls.models import TownHall
from tests.accounts.factories import PersonFactory
from tests.communes.factories import MembershipFactory
from tests.plugins.frozen_time import Clock

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def people(commune: Commune) -> list[Person]:
    made = []
    for number in range(12):
        person = PersonFactory(email=f"habitant{number}@exemple.test", first_name=f"Prénom{number}")
        MembershipFactory(commune=commune, person=person)
        made.append(person)
    return made


@pytest.fixture
def publish(mayor: Person, commune: Commune, viewer_of: Any) -> Callable[..., Post]:
    def now(title: str = "Fête du village", body: str = "<p>Samedi, à 15 h.</p>", **fields: Any) -> Post:
        content = posts.PostContent(title=title, body=body, **fields)
        return posts.publish_post(viewer=viewer_of(mayor, commune), key=title, content=content)

    return now


def statuses() -> dict[str, int]:
    found: dict[str, int] = {}
    for status, reason in Delivery.objects.filter(channel=Channel.EMAIL).values_list("status", "reason"):
        key = f"{status} {reason}".strip()
        found[key] = found.get(key, 0) + 1
    return found


def recipients(postman: Any) -> list[str]:
    return sorted(envelope.rcpt_tos[0] for envelope in postman.received)


def test_everyone_once_with_their_own_name_and_links(publish, people, commune, open_office, run_jobs, client):
    postman = open_office()
    post = publish(body="<p>L’été arrive… à bientôt&nbsp;!</p><p>Ligne de fin.</p>")
    run_jobs()
    assert recipients(postman) == sorted(person.email for person in people)
    assert statuses() == {"sent": 12}
    mail = next(mail for mail in postman.mails() if mail["To"].addresses[0].addr_spec == people[3].email)
    assert mail["From"].addresses[0].display_name == f"Mairie {commune.of_name}"
    assert mail["Subject"] == "Fête du village"
    assert len({mail["Message-ID"] for mail in postman.mails()}) == 12
    assert str(post.pk) in mail["References"]
    for part in ("plain", "html"):
        text = mail.get_body((part,)).get_content()
        assert "Bonjour Prénom3" in text
        assert "L’été arrive… à bientôt" in text
        assert f"/{commune.slug}/actualites/{post.pk}/?lu=" in text
        assert "\x02" not in text
    html = mail.get_body(("html",)).get_content()
    assert "<img" not in html  # no picture that tells when it was looked at
    # RFC 8058: reading the address stops nothing, sending to it does, without a session.
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = mail["List-Unsubscribe"].strip("<>").removeprefix("http://testserver")
    assert client.get(path).status_code == 200
    publish("Encore")
    run_jobs()
    assert len(postman.received) == 24
    assert client.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    publish("Trop tard pour lui")
    run_jobs()
    assert len(postman.received) == 35
    assert statuses()["skipped chosen_off"] == 1


def test_what_the_database_decides_is_what_the_rule_says(
    publish, people, mayor, commune, viewer_of, run_jobs
):
    """The statement for a whole commune and the pure rule, on every choice."""
    kind = NotificationKind.all["post_published"]
    for person, choice in zip(people, [None, *Frequency.values], strict=False):
        if choice:
            viewer = viewer_of(person, commune)
            save_choices(viewer=viewer, commune_ids=[commune.pk], choices={kind.email_choice: choice})
    publish()
    run_jobs(Lane.PEOPLE)
    notification = Notification.objects.get()
    queue_event(event_id=notification.event_id, kind=kind, channel=Channel.EMAIL)
    rows = {row.person_id: row for row in Delivery.objects.all()}
    assert set(rows) == {person.pk for person in people}
    from civic.notifications.queries.choices import inboxes_of

    inboxes = inboxes_of(commune.pk, list(rows))
    for person_id, row in rows.items():
        inbox = inboxes.get(person_id)
        decision = decide(kind, inbox.choices if inbox else {}, Channel.EMAIL, now=row.due_at)
        assert (row.status == DeliveryStatus.QUEUED, row.reason) == (decision.send, decision.reason)


def test_a_dead_server_loses_nothing(publish, people, open_office, run_jobs, port):
    publish()
    run_jobs()
    assert statuses() == {"queued unreachable": 12}
    postman = open_office()
    Delivery.objects.update(due_at=Notification.objects.get().happened_at)
    send_mails(event_id=Notification.objects.get().event_id)
    assert recipients(postman) == sorted(person.email for person in people)
    assert statuses() == {"sent": 12}


def test_the_pauses_grow_and_end(publish, people, port, run_jobs, clock: Clock):
    """A server that stays away is asked for fifteen hours, then the failure is written, and can be tried again."""
    publish()
    run_jobs()
    event_id = Notification.objects.get().event_id
    for _ in range(12):
        clock.forward(hours=13)
        send_mails(event_id=event_id)
    assert statuses() == {"failed unreachable": 12}
    assert deliveries.failures()[0].count == 12
    assert delivery.replay(event_id=event_id, channel=Channel.EMAIL) == 12
    assert statuses() == {"queued": 12}


def test_one_that_is_refused_keeps_no_other_waiting(publish, people, open_office, run_jobs):
    postman = open_office()
    postman.answer_to[people[0].email] = "550 No such user"
    postman.answer_to[people[1].email] = "451 Try again later"
    publish()
    run_jobs()
    assert len(postman.received) == 10
    assert statuses() == {"sent": 10, "failed refused": 1, "queued refused": 1}


def test_one_that_cannot_be_written_keeps_no_other_waiting(publish, people, open_office, run_jobs, caplog):
    """An address that no header can hold."""
    Person.objects.filter(pk=people[5].pk).update(email="é\r\nBcc: tous@exemple.test")
    postman = open_office()
    publish()
    run_jobs()
    assert len(postman.received) == 11
    assert statuses() == {"sent": 11, "failed not_rendered": 1}


def test_a_kind_that_cannot_be_written_is_tried_again(publish, people, open_office, run_jobs, monkeypatch):
    postman = open_office()
    kind = NotificationKind.all["post_published"]
    monkeypatch.setattr(type(kind), "body", lambda self, source_id: 1 / 0)
    publish()
    run_jobs()
    assert postman.received == []
    assert statuses() == {"queued not_rendered": 12}


def test_what_changed_between_event_and_sending(
    publish, people, commune, mayor, viewer_of, open_office, run_jobs
):
    """Deleted, gone, refused by choice, read meanwhile: nobody is notified, and it says why."""
    postman = open_office()
    open_inbox(person_id=people[2].pk, commune_id=commune.pk)
    publish()
    run_jobs(Lane.PEOPLE)
    notification = Notification.objects.get()
    kind = NotificationKind.all["post_published"]
    queue_event(event_id=notification.event_id, kind=kind, channel=Channel.EMAIL)
    gone, leaver, chooser, reader, closed, unreachable = people[:6]
    gone_id = gone.pk
    Person.objects.filter(pk=gone_id).delete()
    Person.objects.filter(pk=closed.pk).update(is_active=False)
    Person.objects.filter(pk=unreachable.pk).update(email=new_stand_in_address())
    leave_commune(viewer=viewer_of(leaver, commune))
    save_choices(
        viewer=viewer_of(chooser, commune), commune_ids=[commune.pk], choices={kind.email_choice: "never"}
    )
    open_inbox(person_id=reader.pk, commune_id=commune.pk)  # read up to here
    run_jobs()
    assert len(postman.received) == 6
    reasons = dict(Delivery.objects.filter(channel="email").values_list("person_id", "reason"))
    assert [
        reasons[key] for key in (gone_id, closed.pk, leaver.pk, chooser.pk, reader.pk, unreachable.pk)
    ] == [
        Reason.PERSON_GONE,
        Reason.PERSON_GONE,
        Reason.NO_LONGER_ADMITTED,
        Reason.CHOSEN_OFF,
        Reason.ALREADY_READ,
        Reason.NO_MAILBOX,
    ]


def test_a_withdrawn_publication_is_not_sent(
    publish, people, commune, mayor, viewer_of, open_office, run_jobs
):
    postman = open_office()
    post = publish()
    run_jobs(Lane.PEOPLE)
    posts.remove_post(viewer=viewer_of(mayor, commune), post_id=post.pk)
    run_jobs()
    assert postman.received == []


def test_what_came_back_is_sent_to_those_who_were_not_notified(
    publish, people, commune, mayor, viewer_of, open_office, run_jobs
):
    """Removed while mails left, restored a minute later."""
    postman = open_office()
    post = publish()
    run_jobs(Lane.PEOPLE)
    kind = NotificationKind.all["post_published"]
    notification = Notification.objects.get()
    queue_event(event_id=notification.event_id, kind=kind, channel=Channel.EMAIL)
    viewer = viewer_of(mayor, commune)
    posts.remove_post(viewer=viewer, post_id=post.pk)
    run_jobs()
    assert statuses() == {"skipped withdrawn": 12}
    posts.restore_post(viewer=viewer, post_id=post.pk)
    run_jobs()
    assert recipients(postman) == sorted(person.email for person in people)
    assert statuses() == {"sent": 12}


def test_an_accented_domain_is_written_as_servers_take_it(publish, people, open_office, run_jobs):
    Person.objects.filter(pk=people[0].pk).update(email="anne@éze.exemple.test")
    postman = open_office()
    publish()
    run_jobs()
    assert "anne@xn--ze-9ia.exemple.test" in recipients(postman)
    assert statuses() == {"sent": 12}


def test_another_communes_people_get_nothing(publish, people, stranger, open_office, run_jobs):
    postman = open_office()
    publish(audience=Audience.PUBLIC)
    run_jobs()
    assert stranger.email not in recipients(postman)


def test_a_clock_that_jumps_an_hour_in_the_middle(publish, people, open_office, run_jobs, clock, monkeypatch):
    """Another worker may believe that what we hold is free: we let go, and nobody is notified twice."""
    postman = open_office()
    publish()
    run_jobs(Lane.PEOPLE)
    event_id = Notification.objects.get().event_id
    queue_event(event_id=event_id, kind=NotificationKind.all["post_published"], channel=Channel.EMAIL)
    filled = emails.EmailRenderer.message

    def jump(self: Any, *arguments: Any) -> bytes:
        if len(postman.received) == 5:
            clock.forward(hours=1)
        return filled(self, *arguments)

    monkeypatch.setattr(emails.EmailRenderer, "message", jump)
    send_mails(event_id=event_id)
    assert recipients(postman) == sorted(person.email for person in people)
    assert statuses() == {"sent": 12}


def test_two_workers_send_each_mail_once(publish, people, open_office, run_jobs, monkeypatch):
    postman = open_office()
    publish()
    run_jobs(Lane.PEOPLE)
    event_id = Notification.objects.get().event_id
    queue_event(event_id=event_id, kind=NotificationKind.all["post_published"], channel=Channel.EMAIL)
    monkeypatch.setattr(sending, "BATCH", 2)

    def work() -> None:
        try:
            send_mails(event_id=event_id)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    send_mails(event_id=event_id)
    assert recipients(postman) == sorted(person.email for person in people)


def test_queued_in_as_many_statements_for_a_thousand(publish, commune, django_assert_num_queries, run_jobs):
    kind = NotificationKind.all["post_published"]
    counts = []
    for _ in range(2):
        for _ in range(30):
            MembershipFactory(commune=commune, person=PersonFactory())
        publish(f"Titre {len(counts)}")
        run_jobs(Lane.PEOPLE)
        newest = Notification.objects.latest("id")
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as statements:
            assert queue_event(event_id=newest.event_id, kind=kind, channel=Channel.EMAIL)
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_a_great_city_is_queued_in_steps(publish, people, commune, run_jobs, monkeypatch):
    """Nobody left out or named twice where one step ends and the next begins."""
    TownHall.objects.filter(commune=commune).update(residents=12)
    monkeypatch.setattr(sending, "QUEUED_AT_ONCE", 5)
    publish()
    run_jobs(Lane.PEOPLE)
    notification = Notification.objects.get()
    kind = NotificationKind.all["post_published"]
    assert queue_event(event_id=notification.event_id, kind=kind, channel=Channel.EMAIL) == 12
    assert set(Delivery.objects.values_list("person_id", flat=True)) == {person.pk for person in people}
    assert queue_event(event_id=notification.event_id, kind=kind, channel=Channel.EMAIL) == 0


# --- A worker that is killed ----------------------------------------------------------------------------------------

PROGRAM = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
import django
django.setup()
from datetime import timedelta
from django.conf import settings
from django.db import connection
connection.settings_dict["NAME"] = sys.argv[1]
settings.MAILERS = settings.MAILERS | {"transport": {
    "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
    "OPTIONS": {"host": "127.0.0.1", "port": int(sys.argv[2]), "timeout": 5},
}}
from civic.core.jobs import Lane
from civic.worker.runner import Worker
import civic.notifications.actions.sending as sending
sending.delivery.LEASE = timedelta(seconds=3)
sending._LEASE_MARGIN = timedelta(seconds=0)
Worker(Lane.SENDING, poll_seconds=0.05, lease=timedelta(seconds=2)).run()
"""


@pytest.fixture
def start_worker(port: int) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        database = str(connection.settings_dict["NAME"])
        environment = os.environ | {"TEST_STATE_DIR": str(django_settings.STATE)}
        started.append(
            subprocess.Popen([sys.executable, "-c", PROGRAM, database, str(port)], cwd=ROOT, env=environment)
        )
        return started[-1]

    yield start
    for program in started:
        program.kill()
        program.wait()


@pytest.mark.once
@pytest.mark.real_time
def test_a_worker_killed_in_the_middle_of_a_batch(publish, commune, open_office, run_jobs, start_worker):
    """kill -9 while mails leave: the next worker goes on, nothing is lost, and a mail server that is handed the one
    whose answer was not heard a second time sees that it has it."""
    for number in range(150):
        MembershipFactory(commune=commune, person=PersonFactory(email=f"p{number}@exemple.test"))
    postman = open_office()
    publish()
    run_jobs(Lane.PEOPLE)
    victim = start_worker()
    limit = time.monotonic() + 40
    while len(postman.received) < 20:
        assert time.monotonic() < limit
        time.sleep(0.001)
    victim.send_signal(signal.SIGKILL)
    victim.wait()
    assert len(postman.received) < 150
    start_worker()
    while Delivery.objects.exclude(status=DeliveryStatus.SENT).filter(channel="email").exists():
        assert time.monotonic() < limit + 40, statuses()
        time.sleep(0.1)
    by_id = {mail["Message-ID"]: mail["To"] for mail in postman.mails()}
    assert len(by_id) == 150
    assert len(set(by_id.values())) == 150
    assert len(postman.received) <= 152
