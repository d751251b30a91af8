"""`talk`: one conversation of each kind that stands on the engine, for the contract that all of them keep."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest
from django.urls import reverse

from civic.accounts.models import Person
from civic.communes.models import Commune
from civic.core.descriptors import Right
from civic.core.viewer import Viewer
from civic.discussions.actions import messages as discussion_messages
from civic.discussions.enums import LEAD_DISCUSSIONS
from civic.discussions.thread_kinds import MESSAGES
from civic.threads.actions import messages
from civic.threads.enums import MODERATE_COMMENTS
from civic.threads.kinds import ThreadKind
from civic.threads.models import Message, Thread
from civic.threads.thread_kinds import COMMENTS
from tests.discussions.factories import DiscussionFactory
from tests.plugins.frozen_time import Clock
from tests.posts.factories import PostFactory


@dataclass
class Talk:
    """What one does in a thread, through the actions of the app that shows it."""

    kind: ThreadKind
    thread: Thread
    elsewhere: Thread  # its twin in another commune
    write: Callable[..., Message]  # with thread=
    edit: Callable[..., Message]
    remove_own: Callable[..., Message]
    remove: Callable[..., Message]
    flag: Callable[..., Any]
    other_right: Right  # to act for the town hall, but not to remove here

    def address(self, message: Message, page: str = "detail") -> str:
        return reverse(getattr(self.kind.urls, page), args=[self.thread.commune.slug, message.pk])

    @property
    def list_address(self) -> str:
        return reverse(self.kind.urls.messages, args=[self.thread.commune.slug, self.thread.pk])

    def now(self) -> Thread:
        self.thread.refresh_from_db()
        return self.thread


def _comments(commune: Commune, mayor: Person, other_commune: Commune, other_mayor: Person) -> Talk:
    def write(*, viewer: Viewer, thread: Thread, **more: Any) -> Message:
        return messages.write_message(viewer=viewer, kind=COMMENTS, thread_id=thread.pk, **more)

    return Talk(
        kind=COMMENTS,
        thread=PostFactory(commune=commune, author=mayor).thread,
        elsewhere=PostFactory(commune=other_commune, author=other_mayor).thread,
        write=write,
        edit=partial(messages.edit_message, kind=COMMENTS),
        remove_own=partial(messages.remove_own_message, kind=COMMENTS),
        remove=partial(messages.remove_message, kind=COMMENTS),
        flag=partial(messages.flag_message, kind=COMMENTS),
        other_right=LEAD_DISCUSSIONS,
    )


def _discussion(commune: Commune, mayor: Person, other_commune: Commune, other_mayor: Person) -> Talk:
    def write(*, viewer: Viewer, thread: Thread, **more: Any) -> Message:
        return discussion_messages.write_message(viewer=viewer, discussion_id=thread.pk, **more)

    return Talk(
        kind=MESSAGES,
        thread=DiscussionFactory(commune=commune, author=mayor).thread,
        elsewhere=DiscussionFactory(commune=other_commune, author=other_mayor).thread,
        write=write,
        edit=discussion_messages.edit_message,
        remove_own=discussion_messages.remove_own_message,
        remove=discussion_messages.remove_message,
        flag=discussion_messages.flag_message,
        other_right=MODERATE_COMMENTS,
    )


@pytest.fixture(params=[_comments, _discussion], ids=["comments", "discussion"])
def talk(
    request: pytest.FixtureRequest,
    clock: Clock,
    commune: Commune,
    mayor: Person,
    other_commune: Commune,
    other_mayor: Person,
) -> Talk:
    made: Talk = request.param(commune, mayor, other_commune, other_mayor)
    return made


@pytest.fixture
def say(talk: Talk, viewer_of: Callable[..., Viewer]) -> Callable[..., Message]:
    """`say(person, "Bonjour")`: written in the thread, as the form does."""
    keys = iter(range(10_000))

    def write(person: Person, body: str, **more: Any) -> Message:
        viewer = viewer_of(person, talk.thread.commune)
        return talk.write(
            viewer=viewer, thread=talk.thread, body=body, **{"key": f"clef {next(keys)}"} | more
        )

    return write


@pytest.fixture
def reader(resident: Person, commune: Commune, viewer_of: Callable[..., Viewer]) -> Viewer:
    return viewer_of(resident, commune)
