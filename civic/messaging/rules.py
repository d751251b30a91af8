"""Who reads and writes what in private. Pure: the conversation comes with its two sides."""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from civic.contents.models import AbstractContent
from civic.contents.registry import Lifecycle
from civic.core.emergency import NUMBERS
from civic.core.refusals import NotAllowed, Refusal
from civic.core.text import unaccented
from civic.core.viewer import Viewer
from civic.delegations.enums import DelegationState
from civic.messaging.enums import ANSWER_MESSAGES, Addressee
from civic.messaging.models import Absence, Conversation
from civic.messaging.refusals import ConversationEnded, LeftTheCommune, MandateOver, ResidentGone
from civic.restrictions.enums import RestrictionScope
from civic.threads.models import Message, Thread
from civic.ui import french

FIELDS = {"prenom": "prénom", "nom": "nom", "rue": "rue"}  # as they are compared, as they are written
_FIELD = re.compile(r"\{([^{}\n]{1,40})\}")


def may_answer(viewer: Viewer) -> bool:
    """Reads what is written to the town hall's team, and answers."""
    return viewer.may(ANSWER_MESSAGES)


def may_write_to_town_hall(viewer: Viewer) -> bool:
    """Those who answer do not write to themselves."""
    return viewer.is_member and not may_answer(viewer)


def is_silenced(viewer: Viewer) -> bool:
    """The town hall took the right to write to it first, for a time."""
    return RestrictionScope.MESSAGES in viewer.restrictions


def is_own(viewer: Viewer, conversation: Conversation) -> bool:
    """Is the viewer the resident of it? Also one who acts for the town hall since."""
    return conversation.resident_id is not None and conversation.resident_id == viewer.person_id


def may_write_to_mayors(viewer: Viewer) -> bool:
    """From mayor to mayor: no delegate does it for them."""
    return viewer.is_mayor


def is_between_mayors(conversation: Conversation) -> bool:
    return conversation.peer_id is not None


def reads_for_town_hall(viewer: Viewer, conversation: Conversation) -> bool:
    if not viewer.belongs_to(conversation.commune_id) or is_own(viewer, conversation):
        return False
    if conversation.addressee == Addressee.TEAM:
        return may_answer(viewer)
    office = conversation.office
    return (
        viewer.is_mayor and office is not None and office.ended_at is None and is_held(viewer, conversation)
    )


def is_held(viewer: Viewer, conversation: Conversation) -> bool:
    """Is the viewer the mayor whom it was written to? The next one is not."""
    return conversation.office is not None and conversation.office.person_id == viewer.person_id


def may_read(viewer: Viewer, conversation: Conversation, *, at: datetime) -> bool:
    """Its two sides, and nobody else, the platform's people included."""
    is_opened = is_open(conversation, at=at) and conversation.opened_to.person_id == viewer.person_id  # type: ignore[union-attr]
    is_here = viewer.belongs_to(conversation.commune_id)
    return is_here and (is_of_side(viewer, conversation) or is_opened)


def is_of_side(viewer: Viewer, conversation: Conversation) -> bool:
    """Of one of its two, also of a resident who has left the commune since."""
    return is_own(viewer, conversation) or reads_for_town_hall(viewer, conversation)


def own_side(viewer: Viewer, thread: Thread) -> tuple[UUID, ...]:
    """Who writes on the viewer's side besides their team, which the page knows by itself."""
    return (viewer.own_id,)


def has_left(viewer: Viewer, conversation: Conversation) -> bool:
    """The resident of it, who belongs to that commune no more: they read it, and write there no more."""
    return is_own(viewer, conversation) and not viewer.is_member


def may_write(viewer: Viewer, conversation: Conversation) -> bool:
    """Whoever a mayor opened it to reads, and no more."""
    return is_of_side(viewer, conversation) and not has_left(viewer, conversation)


def refusal(viewer: Viewer, conversation: Conversation) -> Refusal | None:
    """Why nothing more is written there; of a conversation with `is_resident_here`. None: nothing speaks against it."""
    if has_left(viewer, conversation):
        return LeftTheCommune()
    if not may_write(viewer, conversation):
        return NotAllowed()
    if has_ended(conversation):
        return ConversationEnded()
    if is_over(conversation):
        return MandateOver()
    is_resident_here = conversation.peer or is_own(viewer, conversation) or conversation.is_resident_here  # type: ignore[attr-defined]
    return None if is_resident_here else ResidentGone()


