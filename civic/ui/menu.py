"""What the layout of a page shows around its content: menu of the commune, switch between communes, bell."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

from django.conf import settings
from django.urls import reverse
from django.utils.module_loading import import_string

from civic.core import registry
from civic.core.descriptors import MenuEntry, MenuGroup, QuickAction
from civic.core.viewer import Viewer
from civic.ui import french

MOST_FAVOURITES = 8
_IN_BAR = 2  # entries of the bottom bar, beside its button, the bell and the menu


class Unread(NamedTuple):
    """How many notifications a person has not read: all of them, and of the commune in view by category."""

    total: int
    by_category: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Bell:
    """How many things wait to be read, in words for every page. More than 99 are not counted."""

    count: int
    is_current: bool = False  # the page shown is the list itself
    by_category: Mapping[str, int] = field(default_factory=dict)

    @property
    def display_count(self) -> str:
        return figure(self.count)

    @property
    def label(self) -> str:
        if not self.count:
            return "Notifications"
        if self.count > 99:
            return "Notifications, plus de 99 non lues"
        return f"Notifications, {french.counted(self.count, 'non lue', 'non lues')}"


def figure(count: int) -> str:
    return "99+" if count > 99 else str(count)


def to_read(count: int) -> str:
    """Beside an entry of the menu: news, where the pages themselves count what there is or what waits."""
    return f"{figure(count)}\u00a0à lire"


@cache
def _unread() -> Callable[[Viewer], Unread]:
    return import_string(settings.UNREAD)


def bell_for(viewer: Viewer, current: str = "") -> Bell:
    """One statement; none for a visitor."""
    if not viewer.is_authenticated:
        return Bell(0)
    unread = _unread()(viewer)
    return Bell(unread.total, current == "notification_list", unread.by_category)


def menu_for(viewer: Viewer, current: str = "") -> list[dict[str, Any]]:
    """Groups of entries for ui/commune_menu.html. `current`: URL name of the page."""
    if not viewer.commune:
        return _own_pages(current) if viewer.is_authenticated else []
    groups: dict[MenuGroup, list[dict[str, Any]]] = {group: [] for group in _groups_for(viewer)}
    for entry in registry.menu():
        if entry.is_for(viewer):
            groups[entry.group].append(_line(entry, viewer, current))
    return [
        {
            "key": group.name,
            "title": group.value,
            "entries": entries,
            "current": any(entry["current"] for entry in entries),
        }
        for group, entries in groups.items()
        if entries
    ]


def _groups_for(viewer: Viewer) -> list[MenuGroup]:
    """In their order; its own work is not at the end of what a town hall sees."""
    groups = list(MenuGroup)
    if viewer.is_town_hall:
        groups.remove(MenuGroup.TOWN_HALL)
        groups.insert(1, MenuGroup.TOWN_HALL)
    return groups


def _line(entry: MenuEntry, viewer: Viewer, current: str) -> dict[str, Any]:
    return {
        "key": entry.url_name,
        "label": entry.label.format(the_mayor=viewer.commune.the_mayor),
        "icon": entry.icon,
        "url": reverse(entry.url_name, args=[viewer.commune.slug]),
        "current": entry.covers(current),
        "news": entry.news.key if entry.news else "",
    }


def entry_key(viewer: Viewer, current: str) -> str:
    """What the entry of this page is called among favourites; nothing for a page that has none."""
    if not viewer.commune:
        return ""
    shown = (entry for entry in registry.menu() if entry.is_for(viewer))
    return next((entry.url_name for entry in shown if entry.covers(current)), "")


def _own_pages(current: str) -> list[dict[str, Any]]:
    """For a person who is in no commune yet: what is their own."""
    entries = [
        {
            "label": page.label,
            "icon": page.icon,
            "url": reverse(page.url_name),
            "current": page.url_name == current,
        }
        for page in registry.account_pages()
    ]
    return [{"title": "Mon compte", "entries": entries}]


def favourites_for(viewer: Viewer) -> list[dict[str, Any]]:
    """The entries that the person put first, in the order of the menu. The page that is open is marked in its group."""
    return [
        _line(entry, viewer, "")
        for entry in registry.menu()
        if entry.url_name in viewer.favourites and entry.is_for(viewer)
    ]


@dataclass(frozen=True, slots=True)
class BottomBar:
    """What stands at the bottom of phones besides the bell and the menu."""

    entries: list[dict[str, Any]]
    action: dict[str, Any] | None  # where a member begins something; who does not belong here has none


def bottom_bar_for(viewer: Viewer, current: str = "") -> BottomBar:
    if not viewer.commune:
        return BottomBar([], None)
    entries = [entry for entry in registry.menu() if entry.bar_label and entry.is_for(viewer)]
    lines = [
        _line(entry, viewer, current) | {"label": entry.bar_label or entry.label}
        for entry in entries[:_IN_BAR]
    ]
    return BottomBar(lines, _action(viewer, current))


def _action(viewer: Viewer, current: str) -> dict[str, Any] | None:
    """The one thing that somebody may publish is a tap away; else a page says what they can do."""
    if not viewer.is_member:
        return None
    found = quick_actions_for(viewer)
    name = (
        found.actions[0].url_name
        if found.for_town_hall and len(found.actions) == 1
        else settings.QUICK_ACTIONS_PAGE
    )
    return {
        "label": "Publier" if found.for_town_hall else "Écrire",
        "url": reverse(name, args=[viewer.commune.slug]),
        "current": name == current,
    }


@dataclass(frozen=True, slots=True)
class QuickActions:
    """What a person may begin in a commune: for its town hall, or else in their own name."""

    actions: list[QuickAction]
    for_town_hall: bool


def quick_actions_for(viewer: Viewer) -> QuickActions:
    actions = [action for action in registry.quick_actions() if action.is_for(viewer)]
    published = [action for action in actions if action.is_of_town_hall]
    return QuickActions(published or actions, bool(published))


def ways_to_take_part(viewer: Viewer) -> list[dict[str, Any]]:
    """For a member who publishes nothing: where they answer somebody else."""
    return [
        _line(entry, viewer, "") | {"label": entry.takes_part}
        for entry in registry.menu()
        if entry.takes_part and entry.is_for(viewer)
    ]


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
