"""The parts of a commune's page that apps declare (`core.descriptors`: HomeSection, LiveHomeSection, WaitingItem)."""

import json
from collections.abc import Hashable, Mapping, Sequence
from enum import StrEnum
from functools import partial
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html

from civic.communes.queries.facts import open_now
from civic.core.descriptors import HomePlace, HomeSection, LiveHomeSection, QuickAction, WaitingItem
from civic.core.registry import home_sections, waiting_items
from civic.core.viewer import Viewer
from civic.memberships.enums import MembershipStatus
from civic.ui.fragments import Filler, Filling, slot
from civic.ui.menu import quick_actions_for

STRIP = "home/waiting_strip.html"
WAITING_SHOWN = 2  # lines of the strip; the others are one tap away


class JoinStep(StrEnum):
    """What somebody who does not belong to the commune is to do next; one template each."""

    PROOF = "proof"
    WAIT = "wait"
    ANSWER = "answer"
    REQUEST = "request"
    SIGN_UP = "sign_up"


def join_step(viewer: Viewer, *, owes_proof: bool) -> JoinStep:
    if viewer.is_applicant:
        return JoinStep.PROOF if owes_proof else JoinStep.WAIT
    if viewer.membership == MembershipStatus.REFUSED:
        return JoinStep.ANSWER
    return JoinStep.REQUEST if viewer.is_authenticated else JoinStep.SIGN_UP


def head_template(viewer: Viewer, *, has_been_here: bool) -> str:
    """The whole cover is for who does not belong to the commune. Who comes for news gets a line, under a picture of it
    on a first visit; who acts for the town hall knows where they are."""
    if not viewer.is_member or not viewer.commune.has_town_hall:
        return "home/cover.html"
    return "home/short_head.html" if has_been_here or viewer.is_town_hall else "home/first_head.html"


def quick_action(viewer: Viewer) -> QuickAction | None:
    """What who acts for the town hall most often begins."""
    found = quick_actions_for(viewer)
    return found.actions[0] if found.for_town_hall else None


# --- Sections -------------------------------------------------------------------------------------------------------


def sections_for(viewer: Viewer) -> list[HomeSection | LiveHomeSection]:
    """Those of features that are on, in their order."""
    return [section for section in home_sections() if _is_on(section, viewer)]


def _is_on(part: HomeSection | LiveHomeSection | WaitingItem, viewer: Viewer) -> bool:
    return part.feature is None or part.feature in viewer.features


def versions(viewer: Viewer) -> tuple[Hashable, ...]:
    """What the cached sections depend on, and the slots of what waits."""
    return tuple(
        part.varies_with(viewer)
        for part in (*sections_for(viewer), *waiting_items())
        if not isinstance(part, LiveHomeSection) and _is_on(part, viewer)
    )


def context(viewer: Viewer) -> dict[str, Any]:
    """For the template: under the name of each place, the HTML of its sections and the slots of the live ones; and the
    slots of what stands above the feed."""
    places: dict[str, Any] = {place.name.lower(): [] for place in HomePlace}
    for section in sections_for(viewer):
        if html := _html_or_slot(section, viewer):
            places[section.place.name.lower()].append(html)
    return places | {"head_slot": slot("head"), "waiting_slot": _waiting_slot(viewer)}


def open_now_slot(hours: list[Any]) -> str:
    """Its argument spares a statement at each request."""
    return slot("open_now", json.dumps(hours)) if hours else ""


def fillers(viewer: Viewer, asked: Mapping[str, str]) -> dict[str, Filler]:
    """For the slots of `context`. `asked`: by the address."""
    return {
        "section": partial(_fill_section, viewer, asked),
        "waiting": partial(_waiting_strip, viewer),
        "open_now": partial(_open_now, viewer),
    }


def _html_or_slot(section: HomeSection | LiveHomeSection, viewer: Viewer) -> str:
    if isinstance(section, HomeSection):
        return section.render(viewer)
    return slot("section", home_sections().index(section)) if section.is_open(viewer) else ""


def _fill_section(viewer: Viewer, asked: Mapping[str, str], index: str) -> Filling:
    """What stands in the slot of a live section at this request."""
    section = home_sections()[int(index)]
    assert isinstance(section, LiveHomeSection)
    filling: Filling = section.fill(viewer, asked)
    return filling


def _open_now(viewer: Viewer, hours: str) -> str:
    """On a page that is cached for longer than the town hall stays open."""
    words = open_now(viewer, json.loads(hours))
    return format_html('<p class="open-now">{}</p>', words) if words else ""


# --- What waits -----------------------------------------------------------------------------------------------------


def _waiting_slot(viewer: Viewer) -> str:
    """It names the items that can have lines for viewers of this rank; "" where none can."""
    found = [waiting_items().index(item) for item in _items_for(viewer)]
    return slot("waiting", *found) if found else ""


def _items_for(viewer: Viewer) -> list[WaitingItem]:
    if not viewer.is_member:
        return []
    return [item for item in waiting_items() if _is_on(item, viewer) and item.concerns(viewer)]


def _waiting_strip(viewer: Viewer, *indexes: str) -> str:
    return render_to_string(STRIP, _strip_context(viewer, [waiting_items()[int(index)] for index in indexes]))


def strip_context(viewer: Viewer) -> dict[str, Any]:
    """For STRIP, asked for again by itself."""
    return _strip_context(viewer, _items_for(viewer))


def _strip_context(viewer: Viewer, items: Sequence[WaitingItem]) -> dict[str, Any]:
    """The strip above the feed: the alert, then a line for each thing that waits for this very viewer."""
    in_order = sorted(items, key=lambda item: not item.is_alert)
    lines = [(item.is_alert, line) for item in in_order for line in item.find(viewer)]
    shown = WAITING_SHOWN + any(is_alert for is_alert, _ in lines[:1])
    page = reverse("waiting_strip", args=[viewer.commune.slug]) if viewer.is_town_hall else ""
    return {"lines": lines[:shown], "others": lines[shown:], "page": page}
