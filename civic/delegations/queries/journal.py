"""What was done in the town hall's name: all of it for the mayor, for a delegate what they did themselves."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from civic.accounts import queries as accounts
from civic.accounts.models import Person
from civic.core.compiled_queries import compiled
from civic.core.descriptors import Subject
from civic.core.refusals import require
from civic.core.viewer import Viewer
from civic.delegations.models import Delegation
from civic.journal import queries as journal
from civic.journal.models import Entry
from civic.memberships.queries import namesakes
from civic.town_halls.queries.town_halls import all_offices

_EXPORTED_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Act:
    actor_name: str
    title: str  # as of then
    recorded_at: datetime
    sentence: str
    subject: Subject | None  # None: it is gone, or not for the viewer to see


def town_hall_acts(viewer: Viewer, sought: journal.Sought, *, before: str = "") -> tuple[list[Act], str]:
    """Newest first, and the cursor of the next page, "" at the end."""
    page = journal.town_hall_acts(viewer.commune.id, _own(viewer, sought), before=before)
    return _acts(viewer, page.entries), page.older


def all_town_hall_acts(viewer: Viewer, sought: journal.Sought) -> Iterator[Act]:
    """The same to the last one, read piece by piece."""
    sought, before = _own(viewer, sought), ""
    while True:
        page = journal.town_hall_acts(viewer.commune.id, sought, before=before, size=_EXPORTED_AT_ONCE)
        yield from _acts(viewer, page.entries)
        if not page.older:
            return
        before = page.older


def people_of_journal(viewer: Viewer) -> list[tuple[UUID, str]]:
    """For the mayor: who acts or acted for this town hall, in the order of the alphabet."""
    if not viewer.is_mayor:
        return []
    people = [
        Person(pk=key, first_name=first, last_name=last) for key, first, last in _acting(viewer.commune.id)
    ]
    labels = namesakes.namesake_labels(viewer, people)
    named = (
        (one.pk, f"{one.full_name} ({labels[one.pk]})" if one.pk in labels else one.full_name)
        for one in people
    )
    return sorted(named, key=lambda pair: pair[1])


@compiled
def _acting(commune_id: int) -> "QuerySet[Any, tuple[UUID, str, str]]":
    """Who was mayor, and whoever accepted a delegation, each once."""
    name = ("person_id", "person__first_name", "person__last_name")
    delegates = Delegation.objects.filter(commune_id=commune_id, accepted_at__isnull=False)
    return all_offices(commune_id).values_list(*name).union(delegates.values_list(*name))


def _own(viewer: Viewer, sought: journal.Sought) -> journal.Sought:
    require(viewer.is_town_hall)
    return sought if viewer.is_mayor else replace(sought, actor_id=viewer.own_id)


def _acts(viewer: Viewer, entries: list[Entry]) -> list[Act]:
    names = accounts.names_of(entry.actor_id for entry in entries if entry.actor_id)
    subjects = journal.subjects_of(viewer, entries)
    return [
        Act(
            actor_name=names.get(entry.actor_id, "Compte fermé") if entry.actor_id else "La plateforme",
            title=entry.actor_title,
            recorded_at=entry.recorded_at,
            sentence=journal.sentence_of(entry),
            subject=subjects.get((entry.target_type, entry.target_id)),
        )
        for entry in entries
    ]
