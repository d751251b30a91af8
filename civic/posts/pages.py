"""Publications as HTML for the pages that show them: each rendered once per change and kept, see `civic.ui.kept`."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.template.loader import render_to_string
from django.utils import timezone

from civic.core.viewer import Viewer
from civic.posts import queries, rules
from civic.posts.models import Post
from civic.threads import queries as threads
from civic.threads.models import Message
from civic.threads.pages import comments as comment_pages
from civic.ui.kept import Bound, Filler, Kept, hole, keep_text, shelf

_ID, _TITLE = hole("id"), hole("title")


class _Item:
    """A publication as it is kept: for all viewers, then for each rank of them. Who wrote one of the comments shown
    gets it filled anew, since their tools differ; so does who is `apart`, since they may not speak until a day of
    their own."""

    __slots__ = ("_for_rank", "authors", "kept")

    def __init__(self, html: str) -> None:
        self.kept = Kept(html)
        self.authors = {author for _, author, _ in self.kept.arguments("comment_tools")}
        self._for_rank: dict[tuple[object, ...], Kept] = {}

    def filled(
        self, rank: tuple[object, ...], person: str, fillers: Mapping[str, Filler], *, apart: bool
    ) -> Kept | Bound:
        if apart or person in self.authors:
            return Bound(self.kept, fillers)
        return self._for_rank.get(rank) or self._for_rank.setdefault(rank, self.kept.fill(fillers))


def items(viewer: Viewer, rows: Sequence[queries.FeedRow]) -> list[Kept | Bound]:
    """The publications of a feed page, with only token and key left to fill. Reads only those that are not kept."""
    # Dates are written without the current year: at New Year they are written anew.
    year = timezone.localdate().year
    kept: dict[str, _Item | None] = {row.post_id: shelf.get(_key(viewer, row, year)) for row in rows}
    if missing := [row for row in rows if kept[row.post_id] is None]:
        kept |= _render(viewer, missing, year)
    person, apart = str(viewer.person_id), comment_pages.is_apart(viewer)
    ranks = {liked: (*viewer.rank, liked) for liked in (False, True)}
    fillers = {liked: item_fillers(viewer, liked=liked) for liked in (False, True)}
    return [
        item.filled(ranks[row.liked], person, fillers[row.liked], apart=apart)
        for row in rows
        if (item := kept.get(row.post_id))  # one erased since its row was read is left out
    ]


def item_fillers(viewer: Viewer, *, liked: bool, answered: Message | None = None) -> dict[str, Filler]:
    """For the holes of posts/post_item.html. `answered`: the comment that the form answers."""
    manages = rules.may_publish(viewer)

    def menu(post_id: str, title: str, pinned: str) -> str:
        if not viewer.is_member:
            return ""
        return _menu(viewer, manages, pinned == "True").replace(_ID, post_id).replace(_TITLE, title)

    return {"post_menu": menu, **comment_pages.fillers(viewer, liked=liked, answered=answered)}


def card_context(post: Post, commune: Any, *, pinned: bool = False) -> dict[str, Any]:
    """What posts/post_card.html shows of a saved publication. `commune`: with name, of_name and slug."""
    media = [row.media for row in post.media_rows.all()]
    return {
        "post": post,
        "commune": commune,
        "pinned": pinned,
        "photos": [item for item in media if item.is_photo],
        "videos": [item for item in media if not item.is_photo],
        "thread": post.thread,
    }


def older_url(slug: str, cursor: str) -> str:
    return f"/{slug}/actualites/?{urlencode({'avant': cursor})}"


def _key(viewer: Viewer, row: queries.FeedRow, year: int) -> tuple[object, ...]:
    return (viewer.is_member, row.post_id, row.version, row.thread_version, row.pinned, year)


def _render(viewer: Viewer, rows: list[queries.FeedRow], year: int) -> dict[str, _Item | None]:
    posts = {post.pk: post for post in queries.posts_of(viewer, [UUID(row.post_id) for row in rows])}
    comments = threads.last_messages(post.thread_id for post in posts.values())
    rendered: dict[str, _Item | None] = {}
    for row in rows:
        if post := posts.get(UUID(row.post_id)):
            context = card_context(post, viewer.commune, pinned=bool(row.pinned))  # SQLite says 1
            last = comments.get(post.thread_id, threads.MessagePage([]))
            context |= comment_pages.thread_context(viewer, post.thread, last)
            item = rendered[row.post_id] = _Item(render_to_string("posts/post_item.html", context))
            # It is kept again for each rank that looks at it: a handful.
            shelf.put(_key(viewer, row, year), item, 4 * item.kept.size)
    return rendered


def _menu(viewer: Viewer, manages: bool, pinned: bool) -> str:
    context = {"commune": viewer.commune, "manages": manages, "pinned": pinned, "id": _ID, "title": _TITLE}
    key = ("post_menu", viewer.commune.slug, manages, pinned)
    return keep_text(key, lambda: render_to_string("posts/post_menu.html", context))
