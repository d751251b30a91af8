from collections.abc import Callable
from itertools import count
from typing import Any

import pytest

from civic.accounts.models import Person
from civic.communes.models import Commune
from civic.core.viewer import Viewer
from civic.messaging.actions import mayors, writing
from civic.messaging.models import Conversation
from civic.threads.models import Message


@pytest.fixture
def write_in(viewer_of: Callable[..., Viewer], commune: Commune) -> Callable[..., Message]:
    """`write_in(conversation, person, "Bonjour")`: as the form does."""
    keys = count()

    def write(conversation: Conversation, person: Person, body: str, **more: Any) -> Message:
        return writing.write_message(
            viewer=viewer_of(person, commune),
            thread_id=conversation.thread_id,
            body=body,
            **{"key": f"clef {next(keys)}"} | more,
        )

    return write


@pytest.fixture
def conversation(viewer_of: Callable[..., Viewer], commune: Commune, resident: Person) -> Conversation:
    """A resident has written to the mayor and the team: « Le banc est cassé »."""
    return writing.write_to_town_hall(
        viewer=viewer_of(resident, commune), addressee="team", body="Le banc est cassé", key="le banc"
    )


@pytest.fixture
def with_mayor(
    viewer_of: Callable[..., Viewer], commune: Commune, resident: Person, mayor: Person
) -> Conversation:
    """The same resident to the mayor alone: « Entre nous »."""
    return writing.write_to_town_hall(
        viewer=viewer_of(resident, commune), addressee="mayor", body="Entre nous", key="entre nous"
    )


@pytest.fixture
def between_mayors(
    viewer_of: Callable[..., Viewer], commune: Commune, other_commune: Commune, mayor: Person
) -> Conversation:
    """The mayor's side of what they have begun to write to the other commune's: « De maire à maire »."""
    return mayors.write_to_mayor(
        viewer=viewer_of(mayor, commune), commune=other_commune, body="De maire à maire", key="entre maires"
    )
