"""The ways by which the words of an alert leave: as registered, each with what it will look like there.

An app that brings another one (SMS) registers it in its own `receivers.py`, and listens to
`AlertActivated` and `AlertLevelChanged`:

    register(Outlet(key="sms", label="SMS", position=30, preview=sms_preview))
"""

from collections.abc import Callable
from dataclasses import dataclass

from civic.alerts.models import Alert
from civic.core.viewer import Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    key: str
    label: str
    position: int  # steps of ten, no two the same
    preview: Callable[[Viewer, Alert], str]  # HTML; the alert is not saved yet


_registered: dict[str, Outlet] = {}


def register(outlet: Outlet) -> None:
    if any(outlet.position == other.position for key, other in _registered.items() if key != outlet.key):
        raise ValueError(f"position {outlet.position} is another outlet’s")
    if _registered.setdefault(outlet.key, outlet) is not outlet:
        raise ValueError(f"two outlets are called {outlet.key}")


def outlets() -> list[Outlet]:
    return sorted(_registered.values(), key=lambda outlet: outlet.position)
