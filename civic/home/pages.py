"""The parts of a commune's page that apps declare (`core.descriptors`: HomeSection, LiveHomeSection, WaitingItem)."""

from collections.abc import Hashable
from enum import StrEnum

from django.template.loader import render_to_string

from civic.core.descriptors import HomePlace, HomeSection, LiveHomeSection
from civic.core.registry import home_sections, waiting_items
from civic.core.viewer import Viewer
from civic.memberships.enums import MembershipStatus
from civic.ui.fragments import Filling, slot


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


def sections_for(viewer: Viewer) -> list[HomeSection | LiveHomeSection]:
    """Those of features that are on, in their order."""
    return [
        section
        for section in home_sections()
        if section.feature is None or section.feature in viewer.features
    ]


def versions(viewer: Viewer) -> tuple[Hashable, ...]:
    """What the cached sections depend on."""
    return tuple(
        section.varies_with(viewer) for section in sections_for(viewer) if isinstance(section, HomeSection)
    )


def context(viewer: Viewer) -> dict[str, list[str]]:
    """For the template: under the name of each place, the HTML of its sections and the slots of the live ones."""
    places: dict[str, list[str]] = {place.name.lower(): [] for place in HomePlace}
    for section in sections_for(viewer):
        if html := _html_or_slot(section, viewer):
            places[section.place.name.lower()].append(html)
    return places


def _html_or_slot(section: HomeSection | LiveHomeSection, viewer: Viewer) -> str:
    if isinstance(section, HomeSection):
        return section.render(viewer)
    return slot("section", home_sections().index(section)) if section.is_open(viewer) else ""


def fill_section(viewer: Viewer, index: str) -> Filling:
    """What stands in the slot of a live section at this request."""
    section = home_sections()[int(index)]
    assert isinstance(section, LiveHomeSection)
    filling: Filling = section.fill(viewer)
    return filling


def can_have_waiting_items(viewer: Viewer) -> bool:
    return any(item.concerns(viewer) for item in waiting_items())


def waiting(viewer: Viewer) -> str:
    """The strip above the feed: a line for each thing that waits for this very viewer; "" when nothing does."""
    lines = [line for item in waiting_items() if item.concerns(viewer) for line in item.find(viewer)]
    return render_to_string("home/waiting_strip.html", {"lines": lines}) if lines else ""
