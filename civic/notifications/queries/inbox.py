"""What a person is notified of: their own notifications, and those of the communes whose contents they may see."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q, Subquery
from django.http import Http404

from civic.accounts.queries import columns_to_defer
from civic.core.audience import BY_ROLE
from civic.core.viewer import Belonging, Viewer
from civic.delivery import queries as deliveries
from civic.delivery.enums import DeliveryStatus
from civic.notifications.kinds import DoneIn, NotificationKind, kind_of
from civic.notifications.models import MOST_COUNTED, Inbox, Notification, Opening
from civic.ui.menu import Unread

NOTIFICATIONS_RETENTION = timedelta(days=180)
LINES_PER_PAGE = 20  # of a page of the list
_BATCH, _BATCHES = 200, 5  # looked at for one page
_NEWEST = 10  # looked at for the newest unread one

# One statement for the badge and the menu of every page, each part by an index that begins at the person or the
# commune, and never further than MOST_COUNTED: what a commune published in its life costs nothing.
_UNREAD = """
SELECT kind, CASE WHEN commune_id = %(commune)s THEN 1 ELSE 0 END AS here, count(*) FROM (
    SELECT * FROM (
        SELECT n.kind, n.commune_id FROM notifications_notification n
        WHERE n.person_id = %(person)s AND n.read_at IS NULL AND n.withdrawn_at IS NULL LIMIT {most}) own
    {communes}) unread
