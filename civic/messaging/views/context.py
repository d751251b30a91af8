"""What the pages of the messaging show."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.template.defaultfilters import linebreaksbr
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from civic.core.clock import now, today_of
from civic.core.emergency import DANGER
from civic.core.form_keys import new_form_key
from civic.core.text import clean_line
from civic.core.viewer import Viewer
from civic.delegations.models import Delegation
from civic.messaging import rules
from civic.messaging.enums import LONGEST_MEMO, Addressee, Selection
from civic.messaging.models import Absence, Conversation, Memo
from civic.messaging.queries import conversations as queries
from civic.messaging.queries.absences import absence_in
from civic.messaging.queries.memos import memos_of
from civic.messaging.queries.templates import beside_answer
from civic.threads.models import Message
from civic.threads.pages.messages import form_context
from civic.ui import french
from civic.ui.fragments import drawn, slot
from civic.ui.tabs import TabLink

_WORDS = slot("words")


class ConversationLine(NamedTuple):
    """One line of the left pane: what it shows, and nothing else, since drawings are kept under it."""

    id: UUID
    name: str  # of the other side
    photo: str
    is_town_hall: bool  # is that side the town hall, all together?
    active_at: datetime
    detail: str
    unread: int
    query: str  # of its address: the list is narrowed as it was
    is_current: bool
    waits: str  # « depuis 3 jours », for an answer of the viewer's
    is_put_away: bool  # has it no answer to get?


def left_pane(viewer: Viewer, asked: Mapping[str, str], current: UUID | None = None) -> dict[str, Any]:
    """The list, as the address narrows it. `current`: the conversation that is open beside it."""
    size = queries.LIST_SIZE if current is None else queries.BESIDE
    selection = _selection(viewer, asked.get("liste", ""))
    name = clean_line(asked.get("nom", "")[:100])
    found = queries.conversations_of(viewer, selection, name=name, cursor=asked.get("avant", ""), size=size)
    chosen = narrowed(viewer, asked)
    same = chosen | ({"nom": name} if name else {}) | ({"ouverte": str(current)} if current else {})
    address = reverse("conversation_list", args=[viewer.commune.slug])
    return {
        "conversations": [_line(viewer, one, current, urlencode(chosen)) for one in found.conversations],
        "year": timezone.localtime(now()).year,  # without which dates are written
        "older_url": f"{address}?{urlencode(same | {'avant': found.older})}" if found.older else "",
        "answers_here": rules.may_answer(viewer),
        "selections": tuple(
            TabLink(
                one.label,
                address if one is Selection.ALL else f"{address}?{urlencode({'liste': one.value})}",
                one is selection,
            )
            for one in Selection
        ),
        "selection": selection,
        "current_is_open": current is not None,
        "pane_url": f"{address}?{urlencode(same)}",
        "name_sought": name,
        "name_asked": "Nom, ou commune d’un maire" if viewer.is_mayor else "Nom de l’administré",
        "whole_url": address,
        "back_url": f"{address}?{urlencode(chosen)}" if chosen else address,
        **narrowing(viewer, asked),
    }


def narrowed(viewer: Viewer, asked: Mapping[str, str]) -> dict[str, str]:
    """What the address says of the list beside a conversation. What leads on from there, and back, says it again."""
    selection = _selection(viewer, asked.get("liste", ""))
    return {} if selection is Selection.ALL else {"liste": selection.value}


def narrowing(viewer: Viewer, asked: Mapping[str, str]) -> dict[str, str]:
    """The same for templates, which append it to an address: as all that is asked there, or before the rest."""
    query = urlencode(narrowed(viewer, asked))
    return {"narrowed_query": f"?{query}" if query else "", "narrowed_and": f"?{query}&" if query else "?"}


def page_of(viewer: Viewer, thread_id: UUID, asked: Mapping[str, str], **more: str) -> str:
    """The address of a conversation, with the list beside it as it is narrowed where that was `asked`."""
    address = reverse("conversation_detail", args=[viewer.commune.slug, thread_id])
    query = urlencode(narrowed(viewer, asked) | more)
    return f"{address}?{query}" if query else address


def _selection(viewer: Viewer, value: str) -> Selection:
    known = rules.may_answer(viewer) and value in Selection.values
    return Selection(value) if known else Selection.ALL


def _line(viewer: Viewer, one: Conversation, current: UUID | None, query: str) -> ConversationLine:
    name, photo, is_town_hall = other_side(viewer, one)
    is_theirs = rules.reads_for_town_hall(viewer, one)
    waits = one.waiting_since if is_theirs else None
    return ConversationLine(
        id=one.thread_id,
        name=name,
        photo=photo,
        is_town_hall=is_town_hall,
        active_at=timezone.localtime(one.active_at),
        detail=_detail(viewer, one),
        unread=_unread(viewer, one, current),
        query=query,
        is_current=current == one.thread_id,
        waits=french.since(waits, now()) if waits else "",
        is_put_away=is_theirs and not waits and rules.is_unanswered_for_good(one),
    )


def _unread(viewer: Viewer, one: Conversation, current: UUID | None) -> int:
    """Of the one that is open beside, nothing: it is being read."""
    if one.thread_id == current:
        return 0
    read_upto = one.read_upto or 0  # type: ignore[attr-defined]
    is_ours = one.automatic_number > read_upto and not rules.is_own(viewer, one)
    return max(0, one.last_number - read_upto - is_ours)  # type: ignore[attr-defined]


def other_side(viewer: Viewer, conversation: Conversation) -> tuple[str, str, bool]:
    """Its name and photo, and whether it is the town hall all together."""
    own = rules.is_own(viewer, conversation)
    mayor = conversation.peer or (conversation.office if own else None)
    if person := mayor.person if mayor else (None if own else conversation.resident):
        return person.full_name, person.portrait, False
    return f"La mairie {viewer.commune.of_name}", "", True


def former_line(conversation: Conversation) -> dict[str, str]:
    """Of what somebody wrote where they do not belong any more."""
    place = conversation.commune
    alone = conversation.office.person.full_name if conversation.office else ""
    url = reverse("conversation_detail", args=[place.slug, conversation.thread_id])
    return {"url": url, "name": alone or f"La mairie {place.of_name}", "detail": place.name if alone else ""}


def _detail(viewer: Viewer, conversation: Conversation) -> str:
    if conversation.peer:
        former = "Ancien maire" if rules.is_over(conversation) else "Maire"
        return f"{former} {conversation.peer.commune.of_name}"
    if rules.has_ended(conversation):
        return "Avant la réunion des communes"
    if rules.is_own(viewer, conversation):
        if rules.is_over(conversation):
            return "N’est plus en fonction"
        if conversation.addressee == Addressee.MAYOR:
            return "Personne d’autre ne lit"
        return f"{viewer.commune.the_mayor} et son équipe"
    if conversation.addressee == Addressee.MAYOR:
        return "À vous personnellement"
    return f"Confiée à {conversation.assigned_to.full_name}" if conversation.assigned_to else ""


def readers_in_words(viewer: Viewer, conversation: Conversation) -> str:
    """Who reads what is about to be written, said beside the button."""
    if conversation.peer:
        # It may change while one writes: the head is then drawn again, the form is not.
        return "De maire à maire\u00a0: qui lit cette conversation est écrit en haut."
    if rules.has_left(viewer, conversation):
        return f"Vous ne faites plus partie des inscrits {viewer.commune.of_name}."
    if rules.has_ended(conversation):
        return "Cette conversation continue dans une autre."
    if rules.is_over(conversation):
        return "Personne d’autre que vous ne lit plus cette conversation."
    if rules.is_own(viewer, conversation):
        if conversation.addressee == Addressee.MAYOR and conversation.office:
            return f"{conversation.office.person.full_name} lira votre message, personne d’autre à la mairie."
        return f"{viewer.commune.the_mayor} et son équipe liront votre message."
    if conversation.addressee == Addressee.MAYOR:
        return f"{other_side(viewer, conversation)[0]} lira votre message, personne d’autre que vous à la mairie."
    return f"{other_side(viewer, conversation)[0]} lira votre message, et votre équipe avec vous."


def _mayors_in_words(viewer: Viewer, conversation: Conversation, opened: list[Delegation]) -> str:
    assert conversation.peer
    assert conversation.office
    function = _detail(viewer, conversation)
    if conversation.peer.ended_at:
        return f"{function}, jusqu’au {french.full_date(timezone.localdate(conversation.peer.ended_at))}."
    if not rules.may_write(viewer, conversation):
        return f"{function}, en conversation avec {conversation.office.person.full_name}."
    readers = ["Vous deux", *(one.person.full_name for one in opened)] if opened else ["Vous deux seuls"]
    return f"{function}. {' et '.join(readers)} lisez cette conversation."


def _opened_to(conversation: Conversation) -> list[Delegation]:
    """To whom of their team each of two mayors lets it be read: both know it."""
    sides = [conversation, conversation.other_side]  # type: ignore[attr-defined]
    return [side.opened_to for side in sides if side and side.opened_to and rules.is_open(side, at=now())]


def writing_context(viewer: Viewer, conversation: Conversation, **typed: Any) -> dict[str, Any]:
    """The conversation, and the form to write. `typed`: what comes back with an `error`."""
    name, photo, is_town_hall = other_side(viewer, conversation)
    opened = _opened_to(conversation) if conversation.peer else []
    readers, closed = readers_in_words(viewer, conversation), _closed(viewer, conversation)
    return {
        "conversation": conversation,
        "other_name": name,
        "other_photo": photo,
        "other_is_town_hall": is_town_hall,
        "readers": readers,
        # Said once: of mayors above, where it may change while one writes; else beside the button, while there is one.
        "readers_above": _mayors_in_words(viewer, conversation, opened)
        if conversation.peer
        else (readers if closed else ""),
        "opened": [f"{one.person.full_name}, {french.midsentence(one.title)}" for one in opened],
        "seen": conversation.thread.last_number,  # what a colleague adds meanwhile is told before a second answer
        **form_context(viewer, conversation.thread, closed=closed, **typed),
        **_beside(viewer, conversation),
    }


def _beside(viewer: Viewer, conversation: Conversation) -> dict[str, Any]:
    """Above, that nobody is there to answer; in the form, what the town hall answers often, where that fits."""
    if rules.takes_templates(viewer, conversation):
        templates, absence = beside_answer(viewer)
    else:
        templates, absence = None, absence_in(viewer.commune)
    is_to_team = conversation.addressee == Addressee.TEAM
    return {
        "beside": "messaging/reply_beside.html",
        "reply_templates": templates,
        "asks_as_is": False,
        "absence": absence_notice(viewer, absence) if is_to_team else None,
    }


def absence_notice(
    viewer: Viewer, absence: Absence | None, ahead: timedelta = timedelta()
) -> dict[str, Any] | None:
    """For messaging/absence_notice.html. One that is to come, the town hall alone is shown, so long `ahead`."""
    today, is_ours = today_of(viewer), rules.may_answer(viewer)
    if absence is None or absence.first_day > today + (ahead if is_ours else timedelta()):
        return None
    first_day = "" if rules.is_running(absence, today) else french.day(absence.first_day, today)
    return {
        "first_day": first_day,
        "until": rules.last_day_in_words(absence, today),
        "is_ours": is_ours,
        "danger": DANGER,
    }


def state_context(
    viewer: Viewer,
    conversation: Conversation,
    upto: int,
    last: Message | None,
    *,
    with_memos: bool = False,
    **typed: Any,
) -> dict[str, Any]:
    """What changes on a page that is open. `upto`: the number of its last message; `last`: the last one that somebody
    wrote in the conversation, where the page shows it."""
    return {
        **writing_context(viewer, conversation, **typed),
        **team_context(viewer, conversation, last, with_memos=with_memos),
        "seen": upto,
        **_seen(viewer, conversation, last),
    }


def _seen(viewer: Viewer, conversation: Conversation, last: Message | None) -> dict[str, Any]:
    """Said below the messages, where it is the viewer's side that wrote the last one; what left by itself asks nobody
    to read it."""
    nothing = {"seen_words": "", "seen_is_read": False}
    if last is None or last.removed_at or not rules.is_of_side(viewer, conversation):
        return nothing
    if rules.is_from_other_side(viewer, conversation, last.author_id):
        return nothing
    # A message that came since the conversation was read is on its way to the page.
    is_last = last.number == rules.last_written(conversation)
    is_read = is_last and conversation.is_read  # type: ignore[attr-defined]
    if not is_read and (rules.is_over(conversation) or rules.has_ended(conversation)):
        return nothing  # nobody ever will
    by = " par la mairie" if rules.is_own(viewer, conversation) else ""
    return {"seen_words": f"{'Lu' if is_read else 'Pas encore lu'}{by}", "seen_is_read": is_read}


def _closed(viewer: Viewer, conversation: Conversation) -> str:
    """The template that says why nobody writes here any more, "" while one does."""
    if rules.has_left(viewer, conversation):
        return "messaging/conversation_left.html"
    if rules.has_ended(conversation):
        return "messaging/conversation_ended.html"
    if conversation.peer and rules.is_over(conversation):
        return "messaging/conversation_peer_over.html"
    if rules.is_over(conversation):
        return "messaging/conversation_over.html"
    if not rules.may_write(viewer, conversation):
        return "messaging/conversation_opened.html"
    is_heard = conversation.peer or rules.is_own(viewer, conversation) or conversation.is_resident_here  # type: ignore[attr-defined]
    return "" if is_heard else "messaging/conversation_resident_gone.html"


def team_context(
    viewer: Viewer, conversation: Conversation, last: Message | None, *, with_memos: bool
) -> dict[str, Any]:
    """What the town hall's people see beside it, and the resident never does."""
    if not rules.reads_for_town_hall(viewer, conversation):
        return {"for_team": False}
    is_shared = rules.may_share(viewer, conversation)
    count = conversation.memo_count  # type: ignore[attr-defined]
    return {
        "for_team": True,
        "is_shared": is_shared,
        "is_put_away": rules.is_put_away(viewer, conversation, last),
        "may_open": rules.may_open(viewer, conversation),
        "may_propose": rules.may_propose(viewer, conversation),
        "is_open": rules.is_open(conversation, at=now()),
        "memos_label": f"Notes internes ({count})" if count else "Notes internes",
        "memos": [_memo(memo) for memo in memos_of(viewer, conversation)] if with_memos else [],
        "with_memos": with_memos,
        "memo_key": new_form_key(),
        "longest_memo": LONGEST_MEMO,
        **dict.fromkeys(("memo_typed", "memo_error"), ""),  # what comes back with a note that was refused
    }


def _memo(memo: Memo) -> SafeString:
    """Drawn once, but for its words."""
    written_at = timezone.localtime(memo.written_at)
    year = timezone.localtime(now()).year  # without which dates are written
    author = memo.author.full_name if memo.author else "Ancien membre de l’équipe"
    values = {"author": author, "written_at": written_at, "words": _WORDS, "year": year}
    return drawn(
        "messaging/memo.html", values, {"words": lambda: linebreaksbr(memo.readable_words, autoescape=True)}
    )
