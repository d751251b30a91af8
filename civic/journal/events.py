"""What an event is: a frozen dataclass in the past tense that holds ids and plain values, never personal data."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from typing import Any, ClassVar, get_type_hints
from uuid import UUID

from django.dispatch import Signal

# Sent with each `entry`, whatever its event, in the transaction of what happened: receivers enqueue, and do no more.
recorded = Signal()

type Receiver[E] = Callable[[E, Any], None]  # the event, and its journal.models.Entry


class DuplicateEvent(TypeError):
    """Two events of one app have the same name."""


def _app_of(module: str) -> str:
    """« memberships » for civic.memberships.events."""
    parts = module.split(".")
    return parts[parts.index("events") - 1] if "events" in parts else parts[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Base of all events. The journal knows each by its key, `memberships.MembershipAccepted`, which rows hold: an
    event that is renamed, or that moves to another app, needs a migration as `journal.0003` is one."""

    kinds: ClassVar[dict[str, type["Event"]]] = {}
    kind: ClassVar[str] = ""  # the key
    receivers: ClassVar[dict[str, list[Receiver[Any]]]] = {}
    # What the town hall's journal shows of it: « a accepté une inscription », after the name of who did it. "" for what
    # nobody does in a town hall's name.
    sentence: ClassVar[str] = ""
    # Under which heading the journal offers it as a filter, « Publications »; "" for what no town hall does itself.
    topic: ClassVar[str] = ""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        cls.kind = f"{_app_of(cls.__module__)}.{cls.__name__}"
        # `slots=True` makes the class twice: the second one, which has its fields, is the one that stays.
        if cls.kind in Event.kinds and "__dataclass_fields__" not in cls.__dict__:
            raise DuplicateEvent(
                f"{cls.__module__}: {Event.kinds[cls.kind].__module__} has {cls.kind} already"
            )
        Event.kinds[cls.kind] = cls

    @property
    def full_sentence(self) -> str:
        """The sentence of this very event, where its values say more than its kind does."""
        return self.sentence

    def as_data(self) -> dict[str, Any]:
        return {
            name: str(value) if isinstance(value, UUID) else value for name, value in asdict(self).items()
        }

    @staticmethod
    def from_data(kind: str, data: dict[str, Any]) -> "Event":
        """Read an event back. Fields that a later version dropped are ignored."""
        event_type = Event.kinds[kind]
        hints = get_type_hints(event_type)
        values = {}
        for field in fields(event_type):
            if field.name in data:
                value = data[field.name]
                wants_id = hints[field.name] is UUID or hints[field.name] == UUID | None
                values[field.name] = UUID(value) if wants_id and value else value
        return event_type(**values)


def on[E: Event](event_type: type[E]) -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    """Run the function in the worker for each event of the type. It may run again after a crash: be idempotent."""

    def register(receiver: Callable[[E], None]) -> Callable[[E], None]:
        on_entry(event_type)(lambda event, entry: receiver(event))
        return receiver

    return register


def on_entry[E: Event](event_type: type[E]) -> Callable[[Receiver[E]], Receiver[E]]:
    """The same for those who also need the journal's entry: who did it, where and when."""

    def register(receiver: Receiver[E]) -> Receiver[E]:
        Event.receivers.setdefault(event_type.kind, []).append(receiver)
        return receiver

    return register
