"""Publications as HTML for the pages that show them: each rendered once per change, see `civic.ui.fragments`."""

from collections.abc import Mapping, Sequence
from sys import getsizeof
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.template.loader import render_to_string
from django.urls import reverse

from civic.core.text import unescaped, whole_number
from civic.core.viewer import Viewer
from civic.posts import queries, rules
from civic.posts.models import Post
from civic.threads.pages import comments as comment_pages
from civic.threads.queries.messages import MessagePage, last_messages
from civic.ui import rich_text
from civic.ui.fragments import (
    Filled,
    Filler,
    Fragment,
    Key,
    cached_fragment,
    fragment_cache,
    fragment_key,
    held,
    id_slot,
    slot,
)

# Lines of a text in the feed: eight are shown, fewer than four more are not worth a tap (feed.ts). Letters on a line.
FOLDED_FROM, PHONE_LINE = 12, 38
PINNED_LENGTH = 170  # two lines of the widest screen

_ID, _TITLE = id_slot("post"), slot("title")


def feed(viewer: Viewer, asked: Mapping[str, str]) -> Filled:
    """The newest publications. One statement when all are cached. `asked`: as many pages as were loaded when
    the reader went to see something else, so that they come back to their place."""
    pages = pages_asked(asked)
    found = queries.feed(viewer, pages=pages)
    key = fragment_key("posts/feed.html", viewer, bool(found.rows), bool(found.older))

    def render() -> str:
        context = {
            "viewer": viewer,
            "may_publish": rules.may_publish(viewer),
            "has_items": bool(found.rows),
            "has_older": bool(found.older),
            "items_slot": slot("items"),
            "older_slot": slot("older"),
            "pages_slot": slot("pages"),
        }
        return render_to_string("posts/feed.html", context)

    older = older_url(viewer.commune.slug, found.older, pages) if found.older else ""
    fillers: dict[str, Filler] = {
        "items": lambda: items(viewer, found.rows),
        "older": lambda: older,
        "pages": lambda: str(pages + 1),
    }
    return Filled(cached_fragment(key, render), fillers)


class _Item:
    """A publication in the cache: for all viewers, then filled for each rank of them. It is filled again for who wrote
    one of the comments shown, since their tools differ, and for who is `apart`, since they may not speak until a day
    of their own."""

    __slots__ = ("_for_rank", "_key", "authors", "fragment")

    def __init__(self, key: Key, html: str) -> None:
        self._key = key
        self.fragment = Fragment.compiled(html)
        self.authors = {author for _, author, *_ in self.fragment.arguments("comment_tools")}
        self._for_rank: dict[Key, Fragment] = {}

    def filled(self, rank: Key, person: str, fillers: Mapping[str, Filler], *, apart: bool) -> Fragment:
        if apart or person in self.authors:
            return self.fragment.filled(fillers)
        if rank not in self._for_rank:
            self._for_rank[rank] = self.fragment.filled(fillers)
            fragment_cache.put(self._key, self)  # which holds more of it now
        return self._for_rank[rank]

    @property
    def held(self) -> int:
        ranks = sum(held(rank) + one.held for rank, one in list(self._for_rank.items()))
        return getsizeof(self) + getsizeof(self._for_rank) + held(self.authors) + self.fragment.held + ranks


def items(viewer: Viewer, rows: Sequence[queries.FeedRow]) -> list[Fragment]:
    """The publications of a feed page, with only token and key left to fill. Reads only those that are not cached."""
    # One rendering for all members, one for all others: ranks are distinguished when its slots are filled.
    shared = fragment_key("posts/post_item.html", viewer, seen_by=viewer.is_member)
    keys = {row.post_id: (*shared, *row._replace(liked=False)) for row in rows}
    found: dict[str, _Item | None] = {post_id: fragment_cache.get(key) for post_id, key in keys.items()}
    if missing := [row for row in rows if found[row.post_id] is None]:
        found |= _render(viewer, missing, keys)
    person, apart = str(viewer.person_id), comment_pages.is_apart(viewer)
    ranks = {liked: (*viewer.rank, liked) for liked in (False, True)}
    menu = menu_fillers(viewer)
    fillers = {liked: menu | comment_pages.fillers(viewer, liked=liked) for liked in (False, True)}
    return [
        item.filled(ranks[row.liked], person, fillers[row.liked], apart=apart)
        for row in rows
        if (item := found.get(row.post_id))  # one erased since its row was read is left out
    ]


