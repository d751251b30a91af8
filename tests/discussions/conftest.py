from collections.abc import Callable
from typing import Any

import pytest

from civic.accounts.models import Person
from civic.communes.models import Commune
from civic.core.viewer import Viewer
from civic.discussions.actions import messages
from civic.discussions.models import Discussion
from civic.threads.models import Message
from tests.discussions.factories import DiscussionFactory
from tests.threads.factories import MessageFactory


@pytest.fixture
def discussion(commune: Commune, mayor: Person) -> Discussion:
    return DiscussionFactory(commune=commune, author=mayor, title="La place du marché")


@pytest.fixture
def other_discussion(other_commune: Commune, other_mayor: Person) -> Discussion:
    """The twin, with a message, that must never show in `commune`."""
    twin = DiscussionFactory(commune=other_commune, author=other_mayor, title="Place d’Autreville")
    MessageFactory(thread=twin.thread, author=other_mayor, body="Message d’Autreville")
    return twin


@pytest.fixture
def say(viewer_of: Callable[..., Viewer], discussion: Discussion) -> Callable[..., Message]:
    """`say(person, "Bonjour")`: written in `discussion`, as the form does."""
    keys = iter(range(10_000))

    def write(person: Person, body: str, **more: Any) -> Message:
        return messages.write_message(
            viewer=viewer_of(person, discussion.commune),
            discussion_id=discussion.pk,
            body=body,
            **{"key": f"clef {next(keys)}"} | more,
        )

    return write
