"""Mayors of all communes of France, here or not yet, for who looks for one of them."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Case, OuterRef, QuerySet, Subquery, TextField, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Concat

from civic.accounts.queries import has_opened
from civic.communes.models import Commune
from civic.communes.queries.directory import communes_matching, communes_of_mayors_named
from civic.core.viewer import Viewer
from civic.town_halls.models import Office
from civic.town_halls.queries.town_halls import features_of

MOST = 12


def mayor_of_office(path: str) -> Combinable:
    """Of the office whose key is at `path`, in three lines: the mayor's name, the commune's, its article. For one row
    of many, where joins would read them of all."""
    name, end = Concat("person__first_name", Value(" "), "person__last_name"), Value("\n")
    office = Office.objects.filter(pk=OuterRef(path))
    lines = Concat(name, end, "commune__name", end, "commune__article", output_field=TextField())
    return Case(When(**{f"{path}__isnull": False}, then=Subquery(office.values(lines=lines))))


def names_in_office(commune_ids: Collection[int]) -> "QuerySet[Office, tuple[int, str, str]]":
    """For the index of the directory."""
    offices = Office.objects.filter(ended_at=None)
    if len(commune_ids) == 1:
        offices = offices.filter(commune__in=commune_ids)
    return offices.values_list("commune_id", "person__first_name", "person__last_name")


@dataclass(frozen=True, slots=True)
class TownHallFound:
    """`name`: of its mayor, "" where nobody knows it. `office`: once that mayor has an account; `features`: what its
    page then offers."""

    commune: Commune
    name: str
    office: Office | None
    features: Collection[str]


def town_halls_found(viewer: Viewer, typed: str) -> list[TownHallFound]:
    """By the first letters of a commune or of its mayor, or by a postal code; but the viewer's own."""
    places = [one for one in communes_matching(typed) if one.pk != viewer.commune.id]
    by_mayor = [one for one in communes_of_mayors_named(typed) if one.pk != viewer.commune.id]
    if by_mayor:
        # Half of each, and more of the one where the other has fewer.
        places = places[: max(MOST // 2, MOST - len(by_mayor))]
        by_mayor = by_mayor[: MOST - len(places)]
    return with_mayors({one.pk: one for one in [*places, *by_mayor]})


def with_mayors(communes: dict[int, Commune]) -> list[TownHallFound]:
    offices = Office.objects.filter(commune__in=communes, ended_at=None).select_related("person")
    here = {office.commune_id: office for office in offices if has_opened(office.person)}
    features = features_of(here) if here else {}
    return [
        TownHallFound(
            one,
            here[pk].person.full_name if pk in here else one.mayor_name,
            here.get(pk),
            features.get(pk, ()),
        )
        for pk, one in communes.items()
    ]
