"""What people can be notified of. Each app names its own kinds in its `notifications.py`; they are found at start.

A kind is a class whose attributes are all there is to say about it; one that leaves something out does not load. An
event of the journal is turned into `Recipients`: about what, and whom. Everything else (inbox, badge, preferences,
mails, digests, push) works from that alone.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar, NamedTuple
from uuid import UUID

from django.db.models import Model

from civic.accounts.models import Person
from civic.core.descriptors import NotificationCategory
from civic.delivery.enums import Channel
from civic.journal.events import Event
from civic.journal.models import Entry
from civic.notifications.enums import Frequency, Side


class IncompleteKind(TypeError):
    """A kind that does not say all there is to say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipients:
    """`people`: these, each once. Without it: all whom `audience` admits in the commune, for which one row is enough
    however many they are. The one who acted is never among them."""

    subject: str  # plain text, the object's title or first words
    url: str  # path of the object, where a click leads
    target_type: str
    target_id: UUID
    source_id: UUID | None = None  # what was added to the object: a comment
    commune_id: int | None
    audience: str = ""
    people: Sequence[UUID] = ()


class DoneIn(NamedTuple):
    """The rows of an app that say who did something."""

    model: type[Model]  # with a `person`
    target: str  # the column of its key to the object


class NotificationKind:
    """Subclass it with all of these. `{subject}`, `{of_name}` (« d’Èze »), `{author}` and, in `grouped`, `{count}`
    stand for what the words are about."""

    key: str  # kept in rows: never changed
    events: tuple[type[Event], ...]
    withdrawn_by: tuple[
        type[Event], ...
    ]  # the object is gone: nobody is notified any more, and lists drop it
    renewed_by: tuple[type[Event], ...]  # it came back, or its words changed
    label: str  # its line in the matrix of preferences
    category: NotificationCategory
    side: Side
    channels: frozenset[Channel]  # besides the site, where everything is listed
    email: Frequency  # what is done until the person chooses
    optional: bool  # may it be switched off?
    essential: bool  # does it reach who wants « L’essentiel » alone?
    rank: int  # in a digest, the best first: 1 before 9
    line: str  # « {author} a publié « {subject} » »
    grouped: str  # several on one object: « {count} nouveaux commentaires sur « {subject} » »
    email_subject: str
    push_text: str  # on a locked screen: nothing personal; not needed where `push_body` says it
    action: str  # the button that leads to the object

    # About the account itself: to the mailbox that opens it, whatever other one news goes to.
    goes_to_sign_in: ClassVar[bool] = False
    # Asked for by the person, who waits for it now: no choice is about it, and quiet hours do not hold it.
    is_trial: ClassVar[bool] = False
    # People may be in danger: no quiet hours hold it, and no other news leaves before it.
    is_urgent: ClassVar[bool] = False
    # What can be chosen for its mails: news of tomorrow is worth nothing in a summary of later.
    frequencies: ClassVar[tuple[Frequency, ...]] = tuple(Frequency)
    # Of `events`: the same once more in other words, so that news of before goes, with what is still to leave for it.
    announced_again_by: ClassVar[tuple[type[Event], ...]] = ()
    # Of `renewed_by`: it is back, where it was withdrawn. With `announced_late` it is told as a first time where it was
    # gone before anybody was told of it (`rules.is_news`).
    restored_by: ClassVar[tuple[type[Event], ...]] = ()
    announced_late: ClassVar[bool] = False
    # Nobody's act, but what the town hall's page does by itself: its sign stands in the list, not a person's initials.
    by_town_hall: ClassVar[bool] = False

    # What it asks people for is done, by whomever: it is read for all who have it, once `settled_target` says of what.
    settled_by: ClassVar[tuple[type[Event], ...]] = ()
    # That was undone, and it waits again: unread once more for whom it was read by that alone.
    unsettled_by: ClassVar[tuple[type[Event], ...]] = ()

    # What it asks a whole commune for, each does alone: it waits no more for whom these rows name. They are asked each
    # time, and nothing is written here: of a vote there is no other trace.
    done_in: ClassVar[DoneIn | None] = None

    all: ClassVar[dict[str, "NotificationKind"]] = {}

    def recipients(self, event: Any, entry: Entry) -> Recipients | None:
        """About what and whom; None when there is nothing to say any more."""
        raise NotImplementedError

    def held_for(self, event: Any) -> timedelta:
        """How long its mails wait, and what devices show: as long as what it says is undone as if nothing had been. The
        list on the site shows it at once."""
        return timedelta()

    def body(self, source_id: UUID) -> str:
        """The words that the mail brings, as plain paragraphs; "" when they are gone."""
        raise NotImplementedError

    def push_body(self, subject: str) -> str:
        """What a device shows of news about `subject`: of what is personal, nothing."""
        return self.push_text

    def target_of(self, event: Any) -> UUID | None:
        """The object, or what was added to it, that an event of `withdrawn_by` or `renewed_by` is about; None where it
        leaves this kind as it is."""
        raise NotImplementedError

    def still_concerned(self, event: Any) -> Collection[UUID]:
        """Those whose news stands all the same after an event of `withdrawn_by`, by what is true now: it may be handled
        after one that came later."""
        return ()

    def first_entry(self, event: Any, entry: Entry) -> Entry | None:
        """Where one row gathers many things, the entry by which one that an event of `renewed_by` brings back is told:
        that which told of it before, of which nobody hears twice, or the event's own. None where each has its row."""
        return None

    def settled_target(self, event: Any, entry: Entry) -> UUID | None:
        """The object of which nothing waits any more after an event of `settled_by`; None while something does."""
        raise NotImplementedError

    def unsettled_target(self, event: Any, entry: Entry) -> UUID | None:
        """The object that waits again after an event of `unsettled_by`; None where nothing does by now."""
        raise NotImplementedError

    def __init_subclass__(cls, *, abstract: bool = False, **kwargs: Any) -> None:
        """`abstract`: says in one place what several kinds have in common."""
        super().__init_subclass__(**kwargs)
        if abstract:
            return
        missing = [
            name for name in NotificationKind.__annotations__ if name != "all" and not hasattr(cls, name)
        ]
        if cls.push_body is not NotificationKind.push_body:
            missing = [name for name in missing if name != "push_text"]
        methods = ["recipients", "body"]
        if getattr(cls, "withdrawn_by", ()) or getattr(cls, "renewed_by", ()):
            methods.append("target_of")
        if cls.settled_by:
            methods.append("settled_target")
        if cls.unsettled_by:
            methods.append("unsettled_target")
        missing += [name for name in methods if getattr(cls, name) is getattr(NotificationKind, name)]
        if missing:
            raise IncompleteKind(f"{cls.__name__} does not say: {', '.join(missing)}")
        if not cls.optional and not cls.category.mandatory_reason:
            raise IncompleteKind(
                f"{cls.__name__} cannot be switched off: its category says no mandatory_reason"
            )
        if cls.key in NotificationKind.all:
            raise IncompleteKind(
                f"{cls.__name__}: “{cls.key}” is {type(NotificationKind.all[cls.key]).__name__} already"
            )
        NotificationKind.all[cls.key] = cls()

    @property
    def site_choice(self) -> str:
        return f"{self.key}_site"

    @property
    def email_choice(self) -> str:
        return f"{self.key}_email"

    @property
    def push_choice(self) -> str:
        return f"{self.key}_push"

    def mailbox_of(self, person: Person) -> str:
        return person.email if self.goes_to_sign_in else person.mailbox_for_news

    def defaults(self) -> dict[str, Any]:
        """What is done for a person who chose nothing."""
        chosen: dict[str, Any] = {self.site_choice: True}
        if Channel.EMAIL in self.channels:
            chosen[self.email_choice] = self.email.value
        if Channel.PUSH in self.channels:
            chosen[self.push_choice] = True
        return chosen


def kind_of(key: str) -> NotificationKind | None:
    """None for one that a later version dropped."""
    return NotificationKind.all.get(key)
