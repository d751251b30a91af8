from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.http import Http404
from django.urls import reverse

from civic.accounts.models import Person
from civic.accounts.queries import active_people, columns_to_defer, name_of
from civic.core.compiled_queries import compiled
from civic.core.cursor import cursor_at, position
from civic.core.desk_sources import DeskTask
from civic.core.refusals import require
from civic.core.viewer import Viewer
from civic.delegations.queries.people import people_with_right
from civic.memberships.models import Membership
from civic.memberships.queries.memberships import accepted_in
from civic.memberships.queries.namesakes import with_namesake_labels
from civic.memberships.queries.residents import residents_called as called
from civic.messaging import rules
from civic.messaging.enums import ANSWER_MESSAGES, FEATURE, Addressee, Selection
from civic.messaging.models import Conversation, Memo
from civic.messaging.thread_kinds import BY_RESIDENT, BY_TOWN_HALL
from civic.notifications.models import Notification
from civic.notifications.queries.inbox import unread_of
from civic.threads import queries as threads
from civic.threads.kinds import kind_of
from civic.threads.models import Message, Thread

LIST_SIZE = 20
MOST_MEMOS = 100
CONVERSATION = "messaging.conversation"  # as notifications name one


@dataclass(frozen=True, slots=True)
class ConversationPage:
    """Newest first, each with `read_upto`. `older`: cursor for those before, "" at the end."""

    conversations: Sequence[Conversation]
    older: str


# --- Conversations --------------------------------------------------------------------------------------------------


def conversations_of(
    viewer: Viewer, selection: Selection = Selection.ALL, *, name: str = "", cursor: str = ""
) -> ConversationPage:
    """Those that the viewer reads in the commune in view. `name`: the beginning of a resident's first or last name."""
    if selection is Selection.ALL and not (name or cursor):
        first = _first_page(team=rules.may_answer(viewer), mayor=viewer.is_mayor)
        return _page(first(viewer.commune.id, viewer.own_id))
    rows = _listed(_seen(viewer), viewer.own_id).filter(_selected(viewer, selection))
    if name and rules.may_answer(viewer):
        rows = rows.filter(resident__in=called(viewer.commune.id, name).values("person_id"))
    if cursor:
        moment, last = position(cursor)
        # The first condition is what the index begins at.
        rows = rows.filter(Q(active_at__lt=moment) | Q(pk__lt=last), active_at__lte=moment)
    return _page(list(rows.order_by("-active_at", "-id")[: LIST_SIZE + 1]))


def _page(found: Sequence[Conversation]) -> ConversationPage:
    page = found[:LIST_SIZE]
    older = cursor_at(page[-1].active_at, page[-1].pk) if len(found) > LIST_SIZE else ""
    return ConversationPage(page, older)


@cache
def _first_page(*, team: bool, mayor: bool) -> Callable[[int, UUID], list[Conversation]]:
    """What the list opens on, for each of those who read."""

    @compiled
    def first(commune_id: int, person_id: UUID) -> "QuerySet[Any]":
        rows = _read_by(commune_id, person_id, team=team, mayor=mayor)
        return _listed(rows, person_id).order_by("-active_at", "-id")[: LIST_SIZE + 1]

    return first


def _listed(rows: "QuerySet[Conversation]", person_id: Any) -> "QuerySet[Any]":
    rows = _with_people(rows).defer(*_OF_THREAD)
    return rows.annotate(read_upto=threads.read_upto(person_id))


def _seen(viewer: Viewer) -> "QuerySet[Conversation]":
    """`rules.may_read` as a filter."""
    commune_id, team = viewer.commune.id, rules.may_answer(viewer)
    return _read_by(commune_id, viewer.own_id, team=team, mayor=viewer.is_mayor)


def _read_by(commune_id: Any, person_id: Any, *, team: bool, mayor: bool) -> "QuerySet[Conversation]":
    seen = Q(resident_id=person_id)
    if team:
        seen |= Q(addressee=Addressee.TEAM)
    if mayor:
        seen |= Q(office__person_id=person_id, office__ended_at=None)
    return Conversation.objects.filter(seen, commune_id=commune_id)


def _selected(viewer: Viewer, selection: Selection) -> Q:
    return {
        Selection.ALL: Q(),
        Selection.WAITING: Q(waiting_since__isnull=False) & ~Q(resident_id=viewer.own_id),
        Selection.ANSWERED: Q(waiting_since=None) & ~Q(resident_id=viewer.own_id),
        Selection.OWN: Q(assigned_to_id=viewer.own_id),
    }[selection]


