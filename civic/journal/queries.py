from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import models
from django.db.models import Q, QuerySet

from civic.core import registry
from civic.core.clock import now
from civic.core.compiled_queries import compiled
from civic.core.cursor import cursor_at, position
from civic.core.descriptors import Subject
from civic.core.viewer import Viewer
from civic.journal.events import Event
from civic.journal.models import Entry

# A job is tried for some fifteen hours: only when it has given up is there something to pick up.
LEFT_BEHIND_AFTER = timedelta(hours=24)
PAGE_SIZE = 30
MOST_LATEST = 50  # of what happened to one thing


def left_behind() -> list[UUID]:
    """Entries that receivers should have had by now."""
    waiting = Entry.objects.filter(dispatched_at=None, recorded_at__lt=now() - LEFT_BEHIND_AFTER)
    return list(waiting.order_by("recorded_at").values_list("pk", flat=True)[:1000])


def entry_of(entry_id: UUID) -> Entry:
    return Entry.objects.get(pk=entry_id)


def latest_entry(target: models.Model, kinds: Iterable[str]) -> Entry | None:
    """Of these kinds of event, the last to happen to the target."""
    entries = Entry.objects.filter(
        target_type=target._meta.label_lower, target_id=str(target.pk), kind__in=list(kinds)
    )
    return entries.order_by("-recorded_at", "-id").first()


def latest_kind(target: models.Model, kinds: Iterable[str]) -> str:
    """Which of these kinds of event was the last to happen to the target, "" when none did."""
    entry = latest_entry(target, kinds)
    return entry.kind if entry else ""


def latest_of(target: models.Model) -> list[Entry]:
    """What happened to the target, the latest first."""
    return _latest(target._meta.label_lower, str(target.pk))


def before(entry: Entry, kinds: Iterable[str]) -> list[Entry]:
    """What of these kinds had happened to the same target until then, the latest first."""
    earlier = Q(recorded_at__lt=entry.recorded_at) | Q(recorded_at=entry.recorded_at, pk__lt=entry.pk)
    return _of_same_target(entry, kinds, earlier)


def after(entry: Entry, kinds: Iterable[str]) -> list[Entry]:
    """What of these kinds happened to the same target since, the latest first."""
    later = Q(recorded_at__gt=entry.recorded_at) | Q(recorded_at=entry.recorded_at, pk__gt=entry.pk)
    return _of_same_target(entry, kinds, later)


def _of_same_target(entry: Entry, kinds: Iterable[str], moment: Q) -> list[Entry]:
    if not entry.target_id:
        return []
    rows = Entry.objects.filter(moment, target_type=entry.target_type, target_id=entry.target_id)
    return list(rows.filter(kind__in=list(kinds)).order_by("-recorded_at", "-id")[:MOST_LATEST])


@compiled
def _latest(target_type: str, target_id: str) -> "QuerySet[Entry]":
    entries = Entry.objects.filter(target_type=target_type, target_id=target_id)
    return entries.order_by("-recorded_at", "-id")[:MOST_LATEST]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """Which acts: of whom, of which kind of event, from when until when. Nothing said: all."""

    actor_id: UUID | None = None
    kind: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class ActPage:
    entries: list[Entry]
    older: str  # cursor, "" at the end


def town_hall_acts(commune_id: int, sought: Sought, *, before: str = "", size: int = PAGE_SIZE) -> ActPage:
    """What was done in the name of a town hall, newest first, by keyset."""
    if sought == Sought() and not before and size == PAGE_SIZE:
        return _page(_newest_acts(commune_id), size)
    rows = _acts(commune_id)
    if sought.actor_id:
        rows = rows.filter(actor_id=sought.actor_id)
    if sought.kind:
        rows = rows.filter(kind=sought.kind)
    if sought.since:
        rows = rows.filter(recorded_at__gte=sought.since)
    if sought.until:
        rows = rows.filter(recorded_at__lt=sought.until)
    if before:
        moment, last = position(before)
        # The first condition is what the index begins at.
        rows = rows.filter(Q(recorded_at__lt=moment) | Q(pk__lt=last), recorded_at__lte=moment)
    return _page(list(rows[: size + 1]), size)


def _acts(commune_id: int) -> "QuerySet[Entry]":
    rows = Entry.objects.filter(commune_id=commune_id, acted_for_town_hall=True)
    return rows.order_by("-recorded_at", "-id")


@compiled
def _newest_acts(commune_id: int) -> "QuerySet[Entry]":
    """What the journal opens on."""
    return _acts(commune_id)[: PAGE_SIZE + 1]


def _page(found: list[Entry], size: int) -> ActPage:
    page = found[:size]
    older = cursor_at(page[-1].recorded_at, page[-1].pk) if len(found) > size else ""
    return ActPage(page, older)


def subjects_of(viewer: Viewer, entries: Sequence[Entry]) -> dict[tuple[str, str], Subject]:
    """What these entries are about, by target type and id: one question to each app concerned."""
    asked: dict[str, set[str]] = {}
    for entry in entries:
        if entry.target_type in registry.journal_subjects():
            asked.setdefault(entry.target_type, set()).add(entry.target_id)
    return {
        (target_type, target_id): subject
        for target_type, ids in asked.items()
        for target_id, subject in registry.journal_subjects()[target_type](viewer, sorted(ids)).items()
    }


def sentence_of(entry: Entry) -> str:
    """What the journal says after the name; of a kind that a later version dropped, only that something was done."""
    return Event.from_data(entry.kind, entry.data).full_sentence if entry.kind in Event.kinds else "a agi"


def topics() -> dict[str, dict[str, str]]:
    """Kinds of event that a town hall does, with their sentences: under their headings, both in the order of the
    alphabet."""
    found: dict[str, dict[str, str]] = {}
    for name, event in sorted(Event.kinds.items(), key=lambda pair: (pair[1].topic, pair[1].sentence)):
        if event.topic:
            found.setdefault(event.topic, {})[name] = event.sentence
    return found
