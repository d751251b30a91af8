from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import transaction
from django.utils import timezone

from civic.core.ids import new_id
from civic.journal import actions, queries
from civic.journal.actions import record
from civic.journal.events import DuplicateEvent, Event, on
from civic.journal.models import Entry
from civic.worker.enums import JobStatus
from civic.worker.models import Job
from tests.plugins.frozen_time import Clock

pytestmark = pytest.mark.django_db


@dataclass(frozen=True, slots=True, kw_only=True)
class LeafFallen(Event):
    """For these tests: somebody listens."""

    sentence = "a fait tomber une feuille"
    leaf_id: UUID
    tree_id: UUID | None = None
    colour: str = "rouge"


@dataclass(frozen=True, slots=True, kw_only=True)
class SnowFallen(Event):
    """Nobody listens."""

    sentence = "a fait tomber la neige"
    depth: int


heard: list[LeafFallen] = []
broken: list[bool] = []


@on(LeafFallen)
def stumble(event: LeafFallen) -> None:
    if broken:
        raise OSError


@on(LeafFallen)
def listen(event: LeafFallen) -> None:
    heard.append(event)


@pytest.fixture(autouse=True)
def silence():
    heard.clear()
    broken.clear()


def test_receivers_are_called_after_the_transaction(run_jobs):
    event = LeafFallen(leaf_id=new_id(), tree_id=new_id())
    entry = record(event)
    assert heard == []
    run_jobs()
    assert heard == [event]
    entry.refresh_from_db()
    assert entry.dispatched_at


def test_what_did_not_happen_reaches_nobody(run_jobs):
    with transaction.atomic():
        record(LeafFallen(leaf_id=new_id()))
        transaction.set_rollback(True)
    assert run_jobs() == 0
    assert (Entry.objects.count(), heard) == (0, [])


def test_without_listeners_nothing_is_queued():
    entry = record(SnowFallen(depth=3))
    assert entry.dispatched_at
    assert Job.objects.count() == 0


def test_one_receiver_that_fails_keeps_no_other_waiting_and_is_tried_again(run_jobs, clock: Clock):
    broken.append(True)
    entry = record(LeafFallen(leaf_id=new_id()))
    run_jobs(failing=True)
    entry.refresh_from_db()
    assert (len(heard), entry.dispatched_at) == (1, None)
    broken.clear()
    clock.forward(minutes=1)
    run_jobs(failing=True)
    entry.refresh_from_db()
    assert entry.dispatched_at == timezone.now()


def test_once_is_enough(run_jobs):
    entry = record(LeafFallen(leaf_id=new_id()))
    actions.notify_receivers.enqueue(entry_id=entry.pk)
    run_jobs()
    assert len(heard) == 1


def test_what_an_abandoned_job_left_is_picked_up(run_jobs, clock: Clock):
    event = LeafFallen(leaf_id=new_id())
    record(event)
    Job.objects.update(status=JobStatus.DEAD, finished_at=timezone.now())
    clock.forward(hours=23)
    assert queries.left_behind() == []
    clock.forward(hours=2)
    actions.enqueue_left_behind()
    run_jobs()
    assert heard == [event]
    assert queries.left_behind() == []


def test_who_what_and_where(commune, mayor, viewer_of):
    entry = record(SnowFallen(depth=3), viewer=viewer_of(mayor, commune), target=commune)
    assert (entry.kind, entry.data) == ("test_journal.SnowFallen", {"depth": 3})
    assert (entry.actor_id, entry.acted_for_town_hall) == (mayor.pk, True)
    assert (entry.commune_id, entry.target_type, entry.target_id) == (
        commune.pk, "communes.commune", str(commune.pk),
    )  # fmt: skip


def test_events_come_back_as_they_were():
    event = LeafFallen(leaf_id=new_id(), colour="jaune")
    assert Event.from_data(LeafFallen.kind, event.as_data()) == event


def test_a_field_that_a_later_version_dropped_is_ignored():
    data = LeafFallen(leaf_id=new_id()).as_data() | {"forgotten": 1}
    assert isinstance(Event.from_data(LeafFallen.kind, data), LeafFallen)


def test_the_journal_is_kept_for_a_year(clock: Clock):
    old, pending = record(SnowFallen(depth=1)), record(LeafFallen(leaf_id=new_id()))
    clock.forward(days=364)
    young = record(SnowFallen(depth=2))
    clock.forward(days=2)
    actions.purge_old_entries()
    assert set(Entry.objects.values_list("pk", flat=True)) == {pending.pk, young.pk}
    assert old.recorded_at < timezone.now() - timedelta(days=365)


def test_every_event_of_the_product_is_a_fact_of_ids_and_plain_values():
    """Nothing that a person wrote, nothing that names them: ids, numbers, yes or no, and short words of ours."""
    from dataclasses import fields
    from typing import get_type_hints

    for name, event_type in Event.kinds.items():
        if event_type.__module__.startswith("civic."):
            hints = get_type_hints(event_type)
            for field in fields(event_type):
                assert hints[field.name] in {UUID, UUID | None, int, bool, str}, (name, field.name)
                assert field.name not in {"name", "email", "phone", "body", "text", "words", "address"}, name


def test_an_event_is_known_by_its_app_and_name():
    assert Event.kinds["memberships.MembershipAccepted"].kind == "memberships.MembershipAccepted"
    assert all(key == event.kind for key, event in Event.kinds.items())


def test_two_events_of_one_app_never_have_the_same_name():
    first = Event.kinds["test_journal.LeafFallen"]
    with pytest.raises(DuplicateEvent, match=r"test_journal\.LeafFallen"):
        dataclass(frozen=True, slots=True, kw_only=True)(
            type("LeafFallen", (Event,), {"__module__": __name__})
        )
    assert Event.kinds["test_journal.LeafFallen"] is first
