"""What other apps add to « Vos administrés »: a list of their own, a mark on a line, a section of the card, a column of
the export. They register it in their receivers, which are imported at start.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from civic.core.clock import now
from civic.core.compiled_queries import compiled
from civic.core.viewer import Viewer
from civic.memberships.enums import MembershipStatus
from civic.memberships.models import Membership

# Keys of people of a commune at a moment; put together once (`core.compiled_queries`), here and within a statement.
type People = Callable[[int, datetime], "QuerySet[Any, UUID]"]

_compiled_once = cache(compiled)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """One of the lists. `people`: of all with that status these alone; who has another is not among them, and there are
    a thousand at most, since they are counted as they come. `line`: a template for what
    stands under the name. `is_everyone`: all residents, whose number is kept and said in full."""

    name: str  # in the address
    label: str
    status: MembershipStatus
    intro: str
    line: str
    empty_icon: str = "people"
    empty_title: str
    empty_text: str
    people: People | None = None
    is_everyone: bool = False

    def condition(self, viewer: Viewer) -> Q:
        """The further condition that `resident_page` takes. By keys that were read first: an engine that is given the
        condition itself looks at every member with it."""
        return Q(person_id__in=_compiled_once(self.people)(viewer.commune.id, now())) if self.people else Q()


@dataclass(frozen=True, slots=True, kw_only=True)
class ResidentPart:
    """`annotate` sets on each membership what `line_values` and `cell` read. `badge` and `card` are templates: the
    badge, like the line of the tab, is given `line_values` and shows nothing else; the card is given `card_context`."""

    tab: Tab
    annotate: Callable[[Viewer, Sequence[Membership]], None]
    badge: str
    line_values: Callable[[Membership], Mapping[str, Hashable]]
    column: str
    cell: Callable[[Membership], Any]
    card: str
    card_context: Callable[[Viewer, Membership], dict[str, Any]]


resident_parts: list[ResidentPart] = []

# Representatives of a commune at a moment beside its mayor: whoever is called like them is marked. Rows of the person's
# key, first and last name, what they are called there and since when; put together once (`core.compiled_queries`).
type Representatives = Callable[[int, datetime], "QuerySet[Any, tuple[UUID, str, str, str, datetime]]"]
beside_the_mayor: list[Representatives] = []

# Communes that know a person by name without their being a resident there: by a delegation.
communes_that_know: list[Callable[[UUID], list[int]]] = []


def annotated(viewer: Viewer, memberships: Sequence[Membership]) -> Sequence[Membership]:
    for part in resident_parts:
        part.annotate(viewer, memberships)
    return memberships


def resident_tabs() -> dict[str, Tab]:
    """By name, in order."""
    return {tab.name: tab for tab in _tabs()}


def _tabs() -> Iterator[Tab]:
    yield Tab(
        name="attente",
        label="En attente",
        status=MembershipStatus.PENDING,
        line="memberships/membership_line_pending.html",
        intro="Acceptez les personnes que vous connaissez, ou dont vous avez vérifié l’adresse.",
        empty_icon="person-check",
        empty_title="Aucune demande en attente",
        empty_text="Les nouvelles inscriptions arriveront ici. Parlez de votre page au conseil, dans le bulletin, "
        "à l’accueil de la mairie.",
    )
    yield Tab(
        name="inscrits",
        label="Inscrits",
        status=MembershipStatus.ACCEPTED,
        line="memberships/membership_line_accepted.html",
        intro="Les personnes qui lisent et participent.",
        empty_title="Personne pour l’instant",
        empty_text="Les personnes que vous acceptez apparaîtront ici.",
        is_everyone=True,
    )
    for part in resident_parts:
        yield part.tab
    yield Tab(
        name="refuses",
        label="Refusés",
        status=MembershipStatus.REFUSED,
        line="memberships/membership_line_refused.html",
        intro="Les demandes que vous avez refusées. « Reprendre » les remet en attente.",
        empty_title="Aucun refus",
        empty_text="Vous n’avez refusé aucune demande.",
    )
