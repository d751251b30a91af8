from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.http import Http404
from django.urls import reverse
from django.utils.text import Truncator

from civic.audiences.queries import still_admitted
from civic.core.audience import Audience
from civic.core.clock import now
from civic.core.cursor import cursor_at, position
from civic.core.descriptors import Subject
from civic.core.refusals import Refusal
from civic.core.viewer import Viewer
from civic.discussions import rules
from civic.discussions.enums import FEATURE
from civic.discussions.models import Discussion, Message, MessageLike, Presence
from civic.notifications import queries as notifications
from civic.notifications.models import Notification

PAGE_SIZE = 30
LIST_SIZE = 20
MAX_PINNED = 3
BESIDE = 3  # in the side column of the commune's page
DISCUSSION = "discussions.discussion"  # as notifications and the journal name a group
MOST_TOLD = 5000  # participants of one group who hear of each message


class DiscussionGone(Refusal):
    """Removed by the town hall. Raised to those who knew of the group; to others it was never there."""

    status = 410

    def __init__(self, discussion: Discussion) -> None:
        self.discussion = discussion
        reason = discussion.removal_reason
        super().__init__(f"Cette discussion a été supprimée par la mairie\u00a0: {reason}")


@dataclass(frozen=True, slots=True)
class DiscussionPage:
    """`older`: cursor for those where less happened, "" at the end."""

    discussions: list[Discussion]
    older: str


@dataclass(frozen=True, slots=True)
class MessagePage:
    """In the order of writing. `older`, `newer`: number to go on from, 0 where there is nothing more."""

    messages: list[Message]
    older: int
    newer: int


# --- Groups ---------------------------------------------------------------------------------------------------------


def discussions_of(viewer: Viewer, cursor: str = "") -> DiscussionPage:
    """Those that the viewer may see: on the first page those that are pinned, then where something happened last. Each
    with `read_upto`, a number or None for who never came."""
    rows = _with_mark(viewer)
    pinned: list[Discussion] = []
    if cursor:
        moment, last = position(cursor)
        # The first condition is what the index begins at.
        rows = rows.filter(Q(active_at__lt=moment) | Q(pk__lt=last), active_at__lte=moment)
    else:
        pinned = list(rows.filter(pinned_at__isnull=False).order_by("-pinned_at")[: 2 * MAX_PINNED])
    found = list(rows.filter(pinned_at=None).order_by("-active_at", "-id")[: LIST_SIZE + 1])
    shown = found[:LIST_SIZE]
    older = cursor_at(shown[-1].active_at, shown[-1].pk) if len(found) > LIST_SIZE else ""
    return DiscussionPage(pinned + shown, older)


def discussions_beside(viewer: Viewer) -> list[Discussion]:
    """A few that are going on, for the commune's page: in an order that no message changes."""
    if FEATURE not in viewer.features or not viewer.is_member:
        return []
    moment = now()
    rows = discussions_seen(viewer).filter(is_open=True, opens_at__lte=moment)
    rows = rows.filter(Q(ends_at=None) | Q(ends_at__gt=moment))
    return list(rows.order_by(F("pinned_at").desc(nulls_last=True), "-opens_at", "-id")[:BESIDE])


def discussion_in_view(viewer: Viewer, discussion_id: UUID) -> Discussion:
    """With `read_upto`; else 404, or DiscussionGone."""
    discussion = _with_mark(viewer).select_related("author").filter(pk=discussion_id).first()
    if discussion is None:
        removed = Discussion.objects.filter(pk=discussion_id, removed_at__isnull=False).first()
        raise _not_there(viewer, removed)
    return discussion


def discussion_for_update(viewer: Viewer, discussion_id: UUID) -> Discussion:
    discussion = _locked(viewer, discussion_id)
    if discussion is None or not rules.may_see(viewer, discussion, now()):
        raise _not_there(viewer, discussion)
    return discussion


def discussion_to_keep(viewer: Viewer, discussion_id: UUID) -> Discussion:
    """For who removes it or brings it back: there, or removed; locked."""
    discussion = _locked(viewer, discussion_id)
    moment = now()
    if discussion is None or not (
        rules.may_see(viewer, discussion, moment) or rules.may_know_removal(viewer, discussion)
    ):
        raise Http404
    return discussion


