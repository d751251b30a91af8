"""Who sees a thread, who speaks there, and how far it was read."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404

from civic.audiences.queries import still_admitted
from civic.core.audience import Audience
from civic.core.compiled_queries import compiled
from civic.core.viewer import Viewer
from civic.threads import rules
from civic.threads.enums import ThreadAudience
from civic.threads.kinds import MOST_RECIPIENTS, ThreadKind, on_page_of, privacy_of
from civic.threads.models import ContentLike, Message, Participant, Thread


def thread_in_view(viewer: Viewer, kind: ThreadKind, thread_id: UUID) -> Thread:
    """A thread of this kind that the viewer may read, else 404."""
    return _seen(viewer, Thread.objects.filter(pk=thread_id, kind=kind.key).first())


def thread_for_update(viewer: Viewer, kind: ThreadKind, thread_id: UUID) -> Thread:
    return _seen(viewer, Thread.objects.select_for_update().filter(pk=thread_id, kind=kind.key).first())


def _seen(viewer: Viewer, thread: Thread | None) -> Thread:
    if thread is None or not is_seen(viewer, thread):
        raise Http404
    return on_page_of(viewer, thread)


def is_seen(viewer: Viewer, thread: Thread) -> bool:
    if thread.audience != ThreadAudience.PARTICIPANTS:
        return rules.may_see(viewer, thread)
    if viewer.person_id is None or not rules.is_on(viewer, thread):
        return False
    if privacy := privacy_of(thread):
        return privacy.is_read_by(viewer, thread)
    # On pages of a commune those of this commune, on a person's own pages all.
    is_here = not viewer.commune or viewer.commune.id == thread.commune_id
    return is_here and participants(thread).filter(person_id=viewer.person_id).exists()


def participants(thread: Thread) -> "QuerySet[Participant]":
    """Who is on the list of a thread of participants."""
    return Participant.objects.filter(thread=thread, left_at=None)


def speakers(thread: Thread) -> list[UUID]:
    """Of whom a message stands there, and who still belong to the commune."""
    spoke = Participant.objects.filter(thread=thread, messages__gt=0).order_by("person_id")
    people = list(spoke.values_list("person_id", flat=True)[:MOST_RECIPIENTS])
    return sorted(still_admitted(commune_id=thread.commune_id, audience=Audience.MEMBERS, people=people))


def content_is_liked(viewer: Viewer, thread_id: UUID) -> bool:
    return bool(_likes(thread_id, viewer.own_id))


@compiled
def _likes(thread_id: UUID, person_id: UUID) -> "QuerySet[ContentLike, int]":
    return ContentLike.objects.filter(thread_id=thread_id, person_id=person_id).values_list("pk", flat=True)


# --- What was read --------------------------------------------------------------------------------------------------


def read_upto(person_id: UUID, since: Any = None) -> Subquery | Coalesce:
    """For rows that have a `thread`: how far they have read it, None for who never came; `since`: and all before."""
    mine = Participant.objects.filter(thread=OuterRef("thread"), person_id=person_id).values("read_upto")
    if since is None:
        return Subquery(mine)
    former = Message.objects.filter(thread=OuterRef("thread"), written_at__lt=since).order_by("-number")
    return Coalesce(Subquery(mine), Subquery(former.values("number")[:1]))


def readers_to_the_end() -> "QuerySet[Participant]":
    """For rows that have a `thread`: the marks of those who have read all of it."""
    marks = Participant.objects.filter(thread=OuterRef("thread"))
    return marks.filter(read_upto__gte=OuterRef("thread__last_number"))


def answered_by(message: Message) -> list[UUID]:
    """Who wrote what it answers, while that stands and they belong to the commune."""
    if message.answers is None or message.answers.removed_at:
        return []
    author, commune_id = [message.answers.author_id], message.thread.commune_id
    return list(still_admitted(commune_id=commune_id, audience=Audience.MEMBERS, people=author))


def readers_of(message: Message, people: Collection[UUID]) -> set[UUID]:
    """Who has read up to there, of the few who could be notified: a whole town may have."""
    marks = Participant.objects.filter(thread=message.thread_id, read_upto__gte=message.number)
    return set(marks.filter(person_id__in=people).values_list("person_id", flat=True))


def messages_upto(thread: Thread, number: int, ids: Collection[UUID]) -> set[UUID]:
    """Those of them that stand no further down than this."""
    rows = Message.objects.filter(thread=thread, number__lte=number, pk__in=ids).values_list("pk", flat=True)
    return set(rows) if ids else set()
