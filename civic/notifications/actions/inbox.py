"""What a person does with their list. A commune's notification is one row for all: reading and putting away are kept
apart from it, and "all of them" is one comparison."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Coalesce

from civic.accounts import queries as accounts
from civic.audiences.queries import still_admitted
from civic.core.audience import Audience
from civic.core.clock import now
from civic.core.viewer import Viewer
from civic.live import actions as live
from civic.live.rules import person_topic
from civic.notifications.models import NOTHING_YET, Inbox, Notification, Opening
from civic.notifications.queries.choices import latest_of_commune
from civic.notifications.queries.inbox import notification_in_view


@transaction.atomic
def open_inbox(*, person_id: UUID, commune_id: int) -> None:
    """From now on the person hears of the commune: what was published before they came is not news to them. Opening it
    twice changes nothing."""
    if accounts.active_person(person_id) is None:
        return
    inbox_for_update(person_id=person_id, commune_id=commune_id)


def inbox_for_update(*, person_id: UUID, commune_id: int) -> Inbox:
    """Locked; opened from now on if there is none."""
    upto = latest_of_commune(commune_id) or NOTHING_YET
    inbox, _ = Inbox.objects.select_for_update().get_or_create(
        person_id=person_id, commune_id=commune_id, defaults={"read_until": upto, "cleared_until": upto}
    )
    return inbox


@transaction.atomic
def widen_inbox(*, person_id: UUID, commune_id: int, at: datetime) -> None:
    """Someone who followed the page was accepted then: what members were notified of before is no news to them."""
    inbox = inbox_for_update(person_id=person_id, commune_id=commune_id)
    upto = latest_of_commune(commune_id, until=at)
    if upto and upto > inbox.read_until and inbox.opened_at < at:
        Inbox.objects.filter(pk=inbox.pk).update(read_until=upto)


@transaction.atomic
def close_inbox(*, person_id: UUID, commune_id: int) -> None:
    """The person left: the commune's notifications go, and how they wanted to be notified. Not for one who is
    back since, or still follows the page."""
    if still_admitted(commune_id=commune_id, audience=Audience.MEMBERS, people=[person_id]):
        return
    Notification.objects.filter(person_id=person_id, commune_id=commune_id).delete()
    if not still_admitted(commune_id=commune_id, audience=Audience.PUBLIC, people=[person_id]):
        Inbox.objects.filter(person_id=person_id, commune_id=commune_id).delete()


@transaction.atomic
def move_inboxes(*, from_id: int, to_id: int) -> None:
    """The commune merged into another one: what its people chose goes along, unless they had chosen there already. What
    that one published before is no news to them."""
    there = Inbox.objects.filter(commune_id=to_id).values("person_id")
    upto = latest_of_commune(to_id) or NOTHING_YET
    Inbox.objects.filter(commune_id=from_id).exclude(person_id__in=there).update(
        commune_id=to_id, read_until=upto, cleared_until=upto
    )
    Inbox.objects.filter(commune_id=from_id).delete()
    Notification.objects.filter(commune_id=from_id, person__isnull=False).update(commune_id=to_id)


@transaction.atomic
def mark_read(*, viewer: Viewer, notification_id: UUID) -> Notification:
    notification = notification_in_view(viewer, notification_id)
    if notification.person_id:
        Notification.objects.filter(pk=notification.pk, read_at=None).update(read_at=now())
    else:
        _record_opening(viewer, notification)
    _notify_other_windows(viewer)
    return notification


@transaction.atomic
def mark_read_on_page(*, viewer: Viewer, notifications: Sequence[Notification]) -> None:
    """What these are about was read where it stands. The viewer's own, or of a commune in view."""
    if not notifications:
        return
    own = [one.pk for one in notifications if one.person_id]
    Notification.objects.filter(pk__in=own, person_id=viewer.own_id, read_at=None).update(read_at=now())
    for one in notifications:
        if one.person_id is None:
            _record_opening(viewer, one)
    _notify_other_windows(viewer)


@transaction.atomic
def mark_all_read(*, viewer: Viewer, upto: UUID | None = None) -> None:
    """Up to the last one that was on screen: what came since is still new."""
    own = Notification.objects.filter(person_id=viewer.own_id, read_at=None)
    (own.filter(position__lte=upto) if upto else own).update(read_at=now())
    for inbox, latest in _latest_of(viewer, upto):
        Inbox.objects.filter(pk=inbox.pk, read_until__lt=latest).update(read_until=latest)
    _notify_other_windows(viewer)


@transaction.atomic
def clear_notification(*, viewer: Viewer, notification_id: UUID) -> None:
    """Put one line away."""
    notification = notification_in_view(viewer, notification_id)
    if notification.person_id:
        moment = now()
        own = Notification.objects.filter(pk=notification.pk, cleared_at=None)
        own.update(read_at=Coalesce("read_at", Value(moment)), cleared_at=moment)
    else:
        _record_opening(viewer, notification, cleared=True)
    _notify_other_windows(viewer)


@transaction.atomic
def clear_inbox(*, viewer: Viewer, upto: UUID | None = None) -> None:
    """Up to the last one that was there when it was asked for."""
    moment = now()
    own = Notification.objects.filter(person_id=viewer.own_id, cleared_at=None)
    (own.filter(position__lte=upto) if upto else own).update(read_at=moment, cleared_at=moment)
    for inbox, latest in _latest_of(viewer, upto):
        Inbox.objects.filter(pk=inbox.pk).update(
            read_until=max(inbox.read_until, latest), cleared_until=max(inbox.cleared_until, latest)
        )
    _notify_other_windows(viewer)


@transaction.atomic
def restore_notification(*, viewer: Viewer, notification_id: UUID) -> None:
    """Undo of `clear`: what had not been read is unread again."""
    notification_in_view(viewer, notification_id)
    own = Notification.objects.filter(pk=notification_id, person_id=viewer.own_id)
    own.filter(read_at=F("cleared_at")).update(read_at=None)
    own.update(cleared_at=None)
    openings = Opening.objects.filter(notification_id=notification_id, person_id=viewer.own_id)
    openings.filter(read_at=None).delete()
    openings.update(cleared=False)
    _notify_other_windows(viewer)


def _record_opening(viewer: Viewer, notification: Notification, *, cleared: bool = False) -> None:
    opening, created = Opening.objects.get_or_create(
        person_id=viewer.own_id,
        notification=notification,
        defaults={"read_at": None if cleared else now(), "cleared": cleared},
    )
    if created:
        return
    recorded = Opening.objects.filter(pk=opening.pk)
    if cleared:
        recorded.update(cleared=True)
    else:
        recorded.filter(read_at=None).update(read_at=now())


def _latest_of(viewer: Viewer, upto: UUID | None) -> list[tuple[Inbox, UUID]]:
    """Each inbox of the viewer with the newest notification of its commune, up to `upto`."""
    found = []
    for inbox in Inbox.objects.filter(person_id=viewer.own_id):
        latest = Notification.objects.filter(commune_id=inbox.commune_id, person=None, withdrawn_at=None)
        latest = latest.filter(pk__lte=upto) if upto else latest
        if newest := latest.order_by("-id").values_list("pk", flat=True).first():
            found.append((inbox, newest))
    return found


def _notify_other_windows(viewer: Viewer) -> None:
    live.publish(topic=person_topic(viewer.own_id), name="notification", data={"read": True})
