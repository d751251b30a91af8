"""What people chose, for one or for a commune's worth of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from civic.audiences.queries import recipients
from civic.core.compiled_queries import compiled
from civic.delivery.enums import Channel
from civic.notifications.enums import Frequency
from civic.notifications.kinds import NotificationKind, kind_of
from civic.notifications.models import Inbox, Notification, QuietHours
from civic.notifications.rules import DEFAULT_QUIET, REASONS, frequency

# Twin of rules.decide, for all recipients at once; a test holds the two against each other.
_FREQUENCY = "COALESCE(i.choices ->> '{choice}', '{default}')"
_PUSHED = "COALESCE(CAST(i.choices ->> '{choice}' AS text), 'true') IN ('true', '1')"
_CHOSEN = """
SELECT person_id, CASE WHEN {wanted} THEN 'queued' ELSE 'skipped' END AS status, {reason} AS reason
FROM (
    SELECT r.person_id, {choice} AS chosen FROM ({recipients}) r
    LEFT JOIN notifications_inbox i ON i.person_id = r.person_id AND i.commune_id = %s{devices}
) chosen_by"""
_WITHOUT_ACTOR = "SELECT a.person_id FROM ({recipients}) a WHERE a.person_id <> %s"
_LAST = "SELECT b.person_id FROM ({recipients}) b ORDER BY b.person_id DESC LIMIT 1"
_WITH_DEVICE = "\n    WHERE EXISTS (SELECT 1 FROM delivery_pushdevice d WHERE d.person_id = r.person_id)"


def chosen_recipients(
    notification: Notification,
    kind: NotificationKind,
    channel: Channel,
    *,
    after: UUID | None,
    upto: UUID | None,
) -> tuple[str, list[Any]]:
    """A statement and its parameters: (person_id, status, reason) of all whom a notification concerns, or of those with
    keys above `after` up to `upto`."""
    statement, parameters = recipients_statement(notification, after=after, upto=upto)
    if channel is Channel.EMAIL:
        choice = (
            _FREQUENCY.format(choice=kind.email_choice, default=kind.email.value)
            if kind.optional
            else f"'{Frequency.NOW.value}'"
        )
        wanted = f"chosen = '{Frequency.NOW.value}'"
        cases = " ".join(f"WHEN '{frequency.value}' THEN '{reason}'" for frequency, reason in REASONS.items())
        reason, devices = f"CASE chosen {cases} ELSE '' END", ""
    else:
        choice = _PUSHED.format(choice=kind.push_choice) if kind.optional else "1 = 1"
        wanted, reason, devices = "chosen", "CASE WHEN chosen THEN '' ELSE 'chosen_off' END", _WITH_DEVICE
    select = _CHOSEN.format(
        wanted=wanted, reason=reason, choice=choice, recipients=statement, devices=devices
    )
    return select, [*parameters, notification.commune_id]


def recipients_statement(
    notification: Notification, *, after: UUID | None = None, upto: UUID | None = None
) -> tuple[str, list[Any]]:
    """`person_id` of all whom it concerns, the one who acted left out."""
    if notification.person_id is None:
        assert notification.commune_id
        people = recipients(
            commune_id=notification.commune_id, audience=notification.audience, after=after, upto=upto
        )
    else:
        people = Notification.objects.filter(
            event_id=notification.event_id, kind=notification.kind, person__is_active=True
        ).values_list("person_id", flat=True)
    statement, parameters = people.query.sql_with_params()
    if notification.actor_id is None:
        return statement, [*parameters]
    actor = Notification._meta.pk.get_db_prep_value(notification.actor_id, connection)
    return _WITHOUT_ACTOR.format(recipients=statement), [*parameters, actor]


def inboxes_of(commune_id: int, people: Sequence[UUID]) -> dict[UUID, Inbox]:
    return {inbox.person_id: inbox for inbox in _inboxes(commune_id, list(people))}


@compiled
def _inboxes(commune_id: int, people: list[UUID]) -> "QuerySet[Inbox]":
    return Inbox.objects.filter(commune_id=commune_id, person_id__in=people)


def frequency_of(person_id: UUID, commune_id: int, kind: NotificationKind) -> Frequency:
    """How this person hears of this kind by e-mail."""
    inbox = Inbox.objects.filter(person_id=person_id, commune_id=commune_id).first()
    return frequency(kind, inbox.choices if inbox else {})


def quiet_hours_of(people: Sequence[UUID]) -> dict[UUID, tuple[int, int] | None]:
    """Of each of these people: None for one who wants none."""
    found: dict[UUID, tuple[int, int] | None] = dict.fromkeys(people, DEFAULT_QUIET)
    for row in _quiet_hours(list(people)):
        found[row.person_id] = None if row.starts is None or row.ends is None else (row.starts, row.ends)
    return found


@compiled
def _quiet_hours(people: list[UUID]) -> "QuerySet[QuietHours]":
    return QuietHours.objects.filter(person_id__in=people)


def last_of_next(notification: Notification, *, after: UUID | None, count: int) -> UUID | None:
    """The key of the last of the next `count` recipients; None when there are none left."""
    assert notification.commune_id
    people = recipients(
        commune_id=notification.commune_id, audience=notification.audience, after=after
    ).order_by("person_id")
    statement, parameters = people[:count].query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(_LAST.format(recipients=statement), parameters)
        row = cursor.fetchone()
    return UUID(str(row[0])) if row else None


def latest_of_commune(commune_id: int, *, until: datetime | None = None) -> UUID | None:
    """The newest that a commune published to all, or had published at that moment."""
    shared = Notification.objects.filter(commune_id=commune_id, person=None, withdrawn_at=None)
    shared = shared.filter(happened_at__lte=until) if until else shared
    return shared.order_by("-id").values_list("pk", flat=True).first()


def commune_notification(event_id: UUID) -> Notification | None:
    """The one that is for all, if the event has one."""
    rows = Notification.objects.filter(event_id=event_id, person=None)
    return rows.select_related("commune", "actor").first()


def was_notified(*, kind: str, target_id: UUID) -> bool:
    """Of this object, to anybody at all."""
    return Notification.objects.filter(kind=kind, target_id=target_id).exists()


def own_notifications(event_id: UUID, people: Sequence[UUID]) -> dict[UUID, Notification]:
    """Those of these people, by their keys."""
    rows = Notification.objects.filter(event_id=event_id, person_id__in=people)
    return {row.person_id: row for row in rows.select_related("commune", "actor") if row.person_id}


def is_read(notification: Notification, person_id: UUID, inbox: Inbox | None) -> bool:
    """Read, or put away, on the site."""
    if notification.person_id:
        return bool(notification.read_at)
    return bool(inbox and notification.pk <= inbox.read_until)


def labels_of(events: Sequence[UUID]) -> dict[UUID, str]:
    """What kind of notification these events gave."""
    rows = Notification.objects.filter(event_id__in=events).values_list("event_id", "kind").distinct()
    return {event_id: found.label for event_id, key in rows if (found := kind_of(key))}
