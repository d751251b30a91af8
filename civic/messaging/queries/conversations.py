from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import FETCH_PEERS, Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.lookups import Exact
from django.http import Http404
from django.urls import reverse

from civic.accounts.models import Person
from civic.accounts.queries import active_people
from civic.core.clock import now
from civic.core.compiled_queries import compiled
from civic.core.cursor import cursor_at, position
from civic.core.refusals import require
from civic.core.viewer import Viewer
from civic.delegations.models import Delegation
from civic.delegations.queries.people import people_with_right, running_in
from civic.memberships.queries.residents import residents_called as called
from civic.messaging import rules
from civic.messaging.enums import ANSWER_MESSAGES, FEATURE, Addressee, Selection
from civic.messaging.models import Conversation, Memo
from civic.messaging.queries.joined import (
    came_at,
    with_addressee,
    with_mayors,
    with_other_side,
    with_presence,
    with_resident,
)
from civic.messaging.thread_kinds import BETWEEN_MAYORS, BY_RESIDENT, BY_TOWN_HALL
from civic.notifications.models import Notification
from civic.notifications.queries.inbox import unread_of
from civic.threads.kinds import kind_of, on_page_of
from civic.threads.models import Message, Thread
from civic.threads.queries.answering import message_numbered
from civic.threads.queries.messages import message_in_view as thread_message_in_view
from civic.threads.queries.messages import thread_key_of
from civic.threads.queries.threads import read_upto, readers_to_the_end
from civic.town_halls.queries.town_halls import with_feature

LIST_SIZE = 20
BESIDE = 10  # as many as stand beside a conversation that is open
CONVERSATION = "messaging.conversation"  # as notifications name one


@dataclass(frozen=True, slots=True)
class ConversationPage:
    """Newest first, each with `read_upto` and `last_number`. `older`: cursor for those before, "" at the end."""

    conversations: Sequence[Conversation]
    older: str


# --- Conversations --------------------------------------------------------------------------------------------------


def conversations_of(
    viewer: Viewer,
    selection: Selection = Selection.ALL,
    *,
    name: str = "",
    cursor: str = "",
    size: int = LIST_SIZE,
) -> ConversationPage:
    """Those that the viewer reads in the commune in view. `name`: the beginning of a resident's first or last name; of
    a mayor's, or of their commune's."""
    if selection is Selection.ALL and not (name or cursor):
        first = _first_page(Reading.of(viewer), size)
        return _page(first(viewer.commune.id, viewer.own_id, now(), came_at(viewer)), size)
    rows = listed(_seen(viewer), viewer.own_id, came_at(viewer), Reading.of(viewer))
    rows = rows.filter(_selected(viewer, selection))
    if name and rules.may_answer(viewer):
        residents = called(viewer.commune.id, name).values("person_id")
        rows = rows.filter(Q(resident__in=residents) | _of_mayor_called(name))
    if cursor:
        moment, last = position(cursor)
        # The first condition is what the index begins at.
        rows = rows.filter(Q(active_at__lt=moment) | Q(pk__lt=last), active_at__lte=moment)
    return _page(list(rows.order_by("-active_at", "-id")[: size + 1]), size)


def _page(found: Sequence[Conversation], size: int) -> ConversationPage:
    page = found[:size]
    older = cursor_at(page[-1].active_at, page[-1].pk) if len(found) > size else ""
    return ConversationPage(page, older)


class Reading(NamedTuple):
    """What the viewer reads besides what they wrote as a resident."""

    of_team: bool
    as_mayor: bool
    if_opened: bool  # what a mayor opened to them

    @classmethod
    def of(cls, viewer: Viewer) -> "Reading":
        delegate = viewer.is_town_hall and not viewer.is_mayor
        return cls(rules.may_answer(viewer), viewer.is_mayor, delegate)


@cache
def _first_page(reading: Reading, size: int) -> Callable[[int, UUID, datetime, datetime], list[Conversation]]:
    """What the list opens on, for each of those who read."""

    @compiled
    def first(commune_id: int, person_id: UUID, moment: datetime, since: datetime) -> "QuerySet[Any]":
        rows = read_by(reading, commune_id, person_id, moment)
        return listed(rows, person_id, since, reading).order_by("-active_at", "-id")[: size + 1]

    return first