def is_open(conversation: Conversation, *, at: datetime) -> bool:
    """Does its mayor let somebody of the team read it? The one mandate and the other: what it hangs on runs."""
    delegation, office = conversation.opened_to, conversation.office
    runs = delegation is not None and delegation.rights and delegation.state_at(at) is DelegationState.RUNNING
    return bool(runs) and office is not None and office.ended_at is None


def may_open(viewer: Viewer, conversation: Conversation) -> bool:
    return is_between_mayors(conversation) and reads_for_town_hall(viewer, conversation)


def may_propose(viewer: Viewer, conversation: Conversation) -> bool:
    """To the other mayor, who makes it their own."""
    return is_between_mayors(conversation) and may_write(viewer, conversation) and not is_over(conversation)


def may_take_up(viewer: Viewer, lifecycle: Lifecycle, content: AbstractContent) -> bool:
    """What another town hall showed, by who prepares such contents here."""
    prepares = lifecycle.prepared_by is not None and lifecycle.prepared_by(viewer)
    return prepares and lifecycle.feature in viewer.features and content.commune_id != viewer.commune.id


def is_from_other_side(viewer: Viewer, conversation: Conversation, author_id: UUID) -> bool:
    if conversation.peer is not None:
        return author_id == conversation.peer.person_id
    return (author_id == conversation.resident_id) is not is_own(viewer, conversation)


def last_written(conversation: Conversation) -> int:
    """The number of the last message that did not leave by itself."""
    number = conversation.thread.last_number
    return number - (number == conversation.automatic_number)


def may_share(viewer: Viewer, conversation: Conversation) -> bool:
    """Among the people of the team: notes, who takes it."""
    return conversation.addressee == Addressee.TEAM and reads_for_town_hall(viewer, conversation)


def is_put_away(viewer: Viewer, conversation: Conversation, last: Message | None) -> bool:
    """« Pas de réponse à donner », and nobody wrote since, where one may still answer. `last`: the conversation's last
    message; None where the page does not show it."""
    if conversation.waiting_since or refusal(viewer, conversation):
        return False
    if is_between_mayors(conversation):
        is_theirs = last is not None and is_from_other_side(viewer, conversation, last.author_id)
        return is_theirs and not last.removed_at  # type: ignore[union-attr]
    return is_unanswered_for_good(conversation.thread)


def is_unanswered_for_good(numbers: Any) -> bool:
    """By those of its thread, which a conversation of the list has, too."""
    return bool(numbers.put_away_from) and numbers.put_away_number == numbers.last_number


def has_ended(conversation: Conversation) -> bool:
    """With its commune: it goes on in another one."""
    return conversation.ended_at is not None


def is_over(conversation: Conversation) -> bool:
    """The mayor whom it is written to is no longer in office."""
    addressed = conversation.peer or conversation.office
    return addressed is not None and addressed.ended_at is not None


# --- What is ready to be answered -------------------------------------------------------------------------------------


def takes_templates(viewer: Viewer, conversation: Conversation) -> bool:
    """An answer to a resident, whose name and street fill them in."""
    is_answer = conversation.resident_id is not None and reads_for_town_hall(viewer, conversation)
    return is_answer and may_answer(viewer)


def unknown_fields(text: str) -> list[str]:
    """« {adresse} », which nothing would fill."""
    return [name for name in _FIELD.findall(text) if unaccented(name) not in FIELDS]


def filled(text: str, known: Mapping[str, str]) -> str:
    """What is not known stays as a blank to fill: « [rue] »."""

    def fill(field: re.Match[str]) -> str:
        name = unaccented(field[1])
        return known.get(name) or f"[{FIELDS.get(name, field[1])}]"

    return _FIELD.sub(fill, text)


# --- While nobody answers ---------------------------------------------------------------------------------------------


SHOWN_AHEAD = timedelta(days=3)  # to the team, above the list


def is_running(absence: Absence, day: date) -> bool:
    return absence.first_day <= day <= absence.last_day


def last_day_in_words(absence: Absence, today: date) -> str:
    return f"jusqu’au {french.day(absence.last_day, today)} inclus"


def words_of_absence(absence: Absence, today: date) -> str:
    """As it is answered to a resident: nobody looks at the box, whatever happens to them. That the town hall is closed,
    its own text says."""
    return f"{absence.text}\n\nLa mairie rouvre après le {french.day(absence.last_day, today)}. {NUMBERS}"
