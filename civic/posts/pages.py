"""Publications as HTML for the pages that show them: each rendered once per change and kept, see `civic.ui.kept`."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

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
from civic.ui.frame import frame_fillers
from civic.ui.kept import Filler, Kept, hole, keep, shelf


def items(request: Request, rows: Iterable[queries.FeedRow]) -> list[str]:
    """The publications of a feed page, one string each. Reads only those that are not kept yet."""
    rows = list(rows)
    viewer: Viewer = request.viewer
    kept = {row: shelf.get(_key(row)) for row in rows}
    missing = [row for row, item in kept.items() if item is None]
    if missing:
        kept |= _render(viewer, missing)
    fillers = item_fillers(request, {row.thread_id for row in rows if row.liked})
    return [item.fill(fillers) for row in rows if (item := kept[row])]


def item_fillers(request: Request, liked: set[Any]) -> dict[str, Filler]:
    viewer: Viewer = request.viewer
    frame = frame_fillers(request)
    manages = rules.may_publish(viewer)

    def menu(post_id: str, title: str, pinned: str) -> str:
        if not viewer.is_member:
            return ""
        return _menu(viewer, manages, pinned == "True").fill({"id": lambda: post_id, "title": lambda: title})

    return {"post_menu": menu, **comment_pages.fillers(viewer, frame["csrf"], liked)}


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


def _key(row: queries.FeedRow) -> tuple[object, ...]:
    # Dates are written without the current year: at New Year they are written anew.
    return ("post", row.post_id, row.version, row.thread_version, row.pinned, timezone.localdate().year)


def _render(viewer: Viewer, rows: list[queries.FeedRow]) -> dict[queries.FeedRow, Kept | None]:
    posts = {post.pk: post for post in queries.posts_of(viewer, [row.post_id for row in rows])}
    comments = comment_queries.last_comments(row.thread_id for row in rows)
    rendered: dict[queries.FeedRow, Kept | None] = {}
    for row in rows:
        post = posts.get(row.post_id)
        if post is None:  # erased between the two statements
            rendered[row] = None
            continue
        context = card_context(post, viewer.commune, pinned=row.pinned)
        shown = comments.get(row.thread_id)
        context |= {
            "comments": shown.comments if shown else [],
            "older": shown.older if shown else "",
            "heading": "h2",
        }
        html = render_to_string("posts/post_item.html", context)
        rendered[row] = shelf.put(_key(row), html)
    return rendered


def _menu(viewer: Viewer, manages: bool, pinned: bool) -> Kept:
    context = {
        "commune": viewer.commune,
        "manages": manages,
        "pinned": pinned,
        "id": hole("id"),
        "title": hole("title"),
    }
    key = ("post_menu", viewer.commune.slug, manages, pinned)
    return keep(key, lambda: render_to_string("posts/post_menu.html", context))
