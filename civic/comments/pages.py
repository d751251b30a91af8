"""Threads as HTML for the pages that show them: rendered once per change, with holes for what is the viewer's own."""

from datetime import datetime
from functools import cache
from typing import Any

from django.template.loader import render_to_string

from civic.comments import queries, rules
from civic.comments.models import Thread
from civic.core.clock import now
from civic.core.viewer import Viewer
from civic.ui.frame import CSRF, KEY
from civic.ui.kept import Filler, hole, keep_text

_ID, _COUNT = hole("id"), hole("count")


def thread_context(viewer: Viewer, thread: Thread, page: queries.CommentPage) -> dict[str, Any]:
    """What comments/thread.html shows. What residents write to each other, under their names, is not for strangers,
    even below a public publication: they are told how many comments there are."""
    shown, older = (page.comments, page.older) if viewer.is_member else ([], "")
    return {
        "thread": thread,
        "comments": shown,
        "older": older,
        "commune": viewer.commune,
        "for_members": viewer.is_member,
    }


def is_apart(viewer: Viewer) -> bool:
    """What fills the holes is this person's alone, and not kept for those of their rank."""
    return rules.is_restricted(viewer)


def fillers(viewer: Viewer, *, liked: bool) -> dict[str, Filler]:
    """For the holes of comments/thread.html, comments/like.html and comments/comment.html. `liked`: does
    the viewer like this one? Token and key come later."""
    moment = now()

    def like(thread_id: str, count: str) -> str:
        button = _pattern("comments/like_button.html", viewer, liked=liked)
        return button.replace(_ID, thread_id).replace(_COUNT, count)

    @cache
    def restricted_form() -> str:
        # With the person's own dates in it: never kept.
        context = {"viewer": viewer, "commune": viewer.commune, "restricted": True, "id": _ID}
        return render_to_string("comments/comment_form.html", context)

    def comment_form(thread_id: str) -> str:
        form = restricted_form() if is_apart(viewer) else _pattern("comments/comment_form.html", viewer)
        return form.replace(_ID, thread_id)

    def comment_tools(comment_id: str, author_id: str, written_at: str) -> str:
        if not viewer.is_member:
            return ""
        own = str(viewer.person_id) == author_id
        tools = _pattern(
            "comments/comment_tools.html",
            viewer,
            own=own,
            editable=own
            and not rules.is_restricted(viewer)
            and moment < datetime.fromisoformat(written_at) + rules.EDITABLE_FOR,
            removable=rules.may_remove_any(viewer) and not own,
        )
        return tools.replace(_ID, comment_id)

    return {"like": like, "comment_form": comment_form, "comment_tools": comment_tools}


def _pattern(template: str, viewer: Viewer, **context: bool) -> str:
    """A small rendering that serves all ids: kept by commune and by what tells viewers apart."""
    return keep_text(
        (template, viewer.commune.slug, viewer.rank, *context.values()),
        lambda: render_to_string(
            template,
            {
                **context,
                "id": _ID,
                "count": _COUNT,
                "key": KEY,
                "csrf_token": CSRF,
                "commune": viewer.commune,
                "viewer": viewer,
            },
        ),
    )
