"""What the layout of a page shows around its content: the menu of the commune, the switch between communes."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.html import format_html
from django.utils.module_loading import import_string

from civic.core import registry
from civic.core.descriptors import MenuGroup
from civic.core.encryption import blind_index
from civic.core.viewer import SESSION_ID, VISITOR, Viewer
from civic.ui import french
from civic.ui.last_commune import layout_viewer


@dataclass(frozen=True, slots=True)
class Bell:
    """How many things wait to be read, in words for every page. More than 99 are not counted."""

    count: int
    is_current: bool = False  # the page shown is the list itself

    @property
    def display_count(self) -> str:
        return "99+" if self.count > 99 else str(self.count)

    @property
    def label(self) -> str:
        if not self.count:
            return "Notifications"
        if self.count > 99:
            return "Notifications, plus de 99 non lues"
        return f"Notifications, {french.counted(self.count, 'non lue', 'non lues')}"


@cache
def _count_unread() -> Callable[[Viewer], int]:
    return import_string(settings.UNREAD_COUNT)


def bell_for(viewer: Viewer, current: str = "") -> Bell:
    """One statement; none for a visitor."""
    count = _count_unread()(viewer) if viewer.is_authenticated else 0
    return Bell(count, current == "notification_list")


def menu_for(viewer: Viewer, current: str = "") -> list[dict[str, Any]]:
    """Groups of entries for ui/commune_menu.html and ui/bottom_bar.html. `current`: URL name of the page."""
    if not viewer.commune:
        return _own_pages(current) if viewer.is_authenticated else []
    groups: dict[MenuGroup, list[dict[str, Any]]] = {group: [] for group in MenuGroup}
    for entry in registry.menu():
        if entry.is_for(viewer):
            groups[entry.group].append(
                {
                    "label": entry.label.format(the_mayor=viewer.commune.the_mayor),
                    "icon": entry.icon,
                    "url": reverse(entry.url_name, args=[viewer.commune.slug]),
                    "current": entry.url_name == current,
                    "short": entry.bar_label,
                    "bar": bool(entry.bar_label),
                }
            )
    return [{"title": group.value, "entries": entries} for group, entries in groups.items() if entries]


def _own_pages(current: str) -> list[dict[str, Any]]:
    """For a person who is in no commune yet: what is their own."""
    pages = [
        {
            "label": page.label,
            "icon": page.icon,
            "url": reverse(page.url_name),
            "current": page.url_name == current,
        }
        for page in registry.account_pages()
    ]
    return [{"title": "Mon compte", "entries": pages}]


def communes_for(viewer: Viewer) -> list[dict[str, Any]]:
    """The communes between which the viewer switches, the one in view marked; none when there is no other."""
    if all(own.slug == viewer.commune.slug for own in viewer.communes):
        return []
    return [
        {
            "name": own.name,
            "url": reverse("commune_page", args=[own.slug]),
            "current": own.slug == viewer.commune.slug,
        }
        for own in viewer.communes
    ]


def portrait_url(viewer: Viewer) -> str:
    return reverse("portrait_file", args=[viewer.photo_id, "96.webp"]) if viewer.photo_id else ""


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


def menu_context(request: HttpRequest) -> dict[str, Any]:
    viewer = getattr(request, "viewer", VISITOR)
    current = (request.resolver_match.url_name if request.resolver_match else "") or ""
    around = cache(lambda: layout_viewer(request))
    return {
        "search_box": settings.SEARCH_BOX,
        "device": SimpleLazyObject(lambda: device_attributes(request)),
        "bell": SimpleLazyObject(lambda: bell_for(viewer, current)),
        "layout_viewer": SimpleLazyObject(around),
        "menu_groups": SimpleLazyObject(lambda: menu_for(around(), current)),
        "communes": SimpleLazyObject(lambda: communes_for(around())),
        "viewer_photo": SimpleLazyObject(lambda: portrait_url(viewer)),
    }
