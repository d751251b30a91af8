from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import F, QuerySet
from django.urls import reverse

from civic.accounts.queries import columns_to_defer
from civic.contents import queries as contents
from civic.contents.enums import Status
from civic.core.audience import Audience, audiences_of
from civic.core.clock import now
from civic.core.compiled_queries import compiled
from civic.core.cursor import cursor_at, position
from civic.core.descriptors import Subject
from civic.core.desk_sources import DeskTask
from civic.core.refusals import require
from civic.core.searching import SearchResult, SearchText
from civic.core.viewer import Viewer
from civic.media.enums import UNFINISHED, MediaStatus
from civic.posts import rules
from civic.posts.models import Post, PostMedia
from civic.town_halls.queries.town_halls import town_hall_of
from civic.ui.rich_text import excerpt

PAGE_SIZE = 10  # what a phone gets in 15 kB; the next ones are one tap away
_MOST_UNPUBLISHED = 100
MOST_PAGES = 10  # of them at once, for who comes back to the feed

# What the feed needs to know of each publication before looking at any: which version of it, which of its thread,
# and whether the viewer likes it. In SQL because it is the one statement of the busiest page.
_PART = """SELECT * FROM (
SELECT CAST(p.id AS text) AS post_id, p.version, CAST(p.published_at AS text) AS published_at,
    t.version AS thread_version, l.id IS NOT NULL AS liked, {pinned} AS pinned
FROM posts_post p
JOIN threads_thread t ON t.id = p.thread_id
LEFT JOIN threads_contentlike l ON l.thread_id = p.thread_id AND l.person_id = %(person)s
WHERE p.commune_id = %(commune)s AND p.status = 'published' AND p.removed_at IS NULL
    AND p.audience {audiences} AND {which}
ORDER BY {order} LIMIT {limit}) part{pinned}"""


class FeedRow(NamedTuple):
    """Id and time stay text, as the engine writes them: they are only compared, and objects would cost more than the
    statement."""

    post_id: str
    version: int
    published_at: str
    thread_version: int
    liked: bool
    pinned: bool


@dataclass(frozen=True, slots=True)
class FeedPage:
    """`older`: cursor for the publications before, "" at the end."""

    rows: list[FeedRow]
    older: str


def feed(viewer: Viewer, cursor: str = "", *, pages: int = 1) -> FeedPage:
    """The publications that the viewer may see: on the first page those that are pinned, then newest first. `pages`: so
    many of them in one.

    One statement, by keyset: the thousandth page costs what the first one does.
    """
    id_field, moment_field = Post._meta.pk, Post._meta.get_field("published_at")
    parameters = {
        "person": id_field.get_db_prep_value(viewer.person_id, connection),
        "commune": viewer.commune.id,
        "limit": pages * PAGE_SIZE + 1,
    }
    if cursor:
        moment, before = position(cursor)
        parameters["moment"] = moment_field.get_db_prep_value(moment, connection)
        parameters["before"] = id_field.get_db_prep_value(before, connection)
    sql = _feed_sql(tuple(audiences_of(viewer)), bool(cursor))
    with connection.cursor() as database:
        database.execute(sql, parameters)
        rows = [FeedRow(*row) for row in database.fetchall()]
    pinned, rows = [row for row in rows if row.pinned], [row for row in rows if not row.pinned]
    older = ""
    if len(rows) > pages * PAGE_SIZE:
        rows = rows[: pages * PAGE_SIZE]
        older = cursor_at(rows[-1].published_at, rows[-1].post_id)
    return FeedPage(pinned + rows, older)


@cache
def _feed_sql(audiences: tuple[str, ...], is_older: bool) -> str:
    # The values come from an enum, never from the request.
    listed = ", ".join(f"'{audience}'" for audience in audiences)
    # A visitor's has an index of its own, which SQLite recognises by an equality.
    readable = f"IN ({listed})" if len(audiences) > 1 else f"= {listed}"
    newest = {
        "pinned": 0,
        "audiences": readable,
        "order": "p.published_at DESC, p.id DESC",
        "limit": "%(limit)s",
    }
    if is_older:
        which = "p.pinned_at IS NULL AND (p.published_at, p.id) < (%(moment)s, %(before)s)"
        return _PART.format(which=which, **newest)
    pinned = _PART.format(
        pinned=1,
        audiences=readable,
        which="p.pinned_at IS NOT NULL",
        order="p.pinned_at DESC",
        limit=PAGE_SIZE,  # two editors at once can pin one too many: it is shown rather than lost
    )
    return pinned + "\nUNION ALL\n" + _PART.format(which="p.pinned_at IS NULL", **newest)


def posts_of(viewer: Viewer, post_ids: list[UUID]) -> list[Post]:
    """Publications with all that shows of them, for rendering."""
    return list(_with_parts().filter(pk__in=post_ids, commune_id=viewer.commune.id))


def post_in_view(viewer: Viewer, post_id: UUID) -> Post:
    return contents.seen(_in_commune(post_id, viewer.commune.id), viewer, rules.may_see)


@compiled
def _in_commune(post_id: UUID, commune_id: int) -> "QuerySet[Post]":
    return _with_parts().filter(pk=post_id, commune_id=commune_id)


def published_post(post_id: UUID) -> Post | None:
    """For those who are notified of it."""
    return _published().filter(pk=post_id).first()


def post_of_thread(thread_id: UUID) -> Post | None:
    """The published one that this is said under; None for a thread of something else."""
    return _published().filter(thread_id=thread_id).first()


def _published() -> QuerySet[Post]:
    return Post.objects.select_related("commune").filter(status=Status.PUBLISHED, removed_at=None)


