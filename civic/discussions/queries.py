from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404
from django.urls import reverse

from civic.accounts.queries import columns_to_defer
from civic.contents.enums import Status
from civic.contents.refusals import AlreadyRemoved
from civic.contents.registry import Lifecycle, lifecycle_of
from civic.core.audience import Audience
from civic.core.clock import now
from civic.core.compiled_queries import compiled
from civic.core.cursor import cursor_at, position
from civic.core.descriptors import Subject
from civic.core.searching import SearchResult, SearchText
from civic.core.viewer import Viewer
from civic.discussions import rules
from civic.discussions.models import Discussion
from civic.discussions.thread_kinds import MESSAGES
from civic.notifications.models import Notification
from civic.notifications.queries.inbox import unread_of, unread_of_commune
from civic.threads.models import Message
from civic.threads.queries.messages import message_in_view as thread_message_in_view
from civic.threads.queries.messages import thread_key_of
from civic.threads.queries.threads import read_upto

LIST_SIZE = 20
BESIDE = 3  # in the side column of the commune's page
DISCUSSION = "discussions.discussion"  # as notifications and the journal name a group


class DiscussionGone(AlreadyRemoved):
    """Removed by the town hall. Raised to those who knew of the group; to others it was never there."""

    status = 410

    def __init__(self, discussion: Discussion) -> None:
        self.discussion = discussion
        super().__init__(lifecycle_of(discussion))

    def sentence(self, of: Lifecycle) -> str:
        reason = self.discussion.removal_reason
        return f"Cette discussion a été supprimée par la mairie\u00a0: {reason}"


@dataclass(frozen=True, slots=True)
class DiscussionPage:
    """`older`: cursor for those where less happened, "" at the end."""

    discussions: list[Discussion]
    older: str


# --- Groups ---------------------------------------------------------------------------------------------------------


def discussions_of(viewer: Viewer, cursor: str = "") -> DiscussionPage:
    """Those that the viewer may see: on the first page those that are pinned, then where something happened last. Each
    with `read_upto`, a number or None for who never came."""
    rows = _with_mark(discussions_seen(viewer), viewer.own_id)
    pinned: list[Discussion] = []
    if cursor:
        moment, last = position(cursor)
        # The first condition is what the index begins at.
        rows = rows.filter(Q(active_at__lt=moment) | Q(pk__lt=last), active_at__lte=moment)
    else:
        pinned = list(rows.filter(pinned_at__isnull=False).order_by("-pinned_at")[: 2 * rules.MAX_PINNED])
    found = list(rows.filter(pinned_at=None).order_by("-active_at", "-id")[: LIST_SIZE + 1])
    page = found[:LIST_SIZE]
    older = cursor_at(page[-1].active_at, page[-1].pk) if len(found) > LIST_SIZE else ""
    return DiscussionPage(pinned + page, older)


def discussions_beside(viewer: Viewer) -> list[Discussion]:
    """A few that are going on, for the commune's page: in an order that no message changes."""
    if not viewer.is_member:
        return []
    moment = now()
    rows = discussions_seen(viewer).filter(_out(moment), closed_at=None)
    rows = rows.filter(Q(closes_at=None) | Q(closes_at__gt=moment))
    begun_last = Coalesce("published_at", "publish_at").desc()
    return list(rows.order_by(F("pinned_at").desc(nulls_last=True), begun_last, "-id")[:BESIDE])


def discussion_in_view(viewer: Viewer, discussion_id: UUID) -> Discussion:
    """With `read_upto`; else 404, or DiscussionGone."""
    return _found_for(viewer, _by_id(viewer.commune.id, viewer.own_id, discussion_id))


def _found_for(viewer: Viewer, found: Sequence[Discussion]) -> Discussion:
    discussion = next(iter(found), None)
    if discussion is None or not rules.may_see(viewer, discussion, now()):
        raise _not_there(viewer, discussion)
    return discussion


def discussion_for_update(viewer: Viewer, key: UUID | Subquery) -> Discussion:
    return _found_for(viewer, _locked(viewer, key))


