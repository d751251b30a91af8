"""Where somebody who was invited is awaited. Each app that invites people adds itself here, in its `receivers.py`."""

from collections.abc import Callable
from uuid import UUID

# Of a person: « la page de Couvrot », or "" where nothing waits for them.
places: list[Callable[[UUID], str]] = []


def place_awaiting(person_id: UUID) -> str:
    return next(filter(None, (place(person_id) for place in places)), "")
