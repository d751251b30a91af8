"""Which topics there are, and who hears which."""

import re
from uuid import UUID

from civic.core.audience import BY_ROLE, Audience
from civic.core.text import whole_number
from civic.core.viewer import Viewer

_TOPIC = re.compile(r"person:[0-9a-f-]{36}|commune:[1-9][0-9]*:(members|town_hall|public)")
_NAME = re.compile(r"[a-z][a-z_]{1,39}")
LONGEST_DATA = 300  # characters of JSON: ids and counts


def person_topic(person_id: UUID) -> str:
    return f"person:{person_id}"


def commune_topic(commune_id: int, audience: str) -> str:
    """What concerns this audience (a core.audience.Audience) of a commune."""
    return f"commune:{commune_id}:{Audience(audience).value}"


def topics_of(viewer: Viewer) -> frozenset[str]:
    """All that this person's pages may receive, whatever page they are on. Nothing for a visitor."""
    if viewer.person_id is None:
        return frozenset()
    return frozenset(
        [
            person_topic(viewer.person_id),
            *(commune_topic(own.id, a) for own in viewer.communes for a in BY_ROLE[own.role]),
        ]
    )


def is_topic(topic: str) -> bool:
    return _TOPIC.fullmatch(topic) is not None


def is_name(name: str) -> bool:
    return _NAME.fullmatch(name) is not None


def last_id(text: str) -> int | None:
    """A `Last-Event-ID` as a browser sends it back; None for what we never gave out."""
    return whole_number(text, figures=18)
