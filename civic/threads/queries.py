from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.http import Http404
from django.urls import reverse
from django.utils.text import Truncator

from civic.accounts.queries import columns_to_defer
from civic.audiences.queries import still_admitted
from civic.core.audience import Audience
from civic.core.compiled_queries import compiled
from civic.core.descriptors import Subject
from civic.core.desk_sources import DeskTask
from civic.core.searching import SearchResult, SearchText
from civic.core.viewer import Viewer
from civic.threads import rules
from civic.threads.enums import ThreadAudience
from civic.threads.kinds import MOST_RECIPIENTS, ThreadKind, kind_of, on_page_of, privacy_of
from civic.threads.models import ContentLike, Message, MessageLike, Participant, Thread

PAST_THE_END = 2**31 - 1  # no message has so high a number
_NOBODY = UUID(int=0)
LAST = 1  # message under a content of the feed; the others are one tap away


@dataclass(frozen=True, slots=True)
class MessagePage:
    """In the order of writing. `older`, `newer`: number to go on from, 0 where there is nothing more."""

    messages: list[Message]
    older: int = 0
    newer: int = 0


# --- Threads --------------------------------------------------------------------------------------------------------


def thread_in_view(viewer: Viewer, kind: ThreadKind, thread_id: UUID) -> Thread:
    """A thread of this kind that the viewer may read, else 404."""
    return _seen(viewer, Thread.objects.filter(pk=thread_id, kind=kind.key).first())


def thread_for_update(viewer: Viewer, kind: ThreadKind, thread_id: UUID) -> Thread:
    return _seen(viewer, Thread.objects.select_for_update().filter(pk=thread_id, kind=kind.key).first())


def _seen(viewer: Viewer, thread: Thread | None) -> Thread:
    if thread is None or not _is_seen(viewer, thread):
        raise Http404
    return on_page_of(viewer, thread)


def _is_seen(viewer: Viewer, thread: Thread) -> bool:
    if thread.audience != ThreadAudience.PARTICIPANTS:
        return rules.may_see(viewer, thread)
    if viewer.person_id is None or not rules.is_on(viewer, thread):
        return False
    if privacy := privacy_of(thread):
        return privacy.is_read_by(viewer, thread)
    # On pages of a commune those of this commune, on a person's own pages all.
    is_here = not viewer.commune or viewer.commune.id == thread.commune_id
    return is_here and participants(thread).filter(person_id=viewer.person_id).exists()


def participants(thread: Thread) -> "QuerySet[Participant]":
    """Who is on the list of a thread of participants."""
    return Participant.objects.filter(thread=thread, left_at=None)


def speakers(thread: Thread) -> list[UUID]:
    """Of whom a message stands there, and who still belong to the commune."""
    spoke = Participant.objects.filter(thread=thread, messages__gt=0).order_by("person_id")
    people = list(spoke.values_list("person_id", flat=True)[:MOST_RECIPIENTS])
    return sorted(still_admitted(commune_id=thread.commune_id, audience=Audience.MEMBERS, people=people))


def content_is_liked(viewer: Viewer, thread_id: UUID) -> bool:
    return bool(_likes(thread_id, viewer.own_id))


@compiled
def _likes(thread_id: UUID, person_id: UUID) -> "QuerySet[ContentLike, int]":
    return ContentLike.objects.filter(thread_id=thread_id, person_id=person_id).values_list("pk", flat=True)


# --- What was read --------------------------------------------------------------------------------------------------


def read_upto(person_id: UUID, since: Any = None) -> Subquery | Coalesce:
    """For rows that have a `thread`: how far they have read it, None for who never came; `since`: and all before."""
    mine = Participant.objects.filter(thread=OuterRef("thread"), person_id=person_id).values("read_upto")
    if since is None:
        return Subquery(mine)
    former = Message.objects.filter(thread=OuterRef("thread"), written_at__lt=since).order_by("-number")
    return Coalesce(Subquery(mine), Subquery(former.values("number")[:1]))


