"""Threads as HTML for the pages that show them: rendered once per change, with holes for what is the viewer's own."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.template.loader import render_to_string

from civic.comments import queries, rules
from civic.comments.models import Thread
from civic.core.clock import now
from civic.core.ids import new_id
from civic.core.viewer import Viewer
from civic.ui.kept import Filler, Kept, hole, keep


def thread_context(viewer: Viewer, thread: Thread, page: queries.CommentPage) -> dict[str, Any]:
    return {"thread": thread, "comments": page.comments, "older": page.older, "commune": viewer.commune}


def fillers(viewer: Viewer, token: Callable[[], str], liked: set[UUID]) -> dict[str, Filler]:
    """For the holes of comments/thread.html, comments/like.html and comments/comment.html."""
    key = str(new_id())
    moment = now()
    likes = {str(thread_id) for thread_id in liked}

    def like(thread_id: str, count: str) -> str:
        return _like_button(viewer, thread_id in likes).fill(
            {"id": lambda: thread_id, "count": lambda: count}
        )

    def comment_form(thread_id: str) -> str:
        return _comment_form(viewer).fill({"id": lambda: thread_id, "csrf": token, "key": lambda: key})

    def comment_tools(comment_id: str, author_id: str, written_at: str) -> str:
        tools = _comment_tools(viewer, author_id, written_at, moment)
        return tools.fill({"id": lambda: comment_id}) if tools else ""

    return {"like": like, "comment_form": comment_form, "comment_tools": comment_tools}


def _like_button(viewer: Viewer, liked: bool) -> Kept:
    return _pattern("comments/like_button.html", viewer, liked=liked)


def _comment_form(viewer: Viewer) -> Kept:
    return _pattern("comments/comment_form.html", viewer, restricted=rules.RESTRICTION in viewer.restrictions)


def _comment_tools(viewer: Viewer, author_id: str, written_at: str, moment: datetime) -> Kept | None:
    if not viewer.is_member:
        return None
    own = str(viewer.person_id) == author_id
    editable = own and moment < datetime.fromisoformat(written_at) + rules.EDITABLE_FOR
    removable = rules.may_remove_any(viewer) and not own
    return _pattern("comments/comment_tools.html", viewer, own=own, editable=editable, removable=removable)


def _pattern(template: str, viewer: Viewer, **context: bool) -> Kept:
    """A small rendering that serves all ids: kept by commune and by what tells viewers apart."""
    key = (
        template,
        viewer.commune.slug,
        viewer.is_authenticated,
        viewer.membership,
        viewer.is_member,
        *context.values(),
    )
    holes = {"id": hole("id"), "csrf_token": hole("csrf"), "key": hole("key"), "count": hole("count")}
    return keep(
        key,
        lambda: render_to_string(template, context | holes | {"commune": viewer.commune, "viewer": viewer}),
    )