def conversation_in_view(viewer: Viewer, conversation_id: UUID) -> Conversation:
    """With `read_upto`, `memo_count` and `is_resident_here`; else 404."""
    return _found_for(viewer, _by_id(viewer.commune.id, viewer.own_id, conversation_id))


def conversation_to_share(viewer: Viewer, conversation_id: UUID) -> Conversation:
    """One of the team's; what a mayor alone reads is nobody else's to take."""
    conversation = conversation_in_view(viewer, conversation_id)
    require(rules.may_share(viewer, conversation))
    return conversation


def conversation_of_message(viewer: Viewer, message_id: UUID) -> Conversation:
    return _found_for(viewer, _by_message(viewer.commune.id, viewer.own_id, message_id))


def conversation_for_update(viewer: Viewer, conversation_id: UUID) -> Conversation:
    # The thread too: its last number is that of after the wait.
    rows = Conversation.objects.select_for_update(of=("self", "thread"))
    rows = rows.select_related("office", "thread", "resident")
    rows = rows.annotate(read_upto=threads.read_upto(viewer.own_id))
    return _found_for(viewer, _with_presence(rows).filter(pk=conversation_id, commune_id=viewer.commune.id))


def _found_for(viewer: Viewer, found: "Sequence[Conversation] | QuerySet[Conversation]") -> Conversation:
    conversation = next(iter(found), None)
    if conversation is None or not rules.may_read(viewer, conversation):
        raise Http404
    return conversation


def with_team(viewer: Viewer, resident_id: UUID) -> Conversation | None:
    """Locked, of the commune in view."""
    rows = Conversation.objects.select_for_update().filter(
        commune_id=viewer.commune.id, resident_id=resident_id, addressee=Addressee.TEAM
    )
    return rows.first()


def with_mayor(office_id: UUID, resident_id: UUID) -> Conversation | None:
    """Locked."""
    rows = Conversation.objects.select_for_update().filter(office_id=office_id, resident_id=resident_id)
    return rows.first()


def threads_of_resident(person_id: UUID) -> list[UUID]:
    """In whichever commune, whoever reads them there."""
    rows = Conversation.objects.filter(resident_id=person_id)
    return list(rows.order_by("pk").values_list("thread_id", flat=True))


def _with_people(rows: "QuerySet[Conversation]") -> "QuerySet[Conversation]":
    rows = _with_names(rows).select_related("resident__photo", "office__person__photo")
    return rows.defer(*columns_to_defer(pictured="office__person"), *_OF_MAYOR)


def _with_names(rows: "QuerySet[Any]") -> "QuerySet[Any]":
    rows = rows.select_related("thread", "resident", "assigned_to")
    return rows.defer(*columns_to_defer("assigned_to", pictured="resident"))


# A mandate's own page, which is not shown here; of a thread, all but how far it has come.
_OF_MAYOR = ("office__slogan", "office__presentation")
_OF_THREAD = [
    f"thread__{field.name}"
    for field in Thread._meta.concrete_fields
    if field.name not in {"id", "last_number"}
]


def _with_presence(rows: "QuerySet[Any]") -> "QuerySet[Any]":
    return rows.annotate(
        is_resident_here=Exists(accepted_in(OuterRef("commune_id")).filter(person_id=OuterRef("resident_id")))
    )


def _with_all(commune_id: Any, person_id: Any) -> "QuerySet[Any]":
    rows = _with_presence(_with_people(Conversation.objects.filter(commune_id=commune_id)))
    memos = Memo.objects.filter(conversation=OuterRef("pk")).order_by().values("conversation")
    rows = rows.annotate(memo_count=Subquery(memos.annotate(count=Count("pk")).values("count")))
    return rows.annotate(read_upto=threads.read_upto(person_id))


@compiled
def _by_id(commune_id: int, person_id: UUID, conversation_id: UUID) -> "QuerySet[Conversation]":
    return _with_all(commune_id, person_id).filter(pk=conversation_id)


@compiled
def _by_message(commune_id: int, person_id: UUID, message_id: UUID) -> "QuerySet[Conversation]":
    key = threads.thread_key_of(message_id, BY_RESIDENT, BY_TOWN_HALL)
    return _with_all(commune_id, person_id).filter(thread_id=key)


# --- What is said ---------------------------------------------------------------------------------------------------


def message_in_view(viewer: Viewer, message_id: UUID) -> Message:
    """As it is shown, else 404."""
    return threads.message_in_view(
        viewer, kind_of(conversation_of_message(viewer, message_id).thread), message_id
    )


def is_read_by(viewer: Viewer, thread: Thread) -> bool:
    """For the engine of threads."""
    found = Conversation.objects.filter(thread=thread).select_related("office").first()
    return found is not None and rules.may_read(viewer, found)