def menu_fillers(viewer: Viewer) -> dict[str, Filler]:
    """For the slots of posts/post_item.html that are not about comments."""
    manages = rules.may_publish(viewer)

    def menu(post_id: str, title: str, pinned: str) -> str | Fragment:
        if not viewer.is_member:
            return ""
        shared = _menu(viewer, manages, pinned == "True")
        return shared.filled({"post": lambda: post_id, "title": lambda: title})

    def failed(post_id: str, kind: str, problem: str) -> str:
        """Readers see nothing of it."""
        if not manages:
            return ""
        context = {"post_id": post_id, "kind": kind, "problem": unescaped(problem), "commune": viewer.commune}
        return render_to_string("posts/post_failed.html", context)

    return {"post_menu": menu, "post_failed": failed}


def card_context(post: Post, commune: Any, *, pinned: bool = False) -> dict[str, Any]:
    """What posts/post_card.html shows of a saved publication. `commune`: with name, of_name and slug."""
    media = [row.media for row in post.media_rows.all()]
    return {
        "post": post,
        "commune": commune,
        "pinned": pinned,
        "failed": [item for item in media if item.has_failed],
        "link_failed": bool(post.link and post.link.has_failed),
        "photos": [item for item in media if item.is_photo],
        "videos": [item for item in media if not item.is_photo],
        "is_waiting_for_media": any(item.is_unfinished for item in media),
        "thread": post.thread,
    }


def older_url(slug: str, cursor: str, pages: int) -> str:
    """`pages`: how many stand above them."""
    return f"{reverse('post_list', args=[slug])}?{urlencode({'avant': cursor, 'pages': pages})}"


def pages_asked(asked: Mapping[str, str]) -> int:
    """How many pages of the feed the address asks for."""
    return min(whole_number(asked.get("pages", ""), figures=2) or 1, queries.MOST_PAGES)


def _render(viewer: Viewer, rows: list[queries.FeedRow], keys: Mapping[str, Key]) -> dict[str, _Item | None]:
    posts = {post.pk: post for post in queries.posts_of(viewer, [UUID(row.post_id) for row in rows])}
    comments = last_messages(post.thread_id for post in posts.values())
    rendered: dict[str, _Item | None] = {}
    for row in rows:
        if post := posts.get(UUID(row.post_id)):
            last = comments.get(post.thread_id, MessagePage([]))
            html = _pinned(viewer, post) if row.pinned else _whole(viewer, post, last)
            rendered[row.post_id] = item = _Item(keys[row.post_id], html)
            fragment_cache.put(keys[row.post_id], item)
    return rendered


def _whole(viewer: Viewer, post: Post, last: MessagePage) -> str:
    context = card_context(post, viewer.commune) | {"folds": _is_long(post.body), "comments_heading": "h3"}
    context |= comment_pages.thread_context(viewer, post.thread, last)
    return render_to_string("posts/post_item.html", context)


def _pinned(viewer: Viewer, post: Post) -> str:
    """Without its comments: most have read it already, and it keeps nobody from what is new."""
    context = {
        "post": post,
        "commune": viewer.commune,
        "pinned": True,
        "title": queries.title_of(post),
        "lines": rich_text.excerpt(post.body, PINNED_LENGTH) if post.title else "",
        "until": post.pinned_until,
    }
    return render_to_string("posts/post_pinned.html", context)


def _is_long(body: str) -> bool:
    """Can it take twelve lines of a phone?"""
    return sum(1 + len(line) // PHONE_LINE for line in rich_text.to_plain(body).splitlines()) >= FOLDED_FROM


def _menu(viewer: Viewer, manages: bool, pinned: bool) -> Fragment:
    context = {"commune": viewer.commune, "manages": manages, "pinned": pinned, "id": _ID, "title": _TITLE}
    key = fragment_key("posts/post_menu.html", viewer, manages, pinned)
    return cached_fragment(key, lambda: render_to_string("posts/post_menu.html", context))
