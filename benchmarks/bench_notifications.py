"""Notifying a whole commune: rows, mails, and the badge of every page, on a private PostgreSQL.

`python -m benchmarks.bench_notifications`
"""

import asyncio
import os
import smtplib
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.table import Goal, report
from tests.postgresql import private_cluster

RESIDENTS = 100_000
MAILS = 2_000
EVENTS = 1_000_000
ROUNDS = 5


def measure(engine: str) -> int:
    import django

    django.setup()
    from django.core.management import call_command

    from benchmarks.feed.seed import commune

    call_command("migrate", verbosity=0)
    large, people = commune("00011", residents=RESIDENTS, posts=20)
    small, _ = commune("00010", residents=30, posts=20)
    goals = [
        Goal("statements to notify, large / small", _statements(large) / _statements(small), at_most=1),
        Goal("queued, share of a plain INSERT … SELECT", _queueing(large), at_least=0.5),
        Goal("mails, share of ready-made ones", _mailing(large), at_least=0.3),
        Goal("badge: statements", _badge_statements(people[0], large), at_most=1),
        Goal("badge: time, 1,000,000 events / 1,000", _badge(people[0], large), at_most=1.2),
    ]
    return report(f"Notifications, {RESIDENTS:,} residents, {engine}", goals)


def _publish(place: Any, title: str) -> Any:
    """A publication, listed but not yet queued. Returns its notification."""
    from civic.journal.actions import notify_receivers
    from civic.journal.models import Entry
    from civic.notifications.models import Notification
    from civic.posts.actions import PostContent, publish_post
    from civic.town_halls.models import Office
    from civic.viewers.queries.viewer import viewer_for

    mayor = Office.objects.get(commune=place).person_id
    viewer = viewer_for(person_id=mayor, commune_id=place.pk)
    publish_post(viewer=viewer, key=title, content=PostContent(title=title, body="<p>Texte</p>"))
    notify_receivers(entry_id=Entry.objects.filter(kind="posts.PostPublished").latest("id").pk)
    return Notification.objects.select_related("commune").latest("id")