GROUP BY 1, 2"""
_OF_COMMUNES = """
    UNION ALL SELECT * FROM (
        SELECT n.kind, n.commune_id FROM notifications_inbox i
        JOIN notifications_notification n ON n.commune_id = i.commune_id AND n.person_id IS NULL
            AND n.withdrawn_at IS NULL AND n.id > i.read_until
        WHERE i.person_id = %(person)s AND ({admitted})
            AND (n.actor_id IS NULL OR n.actor_id <> %(person)s)
            AND i.muted NOT LIKE '%%,' || n.kind || ',%%'
            AND NOT EXISTS (
                SELECT 1 FROM notifications_opening o WHERE o.notification_id = n.id AND o.person_id = %(person)s)
            {done}
        LIMIT {most}) shared"""

_DONE = """
            AND NOT (n.kind = '{kind}' AND EXISTS (
                SELECT 1 FROM {table} d WHERE d.{column} = n.target_id AND d.person_id = %(person)s))"""


@dataclass(frozen=True, slots=True)
class NotificationLine:
    """One line of the list: what happened to one object, of one kind. `newest` stands for it."""

    newest: Notification
    kind: NotificationKind
    count: int
    is_unread: bool


@dataclass(frozen=True, slots=True)
class InboxPage:
    """`older`: the last notification looked at, "" at the end."""

    lines: list[NotificationLine]
    older: str


def unread(viewer: Viewer, *, commune_id: int = 0) -> Unread:
    """For the badge, where MOST_COUNTED + 1 means more, and for the entries of the menu: of the commune in view, or of
    the one around a page that is in none."""
    if viewer.person_id is None:
        return Unread(0, {})
    person = Notification._meta.pk.get_db_prep_value(viewer.person_id, connection)
    with connection.cursor() as cursor:
        cursor.execute(
            _unread_statement(viewer.communes), {"person": person, "commune": commune_id or viewer.commune.id}
        )
        rows = cursor.fetchall()
    by_category: Counter[str] = Counter()
    for key, here, count in rows:
        if here and (kind := kind_of(key)):
            by_category[kind.category.key] += count
    return Unread(min(sum(count for *_, count in rows), MOST_COUNTED + 1), by_category)


@lru_cache(maxsize=1000)
def _unread_statement(communes: tuple[Belonging, ...]) -> str:
    # Numbers of the directory and values of an enum, never text of a request.
    admitted = [
        f"i.commune_id IN ({', '.join(map(str, ids))}) AND n.audience IN "
        f"({', '.join(repr(audience.value) for audience in BY_ROLE[role])})"
        for role, ids in _communes_by_role(communes)
    ]
    most = MOST_COUNTED + 1
    done = [
        _DONE.format(kind=key, table=rows.model._meta.db_table, column=rows.target)
        for key, rows in _done_in().items()
    ]
    fields = {"admitted": " OR ".join(admitted), "done": "".join(done), "most": most}
    shared = _OF_COMMUNES.format(**fields) if admitted else ""
    return _UNREAD.format(communes=shared, most=most)


def inbox_page(viewer: Viewer, before: str = "") -> InboxPage:
    """Newest first, several events on one object in one line, as far as one page looks back."""
    try:
        bound = UUID(before) if before else None
    except ValueError as error:
        raise Http404 from error
    inboxes = {inbox.commune_id: inbox for inbox in Inbox.objects.filter(person_id=viewer.own_id)}
    lines: dict[tuple[object, ...], NotificationLine] = {}
    for _ in range(_BATCHES):
        batch = _newest_before(viewer, inboxes, bound)
        read = _read_by(viewer, batch)
        for notification in batch:
            kind = kind_of(notification.kind)
            unread = _is_unread(notification, inboxes, read)
            key = (notification.kind, notification.target_id, unread)
            line = lines.get(key)
            if line is None and len(lines) == LINES_PER_PAGE:
                return InboxPage(list(lines.values()), str(bound))
            if kind and line:
                lines[key] = replace(line, count=line.count + 1)
            elif kind:
                lines[key] = NotificationLine(notification, kind, notification.count, unread)
            bound = notification.position
        if len(batch) < _BATCH:
            return InboxPage(list(lines.values()), "")
    return InboxPage(list(lines.values()), str(bound))


def notification_in_view(viewer: Viewer, notification_id: UUID) -> Notification:
    found = _visible(viewer).filter(pk=notification_id).first()
    if found is None:
        raise Http404
    return found


def line_in_view(viewer: Viewer, notification_id: UUID) -> NotificationLine:
    """The line that this notification stands for."""
    notification = notification_in_view(viewer, notification_id)
    kind = kind_of(notification.kind)
    if kind is None:
        raise Http404
    inboxes = {inbox.commune_id: inbox for inbox in Inbox.objects.filter(person_id=viewer.own_id)}
    if notification.commune_id and notification.person_id is None and notification.commune_id not in inboxes:
        raise Http404
    unread = _is_unread(notification, inboxes, _read_by(viewer, [notification]))
    return NotificationLine(notification, kind, notification.count, unread)


def newest_unread(viewer: Viewer) -> Notification | None:
    """For what is said at once on an open page."""
    inboxes = {inbox.commune_id: inbox for inbox in Inbox.objects.filter(person_id=viewer.own_id)}
    newest = _newest_before(viewer, inboxes, None, _NEWEST)
    read = _read_by(viewer, newest)
    return next((one for one in newest if _is_unread(one, inboxes, read)), None)


def has_received(person_id: UUID, event_id: UUID) -> bool:
    """Of this very event: a mail or a device told them, or they read it on the site, withdrawn since or not."""
    told = deliveries.outcomes(event_id, person_id).values()
    if any(one.status in {DeliveryStatus.SENDING, DeliveryStatus.SENT} for one in told):
        return True
    own = Notification.objects.filter(person_id=person_id, event_id=event_id)
    return own.exclude(read_at=None).exists()


def unread_of(viewer: Viewer) -> list[Notification]:
    """The newest that are the viewer's alone and not read. All of them: an object may have been published to a whole
    town, a person has few that wait."""
    unread = Notification.objects.filter(person_id=viewer.own_id, read_at=None, withdrawn_at=None)
    return list(unread.order_by("-position")[: _BATCH * _BATCHES])


def unread_of_commune(viewer: Viewer, kind: str) -> list[Notification]:
    """The newest of one kind that the commune in view published to all, and the viewer has not read."""
    read_until = Inbox.objects.filter(person_id=viewer.own_id, commune_id=viewer.commune.id).values(
        "read_until"
    )
    opened = Opening.objects.filter(notification=OuterRef("pk"), person_id=viewer.own_id)
    unread = Notification.objects.filter(
        commune_id=viewer.commune.id,
        person=None,
        withdrawn_at=None,
        pk__gt=Subquery(read_until[:1]),
        kind=kind,
    )
    return list(unread.exclude(actor_id=viewer.own_id).exclude(Exists(opened)).order_by("-id")[:_BATCH])


def _visible(viewer: Viewer) -> Any:
    """All that the viewer may be shown, put away or not."""
    shared = Q(pk__in=[])
    for role, ids in _communes_by_role(viewer.communes):
        shared |= Q(person=None, commune_id__in=ids, audience__in=BY_ROLE[role])
    return (
        Notification.objects.filter(Q(person_id=viewer.own_id) | shared, withdrawn_at=None)
        .exclude(actor_id=viewer.own_id)
        .select_related("actor__photo", "commune")
        .defer(*columns_to_defer(pictured="actor"))
    )


def _newest_before(
    viewer: Viewer, inboxes: Mapping[int, Inbox], bound: UUID | None, size: int = _BATCH
) -> list[Notification]:
    """The next `size` of the list, newest first: a range of an index for each commune, merged here."""
    own = Notification.objects.filter(person_id=viewer.own_id, cleared_at=None, withdrawn_at=None)
    parts = [(own, "position")]
    for belonging in viewer.communes:
        if inbox := inboxes.get(belonging.id):
            shared = Notification.objects.filter(
                person=None,
                withdrawn_at=None,
                commune_id=belonging.id,
                audience__in=BY_ROLE[belonging.role],
                pk__gt=inbox.cleared_until,
            ).exclude(actor_id=viewer.own_id)
            muted = inbox.muted.strip(",")
            parts.append((shared.exclude(kind__in=muted.split(",")) if muted else shared, "id"))
    put_away = Opening.objects.filter(person_id=viewer.own_id, cleared=True).values("notification_id")
    places: list[tuple[UUID, UUID]] = []
    for part, place in parts:
        rows = part.exclude(pk__in=put_away)
        rows = rows.filter(**{f"{place}__lt": bound}) if bound else rows
        places += rows.order_by(f"-{place}").values_list(place, "pk")[:size]
    newest = [pk for _, pk in sorted(places, reverse=True)[:size]]
    found = Notification.objects.filter(pk__in=newest).select_related("actor__photo", "commune")
    return list(found.defer(*columns_to_defer(pictured="actor")).order_by("-position"))


def _read_by(viewer: Viewer, notifications: Sequence[Notification]) -> set[UUID]:
    """Those of a commune that the viewer opened or put away, or whose object they have done with."""
    found = opened_by(viewer.own_id, notifications)
    for key, rows in _done_in().items():
        shared = {one.target_id: one.pk for one in notifications if one.kind == key and one.person_id is None}
        if shared:
            own = rows.model._default_manager.filter(person=viewer.own_id, **{f"{rows.target}__in": shared})
            found |= {shared[target_id] for target_id in own.values_list(rows.target, flat=True)}
    return found


def _done_in() -> dict[str, DoneIn]:
    return {kind.key: kind.done_in for kind in NotificationKind.all.values() if kind.done_in}


def opened_by(person_id: UUID, notifications: Iterable[Notification]) -> set[UUID]:
    """Those of a commune that the person opened or put away on their own."""
    shared = [notification.pk for notification in notifications if notification.person_id is None]
    opened = Opening.objects.filter(person_id=person_id, notification_id__in=shared)
    return set(opened.values_list("notification_id", flat=True))


def opened_of(notification: Notification, people: Sequence[UUID]) -> set[UUID]:
    """Those of these people who opened or put away a commune's notification on its own."""
    opened = Opening.objects.filter(notification=notification, person_id__in=people)
    return set(opened.values_list("person_id", flat=True))


def _is_unread(notification: Notification, inboxes: Mapping[int, Inbox], read: set[UUID]) -> bool:
    if notification.person_id:
        return notification.read_at is None
    inbox = inboxes[notification.commune_id or 0]
    return notification.pk > inbox.read_until and notification.pk not in read


def _communes_by_role(communes: Iterable[Belonging]) -> list[tuple[str, list[int]]]:
    by_role: dict[str, list[int]] = {}
    for belonging in communes:
        by_role.setdefault(belonging.role, []).append(belonging.id)
    return sorted(by_role.items())