def listed(rows: "QuerySet[Conversation]", person_id: Any, since: Any, reading: Reading) -> "QuerySet[Any]":
    """With whom it is, and how far it was read, by who came `since`. The mayor in what one wrote oneself, before one
    worked at the town hall, is asked for where there is such a line: by one statement for all of them."""
    rows = (with_other_side(rows) if any(reading) else with_addressee(rows)).fetch_mode(FETCH_PEERS)
    numbers = {name: F(f"thread__{name}") for name in ("last_number", "put_away_from", "put_away_number")}
    return rows.annotate(**numbers, read_upto=read_upto(person_id, since if any(reading) else None))


def _seen(viewer: Viewer) -> "QuerySet[Conversation]":
    """`rules.may_read` as a filter."""
    return read_by(Reading.of(viewer), viewer.commune.id, viewer.own_id, now())


def read_by(reading: Reading, commune_id: Any, person_id: Any, moment: Any) -> "QuerySet[Conversation]":
    seen = Q(resident_id=person_id)
    if reading.of_team:
        seen |= Q(addressee=Addressee.TEAM)
    if reading.as_mayor:
        seen |= Q(office__person_id=person_id, office__ended_at=None)
    if reading.if_opened:
        running = running_in(commune_id, moment).filter(person_id=person_id)
        seen |= Q(opened_to__in=running.values("pk"), office__ended_at=None)
    return Conversation.objects.filter(seen, commune_id=commune_id)


def _of_mayor_called(name: str) -> Q:
    person = Q(peer__person__first_name__istartswith=name) | Q(peer__person__last_name__istartswith=name)
    return person | Q(peer__commune__name__istartswith=name)


def _selected(viewer: Viewer, selection: Selection) -> Q:
    """Whoever reads what their mayor opened to them has nothing to answer there."""
    to_answer = ~Q(resident_id=viewer.own_id) & (Q() if viewer.is_mayor else Q(addressee=Addressee.TEAM))
    return {
        Selection.ALL: Q(),
        Selection.WAITING: Q(waiting_since__isnull=False) & to_answer,
        Selection.ANSWERED: Q(waiting_since=None) & to_answer,
        Selection.OWN: Q(assigned_to_id=viewer.own_id),
    }[selection]


def conversation_in_view(viewer: Viewer, thread_id: UUID) -> Conversation:
    """By its thread; with `read_upto`, `memo_count`, `is_resident_here`, `is_read` and `other_side`; else 404."""
    return _found_for(
        viewer, _with_mayors(_by_id(viewer.commune.id, viewer.own_id, came_at(viewer), thread_id))
    )


def own_side_of_mayors(viewer: Viewer, thread: Thread) -> tuple[UUID, ...]:
    """Who writes on the viewer's side. Whoever a mayor opened it to reads that mayor's words as their town hall's."""
    if viewer.is_mayor:
        return (viewer.own_id,)
    sides = Conversation.objects.filter(thread=thread, commune_id=viewer.commune.id)
    return tuple(sides.filter(office__isnull=False).values_list("office__person_id", flat=True))


def conversation_to_share(viewer: Viewer, thread_id: UUID) -> Conversation:
    """One of the team's; what a mayor alone reads is nobody else's to take."""
    conversation = conversation_in_view(viewer, thread_id)
    require(rules.may_share(viewer, conversation))
    return conversation


def conversation_of_message(viewer: Viewer, message_id: UUID) -> Conversation:
    found = _by_message(viewer.commune.id, viewer.own_id, came_at(viewer), message_id)
    return _found_for(viewer, _with_mayors(found))


def conversation_for_update(viewer: Viewer, thread_id: UUID) -> Conversation:
    """With its `other_side` where another mayor has one: both are locked, in one order whoever writes."""
    # The thread too: its last number is that of after the wait.
    rows = Conversation.objects.select_for_update(of=("self", "thread")).filter(thread_id=thread_id)
    rows = rows.select_related("office", "thread", "resident", "peer", "opened_to")
    rows = rows.annotate(read_upto=read_upto(viewer.own_id))
    sides = list(with_presence(rows).order_by("pk"))
    own = _found_for(viewer, [side for side in sides if side.commune_id == viewer.commune.id])
    own.other_side = next((side for side in sides if side.pk != own.pk), None)  # type: ignore[attr-defined]
    return own


