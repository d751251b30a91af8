"""Looking for words in one's own conversations. They are encrypted at rest, in no index: the newest ones are opened in
the process, for whoever may read them, and nothing of it is kept."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.safestring import SafeString

from civic.core.clock import now
from civic.core.compiled_queries import compiled
from civic.core.encryption import readable
from civic.core.text import unaccented
from civic.core.viewer import Viewer
from civic.core.words import Wanted, excerpt, runs, stem_of
from civic.messaging.models import Conversation
from civic.messaging.queries.conversations import Reading, listed, read_by
from civic.messaging.queries.joined import came_at
from civic.threads.models import Message
from civic.threads.queries.messages import newest_messages

MOST_SEARCHED = 2_000  # messages, the newest
MOST_LETTERS = 2_000_000  # of them all: half a second, whoever filled the box with long ones
MOST_WORDS = 8
MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Hit:
    conversation: Conversation
    message: Message
    excerpt: SafeString  # with the words in <mark>


@dataclass(frozen=True, slots=True)
class Findings:
    """Newest first. `searched`: how many messages were opened, `since`: the oldest of them."""

    hits: Sequence[Hit] = ()
    found: int = 0
    searched: int = 0
    is_whole: bool = True  # there are no older ones
    since: datetime | None = None


def search_messages(viewer: Viewer, typed: str) -> Findings:
    """Those that hold every word, however it ends, with or without accents."""
    words = _words(typed)[:MOST_WORDS]
    if not words:
        return Findings()
    place = viewer.commune.id, viewer.own_id, now()
    reading = Reading.of(viewer)
    messages = _newest(reading)(*place)
    patterns = [re.compile(rf"(?<![^\W_])(?:{'|'.join(map(re.escape, _forms(word)))})") for word in words]
    found, opened = _holding(messages, patterns)
    shown = found[:MOST_SHOWN]
    conversations = (
        _with_other_sides(reading)(*place, came_at(viewer), sorted({one.thread_id for one in shown}))
        if shown
        else []
    )
    by_thread = {one.thread_id: one for one in conversations}
    wanted = Wanted(beginnings=tuple(form for word in words for form in _forms(word)))
    return Findings(
        [
            Hit(by_thread[one.thread_id], one, excerpt(one.words, wanted))
            for one in shown
            if one.thread_id in by_thread
        ],
        found=len(found),
        searched=opened,
        is_whole=opened < MOST_SEARCHED and opened == len(messages),
        since=messages[opened - 1].written_at if opened else None,
    )


def _words(typed: str) -> list[str]:
    """Without the small ones, unless there is nothing else."""
    found = list(runs(typed))
    return [part for run in found if not run.is_small for part in run.meant] or [
        part for run in found for part in run.parts
    ]


def _forms(word: str) -> list[str]:
    """How words begin that are the same in another number or gender: « travaux » is a « travail », too."""
    stem = stem_of(word)
    return [stem] if word.startswith(stem) else [word, stem]


def _holding(messages: Sequence[Message], patterns: Sequence[re.Pattern[str]]) -> tuple[list[Message], int]:
    """Those that hold every word, and how many were opened."""
    found: list[Message] = []
    letters = 0
    for opened, message in enumerate(messages):
        text = _folded(message)
        letters += len(text)
        if opened and letters > MOST_LETTERS:
            return found, opened
        if all(pattern.search(text) for pattern in patterns):
            found.append(message)
    return found, len(messages)


def _folded(message: Message) -> str:
    """One whose key is missing holds nothing."""
    return unaccented(readable(lambda: message.text, ""))


type _ByThread = Callable[[int, UUID, datetime, datetime, list[UUID]], list[Conversation]]


@cache
def _newest(reading: Reading) -> Callable[[int, UUID, datetime], list[Message]]:
    """Those of as many conversations as there may be messages, the last ones in which somebody wrote."""

    @compiled
    def newest(commune_id: int, person_id: UUID, moment: datetime) -> "QuerySet[Message]":
        rows = read_by(reading, commune_id, person_id, moment).order_by("-active_at", "-id")
        return newest_messages(rows.values("thread")[:MOST_SEARCHED], MOST_SEARCHED)

    return newest


@cache
def _with_other_sides(reading: Reading) -> _ByThread:
    @compiled
    def among(
        commune_id: int, person_id: UUID, moment: datetime, since: datetime, keys: list[UUID]
    ) -> "QuerySet[Any]":
        rows = read_by(reading, commune_id, person_id, moment).filter(thread__in=keys)
        return listed(rows, person_id, since, reading).select_related("thread")

    return among