def readers_to_the_end() -> "QuerySet[Participant]":
    """For rows that have a `thread`: the marks of those who have read all of it."""
    marks = Participant.objects.filter(thread=OuterRef("thread"))
    return marks.filter(read_upto__gte=OuterRef("thread__last_number"))


def unread_counts(viewer: Viewer, thread_ids: Collection[UUID]) -> dict[UUID, int]:
    """How many messages the viewer has not read of each of these threads, which they opened or were put into."""
    rows = Participant.objects.filter(thread__in=thread_ids, person_id=viewer.own_id, left_at=None)
    return dict(rows.values_list("thread_id", F("thread__last_number") - F("read_upto")))


def answered_by(message: Message) -> list[UUID]:
    """Who wrote what it answers, while that stands and they belong to the commune."""
    if message.answers is None or message.answers.removed_at:
        return []
    author, commune_id = [message.answers.author_id], message.thread.commune_id
    return list(still_admitted(commune_id=commune_id, audience=Audience.MEMBERS, people=author))


def readers_of(message: Message, people: Collection[UUID]) -> set[UUID]:
    """Who has read up to there, of the few who could be notified: a whole town may have."""
    marks = Participant.objects.filter(thread=message.thread_id, read_upto__gte=message.number)
    return set(marks.filter(person_id__in=people).values_list("person_id", flat=True))


def messages_upto(thread: Thread, number: int, ids: Collection[UUID]) -> set[UUID]:
    """Those of them that stand no further down than this."""
    rows = Message.objects.filter(thread=thread, number__lte=number, pk__in=ids).values_list("pk", flat=True)
    return set(rows) if ids else set()


