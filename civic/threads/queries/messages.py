"""Messages of a thread, page by page and one by one."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.http import Http404

from civic.accounts.queries import columns_to_defer
from civic.core.compiled_queries import compiled
from civic.core.viewer import Viewer
from civic.threads.enums import ThreadAudience
from civic.threads.kinds import ThreadKind, kind_of, on_page_of
from civic.threads.models import Message, MessageLike, Thread
from civic.threads.queries.answering import STANDING
from civic.threads.queries.threads import is_seen, thread_for_update

PAST_THE_END = 2**31 - 1  # no message has so high a number
_NOBODY = UUID(int=0)
LAST = 1  # message under a content of the feed; the others are one tap away


@dataclass(frozen=True, slots=True)
class MessagePage:
    """In the order of writing. `older`, `newer`: number to go on from, 0 where there is nothing more."""

    messages: list[Message]
    older: int = 0
    newer: int = 0


def messages_before(viewer: Viewer, thread: Thread, before: int = PAST_THE_END) -> MessagePage:
    """Of a thread in view, the page before a number; without one, the last page."""
    kind = kind_of(thread)
    return _page(_filled_in(_lines(viewer, kind).before(thread.pk, before, _reader(viewer))), kind.page_size)


def messages_after(viewer: Viewer, thread: Thread, after: int) -> MessagePage:
    kind = kind_of(thread)
    found = _filled_in(_lines(viewer, kind).since(thread.pk, after + 1, _reader(viewer)))
    page = found[: kind.page_size]
    return MessagePage(page, newer=page[-1].number if len(found) > kind.page_size else 0)


def messages_around(viewer: Viewer, thread: Thread, number: int) -> MessagePage:
    """With some before it and some after it: for a link to one message."""
    kind = kind_of(thread)
    half, lines = kind.page_size // 2, _lines(viewer, kind)
    before = lines.before(thread.pk, number, _reader(viewer))[: half + 1]
    after = lines.since(thread.pk, number, _reader(viewer))[: half + 1]
    page = _filled_in(before[:half][::-1] + after[:half])
    return MessagePage(
        page,
        older=page[0].number if len(before) > half else 0,
        newer=page[-1].number if len(after) > half else 0,
    )


def last_messages(thread_ids: Iterable[UUID]) -> dict[UUID, MessagePage]:
    """The last few messages of each thread that still have words, in one statement. The caller has checked that they
    may be seen. Each is looked up by the index: a thread of thousands costs what one of ten does."""
    written = Message.objects.filter(thread=OuterRef("pk"), removed_at=None)
    newest = written.order_by("-number").values("pk")
    threads = Thread.objects.filter(pk__in=list(thread_ids))
    first, *others = (
        threads.values_list(Subquery(newest[place : place + 1]), flat=True) for place in range(LAST + 1)
    )
    rows = (
        _with_answered(_with_author())
        .filter(pk__in=first.union(*others, all=True))
        .order_by("thread", "-number")
    )
    found: dict[UUID, list[Message]] = {}
    for message in rows:
        found.setdefault(message.thread_id, []).append(message)
    return {thread_id: _page(messages, LAST) for thread_id, messages in found.items()}


def message_in_view(viewer: Viewer, kind: ThreadKind, message_id: UUID) -> Message:
    """As it is shown, with its thread, else 404."""
    message = next(iter(_lines(viewer, kind).one(message_id, kind.key, _reader(viewer))), None)
    if message is None or not is_seen(viewer, message.thread):
        raise Http404
    message.thread = on_page_of(viewer, message.thread)
    return message


_CHANGING = ("body", "encrypted_body", "likes", "edited_at", "removed_at", "removed_by", "removal_reason")


def message_for_update(viewer: Viewer, kind: ThreadKind, message_id: UUID) -> Message:
    message = message_in_view(viewer, kind, message_id)
    # One lock order for all: the thread first.
    message.thread = thread_for_update(viewer, kind, message.thread_id)
    # Not by `refresh_from_db`, which opens what is encrypted: also one that cannot be read is taken away.
    fresh = Message.objects.only(*_CHANGING).get(pk=message.pk)
    message.__dict__.update({name: fresh.__dict__[name] for name in _CHANGING})
    return message


def newest_messages(thread_ids: "QuerySet[Any]", most: int) -> "QuerySet[Message]":
    """That stand in these threads, for the statement of the content's own app, which says who sees them."""
    order = ("-written_at", "-pk")
    found = STANDING.filter(thread__in=thread_ids, number__gt=F("thread__last_number") - most).order_by(
        *order
    )
    rows = Message.objects.filter(pk__in=found.values("pk")[:most]).select_related("author")
    return rows.defer(*columns_to_defer("author")).order_by(*order)


