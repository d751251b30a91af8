from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import OuterRef, Q, Subquery
from django.http import Http404
from django.utils.text import Truncator

from civic.audiences.queries import still_admitted
from civic.comments import rules
from civic.comments.models import Comment, Like, Thread
from civic.core.audience import Audience
from civic.core.cursor import cursor_at, position
from civic.core.descriptors import Subject
from civic.core.viewer import Viewer

SHOWN = 3  # under a publication of the feed
PAGE_SIZE = 20


@dataclass(frozen=True, slots=True)
class CommentPage:
    """In the order of writing. `older`: cursor for those before, "" when there are none."""

    comments: list[Comment]
    older: str


def thread_in_view(viewer: Viewer, thread_id: UUID) -> Thread:
    """A thread of the commune in view that the viewer may read, else 404."""
    thread = Thread.objects.filter(pk=thread_id, commune_id=viewer.commune.id).first()
    if thread is None or not rules.may_see(viewer, thread):
        raise Http404
    return thread


def thread_for_update(viewer: Viewer, thread_id: UUID) -> Thread:
    thread = Thread.objects.select_for_update().filter(pk=thread_id, commune_id=viewer.commune.id).first()
    if thread is None or not rules.may_see(viewer, thread):
        raise Http404
    return thread


def comment_in_view(viewer: Viewer, comment_id: UUID) -> Comment:
    comment = (
        Comment.objects.select_related("thread", "author__photo")
        .filter(pk=comment_id, thread__commune_id=viewer.commune.id)
        .first()
    )
    if comment is None or not rules.may_see(viewer, comment.thread):
        raise Http404
    return comment


def comment_for_update(viewer: Viewer, comment_id: UUID) -> Comment:
    comment = comment_in_view(viewer, comment_id)
    Thread.objects.select_for_update().get(pk=comment.thread_id)  # one lock order for all: the thread first
    comment.refresh_from_db()
    return comment


def comments_before(viewer: Viewer, thread_id: UUID, cursor: str = "") -> CommentPage:
    """The page of comments before `cursor`, or the last page."""
    thread = thread_in_view(viewer, thread_id)
    rows = (
        Comment.objects.filter(thread=thread).select_related("author__photo").order_by("-written_at", "-id")
    )
    if cursor:
        written_at, comment_id = position(cursor)
        # The first condition is what the index begins at.
        rows = rows.filter(Q(written_at__lt=written_at) | Q(pk__lt=comment_id), written_at__lte=written_at)
    found = list(rows[: PAGE_SIZE + 1])
    return _page(found, PAGE_SIZE)


def last_comments(thread_ids: Iterable[UUID]) -> dict[UUID, CommentPage]:
    """The last few comments of each thread, in one statement. The caller has checked that they may be seen.

    The newest, the second newest… of each are looked up by the index: a thread of thousands costs what one of ten does.
    """
    newest = Comment.objects.filter(thread=OuterRef("pk")).order_by("-written_at", "-id").values("pk")
    threads = Thread.objects.filter(pk__in=list(thread_ids))
    first, *others = (
        threads.values_list(Subquery(newest[place : place + 1]), flat=True) for place in range(SHOWN + 1)
    )
    shown = (
        Comment.objects.filter(pk__in=first.union(*others, all=True))
        .select_related("author__photo")
        .order_by("thread", "-written_at", "-id")
    )
    found: dict[UUID, list[Comment]] = {}
    for comment in shown:
        found.setdefault(comment.thread_id, []).append(comment)
    return {thread_id: _page(comments, SHOWN) for thread_id, comments in found.items()}


def is_liked(viewer: Viewer, thread_id: UUID) -> bool:
    return Like.objects.filter(thread_id=thread_id, person_id=viewer.own_id).exists()


def _page(newest_first: list[Comment], size: int) -> CommentPage:
    shown = newest_first[:size]
    older = cursor_at(shown[-1].written_at, shown[-1].pk) if len(newest_first) > size else ""
    return CommentPage(shown[::-1], older)


def members_in_thread(thread_id: UUID) -> list[UUID]:
    """Who said something there that still stands, and still belongs to the commune."""
    thread = Thread.objects.get(pk=thread_id)
    standing = Comment.objects.filter(thread=thread, removed_at=None).order_by("author_id")
    spoke = standing.values_list("author_id", flat=True)
    return sorted(
        still_admitted(
            commune_id=thread.commune_id, audience=Audience.MEMBERS, people=list(spoke.distinct()[:5000])
        )
    )


def words_of(comment_id: UUID) -> str:
    """What it says; "" when it is gone."""
    return Comment.objects.filter(pk=comment_id).values_list("body", flat=True).first() or ""


def subjects(viewer: Viewer, ids: list[str]) -> dict[str, Subject]:
    """Comments of the commune in view as the town hall's journal names them: by their first words while they stand."""
    rows = Comment.objects.filter(pk__in=ids, thread__commune_id=viewer.commune.id)
    return {
        str(comment.pk): Subject(
            f"commentaire écrit par {comment.author.full_name}"
            if comment.removed_at
            else f"«\N{NO-BREAK SPACE}{Truncator(comment.body).chars(70)}\N{NO-BREAK SPACE}»",
            comment.thread.page,
        )
        for comment in rows.select_related("thread", "author")
        if rules.may_see(viewer, comment.thread)
    }