def _locked(viewer: Viewer, discussion_id: UUID) -> Discussion | None:
    rows = Discussion.objects.select_for_update().filter(commune_id=viewer.commune.id)
    return rows.filter(pk=discussion_id).first()


def _not_there(viewer: Viewer, discussion: Discussion | None) -> Exception:
    """What is said instead of a group that the viewer is not shown."""
    if discussion and rules.may_know_removal(viewer, discussion):
        return DiscussionGone(discussion)
    return Http404()


def discussions_seen(viewer: Viewer) -> "QuerySet[Discussion]":
    """`rules.may_see` as a filter."""
    rows = Discussion.objects.filter(commune_id=viewer.commune.id, removed_at=None)
    if not viewer.is_member:
        return rows.none()
    return rows if rules.may_lead(viewer) else rows.filter(opens_at__lte=now())


def _with_mark(viewer: Viewer) -> "QuerySet[Discussion]":
    mine = Presence.objects.filter(discussion=OuterRef("pk"), person_id=viewer.own_id)
    return discussions_seen(viewer).annotate(read_upto=Subquery(mine.values("read_upto")))


def pinned_in(commune_id: int) -> int:
    return Discussion.objects.filter(commune_id=commune_id, pinned_at__isnull=False, removed_at=None).count()


def due_discussion_ids(moment: datetime) -> list[UUID]:
    """Their hour has come and nobody was told."""
    due = Discussion.objects.filter(opened_at=None, opens_at__lte=moment, removed_at=None)
    return list(due.order_by("opens_at").values_list("pk", flat=True)[:500])


def removed_discussion_ids(before: datetime) -> list[UUID]:
    """Those that can no longer be brought back, and of which more than the reason is left."""
    removed = Discussion.objects.filter(removed_at__lte=before, erased_at=None)
    return list(removed.order_by("removed_at").values_list("pk", flat=True)[:500])


def open_discussion(discussion_id: UUID) -> Discussion | None:
    """For those who are told of it; None for one that is still to come, or was removed."""
    rows = Discussion.objects.select_related("commune").filter(opened_at__isnull=False, removed_at=None)
    return rows.filter(pk=discussion_id).first()


def speakers(discussion: Discussion) -> list[UUID]:
    """Of whom a message stands there, and who still belong to the commune."""
    spoke = Presence.objects.filter(discussion=discussion, messages__gt=0).order_by("person_id")
    people = list(spoke.values_list("person_id", flat=True)[:MOST_TOLD])
    return sorted(still_admitted(commune_id=discussion.commune_id, audience=Audience.MEMBERS, people=people))


# --- Messages -------------------------------------------------------------------------------------------------------


def last_messages(viewer: Viewer, discussion: Discussion) -> MessagePage:
    return messages_before(viewer, discussion, None)


def messages_before(viewer: Viewer, discussion: Discussion, before: int | None) -> MessagePage:
    """The page before a number; None: the last one."""
    rows = _shown(viewer, discussion)
    if before is not None:
        rows = rows.filter(number__lt=before)
    found = list(rows.order_by("-number")[: PAGE_SIZE + 1])
    shown = found[:PAGE_SIZE][::-1]
    return MessagePage(shown, shown[0].number if len(found) > PAGE_SIZE else 0, 0)


def messages_after(viewer: Viewer, discussion: Discussion, after: int) -> MessagePage:
    found = list(_shown(viewer, discussion).filter(number__gt=after).order_by("number")[: PAGE_SIZE + 1])
    shown = found[:PAGE_SIZE]
    return MessagePage(shown, 0, shown[-1].number if len(found) > PAGE_SIZE else 0)


def messages_around(viewer: Viewer, discussion: Discussion, number: int) -> MessagePage:
    """With some before it and some after it: for a link to one message."""
    half = PAGE_SIZE // 2
    before = list(_shown(viewer, discussion).filter(number__lt=number).order_by("-number")[: half + 1])
    after = list(_shown(viewer, discussion).filter(number__gte=number).order_by("number")[: half + 1])
    shown = before[:half][::-1] + after[:half]
    return MessagePage(
        shown,
        shown[0].number if len(before) > half else 0,
        shown[-1].number if len(after) > half else 0,
    )


