"""Comments under a content as HTML: rendered once per change, with slots for what is the viewer's own."""

from datetime import datetime
from functools import cache
from typing import Any

from django.template.loader import render_to_string

from civic.core.clock import now
from civic.core.viewer import Viewer
from civic.threads import queries, rules
from civic.threads.models import Message, Thread
from civic.threads.pages.messages import NO_ID, MessageContext, form_context, lines_context
from civic.threads.thread_kinds import COMMENTS
from civic.ui.frame import CSRF, KEY
from civic.ui.kept import Filler, hole, keep_text

_COUNT = hole("count")


def thread_context(viewer: Viewer, thread: Thread, page: queries.MessagePage) -> dict[str, Any]:
    """What threads/comments.html shows. What residents write to each other, under their names, is not for strangers,
    even below a public publication: they see how many comments there are."""
    found = page if viewer.is_member else queries.MessagePage([])
    lines = [
        MessageContext(message, own=False, editable=False, removable=False, answerable=True, for_all=True)
        for message in found.messages
    ]
    return lines_context(viewer, thread, found, lines) | {
        "list_place": f"liste-{thread.pk}",
        "commune": viewer.commune,
        "for_members": viewer.is_member,
    }


def is_apart(viewer: Viewer) -> bool:
    """What fills the slots is this person's alone, and not kept for those of their rank."""
    return rules.is_silenced(viewer, COMMENTS)


def fillers(viewer: Viewer, *, liked: bool, answered: Message | None = None) -> dict[str, Filler]:
    """For the slots of threads/comments.html, threads/like.html and threads/message.html. `liked`: does the viewer
    like this content? `answered`: the comment that the form answers. Token and key come later."""
    moment = now()

    def like(thread_id: str, count: str) -> str:
        button = _pattern("threads/like_button.html", viewer, liked=liked)
        return button.replace(str(NO_ID), thread_id).replace(_COUNT, count)

    @cache
    def own_form() -> str:
        # With the person's own dates in it, or what they answer: never kept.
        context = _form_context(viewer) | {"restricted": is_apart(viewer), "viewer": viewer}
        if answered:
            context |= {"answered": answered, "thread": answered.thread, "from_address": True}
        return render_to_string("threads/message_form.html", context | {"commune": viewer.commune})

    def comment_form(thread_id: str) -> str:
        is_own = answered is not None or is_apart(viewer)
        form = own_form() if is_own else _pattern("threads/message_form.html", viewer)
        return form.replace(str(NO_ID), thread_id)

    def comment_tools(message_id: str, author_id: str, written_at: str) -> str:
        if not viewer.is_member:
            return ""
        own = str(viewer.person_id) == author_id
        tools = _pattern(
            "threads/message_tools.html",
            viewer,
            own=own,
            editable=own
            and not is_apart(viewer)
            and moment < datetime.fromisoformat(written_at) + rules.EDITABLE_FOR,
            removable=rules.may_remove_any(viewer, COMMENTS) and not own,
        )
        return tools.replace(str(NO_ID), message_id)

    return {"like": like, "comment_form": comment_form, "comment_tools": comment_tools}


def _form_context(viewer: Viewer) -> dict[str, Any]:
    context = form_context(viewer, Thread(pk=NO_ID, kind=COMMENTS.key))
    return context | {"key": KEY, "csrf_token": CSRF}


def _pattern(template: str, viewer: Viewer, **context: bool) -> str:
    """A small rendering that serves all ids: kept by commune and by what tells viewers apart."""
    return keep_text(
        (template, viewer.commune.slug, viewer.rank, *context.values()),
        lambda: render_to_string(
            template,
            {
                **_form_context(viewer),
                **context,
                "id": NO_ID,
                "count": _COUNT,
                "commune": viewer.commune,
                "viewer": viewer,
            },
        ),
    )
