from dataclasses import dataclass

from civic.journal.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ToyChanged(Event):
    what: str
