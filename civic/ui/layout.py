"""A cached page and what fills its slots: the person in the header, their messages, and at the end their token."""

from collections.abc import Callable, Hashable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.middleware.csrf import get_token
from django.template.loader import render_to_string

from civic.core.access import Request
from civic.core.form_keys import new_form_key
from civic.core.viewer import Viewer
from civic.ui import menu
from civic.ui.fragments import Filler, Fragment, cached_fragment, fragment_key, slot

# Filled last, for each request: forms anywhere may hold them.
CSRF, KEY = slot("csrf"), slot("key")

LAYOUT_SLOTS = {name: slot(name) for name in ("device", "switch", "account", "messages", "bell", "bar_bell")}


def cached_page(
    template: str,
    viewer: Viewer,
    *versions: Hashable,
    current: str,
    context: Callable[[], dict[str, Any]],
) -> Fragment:
    """A whole page, rendered once for all viewers whom `versions` and their rank do not distinguish; only then is
    `context` called. `current`: the menu entry that it belongs to."""

    def render() -> str:
        return render_to_string(
            template,
            {
                "viewer": viewer,
                "layout_viewer": viewer,
                "commune": viewer.commune,
                "menu_groups": menu.menu_for(viewer, current),
                "search_box": settings.SEARCH_BOX,
                "site_name": settings.SITE_NAME,
                "demo": settings.DEMO,
                "slots": LAYOUT_SLOTS,
                "csrf_token": CSRF,
                **context(),
            },
        )

    return cached_fragment(fragment_key(template, viewer, *versions), render)


def layout_fillers(request: Request) -> dict[str, Filler]:
    bells: list[menu.Bell] = []

    def bell(template: str) -> Fragment:
        if not bells:
            bells.append(menu.bell_for(request.viewer))
        context = {"bell": bells[0]}
        return cached_fragment((template, bells[0].count), lambda: render_to_string(template, context))

    return {
        **form_fillers(request),
        "device": lambda: menu.device_attributes(request),
        "messages": lambda: _messages(request),
        "switch": lambda: _personal("ui/commune_switch.html", request.viewer),
        "bell": lambda: bell("ui/bell.html"),
        "bar_bell": lambda: bell("ui/bar_bell.html"),
        "account": lambda: _personal("ui/account_menu.html", request.viewer),
    }


def form_fillers(request: Request) -> dict[str, Filler]:
    """What every form of a cached rendering needs: the token, and a key that makes a form sent twice count once."""
    made: dict[str, str] = {}

    def token() -> str:
        return made.get("token") or made.setdefault("token", get_token(request))

    def key() -> str:
        return made.get("key") or made.setdefault("key", new_form_key())

    return {"csrf": token, "key": key}


def _personal(template: str, viewer: Viewer) -> Fragment:
    """A part that shows the person: cached by what it shows of them."""
    key = fragment_key(template, viewer, viewer.name, viewer.photo_id, viewer.communes, seen_by="person")
    return cached_fragment(
        key,
        lambda: render_to_string(
            template,
            {
                "viewer": viewer,
                "layout_viewer": viewer,
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
