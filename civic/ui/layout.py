"""What stands around a page, rendered once for all whom it does not distinguish, and what fills its slots.

These are the person in the header, what is new for them, their favourites, and at the end their token. A whole page can
be cached with it.
"""

from collections.abc import Callable, Hashable, Mapping
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.functional import SimpleLazyObject, cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from civic.core import registry
from civic.core.encryption import blind_index
from civic.core.form_keys import new_form_key
from civic.core.viewer import SESSION_ID, Viewer
from civic.ui import menu
from civic.ui.display import appearance_of, folded_groups, theme_color_of
from civic.ui.fragments import Filled, Filler, Fragment, cached_fragment, fragment_key, slot
from civic.ui.last_commune import layout_viewer

# Filled last, for each request: forms anywhere may hold them.
CSRF, KEY = slot("csrf"), slot("key")

_NEWS = '<span class="count" data-news="{}" {}>{}</span>'

LAYOUT_SLOTS = {
    name: slot(name)
    for name in (
        "banner",
        "header",
        "appearance",
        "theme_color",
        "device",
        "switch",
        "account",
        "messages",
        "bell",
        "menu",
        "bottom_bar",
    )
}


def cached_page(
    template: str,
    viewer: Viewer,
    *versions: Hashable,
    context: Callable[[], dict[str, Any]],
) -> Fragment:
    """A whole page, rendered once for all viewers whom `versions` and their rank do not distinguish; only then is
    `context` called."""

    def render() -> str:
        return render_to_string(
            template,
            {
                "viewer": viewer,
                "layout_viewer": viewer,
                "commune": viewer.commune,
                "site_name": settings.SITE_NAME,
                "demo": settings.DEMO,
                "slots": LAYOUT_SLOTS,
                "csrf_token": CSRF,
                **context(),
            },
        )

    return cached_fragment(fragment_key(template, viewer, *versions), render)


class Layout:
    """Of one request."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.current = (request.resolver_match.url_name if request.resolver_match else "") or ""

    @cached_property
    def viewer(self) -> Viewer:
        return layout_viewer(self.request)

    @cached_property
    def bell(self) -> menu.Bell:
        return menu.bell_for(self.viewer, self.current)

    @cached_property
    def fillers(self) -> dict[str, Filler]:
        return {
            **form_fillers(self.request),
            "banner": self._banner,
            "header": self._header,
            "appearance": lambda: appearance_of(self.request),
            "theme_color": lambda: theme_color_of(self.request),
            "device": lambda: device_attributes(self.request),
            "messages": lambda: _messages(self.request),
            "switch": lambda: _personal("ui/commune_switch.html", self.viewer),
            "bell": lambda: self._bell("ui/bell.html"),
            "bar_bell": lambda: self._bell("ui/bar_bell.html"),
            "account": lambda: _personal("ui/account_menu.html", self.viewer),
            "menu": self._menu,
            "bottom_bar": lambda: _around("ui/bottom_bar.html", self.viewer, self.current),
        }

    def _banner(self) -> SafeString:
        """What apps show above everything on the pages of a commune."""
        viewer, cookies = self.viewer, self.request.COOKIES
        found = [banner.fill(viewer, cookies) for banner in registry.page_banners()] if viewer.commune else []
        return mark_safe("".join(found))

    def _header(self) -> Fragment:
        """The same for all of a rank: what is a person's own is in its slots."""
        context = {
            "viewer": self.viewer,
            "search_box": settings.SEARCH_BOX,
            "slots": LAYOUT_SLOTS,
            "csrf_token": CSRF,
        }
        key = fragment_key("ui/header.html", self.viewer, self.viewer.is_authenticated)
        return cached_fragment(key, lambda: render_to_string("ui/header.html", context))

    def _bell(self, template: str) -> Fragment:
        key = (template, self.bell.count, self.bell.is_current)
        return cached_fragment(key, lambda: render_to_string(template, {"bell": self.bell}))

    def _menu(self) -> Filled | str:
        fragment = _around("ui/commune_menu.html", self.viewer, self.current)
        if isinstance(fragment, str):
            return fragment
        folded = folded_groups(self.request)
        own: Mapping[str, Filler] = {
            "news": self._news,
            "open": lambda group: "" if group in folded else "open",
            "favourites": lambda: _favourites(self.viewer),
            "favourite": lambda key: _favourite(self.viewer, key),
        }
        return Filled(fragment, own)

    def _news(self, category: str) -> str:
        """There even without news: scripts keep it right while the page is open."""
        if not self.viewer.is_authenticated:
            return ""
        count = self.bell.by_category.get(category, 0)
        return format_html(_NEWS, category, "" if count else "hidden", menu.to_read(count))