def _statements(place: Any) -> int:
    """Of what notifies, after which it stands in every list."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    _publish(place, "Pour chauffer")
    with CaptureQueriesContext(connection) as statements:
        _publish(place, "Compter")
    return len(statements)


def _queueing(place: Any) -> float:
    """Rate of queue_event against one INSERT … SELECT of as many rows into the same table, alternating."""
    from civic.core.ids import new_id
    from civic.delivery.enums import Channel
    from civic.delivery.models import Delivery
    from civic.notifications.actions.sending import queue_event
    from civic.notifications.kinds import NotificationKind

    ours, plain = [], []
    for number in range(ROUNDS):
        notification = _publish(place, f"File {number}")
        start = time.perf_counter()
        queued = queue_event(
            event_id=notification.event_id, kind=NotificationKind.all["post_published"], channel=Channel.EMAIL
        )
        ours.append(time.perf_counter() - start)
        assert queued >= RESIDENTS, queued
        start = time.perf_counter()
        assert _plain_insert(place.pk, new_id()) == RESIDENTS
        plain.append(time.perf_counter() - start)
        Delivery.objects.all().delete()
    print(f"queued: ours {RESIDENTS / median(ours):,.0f}/s, plain {RESIDENTS / median(plain):,.0f}/s")
    return median(plain) / median(ours)


def _plain_insert(commune_id: int, event_id: Any) -> int:
    from django.db import connection, transaction

    from civic.core.clock import now
    from civic.delivery.models import Delivery

    event = Delivery._meta.get_field("event_id").get_db_prep_value(event_id, connection)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO delivery_delivery (event_id, person_id, channel, status, reason, attempts, due_at) "
            "SELECT %s, person_id, 'email', 'queued', '', 0, %s FROM memberships_membership "
            "WHERE commune_id = %s AND status = 'accepted'",
            [event, connection.ops.adapt_datetimefield_value(now()), commune_id],
        )
        return int(cursor.rowcount)


class Sink:
    """The quickest SMTP server that Python gives: answers, counts, keeps nothing."""

    def __init__(self) -> None:
        self.received = 0
        self.port = 0
        self._ready = threading.Event()
        threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True).start()
        self._ready.wait()

    async def _serve(self) -> None:
        server = await asyncio.start_server(self._talk, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await server.serve_forever()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 sink\r\n")
        while line := await reader.readline():
            if line[:4].upper() == b"DATA":
                writer.write(b"354 go\r\n")
                await reader.readuntil(b"\r\n.\r\n")
                self.received += 1
            if line[:4].upper() == b"EHLO":
                writer.write(b"250-sink\r\n250-PIPELINING\r\n")
            writer.write(b"221 bye\r\n" if line[:4].upper() == b"QUIT" else b"250 ok\r\n")
        writer.close()


def _sink_process(port_file: str) -> None:
    sink = Sink()
    Path(port_file).write_text(str(sink.port))
    threading.Event().wait()


def _mailing(place: Any) -> float:
    """Rate of send_mails against ready-made mails over one connection, to the same sink in its own process."""
    from django.conf import settings

    from civic.delivery.enums import Channel, DeliveryStatus
    from civic.delivery.models import Delivery
    from civic.notifications.actions.sending import queue_event, send_mails
    from civic.notifications.kinds import NotificationKind

    with tempfile.TemporaryDirectory() as folder:
        port_file = Path(folder) / "port"
        sink = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.bench_notifications", "sink", str(port_file)]
        )
        try:
            while not port_file.exists() or not port_file.read_text():
                time.sleep(0.05)
            port = int(port_file.read_text())
            settings.MAILERS = settings.MAILERS | {
                "transport": {
                    "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
                    "OPTIONS": {"host": "127.0.0.1", "port": port, "timeout": 20},
                }
            }
            ours, ready = [], []
            for number in range(3):
                notification = _publish(place, f"Courrier {number}")
                queue_event(
                    event_id=notification.event_id,
                    kind=NotificationKind.all["post_published"],
                    channel=Channel.EMAIL,
                )
                kept = list(Delivery.objects.order_by("pk").values_list("pk", flat=True)[:MAILS])
                Delivery.objects.exclude(pk__in=kept).delete()
                start = time.perf_counter()
                send_mails(event_id=notification.event_id)
                ours.append(time.perf_counter() - start)
                left = Delivery.objects.exclude(status=DeliveryStatus.SENT).values_list("status", "reason")
                assert not left, left[0]
                Delivery.objects.all().delete()
                ready.append(_ready_made(port))
        finally:
            sink.kill()
            sink.wait()
    print(f"mails: ours {MAILS / median(ours):,.0f}/s, ready-made {MAILS / median(ready):,.0f}/s")
    return median(ready) / median(ours)


def _ready_made(port: int) -> float:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@exemple.test", "b@exemple.test", "Publication"
    message.set_content("Bonjour,\n" + "texte " * 300)
    message.add_alternative("<p>Bonjour</p>" + "<p>texte</p>" * 300, subtype="html")
    content = message.as_bytes().replace(b"\n", b"\r\n")
    with smtplib.SMTP("127.0.0.1", port) as server:
        start = time.perf_counter()
        for _ in range(MAILS):
            server.sendmail("a@exemple.test", ["b@exemple.test"], content)
        return time.perf_counter() - start


def _badge_statements(person: Any, place: Any) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from civic.notifications.queries import inbox
    from civic.viewers.queries.viewer import viewer_for

    viewer = viewer_for(person_id=person.pk, commune_id=place.pk)
    with CaptureQueriesContext(connection) as statements:
        inbox.unread(viewer)
    return len(statements)


def _badge(person: Any, place: Any) -> float:
    """Time of the count with a thousand stored events against a million, three of them unread both times."""
    from django.db import connection

    from civic.notifications.models import Inbox, Notification
    from civic.notifications.queries import inbox
    from civic.viewers.queries.viewer import viewer_for

    Notification.objects.all().delete()
    viewer = viewer_for(person_id=person.pk, commune_id=place.pk)

    def fill(first: int, last: int) -> None:
        _many_events(place.pk, first, last)
        unread = list(
            Notification.objects.filter(person=None).order_by("-id").values_list("pk", flat=True)[:4]
        )
        Inbox.objects.update_or_create(person=person, commune=place, defaults={"read_until": unread[-1]})
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        assert inbox.unread(viewer).total == 3

    fill(0, 1_000)
    few = _timed(lambda: inbox.unread(viewer))
    fill(1_000, EVENTS)
    many = _timed(lambda: inbox.unread(viewer))
    print(f"badge: {few * 1000:.2f} ms with 1,000 events, {many * 1000:.2f} ms with {EVENTS:,}")
    return many / few


def _many_events(commune_id: int, first: int, last: int) -> None:
    from django.db import connection

    numbers = (
        "generate_series(%(first)s, %(last)s - 1) AS n"
        if connection.vendor == "postgresql"
        else "(WITH RECURSIVE c(n) AS (SELECT %(first)s UNION ALL SELECT n + 1 FROM c WHERE n + 1 < %(last)s) "
        "SELECT n FROM c)"
    )
    hexadecimal = (
        "lpad(to_hex(n), 32, '0')::uuid" if connection.vendor == "postgresql" else "printf('%%032x', n)"
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO notifications_notification (id, event_id, kind, commune_id, audience, for_town_hall, "
            "target_type, target_id, source_id, subject, url, happened_at) "
            f"SELECT {hexadecimal}, {hexadecimal}, 'post_published', %(commune)s, 'members', "
            f"{'false' if connection.vendor == 'postgresql' else '0'}, "
            f"'posts.post', {hexadecimal}, {hexadecimal}, 'Titre', '/', CURRENT_TIMESTAMP FROM {numbers}",
            {"first": first + 1, "last": last + 1, "commune": commune_id},
        )


def _timed(work: Callable[[], object]) -> float:
    taken = []
    for _ in range(300):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return median(taken)


def main() -> int:
    if sys.argv[1:2] == ["sink"]:
        _sink_process(sys.argv[2])
    if len(sys.argv) > 1:
        return measure(sys.argv[1])
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.feed.settings"
    with private_cluster() as url:
        command = [sys.executable, "-m", "benchmarks.bench_notifications", "PostgreSQL"]
        return subprocess.run(command, env=os.environ | {"DATABASE_URL": url}).returncode


if __name__ == "__main__":
    raise SystemExit(main())
