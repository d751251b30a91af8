"""Who reads and writes what in private. Pure: the conversation comes with its office."""

from civic.core.viewer import Viewer
from civic.messaging.enums import ANSWER_MESSAGES, Addressee
from civic.messaging.models import Conversation
from civic.restrictions.enums import RestrictionScope

MAX_MEMO = 2000


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
    return conversation.resident_id == viewer.person_id


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


def may_read(viewer: Viewer, conversation: Conversation) -> bool:
    """Its two sides, and nobody else, the platform's people included."""
    is_here = viewer.belongs_to(conversation.commune_id)
    return is_here and (is_own(viewer, conversation) or reads_for_town_hall(viewer, conversation))


def may_share(viewer: Viewer, conversation: Conversation) -> bool:
    """Among the people of the team: notes, who takes it."""
    return conversation.addressee == Addressee.TEAM and reads_for_town_hall(viewer, conversation)


def is_over(conversation: Conversation) -> bool:
    """The mayor whom it was written to is no longer in office."""
    return conversation.office is not None and conversation.office.ended_at is not None