def layout_fillers(request: HttpRequest) -> dict[str, Filler]:
    return Layout(request).fillers


_SLOTS_ALONE = {name: Fragment.compiled(mark) for name, mark in LAYOUT_SLOTS.items()}


def layout_context(request: HttpRequest) -> dict[str, Any]:
    """For the templates of pages that are not cached: the same slots, filled."""
    layout = Layout(request)

    def filled(name: str) -> SafeString:
        return mark_safe(_SLOTS_ALONE[name].finished(layout.fillers).decode())

    return {
        # Messages stand in the context by themselves.
        "slots": {name: SimpleLazyObject(partial(filled, name)) for name in LAYOUT_SLOTS} | {"messages": ""},
        "csrf_token": SimpleLazyObject(lambda: _token(request)),
        "layout_viewer": SimpleLazyObject(lambda: layout.viewer),
        "bell": SimpleLazyObject(lambda: layout.bell),
    }


def form_fillers(request: HttpRequest) -> dict[str, Filler]:
    """What every form of a cached rendering needs: the token, and a key that makes a form sent twice count once."""
    made: dict[str, str] = {}

    def key() -> str:
        return made.get("key") or made.setdefault("key", new_form_key())

    return {"csrf": lambda: _token(request), "key": key}


def _token(request: HttpRequest) -> str:
    """The same for all forms of an answer: Django writes it anew each time."""
    token: str | None = getattr(request, "form_token", None)
    if token is None:
        token = request.form_token = get_token(request)  # type: ignore[attr-defined]
    return token


def device_attributes(request: HttpRequest) -> str:
    """Of a page: whose it is, by a key that says nothing of them, and which session, where that one ends with the
    browser. The device goes by it to keep, show and forget (decision 0030). Nothing where no viewer was looked for."""
    viewer: Viewer | None = getattr(request, "viewer", None)
    if viewer is None:
        return ""
    person = blind_index(f"device|{viewer.person_id}")[:32] if viewer.is_authenticated else ""
    attributes = format_html('data-person="{}"', person)
    if person and request.session.get_expire_at_browser_close():
        session = blind_index(f"device|{request.session.get(SESSION_ID)}")[:32]
        attributes += format_html(' data-session="{}"', session)
    return attributes


def _around(template: str, viewer: Viewer, current: str) -> Fragment | str:
    """A part of the layout, the same for all of a rank; nothing for a visitor who is in no commune."""
    if not viewer.commune and not viewer.is_authenticated:
        return ""
    return cached_fragment(
        fragment_key(template, viewer, current),
        lambda: render_to_string(
            template,
            {
                "viewer": viewer,
                "commune": viewer.commune,
                "menu_groups": menu.menu_for(viewer, current),
                "favourite_key": menu.entry_key(viewer, current),
                "bar": menu.bottom_bar_for(viewer, current),
            },
        ),
    )


def _favourites(viewer: Viewer) -> Fragment | str:
    if not viewer.favourites:
        return ""
    return cached_fragment(
        fragment_key("ui/menu_favourites.html", viewer, viewer.favourites),
        lambda: render_to_string("ui/menu_favourites.html", {"entries": menu.favourites_for(viewer)}),
    )


def _favourite(viewer: Viewer, key: str) -> Fragment | str:
    """The button that puts the entry of the page that is open among one's favourites."""
    if not viewer.is_authenticated:
        return ""
    template, context = "ui/menu_favourite.html", {"key": key, "is_favourite": key in viewer.favourites}
    return cached_fragment((template, *context.values()), lambda: render_to_string(template, context))


def _personal(template: str, viewer: Viewer) -> Fragment:
    """A part that shows the person: cached by what it shows of them."""
    of_them = viewer.name, viewer.photo_id, viewer.communes, viewer.is_staff
    key = fragment_key(template, viewer, *of_them, seen_by="person")
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


def _messages(request: HttpRequest) -> str:
    if "messages" not in request.COOKIES:
        return ""
    context = {"messages": messages.get_messages(request), "request": request}
    return render_to_string("ui/messages.html#lines", context)
