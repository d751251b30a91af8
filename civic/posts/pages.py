"""Publications as HTML for the pages that show them: each rendered once per change and kept, see `civic.ui.kept`."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from civic.comments import pages as comment_pages
from civic.comments import queries as comment_queries
from civic.core.access import Request
from civic.core.viewer import Viewer
from civic.posts import queries, rules
from civic.posts.models import Post
from civic.ui.kept import Filler, Kept, hole, keep_text, put, shelf

_ID, _TITLE = hole("id"), hole("title")


def items(request: Request, rows: Sequence[queries.FeedRow]) -> str:
    """The publications of a feed page. Reads only those that are not kept yet."""
    viewer: Viewer = request.viewer
    rank, person = viewer.rank, str(viewer.person_id)
    # Dates are written without the current year: at New Year they are written anew.
    year = timezone.localdate().year
    keys = {
        row.post_id: ("post", row.post_id, row.version, row.thread_version, row.pinned, year) for row in rows
    }
    kept = {row.post_id: shelf.get(keys[row.post_id]) for row in rows}
    if missing := [row for row in rows if kept[row.post_id] is None]:
        kept |= _render(viewer, missing, keys)
    fillers = item_fillers(viewer, {row.thread_id for row in rows if row.liked})
    finished = []
    for row in rows:
        item: Kept | None = kept.get(row.post_id)
        if item is None:  # erased since its row was read
            continue
        # Filled once for all viewers of a rank; anew only for who wrote one of the comments shown.
        if any(author == person for _, author, _ in item.arguments("comment_tools")):
            finished.append(item.fill(fillers))
        else:
            key = (*keys[row.post_id], rank, row.liked)
            finished.append(keep_text(key, partial(item.fill, fillers)))
    return "".join(finished)


def item_fillers(viewer: Viewer, liked: set[UUID]) -> dict[str, Filler]:
    """For the holes of posts/post_item.html."""
    manages = rules.may_publish(viewer)

    def menu(post_id: str, title: str, pinned: str) -> str:
        if not viewer.is_member:
            return ""
        return _menu(viewer, manages, pinned == "True").replace(_ID, post_id).replace(_TITLE, title)

    return {"post_menu": menu, **comment_pages.fillers(viewer, liked)}


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
        "share_url": f"{settings.SITE_URL}/{commune.slug}/actualites/{post.pk}/",
    }


def older_url(slug: str, cursor: str) -> str:
    return f"{reverse('post_list', args=[slug])}?{urlencode({'avant': cursor})}"


def _render(
    viewer: Viewer, rows: list[queries.FeedRow], keys: Mapping[UUID, tuple[object, ...]]
) -> dict[UUID, Kept]:
    posts = {post.pk: post for post in queries.posts_of(viewer, [row.post_id for row in rows])}
    comments = comment_queries.last_comments(row.thread_id for row in rows)
    rendered = {}
    for row in rows:
        if post := posts.get(row.post_id):
            context = card_context(post, viewer.commune, pinned=row.pinned)
            shown = comments.get(row.thread_id)
            context |= {"comments": shown.comments if shown else [], "older": shown.older if shown else ""}
            rendered[row.post_id] = put(keys[row.post_id], render_to_string("posts/post_item.html", context))
    return rendered


def _menu(viewer: Viewer, manages: bool, pinned: bool) -> str:
    context = {"commune": viewer.commune, "manages": manages, "pinned": pinned, "id": _ID, "title": _TITLE}
    key = ("post_menu", viewer.commune.slug, manages, pinned)
    return keep_text(key, lambda: render_to_string("posts/post_menu.html", context))
