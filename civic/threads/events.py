from dataclasses import dataclass
from uuid import UUID

from civic.journal.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentWritten(Event):
    sentence = "a commenté"
    topic = "Commentaires"
    comment_id: UUID
    thread_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentEdited(Event):
    sentence = "a modifié son commentaire"
    topic = "Commentaires"
    comment_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentRemoved(Event):
    sentence = "a retiré un commentaire"
    topic = "Commentaires"
    comment_id: UUID
    by_town_hall: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentLiked(Event):
    """Recorded without who: the figures count it, nobody is notified."""

    thread_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class LikeWithdrawn(Event):
    thread_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentsPutAway(Event):
    sentence = "a laissé des commentaires sans réponse"
    topic = "Commentaires"
    thread_id: UUID
    upto: int = 0  # the last one; 0: all of them until then, by a process of a former release


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentsTakenBack(Event):
    sentence = "a remis des commentaires à répondre"
    topic = "Commentaires"
    thread_id: UUID
