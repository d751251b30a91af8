"""An event becomes rows: one for a commune, or one for each person concerned. Twice does it once."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Case, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Concat, Length, Replace, Substr
from django.db.models.lookups import GreaterThanOrEqual

from civic.core.clock import now
from civic.core.ids import new_id
from civic.core.locks import lock
from civic.core.text import on_one_line
from civic.delivery import actions as delivery
from civic.journal import queries as journal
from civic.journal.events import Event
from civic.journal.models import Entry
from civic.live import actions as live
from civic.live.rules import commune_topic, person_topic
from civic.notifications.actions.delivering import deliver_event, deliver_urgent_event
from civic.notifications.kinds import NotificationKind, Recipients
from civic.notifications.models import MOST_COUNTED, Notification
from civic.notifications.queries.choices import latest_of_commune
from civic.notifications.queries.since import stands_since
from civic.notifications.rules import (
    entries_of,
    gathered_entry,
    in_order,
    is_news,
    latest_gathered,
    without_source,
)


@transaction.atomic
def notify(*, kind: NotificationKind, event: Any, entry: Entry) -> None:
    """Visible at once in the lists of all concerned; mails and pushes follow by jobs."""
    _lock(kind, entry.target_id)
    recipients = kind.recipients(event, entry)
    if recipients and str(recipients.target_id) != entry.target_id:
        # Of what was added to it: it may have gone while one waited.
        _lock(kind, recipients.target_id)
        recipients = kind.recipients(event, entry)
    if recipients is None or stands_since(kind, entry, recipients.target_id, recipients.source_id) is False:
        return
    is_again = isinstance(event, kind.announced_again_by)
    if is_again and journal.after(entry, {one.kind for one in kind.announced_again_by}):
        return  # announced once more since, in the words of then
    row = {
        "kind": kind.key,
        "commune_id": recipients.commune_id,
        "target_type": recipients.target_type,
        "target_id": recipients.target_id,
        **_latest(recipients, entry),
    }
    if recipients.audience and recipients.commune_id:
        # Lists are read up to an id: below it, everyone would have read this before it came.
        pk = new_id(after=latest_of_commune(recipients.commune_id))
        shared = Notification(**row, pk=pk, audience=recipients.audience)
        if is_again:
            _withdraw_earlier(shared)
        # Notified before, by this kind or by one that comes first, it stays as it is.
        Notification.objects.bulk_create([shared], ignore_conflicts=True)
        topics = [commune_topic(recipients.commune_id, recipients.audience)]
    else:
        people = _not_yet_notified(recipients, entry)
        _gather(row, people)
        topics = [person_topic(person_id) for person_id in people]
    if not topics:
        return
    live.publish_all(topics=topics, name="notification")
    held = kind.held_for(event)
    _deliver(kind, entry.pk, not_before=entry.recorded_at + held if held else None)


def _latest(recipients: Recipients, entry: Entry) -> dict[str, Any]:
    """What a row says of the latest event that it stands for."""
    return {
        "event_id": entry.pk,
        "actor_id": entry.actor_id,
        # What comes out by itself, at the hour that was chosen, is the town hall's too.
        "for_town_hall": entry.acted_for_town_hall or (entry.actor_id is None and bool(recipients.audience)),
        "source_id": recipients.source_id or recipients.target_id,
        "subject": on_one_line(recipients.subject)[:160],
        "url": recipients.url,
        "happened_at": entry.recorded_at,
    }


def _withdraw_earlier(shared: Notification) -> None:
    """What was told of the same object in other words; once: what is told later stands."""
    rows = Notification.objects.filter(target_id=shared.target_id, kind=shared.kind, person=None)
    if not rows.filter(event_id=shared.event_id).exists():
        rows.filter(withdrawn_at=None).update(withdrawn_at=now())


def _not_yet_notified(recipients: Recipients, entry: Entry) -> list[UUID]:
    """Those notified of this event before, by this kind or by one that comes first, are left as they are."""
    people = [person_id for person_id in dict.fromkeys(recipients.people) if person_id != entry.actor_id]
    own = Notification.objects.filter(person_id__in=people, target_id=recipients.target_id)
    known = set(own.filter(gathered__contains=entry.pk.hex).values_list("person_id", flat=True))
    return [person_id for person_id in people if person_id not in known]


def _gather(row: dict[str, Any], people: list[UUID]) -> None:
    """One row a person: a new one, or that of the same object, which grows while it is unread and else begins again.
    What was still to leave for it leaves with the new event."""
    entry = gathered_entry(row["event_id"], row["source_id"])
    rows = [Notification(**row, person_id=person_id) for person_id in people]
    Notification.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)
    own = Notification.objects.filter(person_id__in=people, kind=row["kind"], target_id=row["target_id"])
    earlier: defaultdict[UUID, list[UUID]] = defaultdict(list)
    for found in own.select_for_update().exclude(event_id=row["event_id"]).order_by("pk"):
        earlier[found.event_id].append(found.own_id)
    for event_id, concerned in earlier.items():
        delivery.delete_unsent(event_id=event_id, people=concerned)
    added = Value(entry, TextField())
    newest = Substr("gathered", len(entry) + 1, output_field=TextField())
    is_full = GreaterThanOrEqual(Length("gathered"), len(entry) * MOST_COUNTED)
    is_unread = Q(read_at=None, cleared_at=None, withdrawn_at=None)
    own.update(
        **row,
        moved_to=new_id(),
        gathered=Case(
            When(~is_unread, then=added),
            When(is_full, then=Concat(newest, added)),
            default=Concat("gathered", added),
        ),
        read_at=None,
        cleared_at=None,
        withdrawn_at=None,
    )


def _deliver(kind: NotificationKind, event_id: UUID, *, not_before: datetime | None = None) -> None:
    deliver = deliver_urgent_event if kind.is_urgent else deliver_event
    # Where it is urgent, devices first: they ring, mails wait to be opened.
    for channel in sorted(kind.channels, reverse=kind.is_urgent):
        if not_before:
            deliver.enqueue_at(not_before, event_id=event_id, kind=kind.key, channel=channel)
        else:
            deliver.enqueue(event_id=event_id, kind=kind.key, channel=channel)


@transaction.atomic
def withdraw_notifications(
    *, kind: NotificationKind, target_id: UUID, entry: Entry, but_of: Collection[UUID] = ()
) -> None:
    """The object is gone, or what was added to it: lists, badges, digests and mails not yet sent leave it out.
    `but_of`: for whom it is not."""
    _lock(kind, entry.target_id, target_id)
    if stands_since(kind, entry, target_id) is not None:
        return
    # What was told since stands.
    rows = Notification.objects.filter(
        target_id=target_id, kind=kind.key, event_id__lt=entry.pk, withdrawn_at=None
    )
    if but_of:
        rows = rows.exclude(person__in=but_of)
    _announce(rows)
    rows.update(withdrawn_at=now())
    if entry.commune_id:
        _take_out(kind, target_id, entry, entry.commune_id, but_of)


def _lock(kind: NotificationKind, *ids: object) -> None:
    """Of two jobs about one object, the second sees what the first wrote. `ids`: what was done something to, then the
    object of the news."""
    for one in dict.fromkeys(map(str, ids)):
        lock(f"notifications:{kind.key}:{one}")


def _take_out(
    kind: NotificationKind, source_id: UUID, entry: Entry, commune_id: int, but_of: Collection[UUID]
) -> None:
    """From the rows that gathered it: those that stand for nothing else are withdrawn, others say what came before.
    By statements for each event, not for each person: they run while somebody waits for what they removed."""
    rows = Notification.objects.filter(
        Q(gathered__contains=source_id.hex) | Q(gathered="", source_id=source_id, event_id__lt=entry.pk),
        commune_id=commune_id,
        kind=kind.key,
        person__isnull=False,
        withdrawn_at=None,
    ).exclude(person__in=but_of)
    _announce(rows)
    found = list(rows.select_for_update().order_by("pk"))
    own = Notification.objects.filter(pk__in=[row.pk for row in found])
    for one in {one for row in found for one in entries_of(row.gathered, source_id, before=entry.pk)}:
        own.update(gathered=Replace("gathered", Value(one), Value("")))
    own.filter(gathered="").update(withdrawn_at=now())
    before: defaultdict[UUID, list[UUID]] = defaultdict(list)
    instead_of: defaultdict[UUID, list[UUID]] = defaultdict(list)
    for row in found:
        rest = without_source(row.gathered, source_id, before=entry.pk)
        if rest and (event_id := latest_gathered(rest)) != row.event_id:
            before[event_id].append(row.pk)
            instead_of[row.event_id].append(row.own_id)
    for event_id, people in instead_of.items():
        delivery.delete_unsent(event_id=event_id, people=people)
    for event_id, alike in before.items():
        own.filter(pk__in=alike).update(**_content_of(kind, event_id))
        _deliver(kind, event_id)


def _content_of(kind: NotificationKind, event_id: UUID) -> dict[str, Any]:
    entry = journal.entry_of(event_id)
    recipients = kind.recipients(Event.from_data(entry.kind, entry.data), entry)
    return _latest(recipients, entry) if recipients else {"event_id": event_id}


@transaction.atomic
def renew_notifications(*, kind: NotificationKind, target_id: UUID, event: Any, entry: Entry) -> None:
    """The object came back, or its words changed."""
    _lock(kind, entry.target_id, target_id)
    if stands_since(kind, entry, target_id) is not None:
        return
    told = kind.first_entry(event, entry)
    if told and told.pk == entry.pk:
        return notify(kind=kind, event=event, entry=entry)
    recipients = kind.recipients(event, entry)
    if recipients is None:
        return
    if told:
        return _put_back(kind, recipients, told)
    of_target = Notification.objects.filter(target_id=target_id, kind=kind.key)
    is_back = kind.announced_late and isinstance(event, kind.restored_by)
    if is_back and (untold := _untold(kind, entry, of_target)):
        return notify(kind=kind, event=Event.from_data(untold.kind, untold.data), entry=untold)
    # Announced again to the whole commune, it has several rows there: the last one stands for it.
    last_shared = of_target.filter(person=None).order_by("-pk").values_list("pk", flat=True)[:1]
    rows = of_target.filter(Q(person__isnull=False) | Q(pk__in=list(last_shared))).exclude(
        # All that was added to it was taken away again.
        person__isnull=False,
        gathered="",
    )
    came_back = set(rows.exclude(withdrawn_at=None).values_list("event_id", flat=True))
    rows.update(
        withdrawn_at=None,
        subject=on_one_line(recipients.subject)[:160],
        url=recipients.url,
        audience=recipients.audience,
    )
    _announce(rows)
    for event_id in came_back:  # who was not notified because it was gone is notified now
        delivery.reopen_withdrawn(event_id=event_id)
        _deliver(kind, event_id)


def _untold(kind: NotificationKind, entry: Entry, rows: "QuerySet[Notification]") -> Entry | None:
    """What announced it last before `entry`, where it was gone before anybody was told of that. It is told as it would
    have been when it came: of whoever published it, and once, should that job run after all."""
    if rows.exists() and not kind.announced_again_by:
        return None
    for last in journal.before(entry, {event.kind for event in kind.events}):
        if kind.recipients(Event.from_data(last.kind, last.data), last):
            is_told = rows.filter(happened_at__gte=last.recorded_at).exists()
            return None if is_told or not is_news(last.recorded_at, at=now()) else last
    return None


def _put_back(kind: NotificationKind, recipients: Recipients, told: Entry) -> None:
    """Into the rows that gathered it, where it stood: as it was told, and read by who had read it."""
    latest = _latest(recipients, told)
    entry = gathered_entry(told.pk, latest["source_id"])
    own = Notification.objects.filter(
        person_id__in=recipients.people, target_id=recipients.target_id, kind=kind.key
    )
    rows = [row for row in own.select_for_update().order_by("pk") if entry not in row.gathered]
    for row in rows:
        row.gathered = in_order(row.gathered + entry)[-len(entry) * MOST_COUNTED :]
        if row.withdrawn_at or latest_gathered(row.gathered) == told.pk:
            for name, value in latest.items():
                setattr(row, name, value)
        row.withdrawn_at = None
    Notification.objects.bulk_update(rows, [*latest, "gathered", "withdrawn_at"])
    _announce(own.filter(pk__in=[row.pk for row in rows]))
    delivery.reopen_withdrawn(event_id=told.pk)
    _deliver(kind, told.pk)


@transaction.atomic
def settle_notifications(*, kind: NotificationKind, target_id: UUID, entry: Entry) -> None:
    """Somebody did what was asked for: nobody else is asked any more. Their lists keep it, as read; what was still to
    leave for it does not."""
    _lock(kind, entry.target_id, target_id)
    own = Notification.objects.filter(target_id=target_id, kind=kind.key, person__isnull=False)
    _mark(own.filter(read_at=None, withdrawn_at=None), now())


@transaction.atomic
def unsettle_notifications(*, kind: NotificationKind, event: Any, entry: Entry) -> None:
    """It was undone: they are asked again, but for who had read it before, or has put it away since."""
    _lock(kind, entry.target_id)
    if not (target_id := kind.unsettled_target(event, entry)):
        return
    _lock(kind, target_id)
    for done in journal.before(entry, {one.kind for one in kind.settled_by})[:1]:
        own = Notification.objects.filter(target_id=target_id, kind=kind.key, person__isnull=False)
        # What was told since is not what was settled then.
        told = own.filter(event_id__lt=done.pk, cleared_at=None, withdrawn_at=None)
        _mark(told.filter(read_at__gte=done.recorded_at), None)


def _mark(own: "QuerySet[Notification]", read_at: datetime | None) -> None:
    people = own.order_by("person_id").values_list("person_id", flat=True).distinct()
    topics = [person_topic(person_id) for person_id in people if person_id]
    own.update(read_at=read_at)
    # `read`: the figures follow, and no page rings.
    live.publish_all(topics=topics, name="notification", data={"read": True})


def _announce(rows: "QuerySet[Notification]") -> None:
    found = rows.values_list("commune_id", "audience", "person_id").distinct()
    topics = [
        person_topic(person_id) if person_id else commune_topic(commune_id, audience)
        for commune_id, audience, person_id in found
    ]
    live.publish_all(topics=topics, name="notification")