def message_in_view(viewer: Viewer, message_id: UUID) -> Message:
    """As it is shown, with its discussion, else 404, or DiscussionGone."""
    message = _with_parts(viewer).select_related("discussion").filter(pk=message_id).first()
    if message is None or not rules.may_see(viewer, message.discussion, now()):
        raise _not_there(viewer, message.discussion if message else None)
    return message


def message_for_update(viewer: Viewer, message_id: UUID) -> Message:
    message = message_in_view(viewer, message_id)
    # One lock order for all: the discussion first.
    message.discussion = discussion_for_update(viewer, message.discussion_id)
    message.refresh_from_db(
        fields=["body", "likes", "edited_at", "removed_at", "removed_by", "removal_reason"]
    )
    return message


def message_told(message_id: UUID) -> Message | None:
    """For those who are told of it; None once it was removed."""
    rows = Message.objects.select_related("discussion__commune").filter(
        removed_at=None, discussion__removed_at=None
    )
    return rows.filter(pk=message_id).first()


def readers_of(message: Message, people: Collection[UUID]) -> set[UUID]:
    """Who of them has read up to there. Of the few who could be told: a whole town may have read it."""
    marks = Presence.objects.filter(
        discussion_id=message.discussion_id, read_upto__gte=message.number, person_id__in=people
    )
    return set(marks.values_list("person_id", flat=True))


def messages_upto(discussion: Discussion, number: int, ids: Collection[UUID]) -> set[UUID]:
    """Those of them that stand no further down than this."""
    rows = Message.objects.filter(discussion=discussion, number__lte=number, pk__in=ids)
    return set(rows.values_list("pk", flat=True)) if ids else set()


def unread_news(viewer: Viewer) -> list[Notification]:
    """What the viewer was told of the commune's groups, and has not read."""
    own = [
        one
        for one in notifications.unread_of(viewer)
        if one.commune_id == viewer.commune.id and one.target_type == DISCUSSION
    ]
    return own + notifications.unread_of_commune(viewer, "discussion_opened")


def _shown(viewer: Viewer, discussion: Discussion) -> "QuerySet[Message]":
    return _with_parts(viewer).filter(discussion=discussion)


def _with_parts(viewer: Viewer) -> "QuerySet[Message]":
    """With author, what it answers, and `liked` by the viewer."""
    mine = MessageLike.objects.filter(message=OuterRef("pk"), person_id=viewer.own_id)
    return Message.objects.select_related("author__photo", "answers__author").annotate(liked=Exists(mine))


# --- The town hall's journal ----------------------------------------------------------------------------------------


def discussion_subjects(viewer: Viewer, ids: list[str]) -> dict[str, Subject]:
    """Groups of the commune in view as the journal names them. Of one that was removed, what is left to read is the
    reason; once it is erased its name is gone too."""
    moment = now()
    rows = Discussion.objects.filter(pk__in=ids, commune_id=viewer.commune.id, erased_at=None)
    return {
        str(row.pk): Subject(row.title, reverse("discussion_detail", args=[viewer.commune.slug, row.pk]))
        for row in rows
        if rules.may_see(viewer, row, moment) or rules.may_know_removal(viewer, row)
    }


def message_subjects(viewer: Viewer, ids: list[str]) -> dict[str, Subject]:
    """Messages, by their first words while they stand."""
    rows = Message.objects.select_related("discussion", "author").filter(
        pk__in=ids, discussion__in=discussions_seen(viewer)
    )
    return {
        str(row.pk): Subject(
            f"message écrit par {row.author.full_name}"
            if row.removed_at
            else f"«\N{NO-BREAK SPACE}{Truncator(row.body).chars(70)}\N{NO-BREAK SPACE}»",
            reverse("message_detail", args=[viewer.commune.slug, row.pk]),
        )
        for row in rows
    }
