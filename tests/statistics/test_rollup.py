"""Days that are over: one row each, and nobody to be found."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from civic.accounts.models import Person
from civic.communes.models import Commune
from civic.core.clock import now
from civic.core.ids import new_id
from civic.journal.models import Entry
from civic.memberships.enums import Residence
from civic.memberships.models import Membership
from civic.posts.actions import PostContent, publish_post
from civic.posts.models import Post
from civic.statistics.actions import rollup, visits
from civic.statistics.actions import visits as writing
from civic.statistics.models import Day, Hour, PostDay, Salt, Visitor
from civic.threads.actions import likes, messages
from civic.threads.models import ContentLike
from civic.threads.thread_kinds import COMMENTS
from civic.town_halls.models import TownHall
from civic.worker.schedule import enqueue_due
from tests.communes.factories import CommuneFactory, TownHallFactory
from tests.plugins.frozen_time import Clock
from tests.statistics.factories import DayFactory, seen

pytestmark = [pytest.mark.django_db, pytest.mark.at("2026-11-22T10:00")]
SUNDAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def opened(clock: Clock, commune: Commune) -> None:
    writing._last_published.clear()
    TownHall.objects.update(joined_at=now() - timedelta(days=3))


def visits_of(day: Day) -> tuple[int, int, int]:
    return day.visits, day.visitors, day.members


def test_a_day_becomes_a_row_and_nobody_can_be_found(commune: Commune, resident: Person, clock: Clock):
    visits.write_visits(
        seen=[
            seen(commune, f"person {resident.pk}", is_member=True),
            seen(commune, f"person {resident.pk}", is_member=True, hour=18),
            seen(commune, "address 203.0.113.7", post_id=new_id()),
        ]
    )
    secret = Salt.objects.get().secret
    digests = set(Visitor.objects.values_list("digest", flat=True))
    clock.at("2026-11-23T00:40:00+01:00")
    rollup.close_days()
    row = Day.objects.get(commune=commune, day=SUNDAY)
    assert visits_of(row) == (3, 2, 1)
    assert (row.hours[10], row.hours[18], sum(row.hours)) == (2, 1, 3)
    assert not Visitor.objects.exists()
    assert not Hour.objects.exists()
    # The secret goes once the day is over in every zone of the earth.
    clock.at("2026-11-23T13:40:00+01:00")
    rollup.close_days()
    assert not Salt.objects.exists()
    left = dump("statistics_")
    for known in (secret, *digests, str(resident.pk), resident.pk.hex, "203.0.113.7"):
        assert known not in left


def dump(prefix: str) -> str:
    """All rows of the app's tables, as the database holds them."""
    text = ""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.startswith(prefix):
                cursor.execute(f"SELECT * FROM {table}")
                text += str(cursor.fetchall())
    return text


def test_twice_is_once(commune: Commune, clock: Clock):
    visits.write_visits(seen=[seen(commune, "x")])
    clock.forward(days=1)
    assert rollup.close_days() > 0
    before = list(Day.objects.order_by("pk").values())
    assert rollup.close_days() == 0
    assert list(Day.objects.order_by("pk").values()) == before


def test_what_is_written_late_is_added(commune: Commune, clock: Clock):
    visits.write_visits(seen=[seen(commune, "x")])
    clock.at("2026-11-23T00:01:00+01:00")
    rollup.close_days()
    visits.write_visits(seen=[seen(commune, "y", hour=23)])
    rollup.close_days()
    row = Day.objects.get(commune=commune, day=SUNDAY)
    assert visits_of(row) == (2, 2, 0)
    assert (row.hours[10], row.hours[23]) == (1, 1)
    assert not Visitor.objects.exists()


def test_a_clock_that_goes_back_loses_nothing(commune: Commune, clock: Clock):
    clock.at("2026-11-23T09:00:00+01:00")
    visits.write_visits(seen=[seen(commune, "x", day=date(2026, 11, 23))])
    clock.at("2026-11-24T09:00:00+01:00")
    rollup.close_days()
    clock.at("2026-11-23T12:00:00+01:00")
    visits.write_visits(seen=[seen(commune, "y", day=date(2026, 11, 23), hour=12)])
    rollup.close_days()
    assert visits_of(Day.objects.get(commune=commune, day=date(2026, 11, 23))) == (1, 1, 0)
    clock.at("2026-11-24T09:00:00+01:00")
    rollup.close_days()
    assert visits_of(Day.objects.get(commune=commune, day=date(2026, 11, 23))) == (2, 2, 0)


def test_missed_days_are_caught_up(commune: Commune, clock: Clock):
    clock.forward(days=2)
    rollup.close_days()
    days = Day.objects.filter(commune=commune).order_by("day").values_list("day", flat=True)
    assert list(days) == [date(2026, 11, 19) + timedelta(days=n) for n in range(5)]


def test_a_day_ends_on_the_communes_clocks(commune: Commune, other_commune: Commune, clock: Clock):
    TownHall.objects.update(joined_at=now() - timedelta(days=3))
    Commune.objects.filter(pk=commune.pk).update(timezone="Indian/Reunion")
    Commune.objects.filter(pk=other_commune.pk).update(timezone="America/Martinique")
    clock.at("2026-11-22T23:00:00+01:00")  # Monday in Réunion, Sunday evening in Martinique
    rollup.close_days()
    last = {row.commune_id: row.day for row in Day.objects.order_by("day")}
    assert last == {commune.pk: SUNDAY, other_commune.pk: date(2026, 11, 21)}


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)], ids=["23 hours", "25 hours"])
def test_days_when_the_clocks_change(
    commune: Commune, mayor: Person, viewer_of: Any, clock: Clock, day: date
):
    viewer = viewer_of(mayor, commune)
    TownHall.objects.update(joined_at=f"{day - timedelta(days=2)}T00:00:00Z")
    for number, moment in enumerate(
        (f"{day}T00:05:00", f"{day}T23:55:00", f"{day + timedelta(days=1)}T00:05:00")
    ):
        clock.at(datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo("Europe/Paris")))
        publish_post(viewer=viewer, key=f"k{number}", content=PostContent(title=f"Titre {number}"))
    clock.forward(days=2)
    rollup.close_days()
    posts = dict(Day.objects.filter(commune=commune, posts__gt=0).values_list("day", "posts"))
    assert posts == {day: 2, day + timedelta(days=1): 1}


