"""A discussion of 100,000 messages against one of 100, on a private PostgreSQL: what is unread, its last page, a page
far up, the place of one message, and a message more. Time is that of the whole page and, since drawing thirty messages
takes the same everywhere and would hide what differs, that of what it reads.

`python -m benchmarks.bench_discussions`
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

from benchmarks.asking import seconds_of, statements_of
from benchmarks.table import Goal, report
from tests.postgresql import private_cluster

FEW, MANY = 100, 100_000
ROUNDS = 60
UNREAD = 3  # the page of a discussion opens there


def measure(engine: str) -> int:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    start = time.perf_counter()
    few, many = (_asks(size) for size in _discussions())
    print(f"seeded in {time.perf_counter() - start:.0f} s")
    goals = []
    print(f"{'':<28}{'100':>10}{'100,000':>12}{'statements':>12}")
    for name in few:
        counts = statements_of(few[name]), statements_of(many[name])
        quick, slow = seconds_of(few[name], many[name], rounds=ROUNDS)
        print(f"{name:<28}{quick * 1000:>8.2f}ms{slow * 1000:>10.2f}ms{counts[1]:>9}")
        goals.append(Goal(f"{name}: time", slow / quick, at_most=1.5))
        goals.append(Goal(f"{name}: statements more", counts[1] - counts[0], at_most=0))
    return report(f"A discussion of 100,000 messages / of 100, {engine}", goals)


def _discussions() -> list[tuple[Any, Any, int]]:
    """Of one commune, each with its size: a resident who reads, and the discussion."""
    from django.db import connection

    from benchmarks.feed.seed import commune
    from civic.core.clock import now
    from civic.core.ids import new_id
    from civic.discussions.models import Discussion
    from civic.discussions.thread_kinds import MESSAGES
    from civic.threads.models import Participant, Thread
    from civic.town_halls.models import Office

    place, people = commune("00041", residents=2_000, posts=20)
    mayor = Office.objects.get(commune=place).person
    made = []
    for size in (FEW, MANY):
        moment = now()
        key = new_id()
        thread = Thread.objects.create(
            pk=key, kind=MESSAGES.key, feature="discussions", commune=place, audience="members", last_number=size,
            messages=size, speakers=len(people), page=f"/{place.slug}/discussions/{key}/",
        )  # fmt: skip
        discussion = Discussion.objects.create(
            pk=key, thread=thread, commune=place, author=mayor, author_title="Maire", form_key=str(size),
            title=f"{size} messages", status="published", published_at=moment, created_at=moment, active_at=moment,
            last_message_at=moment,
        )  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute(
                """
                INSERT INTO threads_message (id, thread_id, number, author_id, for_town_hall,
                    author_title, body, encrypted_body, likes, key, written_at, removed_by, removal_reason)
                SELECT gen_random_uuid(), %(discussion)s, n, (%(people)s::uuid[])[1 + n %% %(count)s], false, '',
                    repeat('Quelques mots sur la place du marché. ', 1 + n %% 5), '', n %% 4, 'k' || n,
                    now() - (%(size)s - n) * interval '1 minute', '', ''
                FROM generate_series(1, %(size)s) n""",
                {
                    "discussion": discussion.pk,
                    "people": [str(one.pk) for one in people],
                    "count": len(people),
                    "size": size,
                },
            )
            cursor.execute("ANALYZE threads_message")
            # One in five answers what was said twenty messages before.
            cursor.execute(
                """
                UPDATE threads_message a SET answers_id = b.id FROM threads_message b
                WHERE a.thread_id = %(discussion)s AND b.thread_id = a.thread_id
                    AND b.number = a.number - 20 AND a.number %% 5 = 0""",
                {"discussion": discussion.pk},
            )
        for one in people:
            Participant.objects.create(
                thread=thread, person=one, read_upto=size - UNREAD, messages=size // len(people)
            )
        made.append((people[0], discussion, size))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return made


def _asks(seeded: tuple[Any, Any, int]) -> dict[str, Callable[[], None]]:
    from django.test import Client
    from django.urls import reverse

    from civic.discussions.actions import messages
    from civic.discussions.thread_kinds import MESSAGES
    from civic.threads.queries.messages import messages_before
    from civic.viewers.queries.viewer import viewer_for

    person, discussion, size = seeded
    place = discussion.commune
    address = reverse("discussion_detail", args=[place.slug, discussion.pk])
    browser = Client(SERVER_NAME="127.0.0.1")
    browser.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    viewer = viewer_for(person_id=person.pk, commune_id=place.pk)
    keys = iter(range(1_000_000))

    def page(query: str, shows: int = MESSAGES.page_size) -> Callable[[], None]:
        def ask() -> None:
            answer = browser.get(address + query)
            assert answer.status_code == 200
            assert answer.content.count(b"data-number=") == shows, answer.content.count(b"data-number=")

        return ask

    def read() -> None:
        assert len(messages_before(viewer, discussion.thread).messages) == MESSAGES.page_size

    def read_up() -> None:
        assert len(messages_before(viewer, discussion.thread, size // 2).messages) == MESSAGES.page_size

    def write() -> None:
        sent = messages.write_message(
            viewer=viewer, discussion_id=discussion.pk, body="Bonjour", key=str(next(keys))
        )
        assert sent.number > size

    return {
        "what is unread": page("", shows=MESSAGES.page_size // 2 + UNREAD),
        "last page": page(f"?avant={size + 1}"),
        "last page, read alone": read,
        "page halfway up": page(f"?avant={size // 2}"),
        "halfway up, read alone": read_up,
        "around one message": page(f"?autour={size // 2}"),
        "a message more": write,
    }


def main() -> int:
    if len(sys.argv) > 1:
        return measure(sys.argv[1])
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.feed.settings"
    with private_cluster() as url:
        command = [sys.executable, "-m", "benchmarks.bench_discussions", "PostgreSQL"]
        return subprocess.run(command, env=os.environ | {"DATABASE_URL": url}).returncode


if __name__ == "__main__":
    raise SystemExit(main())