def _found_for(viewer: Viewer, found: "Sequence[Conversation] | QuerySet[Conversation]") -> Conversation:
    conversation = next(iter(found), None)
    if conversation is None or not rules.may_read(viewer, conversation, at=now()):
        raise Http404
    on_page_of(viewer, conversation.thread)
    return conversation


def page_of(viewer: Viewer, thread: Thread) -> str:
    """Where the viewer reads it: each side has a page of its own commune's."""
    return reverse("conversation_detail", args=[viewer.commune.slug, thread.pk])


def _with_mayors(found: list[Conversation]) -> list[Conversation]:
    """Most have none: to whom a conversation goes, between whom it is and to whom it was opened, and its `other_side`
    where another mayor has one."""
    for conversation in found:
        sides = _with_people(conversation.thread_id) if conversation.office_id else []
        conversation.other_side = None  # type: ignore[attr-defined]
        for side in sides:
            if side.pk != conversation.pk:
                conversation.other_side = side  # type: ignore[attr-defined]
                continue
            for role in ("office", "peer", "opened_to"):
                setattr(conversation, role, getattr(side, role))
    return found


@compiled
def _with_people(thread_id: UUID) -> "QuerySet[Conversation]":
    return with_mayors(Conversation.objects.filter(thread_id=thread_id))


def _sides(thread_id: Any) -> "QuerySet[Conversation]":
    return Conversation.objects.filter(thread_id=thread_id).select_related("office", "peer", "opened_to")


def with_team(viewer: Viewer, resident_id: UUID) -> Conversation | None:
    """Locked, of the commune in view."""
    rows = Conversation.objects.select_for_update().filter(
        commune_id=viewer.commune.id, resident_id=resident_id, addressee=Addressee.TEAM, ended_at=None
    )
    return rows.first()


def own_with_team(viewer: Viewer) -> UUID | None:
    """The thread of what the viewer and the team of the commune in view write to each other."""
    return next(iter(_own_with_team(viewer.commune.id, viewer.own_id)), None)


@compiled
def _own_with_team(commune_id: int, person_id: UUID) -> "QuerySet[Conversation, UUID]":
    rows = Conversation.objects.filter(commune_id=commune_id, resident_id=person_id, ended_at=None)
    return rows.filter(addressee=Addressee.TEAM).values_list("thread_id", flat=True)


def with_mayor(office_id: UUID, resident_id: UUID) -> Conversation | None:
    """Locked."""
    rows = Conversation.objects.select_for_update().filter(office_id=office_id, resident_id=resident_id)
    return rows.first()


def between_mayors(office_id: UUID, peer_id: UUID) -> Conversation | None:
    """The side of the one."""
    return Conversation.objects.filter(office_id=office_id, peer_id=peer_id).first()


def threads_of_resident(person_id: UUID) -> list[UUID]:
    """In whichever commune, whoever reads them there."""
    rows = Conversation.objects.filter(resident_id=person_id)
    return list(rows.order_by("pk").values_list("thread_id", flat=True))


def conversations_elsewhere(person_id: UUID, commune_ids: Collection[int]) -> list[Conversation]:
    """Their own in other communes than these, where the messaging still is; the newest first."""
    rows = Conversation.objects.filter(resident_id=person_id).exclude(commune__in=commune_ids)
    found = list(rows.select_related("commune", "office__person").order_by("-active_at", "-pk"))
    with_messaging = with_feature({one.commune_id for one in found}, FEATURE) if found else []
    return [one for one in found if one.commune_id in with_messaging]


def _with_all(commune_id: Any, person_id: Any, since: Any) -> "QuerySet[Any]":
    rows = with_presence(with_resident(Conversation.objects.filter(commune_id=commune_id)))
    rows = rows.select_related("thread")
    memos = Memo.objects.filter(conversation=OuterRef("pk")).order_by().values("conversation")
    rows = rows.annotate(memo_count=Subquery(memos.annotate(count=Count("pk")).values("count")))
    rows = rows.annotate(is_read=Exists(_read_by_other_side(person_id)))
    return rows.annotate(read_upto=read_upto(person_id, since))


