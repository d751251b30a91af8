"""Kinds of thread: what differs between comments under a content, messages of a group, and what will be built next.

An app that has conversations declares a `ThreadKind` in its `thread_kinds.py` and registers it; rows name it by key.
A content that people comment on is a `CommentedContent`: the lifecycle of each declares one.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from civic.core.descriptors import Feature, Right
from civic.core.text import Noun, elided
from civic.core.viewer import Viewer
from civic.delivery.enums import Channel
from civic.journal.events import Event
from civic.notifications.enums import Frequency, Side
from civic.notifications.kinds import NotificationKind
from civic.restrictions.enums import RestrictionScope
from civic.threads.models import Message, Thread

MOST_RECIPIENTS = 5000  # speakers of one thread who are notified of each message


class Urls(NamedTuple):
    """Names of the addresses. `messages` takes the thread's id, the others a message's."""

    messages: str
    detail: str
    quote: str
    edit: str
    delete: str
    remove: str = ""
    flag: str = ""
    like: str = ""
    unlike: str = ""
    file: str = ""  # takes the id of a private file; "": none comes with its messages
    turn: str = ""  # where the town hall makes something else of what was said to it


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What screens and refusals say. `noun`: a masculine one, « message »; sentences that differ by it alone are in
    the templates and below. `closed` and `back` may name what the thread belongs to: « pour {content.this} »."""

    noun: str
    right: str  # « La mairie a suspendu votre droit de … »
    too_long: str
    closed: str
    reason_help: str
    older: str
    newer: str
    back: str
    send: str
    send_detail: str = ""  # for screen readers
    hint: str = ""  # under the field
    removed_names_author: bool = False  # « Message de Anne Martin retiré par la mairie »

    @property
    def empty(self) -> str:
        return f"Écrivez votre {self.noun} avant de l’envoyer."

    @property
    def too_late(self) -> str:
        return f"Un {self.noun} peut être modifié pendant 15 minutes. Vous pouvez encore le supprimer."

    @property
    def already_removed(self) -> str:
        return f"Ce {self.noun} a déjà été supprimé."

    @property
    def reason_missing(self) -> str:
        return f"Dites en quelques mots pourquoi ce {self.noun} est retiré\u00a0: son auteur le lira."

    @property
    def silenced(self) -> str:
        return (
            f"La mairie a suspendu votre droit {elided('de', self.right)}. "
            "Votre texte est conservé ici, mais il n’est pas envoyé."
        )

    @property
    def answered_is_gone(self) -> str:
        return (
            f"{elided('Le', self.noun)} auquel vous répondiez a été supprimé. Votre texte est "
            "conservé\u00a0: relisez-le, vous pouvez l’envoyer sans la citation."
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ThreadKind:
    """`written`, `edited`, `removed`: make the event that the journal records; without them nothing is recorded.
    There is one object of each kind: equal to itself alone, it is quickly found as part of a key."""

    key: str  # kept in rows: never changed
    wording: Wording
    urls: Urls
    anchor: str  # « commentaire »: the id of a message on a page is commentaire-<id>
    page_size: int = 30
    max_length: int = 4000
    silenced_by: RestrictionScope | None = None
    removal_right: Right | None = None  # lets the town hall remove, with a reason, what others wrote
    likes_messages: bool = False
    is_final: bool = False  # once a message can be edited no more, nor can it be taken back
    is_alone: bool = False  # one thread a page: its parts have plain ids, « ecrire »
    # Dotted path, where two sides speak, of what gives the authors on the viewer's; called with viewer and thread.
    own_side: str = ""
    under_content: bool = False  # is it under a `CommentedContent`?
    cards: str = (
        ""  # dotted path of what gives, by message, HTML under the words; called with viewer and messages
    )
    turn_label: str = (
        ""  # dotted path of what `urls.turn` is called for this viewer; it gives "" where nothing can be made
    )
    draft: str = ""  # what is being written is kept on the device under this name; "": it is not
    written: Callable[[Message], Event] | None = None
    edited: Callable[[Message], Event] | None = None
    removed: Callable[[Message], Event] | None = None

    @property
    def too_late(self) -> str:
        if not self.is_final:
            return self.wording.too_late
        return f"Un {self.wording.noun} peut être modifié ou supprimé pendant 15 minutes\u00a0: il reste tel qu’il est."

    def place(self, name: str, thread_id: UUID) -> str:
        """The id of a part of the page."""
        return name if self.is_alone else f"{name}-{thread_id}"

    @staticmethod
    def field(thread_id: UUID) -> str:
        """The id of where one writes."""
        return f"texte-{thread_id}"

    def anchor_of(self, message: Message) -> str:
        return f"{self.anchor}-{message.pk}"

    def address_of(self, message: Message) -> str:
        """Where a message stands on its page, whatever is folded there."""
        return f"{message.thread.page}?autour={message.number}#{self.anchor_of(message)}"

    def closed(self, thread: Thread) -> str:
        return self._named(self.wording.closed, thread)

    def back(self, thread: Thread) -> str:
        return self._named(self.wording.back, thread)

    def _named(self, words: str, thread: Thread) -> str:
        return words.format(content=commented(thread.feature).noun) if self.under_content else words


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentedContent:
    """How screens and notifications name a content that people comment on. Keys are kept in rows: never changed."""

    on_own_key: str  # of the notification for who published what is commented
    after_own_key: str  # of the notification for who commented before
    answer_key: str  # of the notification for whose comment is answered
    noun: Noun
    right: Right  # who has it publishes for the town hall
    of_thread: Callable[[UUID], Any]  # the content while it is published; None otherwise
    title: Callable[[Any], str]
    removed: type[Event]
    removed_id: Callable[[Any], UUID]  # of the content, from that event

    def __post_init__(self) -> None:
        if not self.noun.plural:
            raise TypeError(f"“{self.noun.singular}” has no plural")


class AnswerNews(NotificationKind, abstract=True):
    """For whose message is answered. Declared before what the same event says to others: a person hears of it once."""

    side = Side.RESIDENT
    channels = frozenset({Channel.EMAIL, Channel.PUSH})
    email = Frequency.DAILY
    optional = True
    rank = 3
    line = "{author} vous a répondu sous «\u00a0{subject}\u00a0»"
    grouped = "{count} réponses à ce que vous avez écrit sous «\u00a0{subject}\u00a0»"
    email_subject = "{author} vous a répondu\u00a0: {subject}"
    push_text = "Une personne vous a répondu"


_kinds: dict[str, ThreadKind] = {}


def register(kind: ThreadKind) -> ThreadKind:
    if _kinds.setdefault(kind.key, kind) is not kind:
        raise ValueError(f"two kinds of thread have the key “{kind.key}”")
    return kind


def kind_of(thread: Thread) -> ThreadKind:
    return _kinds[thread.kind]


class Privacy(NamedTuple):
    """Of threads of participants who stand on no list: their app says who they are."""

    is_read_by: Callable[[Viewer, Thread], bool]
    readers: Callable[[Thread], Sequence[UUID]]  # whose open pages hear of what is written
    page_of: Callable[[Viewer, Thread], str]  # two communes may each have one of it


_privacies: dict[str, Privacy] = {}


def close_to_others(kind: ThreadKind, privacy: Privacy) -> None:
    _privacies[kind.key] = privacy


def privacy_of(thread: Thread) -> Privacy | None:
    return _privacies.get(thread.kind)


def on_page_of(viewer: Viewer, thread: Thread) -> Thread:
    """The same thread, that says where this viewer reads it."""
    if privacy := privacy_of(thread):
        thread.page = privacy.page_of(viewer, thread)
    return thread


_commented: dict[str, CommentedContent] = {}


def register_commented(content: CommentedContent, feature: Feature | None) -> None:
    """`feature`: of its app. Its threads name it by that."""
    if _commented.setdefault(feature or "", content) is not content:
        raise ValueError(f"two contents of the feature “{feature or ''}” have comments")


def commented_in(feature: str) -> CommentedContent | None:
    """None where nothing of this feature has comments."""
    return _commented.get(feature)


def commented(feature: str) -> CommentedContent:
    if found := commented_in(feature):
        return found
    raise LookupError(f"no lifecycle says what is commented in the feature “{feature}”")


def all_commented() -> Iterable[CommentedContent]:
    return _commented.values()
