"""What happens to a commune of the directory."""

from dataclasses import dataclass

from django.dispatch import Signal

from civic.journal.events import Event

# Sent in the transaction of an import: what belongs to communes that merged follows them at once. A receiver answers
# with a Counter of what it moved or ended, by id of the former commune.
communes_merged = Signal()


@dataclass(frozen=True, slots=True, kw_only=True)
class CommuneMerged(Event):
    """What belonged to the commune of this code goes on in the commune of the journal's entry."""

    code: str
    memberships: int
    follows: int
