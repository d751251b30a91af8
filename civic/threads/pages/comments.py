"""Comments under a content as HTML: rendered once per change, with slots for what is the viewer's own."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from civic.core.access import Request
from civic.core.clock import now
from civic.core.viewer import Viewer
from civic.threads import rules
from civic.threads.models import Message, Thread
from civic.threads.pages.lines import ID_SLOT, MessageContext, lines_context
from civic.threads.pages.messages import form_context, quoted, requested_page
from civic.threads.queries.messages import MessagePage
from civic.threads.queries.threads import content_is_liked
from civic.threads.thread_kinds import COMMENTS
from civic.ui.fragments import Filler, Fragment, cached_fragment, fragment_key, slot
from civic.ui.layout import CSRF, KEY, form_fillers

_COUNT, _BY, _ON = slot("count"), slot("by"), slot("on")


def rendered(
    request: Request,
    thread: Thread,
    *,
    template: str = "threads/comments.html",
    context: Mapping[str, Any] | None = None,
    others: Mapping[str, Filler] | None = None,
) -> SafeString:
    """What is said under a content, and the form to write, for its page. The address says from where on, and which
    comment is answered. `template`: one that includes threads/comments.html, with its own `context` and fillers of
    `others` of its slots. The title of the content has the id `titre-<thread>`: buttons are named by it."""
    viewer = request.viewer
    context = {
        **(context or {}),
        **thread_context(viewer, thread, requested_page(viewer, thread, request.GET)),
    }
    own = fillers(
        viewer,
        liked=viewer.is_authenticated and content_is_liked(viewer, thread.pk),
        answered=quoted(viewer, thread, request.GET.get("reponse", "")),
        flagged=request.GET.get("signale", ""),
    )
    html = Fragment.compiled(render_to_string(template, context)).filled({**own, **(others or {})})
    return mark_safe(html.finished(form_fillers(request)).decode())


def thread_context(viewer: Viewer, thread: Thread, page: MessagePage) -> dict[str, Any]:
    """What threads/comments.html shows. What residents write to each other, under their names, is not for strangers,
    even below a public publication: they see how many comments there are."""
    found = page if viewer.is_member else MessagePage([])
    lines = [
        MessageContext(
            message, own=False, editable=False, erasable=False, removable=False, answerable=True, for_all=True
        )
        for message in found.messages
    ]
    return lines_context(viewer, thread, found, lines) | {
        "list_place": f"liste-{thread.pk}",
        "commune": viewer.commune,
        "for_members": viewer.is_member,
    }


def is_apart(viewer: Viewer) -> bool:
    """What fills the slots is this person's alone, and not cached for those of their rank."""
    return rules.is_silenced(viewer, COMMENTS)


def fillers(
    viewer: Viewer, *, liked: bool, answered: Message | None = None, flagged: str = ""
) -> dict[str, Filler]:
    """For the slots of threads/comments.html, threads/like.html and threads/message.html. `liked`: does the viewer
    like this content? `answered`: the comment that the form answers. `flagged`: the id of the one that the viewer has
    just flagged. Token and key come later."""
    moment = now()

    def like(thread_id: str, count: str) -> Fragment:
        button = _shared("threads/like_button.html", viewer, liked=liked)
        return button.filled({"id": lambda: thread_id, "count": lambda: count})

    @cache
    def own_form() -> Fragment:
        # With the person's own dates in it, or what they answer: never cached.
        context = _form_context(viewer) | {"restricted": is_apart(viewer), "viewer": viewer}
        if answered:
            context |= {"answered": answered, "thread": answered.thread, "from_address": True}
        html = render_to_string("threads/message_form.html", context | {"commune": viewer.commune})
        return Fragment.compiled(html)

    def comment_form(thread_id: str) -> Fragment:
        is_own = answered is not None or is_apart(viewer)
        form = own_form() if is_own else _shared("threads/message_form.html", viewer)
        return form.filled({"id": lambda: thread_id})

    def comment_tools(message_id: str, author_id: str, written_at: str, by: str, on: str) -> str | Fragment:
        if not viewer.is_member:
            return ""
        own = str(viewer.person_id) == author_id
        tools = _shared(
            "threads/message_tools.html",
            viewer,
            own=own,
            erasable=own,
            editable=own
            and not is_apart(viewer)
            and rules.is_recent(datetime.fromisoformat(written_at), moment),
            removable=rules.may_remove_any(viewer, COMMENTS) and not own,
            flagged=message_id == flagged,
        )
        return tools.filled({"id": lambda: message_id, "by": lambda: by, "on": lambda: on})

    return {"like": like, "comment_form": comment_form, "comment_tools": comment_tools}


def _form_context(viewer: Viewer) -> dict[str, Any]:
    context = form_context(viewer, Thread(pk=ID_SLOT, kind=COMMENTS.key))
    return context | {"key": KEY, "csrf_token": CSRF}


def _shared(template: str, viewer: Viewer, **context: bool) -> Fragment:
    """A small rendering that serves all ids."""
    return cached_fragment(
        fragment_key(template, viewer, *context.values()),
        lambda: render_to_string(
            template,
            {
                **_form_context(viewer),
                **context,
                "id": ID_SLOT,
                "count": _COUNT,
                "by": _BY,
                "on": _ON,
                "commune": viewer.commune,
                "viewer": viewer,
            },
        ),
    )
