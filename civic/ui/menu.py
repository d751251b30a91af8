"""What the frame of a page shows around its content: the rubrics of the commune, the switch between communes."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string

from civic.core.viewer import VISITOR, Viewer
from civic.ui import french


class Who(Enum):
    ANYONE = "anyone"
    APPLICANT = "applicant"
    MEMBER = "member"
    TOWN_HALL = "town hall"
    DELEGATE = "delegate"
    MAYOR = "mayor"


_OF_TOWN_HALL = {Who.TOWN_HALL, Who.DELEGATE, Who.MAYOR}


@dataclass(frozen=True, slots=True)
class Rubric:
    """One line of the menu. `label`: {the_mayor} stands for « Le maire » or « La maire ». `bar`: its
    short name in the bottom bar of phones, "" to leave it out there."""

    label: str
    icon: str
    page: str  # URL name, taking the commune's slug
    who: Who = Who.ANYONE
    right: str = ""
    feature: str = ""
    bar: str = ""

    def is_for(self, viewer: Viewer) -> bool:
        if self.feature and self.feature not in viewer.features:
            return False
        if self.who is Who.TOWN_HALL:
            return viewer.may(self.right) if self.right else viewer.is_town_hall
        return {
            Who.ANYONE: True,
            Who.APPLICANT: viewer.is_applicant,
            Who.MEMBER: viewer.is_member,
            Who.DELEGATE: viewer.is_town_hall and not viewer.is_mayor,
            Who.MAYOR: viewer.is_mayor,
        }[self.who]


@dataclass(frozen=True, slots=True)
class Bell:
    """How many things wait to be read, in words for every page. More than 99 are not counted."""

    count: int
    is_current: bool = False  # the page shown is the list itself

    @property
    def shown(self) -> str:
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


@cache
def _all_rubrics() -> list[Rubric]:
    return import_string(settings.RUBRICS)


def rubrics_for(viewer: Viewer, current: str = "") -> list[dict[str, Any]]:
    """Groups of entries as ui/rubrics.html and ui/bottom_bar.html draw them. `current`: URL name of the page shown."""
    if not viewer.commune:
        return []
    groups: dict[str, list[dict[str, Any]]] = {"": [], "La mairie": []}
    for rubric in _all_rubrics():
        if rubric.is_for(viewer):
            groups["La mairie" if rubric.who in _OF_TOWN_HALL else ""].append(
                {
                    "label": rubric.label.format(the_mayor=viewer.commune.the_mayor),
                    "icon": rubric.icon,
                    "url": reverse(rubric.page, args=[viewer.commune.slug]),
                    "current": rubric.page == current,
                    "short": rubric.bar,
                    "bar": bool(rubric.bar),
                }
            )
    return [{"title": title, "entries": entries} for title, entries in groups.items() if entries]


def communes_for(viewer: Viewer) -> list[dict[str, Any]]:
    """The communes between which the viewer switches; the one in view is marked."""
    return [
        {"name": own.name, "url": f"/{own.slug}/", "current": own.slug == viewer.commune.slug}
        for own in viewer.communes
    ]


def portrait_url(viewer: Viewer) -> str:
    return reverse("portrait_file", args=[viewer.photo_id, "96.webp"]) if viewer.photo_id else ""


def menu_context(request: HttpRequest) -> dict[str, Any]:
    viewer = getattr(request, "viewer", VISITOR)
    current = request.resolver_match.url_name if request.resolver_match else ""
    return {
        "bell": SimpleLazyObject(lambda: bell_for(viewer, current or "")),
        "rubrics": SimpleLazyObject(lambda: rubrics_for(viewer, current or "")),
        "communes": SimpleLazyObject(lambda: communes_for(viewer)),
        "viewer_photo": SimpleLazyObject(lambda: portrait_url(viewer)),
    }
