"""A kept page frame and the fillers of its holes: what the header shows of the person, their token, their messages."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.middleware.csrf import get_token
from django.template.loader import render_to_string

from civic.core.access import Request
from civic.core.viewer import Viewer
from civic.ui import menu
from civic.ui.kept import Filler, Kept, hole, keep

FRAME_HOLES = {name: hole(name) for name in ("switch", "account", "messages")}


def keep_page(
    key: tuple[object, ...],
    template: str,
    viewer: Viewer,
    current: str,
    context: Callable[[], dict[str, Any]],
) -> Kept:
    """A whole page, rendered once for all viewers whom `key` does not tell apart; only then is `context` called."""

    def render() -> str:
        return render_to_string(
            template,
            {
                "viewer": viewer,
                "commune": viewer.commune,
                "rubrics": menu.rubrics_for(viewer, current),
                "site_name": settings.SITE_NAME,
                "demo": settings.DEMO,
                "holes": FRAME_HOLES,
                "csrf_token": hole("csrf"),
                **context(),
            },
        )

    return keep(("page", template, *key), render)


def frame_fillers(request: Request) -> dict[str, Filler]:
    viewer: Viewer = request.viewer
    token = _once(lambda: get_token(request))
    return {
        "csrf": token,
        "messages": lambda: _messages(request),
        "switch": lambda: _part("ui/commune_switch.html", viewer).fill({"csrf": token}),
        "account": lambda: _part("ui/account_menu.html", viewer).fill({"csrf": token}),
    }


def _part(template: str, viewer: Viewer) -> Kept:
    """A part that shows the person: kept by what it shows of them."""
    key = (template, viewer.name, viewer.photo_id, viewer.communes, viewer.commune.slug)
    return keep(
        key,
        lambda: render_to_string(
            template,
            {
                "viewer": viewer,
                "commune": viewer.commune,
                "communes": menu.communes_for(viewer),
                "viewer_photo": menu.portrait_url(viewer),
                "csrf_token": hole("csrf"),
            },
        ),
    )


def _messages(request: Request) -> str:
    if "messages" not in request.COOKIES:
        return ""
    return render_to_string("ui/messages.html#lines", {"messages": messages.get_messages(request)})


def _once(make: Callable[[], str]) -> Filler:
    made: list[str] = []

    def get() -> str:
        if not made:
            made.append(make())
        return made[0]

    return get