def _read_by_other_side(person_id: Any) -> "QuerySet[Any]":
    """`rules.is_from_other_side` as a filter, of those who have read all of it."""
    resident, is_own = Q(person_id=OuterRef("resident_id")), Q(Exact(OuterRef("resident_id"), person_id))
    of_other_side = Q(person_id=OuterRef("peer__person_id")) | resident & ~is_own | ~resident & is_own
    return readers_to_the_end().filter(of_other_side)


@compiled
def _by_id(commune_id: int, person_id: UUID, since: datetime, thread_id: UUID) -> "QuerySet[Conversation]":
    return _with_all(commune_id, person_id, since).filter(thread_id=thread_id)


@compiled
def _by_message(
    commune_id: int, person_id: UUID, since: datetime, message_id: UUID
) -> "QuerySet[Conversation]":
    key = thread_key_of(message_id, BY_RESIDENT, BY_TOWN_HALL, BETWEEN_MAYORS)
    return _with_all(commune_id, person_id, since).filter(thread_id=key)


# --- What is said ---------------------------------------------------------------------------------------------------


def message_in_view(viewer: Viewer, message_id: UUID) -> Message:
    """As it is shown, else 404."""
    return thread_message_in_view(
        viewer, kind_of(conversation_of_message(viewer, message_id).thread), message_id
    )


def last_message(conversation: Conversation) -> Message | None:
    """That somebody wrote; None where nothing was said yet."""
    number = rules.last_written(conversation)
    return message_numbered(conversation.thread, number) if number else None


def is_read_by(viewer: Viewer, thread: Thread) -> bool:
    """For the engine of threads."""
    found = _side_in(thread.pk, viewer.commune.id)
    return any(rules.may_read(viewer, one, at=now()) for one in found)


@compiled
def _side_in(thread_id: UUID, commune_id: int) -> "QuerySet[Conversation]":
    return _sides(thread_id).filter(commune_id=commune_id)


def readers(thread: Thread) -> list[UUID]:
    """For the engine: whose open pages hear of what is written."""
    people = {person for side in _sides(thread.pk) for person in _people_of_side(side)}
    return sorted(people)


def _people_of_side(side: Conversation) -> set[UUID]:
    people = {*people_of_town_hall(side)}
    if side.resident_id:
        people.add(side.resident_id)
    return people.union(opened_readers(side))


def opened_readers(side: Conversation) -> list[UUID]:
    """To whom of the team its mayor lets it be read, by now."""
    return [side.opened_to.person_id] if side.opened_to and rules.is_open(side, at=now()) else []


def people_of_town_hall(conversation: Conversation) -> list[UUID]:
    """Those who read it for the town hall now; of its resident, who may answer others, it is their own."""
    if conversation.addressee == Addressee.TEAM:
        people = people_with_right(commune_id=conversation.commune_id, right=ANSWER_MESSAGES)
    else:
        assert conversation.office
        people = [] if conversation.office.ended_at else [conversation.office.person_id]
    return [one for one in people if one != conversation.resident_id]


def team(viewer: Viewer, conversation: Conversation) -> list[Person]:
    """Among whom it is shared out."""
    require(rules.may_answer(viewer))
    found = active_people(people_of_town_hall(conversation))
    return sorted(found.values(), key=lambda one: (one.last_name, one.first_name))


def delegates_to_open_to(viewer: Viewer) -> list[Delegation]:
    """Of whom the mayor may let one read what another mayor and they say."""
    require(viewer.is_mayor)
    rows = running_in(viewer.commune.id, now()).exclude(rights=[]).select_related("person")
    return list(rows.order_by("person__last_name", "person__first_name", "pk"))


def unread_news(viewer: Viewer, conversation_id: UUID) -> list[Notification]:
    """What the bell of the viewer says of their side of this conversation."""
    return [
        one
        for one in unread_of(viewer)
        if one.target_type == CONVERSATION and one.target_id == conversation_id
    ]


def standing_conversation(conversation_id: UUID) -> Conversation | None:
    """For those who are notified."""
    return _to_notify().filter(pk=conversation_id).first()


def side_to_notify(thread_id: UUID, *, but_of: int) -> Conversation | None:
    """Of the mayor who is written to: the one that is not of the commune of whoever writes."""
    return _to_notify().filter(thread_id=thread_id).exclude(commune_id=but_of).first()


def _to_notify() -> "QuerySet[Conversation]":
    return Conversation.objects.select_related("commune", "thread", "office", "opened_to")
