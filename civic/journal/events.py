"""What an event is: a frozen dataclass in the past tense that holds ids and plain values, never personal data."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from typing import Any, ClassVar, get_type_hints
from uuid import UUID

type Receiver[E] = Callable[[E, Any], None]  # the event, and its journal.models.Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Base of all events. Each subclass is known to the journal by its name."""

    kinds: ClassVar[dict[str, type["Event"]]] = {}
    receivers: ClassVar[dict[str, list[Receiver[Any]]]] = {}
    # What the town hall's journal shows of it: « a accepté une inscription », after the name of who did it. "" for what
    # nobody does in a town hall's name.
    sentence: ClassVar[str] = ""
    # Under which heading the journal offers it as a filter, « Publications »; "" for what no town hall does itself.
    topic: ClassVar[str] = ""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        # `slots=True` makes the class twice: the second one is the one that stays.
        Event.kinds[cls.__name__] = cls

    @property
    def kind(self) -> str:
        return type(self).__name__

    @property
    def said(self) -> str:
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
        Event.receivers.setdefault(event_type.__name__, []).append(receiver)
        return receiver

    return register
