"""What an app puts on the town hall's desk: what waits there, and what a new town hall does once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from civic.core.viewer import Viewer

if TYPE_CHECKING:
    from django.db.models import Q, QuerySet
    from django.db.models.expressions import Combinable


class DeskBadge(NamedTuple):
    """How grave a line is, told by a word and a drawing: a colour alone is not seen by all."""

    words: str
    icon: str
    colour: str  # of the badge: « poppy », « sun »


class DeskTask(NamedTuple):
    """One line of the town hall's desk. It is kept in memory as it is drawn: nothing in it that is encrypted at rest, a
    letter's words or an address, but masked; who wrote, and where it is read, are enough."""

    text: str  # « Jeanne Martin demande à rejoindre la commune »
    detail: str
    url: str
    action: str  # « Répondre »
    put_away_url: str = ""  # « Sans suite »: posted to, with `upto`; "" where the task has to be done
    upto: int = 0  # how far the line tells it: what came since was seen by nobody, and is not put away
    badge: DeskBadge | None = None


# Of one source, by their keys, each with its `columns`.
type DeskRows = Mapping[UUID, Mapping[str, Any]]


class TasksTogether(NamedTuple):
    """Where more than a few tasks of one source fold into one line, and how all of them are put away at once."""

    text: str  # « Des commentaires attendent une réponse sur {count} pages »
    put_away: Callable[[Viewer, Mapping[Any, int]], Sequence[Any]]  # each its `upto`; gives those it did
    take_back: Callable[[Viewer, Sequence[Any]], None]
    after_put_away: str  # said then
    after_take_back: str  # said after « Annuler »


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskSource:
    """A kind of work that waits at the town hall, from one rubric."""

    key: str  # stored with who has taken a task: never changed
    heading: str  # « Demandes d’inscription »
    late_after: timedelta | None  # None: nothing is to be done, it is good to know
    concerns: Callable[[Viewer], bool]  # without a statement
    # Rows with a UUID and `moment`, of what waits: joined with those of the other sources into one statement.
    # Put together without a statement, and without a finer hour than the minute: the desk does it once a minute.
    waiting: Callable[[Viewer], "QuerySet[Any]"]
    # What the line of a row tells: from `columns` alone, which come along with the row, by `line`, without a statement;
    # what they cannot say is asked for all rows together by `describe`, and those that still wait are told.
    columns: "Mapping[str, Combinable]" = field(default_factory=dict)
    line: Callable[[Viewer, UUID, Mapping[str, Any]], DeskTask] | None = None
    describe: Callable[[Viewer, DeskRows], Mapping[UUID, DeskTask]] | None = None
    is_call_for_help: bool = False  # before all others, however late these are
    comes_first: "Q | None" = (
        None  # after such calls, and before all others: the rows where somebody soon needs help
    )
    moment: str = "since"  # the field or annotation that says since when it waits
    put_away_pages: Sequence[str] = ()  # names of the addresses of « Sans suite » and of its « Annuler »
    together: TasksTogether | None = None  # None: each stands for itself, however many there are
    done: str = ""  # said on the way back to the desk, where the work itself says nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class StepDone:
    """What a first step says once it is done, above all to a mayor in whose name somebody else did it."""

    sentence: str  # {} for the first of `words`
    words: "Callable[[int, datetime], QuerySet[Any, Any]]"  # of the commune, at that moment: one text a row
    url_name: str  # takes the commune's slug
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstStep:
    """What a new town hall does once; the desk shows its progress."""

    position: int
    label: str
    sentence: str
    url_name: str  # takes the commune's slug, then `arguments`
    concerns: Callable[[Viewer], bool]  # without a statement
    # Done as the viewer shows without a statement, or once there is a row of the commune: one of the two is given.
    is_done: Callable[[Viewer], bool] | None = None
    rows: "Callable[[int], QuerySet[Any]] | None" = None
    arguments: Sequence[str] = ()
    once_done: StepDone | None = None
