"""What was kept for a summary, and for whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from civic.audiences.queries import still_admitted
from civic.delivery import queries as delivery
from civic.delivery.enums import Reason
from civic.delivery.models import Delivery
from civic.notifications.enums import Frequency
from civic.notifications.kinds import NotificationKind, kind_of
from civic.notifications.models import Inbox, Notification
from civic.notifications.queries.choices import is_read
from civic.notifications.queries.inbox import NotificationLine, opened_by
from civic.notifications.rules import REASONS, frequency, needed_audience

# People by keyset, each once; by the index of what is kept for a summary.
_PEOPLE = """
SELECT DISTINCT d.person_id FROM delivery_delivery d
JOIN notifications_notification n
    ON n.event_id = d.event_id AND (n.person_id IS NULL OR n.person_id = d.person_id)
JOIN communes_commune c ON c.id = n.commune_id
WHERE d.channel = 'email' AND d.status = 'skipped' AND d.reason = %s AND d.due_at <= %s
    AND c.timezone IN ({zones}){after}
ORDER BY d.person_id LIMIT %s"""


def people_to_digest(
    zones: Sequence[str], how_often: Frequency, period_end: datetime, *, after: UUID | None, limit: int
) -> list[UUID]:
    identifier = Delivery._meta.get_field("person_id")
    parameters = [REASONS[how_often], connection.ops.adapt_datetimefield_value(period_end), *zones]
    if after:
        parameters.append(identifier.get_db_prep_value(after, connection))
    statement = _PEOPLE.format(
        zones=", ".join(["%s"] * len(zones)), after=" AND d.person_id > %s" if after else ""
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*parameters, limit])
        return [UUID(str(row[0])) for row in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class DigestItem:
    delivery: Delivery
    notification: Notification


def digest_items(
    zones: Sequence[str], how_often: Frequency, period_end: datetime, person_id: UUID
) -> list[DigestItem]:
    """Newest first."""
    items = delivery.deliveries_for_digest(person_id, reason=REASONS[how_often], until=period_end)
    by_event = {one.event_id: one for one in items}
    found = (
        Notification.objects.filter(event_id__in=list(by_event), commune__timezone__in=list(zones))
        .select_related("commune", "actor")
        .order_by("-position")
    )
    return [
        DigestItem(by_event[notification.event_id], notification)
        for notification in found
        if notification.person_id in {None, person_id}
    ]


@dataclass(frozen=True, slots=True)
class DigestNews:
    """`lines`: the best first. `left_out`: why a delivery (by key) is left out."""

    lines: list[NotificationLine]
    left_out: dict[int, Reason]


def digest_news(person_id: UUID, items: Sequence[DigestItem]) -> DigestNews:
    inboxes = {inbox.commune_id: inbox for inbox in Inbox.objects.filter(person_id=person_id)}
    opened = opened_by(person_id, [one.notification for one in items])
    admitted: dict[tuple[int, str], bool] = {}
    lines: dict[tuple[str, UUID], NotificationLine] = {}
    left_out: dict[int, Reason] = {}
    for one in items:
        notification, kind = one.notification, kind_of(one.notification.kind)
        inbox = inboxes.get(notification.commune_id or 0)
        reason = _why_not(person_id, notification, kind, inbox, opened, admitted)
        if reason or kind is None:
            left_out[one.delivery.pk] = reason or Reason.WITHDRAWN
            continue
        key = (kind.key, notification.target_id)
        line = lines.get(key)
        lines[key] = NotificationLine(
            line.newest if line else notification,
            kind,
            (line.count if line else 0) + notification.count,
            True,
        )
    best = sorted(lines.values(), key=lambda line: (line.kind.rank, -line.newest.position.int))
    return DigestNews(best, left_out)


def _why_not(
    person_id: UUID,
    notification: Notification,
    kind: NotificationKind | None,
    inbox: Inbox | None,
    opened: set[UUID],
    admitted: dict[tuple[int, str], bool],
) -> Reason | None:
    if kind is None or notification.withdrawn_at:
        return Reason.WITHDRAWN
    if notification.pk in opened or is_read(notification, person_id, inbox):
        return Reason.ALREADY_READ
    if frequency(kind, inbox.choices if inbox else {}) is Frequency.NEVER:
        return Reason.CHOSEN_OFF
    needed = needed_audience(kind, notification.audience)
    if needed and notification.commune_id:
        key = (notification.commune_id, needed)
        if key not in admitted:
            admitted[key] = bool(still_admitted(commune_id=key[0], audience=key[1], people=[person_id]))
        if not admitted[key]:
            return Reason.NO_LONGER_ADMITTED
    return None