def discussion_to_keep(viewer: Viewer, discussion_id: UUID) -> Discussion:
    """For who removes it or brings it back: there, or removed; locked."""
    discussion = next(iter(_locked(viewer, discussion_id)), None)
    moment = now()
    if discussion is None or not (
        rules.may_see(viewer, discussion, moment) or rules.may_know_removal(viewer, discussion)
    ):
        raise Http404
    return discussion


def _locked(viewer: Viewer, key: UUID | Subquery) -> list[Discussion]:
    """One at most."""
    rows = Discussion.objects.select_for_update(of=("self",)).select_related("thread")
    return list(rows.filter(pk=key, commune_id=viewer.commune.id))


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
    return rows if rules.may_lead(viewer) else rows.filter(_out(now()))


def _out(moment: datetime) -> Q:
    """`rules.is_out` as a filter."""
    return Q(published_at__lte=moment) | Q(publish_at__lte=moment)


def _with_mark(rows: "QuerySet[Discussion]", person_id: UUID) -> "QuerySet[Discussion]":
    return rows.select_related("thread").annotate(read_upto=read_upto(person_id))


def _of_commune(commune_id: int, person_id: UUID) -> "QuerySet[Discussion]":
    """Whatever became of it."""
    rows = Discussion.objects.filter(commune_id=commune_id).select_related("author")
    return _with_mark(rows.defer(*columns_to_defer("author")), person_id)


@compiled
def _by_id(commune_id: int, person_id: UUID, discussion_id: UUID) -> "QuerySet[Discussion]":
    return _of_commune(commune_id, person_id).filter(pk=discussion_id)


@compiled
def _by_message(commune_id: int, person_id: UUID, message_id: UUID) -> "QuerySet[Discussion]":
    return _of_commune(commune_id, person_id).filter(pk=thread_key_of(message_id, MESSAGES))


def open_discussion(discussion_id: UUID) -> Discussion | None:
    """For those who are notified of it; None for one that is still to come, or was removed."""
    rows = Discussion.objects.select_related("commune", "thread")
    rows = rows.filter(status=Status.PUBLISHED, removed_at=None)
    return rows.filter(pk=discussion_id).first()


# --- Messages -------------------------------------------------------------------------------------------------------


def message_in_view(viewer: Viewer, message_id: UUID) -> Message:
    """As it is shown, else 404, or DiscussionGone."""
    _found_for(viewer, _by_message(viewer.commune.id, viewer.own_id, message_id))
    return thread_message_in_view(viewer, MESSAGES, message_id)


def discussion_of_message_for_update(viewer: Viewer, message_id: UUID) -> Discussion:
    """One lock order for all: the discussion before its thread."""
    return discussion_for_update(viewer, thread_key_of(message_id, MESSAGES))


def unread_news(viewer: Viewer) -> list[Notification]:
    """What the viewer was notified of in the commune's groups, and has not read."""
    own = [
        one
        for one in unread_of(viewer)
        if one.commune_id == viewer.commune.id and one.target_type == DISCUSSION
    ]
    return own + unread_of_commune(viewer, "discussion_opened")


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


# --- The search -----------------------------------------------------------------------------------------------------


def search_texts(ids: Sequence[UUID]) -> dict[UUID, SearchText]:
    """Groups that are out. What is said in them is found as messages are."""
    rows = Discussion.objects.filter(pk__in=ids, status=Status.PUBLISHED, removed_at=None)
    return {
        row.pk: SearchText(row.commune_id, Audience.MEMBERS, row.title, row.description, row.published_at)
        for row in rows
        if row.published_at
    }


def search_results(viewer: Viewer, ids: Sequence[UUID]) -> dict[UUID, SearchResult]:
    rows = discussions_seen(viewer).filter(pk__in=ids, status=Status.PUBLISHED)
    slug = viewer.commune.slug
    return {
        row.pk: SearchResult(
            row.title, row.description, reverse("discussion_detail", args=[slug, row.pk]), row.published_at
        )
        for row in rows
    }