# --- Messages -------------------------------------------------------------------------------------------------------


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
    if message is None or not _is_seen(viewer, message.thread):
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
    found = _STANDING.filter(thread__in=thread_ids, number__gt=F("thread__last_number") - most).order_by(
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


# --- What the town hall answers -------------------------------------------------------------------------------------


_STANDING = Message.objects.filter(removed_at=None)
_ANSWERS = _STANDING.filter(Q(settles=True) | Q(settles=None, for_town_hall=True))
_BY_RESIDENTS = _STANDING.filter(for_town_hall=False)


def last_answer(thread: Thread, *, of: UUID | None = None) -> int:
    """Its number; 0 where nobody whose it is has answered, or this person has not."""
    return _last_number(_ANSWERS.filter(thread=thread, **({"author_id": of} if of else {})))


def last_written(thread: Thread, until: datetime) -> int:
    return _last_number(Message.objects.filter(thread=thread, written_at__lte=until))


def _last_number(messages: "QuerySet[Message]") -> int:
    return messages.order_by("-number").values_list("number", flat=True).first() or 0


def first_unanswered(thread: Thread, *, without: UUID | None = None) -> Message | None:
    """Of residents but for this one, neither answered nor put away."""
    settled = max(thread.put_away_number, last_answer(thread))
    rows = _BY_RESIDENTS.filter(thread=thread, number__gt=settled)
    return rows.exclude(author_id=without).order_by("number").first()


def message_numbered(thread: Thread, number: int) -> Message:
    return Message.objects.select_related("author").get(thread=thread, number=number)


def messages_since(kind: ThreadKind, last: UUID, limit: int) -> list[tuple[UUID, UUID]]:
    """In the order of writing: each message after this one, and its thread."""
    rows = Message.objects.filter(pk__gt=last, thread__kind=kind.key).order_by("pk")
    return list(rows.values_list("pk", "thread_id")[:limit])


def miscounted(thread_ids: Collection[UUID]) -> list[UUID]:
    """Those of these threads that do not say rightly which comment is the first without an answer."""
    here = {"thread": OuterRef("pk")}
    answer = _ANSWERS.filter(**here).order_by("-number").values("number")
    first = _BY_RESIDENTS.filter(**here, number__gt=OuterRef("settled")).order_by("number").values("number")
    threads = Thread.objects.filter(pk__in=thread_ids).annotate(
        settled=Greatest("put_away_number", Coalesce(Subquery(answer[:1]), 0)), first=Subquery(first[:1])
    )
    rows = threads.order_by("pk").values_list("pk", "unanswered_number", "first")
    return [pk for pk, counted, first_number in rows if counted != first_number]


def answerable(viewer: Viewer) -> "QuerySet[Thread]":
    """The threads of comments that it is the viewer's to answer."""
    rows = Thread.objects.filter(commune_id=viewer.commune.id, is_open=True)
    return rows.exclude(audience=ThreadAudience.NOBODY).filter(feature__in=rules.answered_features(viewer))


def unanswered(viewer: Viewer) -> "QuerySet[Any]":
    """For the desk: those where residents wait."""
    return answerable(viewer).filter(unanswered_since__isnull=False).annotate(since=F("unanswered_since"))


def unanswered_tasks(viewer: Viewer, ids: Collection[UUID]) -> dict[UUID, DeskTask]:
    """Each by its first comment; an answer says that there are more."""
    rows = Message.objects.filter(thread__in=unanswered(viewer).filter(pk__in=ids))
    slug, found = viewer.commune.slug, {}
    for comment in rows.filter(number=F("thread__unanswered_number")).select_related("thread", "author"):
        thread = comment.thread
        found[thread.pk] = DeskTask(
            f"{comment.author.full_name}\u00a0: «\u00a0{Truncator(comment.words).chars(120)}\u00a0»",
            "D’autres commentaires ont suivi" if thread.last_number > comment.number else "",
            f"{thread.page}?reponse={comment.pk}#{kind_of(thread).field(thread.pk)}",
            "Répondre",
            reverse("comments_put_away", args=[slug, thread.pk]),
            thread.last_number,
        )
    return found


# --- The journal and the search -------------------------------------------------------------------------------------


def subjects(viewer: Viewer, ids: list[str]) -> dict[str, Subject]:
    """Messages of the commune in view as the journal names them: by their first words while they stand."""
    rows = Message.objects.filter(pk__in=ids, thread__commune_id=viewer.commune.id)
    return {
        str(message.pk): Subject(
            f"{kind_of(message.thread).wording.noun} écrit par {message.author.full_name}"
            if message.removed_at
            else f"«\N{NO-BREAK SPACE}{Truncator(message.words).chars(70)}\N{NO-BREAK SPACE}»",
            reverse(kind_of(message.thread).urls.detail, args=[viewer.commune.slug, message.pk]),
        )
        for message in rows.select_related("thread", "author")
        if rules.may_read(viewer, message.thread)
    }


def search_texts(ids: Sequence[UUID]) -> dict[UUID, SearchText]:
    """What a commune's people read. What is said among a few is nobody else's to find, and is kept encrypted."""
    rows = _STANDING.filter(pk__in=ids, thread__encrypted=False, thread__audience__in=Audience.values)
    return {
        one.pk: SearchText(one.thread.commune_id, _readers(one.thread), "", one.body, one.written_at)
        for one in rows.select_related("thread")
    }


def _readers(thread: Thread) -> str:
    """Of its messages, as `rules.may_read`: visitors are none."""
    return Audience.MEMBERS if thread.audience == ThreadAudience.PUBLIC else thread.audience


def search_results(viewer: Viewer, ids: Sequence[UUID]) -> dict[UUID, SearchResult]:
    rows = _STANDING.filter(pk__in=ids, thread__encrypted=False, thread__commune_id=viewer.commune.id)
    return {
        message.pk: SearchResult(
            f"{kind_of(message.thread).wording.noun.capitalize()} · {message.author.full_name}",
            message.body,
            reverse(kind_of(message.thread).urls.detail, args=[viewer.commune.slug, message.pk]),
            message.written_at,
        )
        for message in rows.select_related("thread", "author")
        if rules.may_read(viewer, message.thread)
    }