def post_for_update(viewer: Viewer, post_id: UUID) -> Post:
    """A publication of the commune in view that the viewer may see, or removed a moment ago; locked."""
    return contents.in_view(Post.objects.select_for_update(), viewer, post_id, rules.may_find)


def unpublished(viewer: Viewer, status: Status) -> list[Post]:
    """The town hall's drafts (last saved first) or scheduled publications (next first)."""
    require(rules.may_publish(viewer))
    rows = _scheduled if status == Status.SCHEDULED else _drafts
    return rows(viewer.commune.id)


@compiled
def _scheduled(commune_id: int) -> "QuerySet[Post]":
    rows = _with_parts().filter(commune_id=commune_id, status=Status.SCHEDULED, removed_at=None)
    return rows.order_by("publish_at", "pk")[:_MOST_UNPUBLISHED]


@compiled
def _drafts(commune_id: int) -> "QuerySet[Post]":
    rows = _with_parts().filter(commune_id=commune_id, status=Status.DRAFT, removed_at=None)
    return rows.order_by("-saved_at", "pk")[:_MOST_UNPUBLISHED]


def posts_with(media_id: UUID) -> QuerySet[Post]:
    """Those that show this file, or this link card."""
    return Post.objects.filter(media_rows__media_id=media_id) | Post.objects.filter(link_id=media_id)


def audiences_awaiting(media_id: UUID) -> set[tuple[int, str]]:
    """Communes, and who of them may be looking at where a file that is not prepared any more stands."""
    shown = PostMedia.objects.filter(
        media_id=media_id, post__status=Status.PUBLISHED, post__removed_at=None
    ).exclude(media__status__in=UNFINISHED)
    return set(shown.values_list("post__commune_id", "post__audience"))


def _with_parts() -> QuerySet[Post]:
    rows = Post.objects.select_related("author", "thread", "link__picture")
    return rows.defer(*columns_to_defer("author")).prefetch_related("media_rows__media")


def title_of(post: Post) -> str:
    """Its own, or its first words."""
    return post.title or excerpt(post.body, 80) or "Publication"


def subjects(viewer: Viewer, ids: list[str]) -> dict[str, Subject]:
    """Publications of the commune in view as the town hall's journal names them. One that was removed has no page."""
    rows = Post.objects.filter(pk__in=ids, commune_id=viewer.commune.id)
    return {
        str(post.pk): Subject(
            title_of(post),
            "" if post.removed_at else reverse("post_detail", args=[viewer.commune.slug, post.pk]),
        )
        for post in rows
        if rules.may_find(viewer, post)
    }


# --- The town hall's desk -------------------------------------------------------------------------------------------

FAILED_LATELY = timedelta(days=30)


def with_failed_files(viewer: Viewer) -> QuerySet[Any]:
    """Publications that lack a photo or a video that the viewer sent: it could not be prepared."""
    failed = PostMedia.objects.filter(
        media__owner_id=viewer.own_id,
        media__status=MediaStatus.FAILED,
        media__created_at__gt=now() - FAILED_LATELY,
    )
    rows = Post.objects.filter(pk__in=failed.values("post_id"), commune_id=viewer.commune.id, removed_at=None)
    return rows.annotate(since=F("saved_at"))


def failed_file_tasks(viewer: Viewer, ids: Collection[UUID]) -> dict[UUID, DeskTask]:
    return {
        post.pk: DeskTask(
            f"Un fichier de «\u00a0{title_of(post)}\u00a0» n’a pas pu être préparé",
            "Les lecteurs ne le voient pas. Retirez-le ou envoyez-en un autre.",
            reverse("post_edit", args=[viewer.commune.slug, post.pk]),
            "Corriger",
        )
        for post in with_failed_files(viewer).filter(pk__in=ids)
    }


def published(commune_id: int) -> "QuerySet[Post]":
    """All that the commune has published."""
    return Post.objects.filter(commune_id=commune_id, status=Status.PUBLISHED, removed_at=None)


# --- The search -----------------------------------------------------------------------------------------------------


def reusable() -> QuerySet[Post]:
    rows = Post.objects.filter(status=Status.PUBLISHED, removed_at=None)
    return rows.order_by("-published_at", "-id")


def usual_settings(commune_id: int) -> tuple[Audience, bool]:
    """For whom a new publication is, and whether comments are open, until somebody says otherwise."""
    town_hall = town_hall_of(commune_id)
    is_public = town_hall is not None and town_hall.posts_public_by_default
    audience = Audience.PUBLIC if is_public else Audience.MEMBERS
    return audience, town_hall.comments_open_by_default if town_hall else True


def search_texts(ids: Sequence[UUID]) -> dict[UUID, SearchText]:
    rows = Post.objects.filter(pk__in=ids, status=Status.PUBLISHED, removed_at=None)
    return {
        post.pk: SearchText(post.commune_id, post.audience, post.title, plain_words(post), post.published_at)
        for post in rows
        if post.published_at
    }


def search_results(viewer: Viewer, ids: Sequence[UUID]) -> dict[UUID, SearchResult]:
    rows = Post.objects.filter(pk__in=ids, commune_id=viewer.commune.id, status=Status.PUBLISHED)
    return {
        post.pk: SearchResult(
            title_of(post),
            plain_words(post),
            reverse("post_detail", args=[viewer.commune.slug, post.pk]),
            post.published_at,
        )
        for post in rows
        if rules.may_see(viewer, post)
    }


def plain_words(post: Post) -> str:
    return excerpt(post.body, len(post.body))
