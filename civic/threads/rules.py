"""Who may say what in a thread. Pure. Who is on the list of a thread of participants is for the queries to find out."""

from datetime import datetime, timedelta

from civic.core.audience import admits
from civic.core.viewer import Viewer
from civic.threads.enums import MODERATE_COMMENTS, ThreadAudience
from civic.threads.kinds import ThreadKind, all_commented, commented_in, kind_of
from civic.threads.models import Message, Thread

EDITABLE_FOR = timedelta(minutes=15)
CLOCKS_DIFFER = timedelta(minutes=2)


def is_on(viewer: Viewer, thread: Thread) -> bool:
    """A thread goes where the feature of its content goes."""
    return not thread.feature or thread.feature in viewer.features


def may_see(viewer: Viewer, thread: Thread) -> bool:
    """Of a thread whose audience is its content's."""
    return is_on(viewer, thread) and admits(thread.audience, viewer, thread.commune_id)


def may_read(viewer: Viewer, thread: Thread) -> bool:
    """What residents write to each other, under their names, is not for strangers, even below a public publication:
    they see how many comments there are."""
    return may_see(viewer, thread) and viewer.is_member


def is_silenced(viewer: Viewer, kind: ThreadKind) -> bool:
    """The town hall took the right to speak here, for a time."""
    return kind.silenced_by in viewer.restrictions


def may_speak(viewer: Viewer, thread: Thread) -> bool:
    """Being registered is what lets a person speak: a visitor reads a public page and no more. In a thread of
    participants all who see it speak."""
    is_of_it = thread.audience == ThreadAudience.PARTICIPANTS or may_read(viewer, thread)
    return is_of_it and not is_silenced(viewer, kind_of(thread))


def is_recent(written_at: datetime, now: datetime) -> bool:
    """So that it may still be edited; not where a clock was ahead as it was written, by more than clocks differ."""
    return written_at - CLOCKS_DIFFER < now < written_at + EDITABLE_FOR


def may_edit(viewer: Viewer, message: Message, now: datetime) -> bool:
    own = message.author_id == viewer.person_id and may_speak(viewer, message.thread)
    is_standing = message.removed_at is None and not message.is_automatic
    return own and is_standing and is_recent(message.written_at, now)


def may_take_back(viewer: Viewer, message: Message, now: datetime) -> bool:
    """One's own, also by who may not speak."""
    is_final = kind_of(message.thread).is_final and not is_recent(message.written_at, now)
    return message.author_id == viewer.person_id and not is_final and not message.is_automatic


def may_remove_any(viewer: Viewer, kind: ThreadKind) -> bool:
    return kind.removal_right is not None and viewer.may(kind.removal_right)


def may_turn(viewer: Viewer, kind: ThreadKind, message: Message) -> bool:
    """Into something else: what somebody said to the town hall, not what it said."""
    said_to_it = message.has_text and not message.for_town_hall and message.author_id != viewer.person_id
    return bool(kind.urls.turn) and viewer.is_town_hall and said_to_it


def may_like(viewer: Viewer, thread: Thread) -> bool:
    return thread.audience == ThreadAudience.PARTICIPANTS or viewer.is_member


def may_flag(viewer: Viewer, message: Message) -> bool:
    """Also who may not speak for a time."""
    return (
        may_like(viewer, message.thread)
        and message.author_id != viewer.person_id
        and message.removed_at is None
    )


def answers_comments(viewer: Viewer) -> bool:
    """Is it for them to see that residents are answered: those who moderate, and those who publish what is
    commented?"""
    return viewer.may(MODERATE_COMMENTS) or any(viewer.may(content.right) for content in all_commented())


def answered_features(viewer: Viewer) -> list[str]:
    """The features of the contents whose comments they answer."""
    return [
        feature
        for feature in ("", *sorted(viewer.features))
        if (content := commented_in(feature)) and (viewer.may(MODERATE_COMMENTS) or viewer.may(content.right))
    ]


def may_answer(viewer: Viewer, thread: Thread) -> bool:
    """In a thread of participants, whoever speaks there for the town hall."""
    if thread.audience == ThreadAudience.PARTICIPANTS:
        return viewer.is_town_hall
    return viewer.belongs_to(thread.commune_id) and thread.feature in answered_features(viewer)