def readers(thread: Thread) -> list[UUID]:
    """For the engine: whose open pages hear of what is written."""
    found = Conversation.objects.filter(thread=thread).select_related("office").first()
    return sorted({found.resident_id, *people_of_town_hall(found)}) if found else []


def people_of_town_hall(conversation: Conversation) -> list[UUID]:
    """Those who read it for the town hall now; of its resident, who may answer others, it is their own."""
    if conversation.addressee == Addressee.TEAM:
        people = people_with_right(commune_id=conversation.commune_id, right=ANSWER_MESSAGES)
    else:
        assert conversation.office
        people = [] if conversation.office.ended_at else [conversation.office.person_id]
    return [one for one in people if one != conversation.resident_id]


def is_read_by_other_side(viewer: Viewer, conversation: Conversation, message: Message) -> bool:
    """Has somebody of the other side seen it?"""
    readers = threads.readers_of(message)
    resident = {conversation.resident_id}
    return bool(readers - resident if rules.is_own(viewer, conversation) else readers & resident)


def memos_of(viewer: Viewer, conversation: Conversation) -> list[Memo]:
    """For the town hall's side of it, as they were written."""
    if not rules.reads_for_town_hall(viewer, conversation):
        return []
    return _newest_memos(conversation.pk)[::-1]


@compiled
def _newest_memos(conversation_id: UUID) -> "QuerySet[Memo]":
    rows = Memo.objects.filter(conversation_id=conversation_id).select_related("author")
    return rows.defer(*columns_to_defer("author")).order_by("-written_at", "-pk")[:MOST_MEMOS]


def team(viewer: Viewer, conversation: Conversation) -> list[Person]:
    """Among whom it is shared out."""
    require(rules.may_answer(viewer))
    found = active_people(people_of_town_hall(conversation))
    return sorted(found.values(), key=lambda one: (one.last_name, one.first_name))


def unread_news(viewer: Viewer, conversation_id: UUID) -> list[Notification]:
    """What the bell of the viewer says of this conversation."""
    return [
        one
        for one in unread_of(viewer)
        if one.target_type == CONVERSATION and one.target_id == conversation_id
    ]


def standing_conversation(conversation_id: UUID) -> Conversation | None:
    """For those who are notified."""
    rows = Conversation.objects.select_related("commune", "thread", "office", "resident")
    return rows.filter(pk=conversation_id).first()


# --- To whom one writes ---------------------------------------------------------------------------------------------


def residents_called(viewer: Viewer, typed: str, limit: int) -> list[Membership]:
    """Residents of the commune in view whose first or last name begins like this."""
    require(rules.may_answer(viewer))
    rows = called(viewer.commune.id, typed).exclude(person_id=viewer.own_id).select_related("person")
    return with_namesake_labels(viewer, list(rows.order_by("last_first", "pk")[:limit]))


def resident_of(viewer: Viewer, membership_id: UUID) -> Membership:
    require(rules.may_answer(viewer))
    rows = accepted_in(viewer.commune.id).filter(pk=membership_id).exclude(person_id=viewer.own_id)
    found = rows.select_related("person").first()
    if found is None:
        raise Http404
    return found


# --- The town hall's desk -------------------------------------------------------------------------------------------


def waiting(viewer: Viewer) -> "QuerySet[Any]":
    """Of those that the viewer answers."""
    seen = Q(addressee=Addressee.TEAM)
    if viewer.is_mayor:
        seen |= Q(office__person_id=viewer.own_id, office__ended_at=None)
    rows = Conversation.objects.filter(seen, commune_id=viewer.commune.id, waiting_since__isnull=False)
    return rows.exclude(resident_id=viewer.own_id).annotate(since=F("waiting_since"))


WAITING_COLUMNS = {
    "addressee": F("addressee"),
    "resident": name_of("resident_id"),
    "colleague": name_of("assigned_to_id"),
    "last_number": F("thread__last_number"),
}


def waiting_line(viewer: Viewer, conversation_id: UUID, row: Mapping[str, Any]) -> DeskTask:
    """Who wrote; what, is read where it is answered."""
    wrote = "vous a écrit, à vous seul" if row["addressee"] == Addressee.MAYOR else "a écrit à la mairie"
    return DeskTask(
        f"{row['resident']} {wrote}",
        f"Confié à {row['colleague']}" if row["colleague"] else "",
        reverse("conversation_detail", args=[viewer.commune.slug, conversation_id]),
        "Répondre",
        reverse("conversation_put_away", args=[viewer.commune.slug, conversation_id]),
        row["last_number"],
    )


def answers_here(viewer: Viewer) -> bool:
    """Without a statement."""
    return FEATURE in viewer.features and rules.may_answer(viewer)