@pytest.fixture
def a_busy_day(
    commune: Commune, post: Post, mayor: Person, resident: Person, second_resident: Person, viewer_of: Any
) -> None:
    """Two publications more, two comments of which one is taken back, three likes of which one is."""
    reader, second, town_hall = (viewer_of(one, commune) for one in (resident, second_resident, mayor))
    for number in range(2):
        publish_post(viewer=town_hall, key=f"k{number}", content=PostContent(title=f"Titre {number}"))
    messages.write_message(kind=COMMENTS, viewer=reader, thread_id=post.thread_id, body="Merci", key="a")
    gone = messages.write_message(kind=COMMENTS, viewer=second, thread_id=post.thread_id, body="Bof", key="b")
    messages.remove_own_message(kind=COMMENTS, viewer=second, message_id=gone.pk)
    for one in (reader, second, town_hall):
        likes.like_content(kind=COMMENTS, viewer=one, thread_id=post.thread_id, liked=True)
    likes.like_content(kind=COMMENTS, viewer=second, thread_id=post.thread_id, liked=False)
    Membership.objects.filter(person=second_resident).update(residence=Residence.SECOND)


def contents(day: Day) -> tuple[int, ...]:
    return day.posts, day.comments, day.likes, day.residents, day.main_residents


def test_what_a_day_held(a_busy_day: None, commune: Commune, other_commune: Commune, clock: Clock):
    clock.forward(days=1)
    rollup.close_days()
    assert contents(Day.objects.get(commune=commune, day=SUNDAY)) == (3, 2, 2, 2, 1)


def test_counted_again_from_the_contents_it_is_the_same(
    a_busy_day: None, commune: Commune, other_commune: Commune, clock: Clock
):
    clock.forward(days=2)
    rollup.close_days()
    before = list(Day.objects.filter(commune=commune).order_by("day").values())
    out = StringIO()
    call_command("backfill_statistics", stdout=out)
    assert "recounted" in out.getvalue()
    assert [contents(day) for day in Day.objects.filter(commune=commune).order_by("day")] == [
        (row["posts"], row["comments"], row["likes"], row["residents"], row["main_residents"])
        for row in before
    ]


def test_backfilling_keeps_visits_and_goes_back_to_the_opening(
    commune: Commune, resident: Person, clock: Clock
):
    TownHall.objects.update(joined_at=now() - timedelta(days=60))
    DayFactory(commune=commune, day=date(2026, 11, 1))
    call_command("backfill_statistics", stdout=StringIO())
    assert Day.objects.filter(commune=commune).count() == 60
    row = Day.objects.get(commune=commune, day=date(2026, 11, 1))
    assert (row.visits, row.residents) == (12, 1)  # accepted 29 days ago
    assert Day.objects.get(commune=commune, day=date(2026, 10, 20)).residents == 0


def test_likes_are_recorded_in_the_journal_without_a_name(
    commune: Commune, post: Post, resident: Person, viewer_of: Any
):
    viewer = viewer_of(resident, commune)
    for liked in (True, True, False, False, True):
        likes.like_content(kind=COMMENTS, viewer=viewer, thread_id=post.thread_id, liked=liked)
    entries = Entry.objects.filter(target_id=str(post.thread_id))
    assert sorted(entry.kind for entry in entries) == [
        "threads.ContentLiked",
        "threads.ContentLiked",
        "threads.LikeWithdrawn",
    ]
    assert {(entry.actor_id, entry.commune_id) for entry in entries} == {(None, commune.pk)}
    assert str(resident.pk) not in str(list(entries.values()))
    assert ContentLike.objects.count() == 1


def test_counts_go_after_twenty_five_months(commune: Commune, settings: Any):
    for day in (date(2024, 10, 21), date(2024, 10, 22)):
        DayFactory(commune=commune, day=day)
        PostDay.objects.create(commune=commune, day=day, post_id=new_id(), opened=3)
    rollup.purge_old_days()
    assert [row.day for row in Day.objects.all()] == [date(2024, 10, 22)]
    assert [row.day for row in PostDay.objects.all()] == [date(2024, 10, 22)]
    settings.STATISTICS_MONTHS = 1
    rollup.purge_old_days()
    assert not Day.objects.exists()


def test_the_clock_does_both(commune: Commune, clock: Clock, run_jobs: Callable[..., int]):
    visits.write_visits(seen=[seen(commune, "x")])
    clock.at("2026-11-23T05:00:00+01:00")
    assert {"close-days", "purge-old-statistics"} <= set(enqueue_due())
    run_jobs()
    assert Day.objects.get(commune=commune, day=SUNDAY).visits == 1


def test_statements_do_not_grow_with_communes(
    commune: Commune, other_commune: Commune, clock: Clock, django_assert_num_queries: Any
):
    clock.forward(days=1)
    rollup.close_days()
    clock.forward(days=1)
    with CaptureQueriesContext(connection) as two:
        rollup.close_days()
    for _ in range(5):
        TownHallFactory(commune=CommuneFactory())
    clock.forward(days=1)
    with django_assert_num_queries(len(two)):
        rollup.close_days()
