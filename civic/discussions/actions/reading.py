"""How far a person has read. A mark only grows: two devices, or a page shown late, take nothing back."""

from uuid import UUID

from django.db import transaction
from django.db.models import F, OuterRef, Subquery

from civic.core.refusals import require
from civic.core.viewer import Viewer
from civic.discussions import queries
from civic.discussions.models import Discussion, Presence
from civic.notifications import actions as notifications


@transaction.atomic
def mark_read(*, viewer: Viewer, discussion_id: UUID, number: int) -> None:
    """Up to a number, or to the last message where that is lower. The bell no longer rings for what was read here."""
    discussion = queries.discussion_in_view(viewer, discussion_id)
    number = max(0, min(number, discussion.last_number))
    read_to(discussion_id=discussion.pk, person_id=viewer.own_id, number=number)
    told = [one for one in queries.unread_news(viewer) if one.target_id == discussion.pk]
    read = queries.messages_upto(discussion, number, [one.source_id for one in told if one.person_id])
    notifications.mark_read_on_page(
        viewer=viewer, notifications=[one for one in told if one.person_id is None or one.source_id in read]
    )


@transaction.atomic
def mark_all_read(*, viewer: Viewer) -> None:
    """« Tout marquer comme lu »: all groups of the commune in view, and what the bell says of them."""
    require(viewer.is_member)
    seen = queries.discussions_seen(viewer)
    last = Subquery(Discussion.objects.filter(pk=OuterRef("discussion_id")).values("last_number")[:1])
    mine = Presence.objects.filter(person_id=viewer.own_id, discussion__in=seen)
    mine.filter(read_upto__lt=F("discussion__last_number")).update(read_upto=last)
    new = seen.exclude(pk__in=mine.values("discussion_id"))
    Presence.objects.bulk_create(
        (
            Presence(discussion_id=discussion_id, person_id=viewer.own_id, read_upto=last_number)
            for discussion_id, last_number in new.values_list("pk", "last_number")
        ),
        ignore_conflicts=True,
    )
    notifications.mark_read_on_page(viewer=viewer, notifications=queries.unread_news(viewer))


def read_to(*, discussion_id: UUID, person_id: UUID, number: int) -> None:
    """In the caller's transaction."""
    mark, made = Presence.objects.get_or_create(
        discussion_id=discussion_id, person_id=person_id, defaults={"read_upto": number}
    )
    if not made and mark.read_upto < number:
        Presence.objects.filter(pk=mark.pk, read_upto__lt=number).update(read_upto=number)