def thread_key_of(message_id: Any, *kinds: ThreadKind) -> Subquery:
    """For the statement of the content's own app, which says who sees it; of nothing where this is no message
    of these kinds."""
    rows = Message.objects.filter(pk=message_id, thread__kind__in=[kind.key for kind in kinds])
    return Subquery(rows.values("thread_id")[:1])


def standing_message(message_id: UUID) -> Message | None:
    """For those who are notified of it; None once it, or what it is said under, was removed."""
    rows = Message.objects.select_related("thread", "answers").filter(removed_at=None)
    return rows.exclude(thread__audience=ThreadAudience.NOBODY).filter(pk=message_id).first()


def _filled_in(found: list[Message]) -> list[Message]:
    """With what they answer: mostly, that stands among them."""
    here = {one.pk: one for one in found}
    if elsewhere := {one.answers_id for one in found if one.answers_id} - here.keys():
        here |= {one.pk: one for one in _by_key(sorted(elsewhere))}
    for one in found:
        if one.answers_id:
            one.answers = here.get(one.answers_id)  # None: removed for good meanwhile
    return found


def _page(newest_first: list[Message], size: int) -> MessagePage:
    page = newest_first[:size][::-1]
    return MessagePage(page, older=page[0].number if len(newest_first) > size else 0)


class _Lines(NamedTuple):
    """What asks for messages of a thread before a number, from one on, and for one by its key: `liked` by a person."""

    before: Callable[[UUID, int, UUID], list[Message]]
    since: Callable[[UUID, int, UUID], list[Message]]
    one: Callable[[UUID, str, UUID], list[Message]]


def _lines(viewer: Viewer, kind: ThreadKind) -> _Lines:
    return _compiled_lines(kind.page_size, with_likes=kind.likes_messages and viewer.person_id is not None)


def _reader(viewer: Viewer) -> UUID:
    return viewer.person_id or _NOBODY


@cache
def _compiled_lines(size: int, *, with_likes: bool) -> _Lines:
    def rows(person: Any) -> "QuerySet[Message]":
        mine = MessageLike.objects.filter(message=OuterRef("pk"), person_id=person)
        return _with_author().annotate(liked=Exists(mine)) if with_likes else _with_author()

    # Keys first: a plan that is kept for all threads expects a short one, and would put all of a long one in order.
    @compiled
    def before(thread: UUID, number: int, person: UUID) -> "QuerySet[Message]":
        found = Message.objects.filter(thread=thread, number__lt=number).order_by("-number")
        return rows(person).filter(pk__in=found.values("pk")[: size + 1]).order_by("-number")

    @compiled
    def since(thread: UUID, number: int, person: UUID) -> "QuerySet[Message]":
        found = Message.objects.filter(thread=thread, number__gte=number).order_by("number")
        return rows(person).filter(pk__in=found.values("pk")[: size + 1]).order_by("number")

    @compiled
    def one(message: UUID, kind: str, person: UUID) -> "QuerySet[Message]":
        shown = _with_answered(rows(person)).select_related("thread")
        return shown.filter(pk=message, thread__kind=kind)

    return _Lines(before, since, one)


@compiled
def _by_key(keys: list[UUID]) -> "QuerySet[Message]":
    rows = Message.objects.filter(pk__in=keys).select_related("author")
    return rows.defer(*columns_to_defer("author"))


def _with_author() -> "QuerySet[Message]":
    rows = Message.objects.select_related("author__photo")
    return rows.defer(*columns_to_defer(pictured="author"))


def _with_answered(rows: "QuerySet[Message]") -> "QuerySet[Message]":
    """Where one by one is read, that what it answers seldom stands beside."""
    rows = rows.select_related("answers__author")
    return rows.defer(*columns_to_defer("answers__author"))
