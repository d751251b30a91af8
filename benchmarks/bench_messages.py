"""A town hall's shared box of 100,000 messages in 2,000 conversations against one of 240 in 50, on a private
PostgreSQL: the list, what waits for an answer, a name sought, and a conversation of 50,000 messages against one of 120
(three pages of it), for the town hall and for its resident. Bodies are encrypted, as they are in use.

`python -m benchmarks.bench_messages`
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from benchmarks.asking import seconds_of, statements_of
from benchmarks.table import Goal, report
from tests.postgresql import private_cluster

FEW, MANY = 240, 100_000
CONVERSATIONS = {FEW: 50, MANY: 2_000}
ROUNDS = 40


def measure(engine: str) -> int:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    start = time.perf_counter()
    seeded = [_box(size) for size in (FEW, MANY)]
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    few, many = (_asks(*one) for one in seeded)
    print(f"seeded in {time.perf_counter() - start:.0f} s")
    goals = []
    print(f"{'':<34}{FEW:>10,}{MANY:>12,}{'statements':>12}")
    for name in few:
        counts = statements_of(few[name]), statements_of(many[name])
        quick, slow = seconds_of(few[name], many[name], rounds=ROUNDS)
        print(f"{name:<34}{quick * 1000:>8.2f}ms{slow * 1000:>10.2f}ms{counts[1]:>9}")
        goals.append(Goal(f"{name}: time", slow / quick, at_most=1.5))
        goals.append(Goal(f"{name}: statements more", counts[1] - counts[0], at_most=0))
    goals.append(Goal("search, × reading as many", _search(*seeded[1][:2]), at_most=5))
    return report(f"Private messages, {MANY:,} / {FEW}, {engine}", goals)


def _search(mayor: Any, conversation: Any) -> float:
    """Of all messages that one search opens, two words in each, against reading as many and no more."""
    from civic.messaging.queries.searching import MOST_SEARCHED, search_messages
    from civic.threads.models import Message
    from civic.viewers.queries.viewer import viewer_for

    viewer = viewer_for(person_id=mayor.pk, commune_id=conversation.commune_id)
    newest = Message.objects.filter(thread=conversation.thread_id).order_by("-number")[:MOST_SEARCHED]

    def search() -> None:
        found = search_messages(viewer, "banc marché")
        assert found.searched == found.found == MOST_SEARCHED

    bare, whole = seconds_of(lambda: [one.text for one in newest.all()], search, rounds=5)
    print(f"{'a search, all that it opens':<34}{bare * 1000:>8.0f}ms{whole * 1000:>10.0f}ms")
    return whole / bare


def _box(size: int) -> tuple[Any, Any, int]:
    """Of a commune of its own: the mayor, the long conversation, and its length. Half of the messages are in that one;
    two in three conversations wait for an answer."""
    from benchmarks.feed.seed import commune
    from civic.accounts.models import Person
    from civic.core.clock import now
    from civic.core.ids import new_id
    from civic.core.text import unaccented
    from civic.memberships.models import Membership
    from civic.messaging.enums import FEATURE, Addressee
    from civic.messaging.models import Conversation
    from civic.messaging.thread_kinds import BY_RESIDENT
    from civic.threads.enums import ThreadAudience
    from civic.threads.models import Message, Participant, Thread
    from civic.town_halls.models import Office

    count = CONVERSATIONS[size]
    place, _ = commune(f"{count:05}", residents=count + 40, posts=20)
    mayor = Office.objects.get(commune=place).person
    residents = list(Person.objects.filter(memberships__commune=place)[:count])
    members = list(Membership.objects.filter(commune=place).select_related("person"))
    for one in members:
        one.last_first = unaccented(f"{one.person.last_name} {one.person.first_name}")
        one.first_last = unaccented(f"{one.person.first_name} {one.person.last_name}")
    Membership.objects.bulk_update(members, ["last_first", "first_last"], batch_size=500)
    start = now() - timedelta(days=300)
    long, each = size // 2, size // 2 // (count - 1)
    threads, conversations, messages, read = [], [], [], []
    for place_in_list, resident in enumerate(residents):
        length, key = (each if place_in_list else long), new_id()
        threads.append(
            Thread(
                pk=key, kind=BY_RESIDENT.key, feature=FEATURE, commune=place, encrypted=True, messages=length,
                audience=ThreadAudience.PARTICIPANTS, last_number=length, speakers=2,
                page=f"/{place.slug}/messagerie/{key}/",
            )
        )  # fmt: skip
        last = start + timedelta(minutes=place_in_list)
        conversations.append(
            Conversation(
                pk=key, commune=place, thread_id=key, resident=resident, addressee=Addressee.TEAM, active_at=last,
                waiting_since=last if place_in_list % 3 else None,
            )
        )  # fmt: skip
        messages += [
            Message(
                thread_id=key, number=n, author=mayor if n % 2 else resident, for_town_hall=bool(n % 2),
                author_title="Maire" if n % 2 else "", key=f"{n}", written_at=last - timedelta(minutes=length - n),
                encrypted_body=f"Quelques mots sur la place du marché, et sur le banc {n}.",
            )
            for n in range(1, length + 1)
        ]  # fmt: skip
        read += [Participant(thread_id=key, person=one, read_upto=length) for one in (mayor, resident)]
    Thread.objects.bulk_create(threads)
    Conversation.objects.bulk_create(conversations)
    Message.objects.bulk_create(messages, batch_size=2_000)
    Participant.objects.bulk_create(read)
    return mayor, conversations[0], long


def _asks(mayor: Any, conversation: Any, length: int) -> dict[str, Callable[[], None]]:
    from django.test import Client
    from django.urls import reverse

    from civic.messaging.models import Conversation

    place = conversation.commune
    pane = reverse("conversation_list", args=[place.slug])
    one = reverse("conversation_detail", args=[place.slug, conversation.thread_id])

    def browser_of(person: Any) -> Client:
        browser = Client(SERVER_NAME="127.0.0.1")
        browser.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return browser

    def page(person: Any, address: str, mark: str, at_least: int) -> Callable[[], None]:
        browser = browser_of(person)

        def ask() -> None:
            answer = browser.get(address)
            assert answer.status_code == 200
            found = answer.content.count(mark.encode())
            assert found >= at_least, f"{address}: {found}"

        return ask

    some = Conversation.objects.filter(commune=place).order_by("active_at")
    sought = some.values_list("resident__last_name", flat=True)[30]
    resident, message, line = conversation.resident, "data-number=", "conversation__name"
    return {
        "the list": page(mayor, pane, line, 20),
        "what waits": page(mayor, f"{pane}?liste=a-repondre", line, 20),
        "a name sought": page(mayor, f"{pane}?nom={sought}", line, 1),
        "the resident's list": page(resident, pane, line, 1),
        "a conversation, town hall": page(mayor, one, message, 30),
        "a conversation, resident": page(resident, one, message, 30),
        "halfway up": page(mayor, f"{one}?avant={length // 2 + 20}", message, 30),
        "around one message": page(mayor, f"{one}?autour={length // 2}", message, 15),
    }


def main() -> int:
    if len(sys.argv) > 1:
        return measure(sys.argv[1])
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.feed.settings"
    with private_cluster() as url:
        command = [sys.executable, "-m", "benchmarks.bench_messages", "PostgreSQL"]
        return subprocess.run(command, env=os.environ | {"DATABASE_URL": url}).returncode


if __name__ == "__main__":
    raise SystemExit(main())
