"""A kept page frame and what fills it: the person in the header, their messages, and at the end their token."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.middleware.csrf import get_token
from django.template.loader import render_to_string

from civic.core.access import Request
from civic.core.ids import new_id
from civic.core.viewer import Viewer
from civic.ui import menu
from civic.ui.kept import Bound, Filler, Kept, hole, keep

# Filled last, for each request: forms anywhere may hold them.
CSRF, KEY = hole("csrf"), hole("key")

FRAME_HOLES = {name: hole(name) for name in ("switch", "account", "messages", "bell", "bar_bell")}


def keep_page(
    key: tuple[object, ...],
    template: str,
    viewer: Viewer,
    current: str,
    context: Callable[[], dict[str, Any]],
) -> Kept:
    """A whole page, rendered once for all viewers whom `key` and their rank do not tell apart; only then is
    `context` called."""

    def render() -> str:
        return render_to_string(
            template,
            {
                "viewer": viewer,
                "commune": viewer.commune,
                "rubrics": menu.menu_for(viewer, current),
                "site_name": settings.SITE_NAME,
                "demo": settings.DEMO,
                "holes": FRAME_HOLES,
                "csrf_token": CSRF,
                **context(),
            },
        )

    return keep(("page", template, viewer.commune.slug, viewer.commune.the_mayor, viewer.rank, *key), render)


def frame_fillers(request: Request) -> dict[str, Filler]:
    bells: list[menu.Bell] = []

    def bell(template: str) -> list[Kept]:
        if not bells:
            bells.append(menu.bell_for(request.viewer))
        context = {"bell": bells[0]}
        return [keep((template, bells[0].count), lambda: render_to_string(template, context))]

    return {
        **own_fillers(request),
        "messages": lambda: _messages(request),
        "switch": lambda: [_part("ui/commune_switch.html", request.viewer)],
        "bell": lambda: bell("ui/bell.html"),
        "bar_bell": lambda: bell("ui/bar_bell.html"),
        "account": lambda: [_part("ui/account_menu.html", request.viewer)],
    }


def own_fillers(request: Request) -> dict[str, Filler]:
    """What every form of a kept rendering needs: the token, and a key that makes a form sent twice count once."""
    made: dict[str, str] = {}

    def token() -> str:
        return made.get("token") or made.setdefault("token", get_token(request))

    def key() -> str:
        return made.get("key") or made.setdefault("key", str(new_id()))

    return {"csrf": token, "key": key}


def finish(request: Request, kept: Kept | Bound, fillers: dict[str, Filler]) -> bytes:
    """The bytes of an answer."""
    out: list[bytes] = []
    kept.write(out, {**own_fillers(request), **fillers})
    return b"".join(out)


def _part(template: str, viewer: Viewer) -> Kept:
    """A part that shows the person: kept by what it shows of them."""
    return keep(
        (template, viewer.name, viewer.photo_id, viewer.communes, viewer.commune),
        lambda: render_to_string(
            template,
            {
                "viewer": viewer,
                "commune": viewer.commune,
                "communes": menu.communes_for(viewer),
                "viewer_photo": menu.portrait_url(viewer),
                "csrf_token": CSRF,
            },
        ),
    )


def _messages(request: Request) -> str:
    if "messages" not in request.COOKIES:
        return ""
    return render_to_string("ui/messages.html#lines", {"messages": messages.get_messages(request)})
