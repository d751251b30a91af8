"""Who stands for a town hall."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from civic.accounts.queries import never_opened
from civic.communes.models import Commune
from civic.communes.queries.facts import commune_card
from civic.core import registry
from civic.core.compiled_queries import compiled
from civic.core.descriptors import AlarmLine
from civic.core.viewer import Viewer
from civic.town_halls.models import Office, TownHall


def in_office(commune_id: int) -> "QuerySet[Office]":
    """The mayor's, to put into another statement."""
    return Office.objects.filter(commune_id=commune_id, ended_at=None)


@compiled
def _current(commune_id: int) -> "QuerySet[Office]":
    return in_office(commune_id).select_related("person__photo")[:1]


def current_mayor(commune_id: int) -> Office | None:
    return next(iter(_current(commune_id)), None)


def mayors_to_come() -> "QuerySet[Office]":
    """In office, and never signed in."""
    return Office.objects.filter(never_opened("person"), ended_at=None)


def active_mayor_id(commune_id: int) -> UUID | None:
    """Known also where the keys that open people's names are missing."""
    offices = Office.objects.filter(commune_id=commune_id, ended_at=None, person__is_active=True)
    return offices.values_list("person_id", flat=True).first()


def office_held_by(person_id: UUID) -> Office | None:
    """Where this person is mayor now."""
    return Office.objects.filter(person_id=person_id, ended_at=None).select_related("commune").first()


def page_awaiting_mayor(person_id: UUID) -> str:
    """In words: what somebody who was invited is to open."""
    office = office_held_by(person_id)
    return f"la page {office.commune.of_name}" if office else ""


def held_an_office(person_id: UUID) -> bool:
    return Office.objects.filter(person_id=person_id).exists()


def held_another_office(person_id: UUID, *, but_in: int) -> bool:
    """Than the one in force in this commune."""
    own = Office.objects.filter(person_id=person_id)
    return own.exclude(commune_id=but_in, ended_at=None).exists()


def town_halls_in(department: str) -> "QuerySet[TownHall]":
    """With a page, in a département of this code."""
    return TownHall.objects.filter(commune__department=department, commune__is_current=True)


def town_hall_row(commune_id: int) -> "QuerySet[TownHall]":
    """For a statement that reads more beside it."""
    return TownHall.objects.filter(pk=commune_id)


_town_hall = compiled(town_hall_row)


def town_hall_of(commune_id: int) -> TownHall | None:
    return next(iter(_town_hall(commune_id)), None)


@compiled
def _with_card(commune_id: int) -> "QuerySet[TownHall]":
    return town_hall_row(commune_id).select_related(
        "commune__department__region", "commune__intercommunality"
    )


def card_and_town_hall(viewer: Viewer) -> tuple[Commune, TownHall | None]:
    """`commune_card` and, where there is one, the town hall: one statement."""
    found = _with_card(viewer.commune.id) if viewer.commune.has_town_hall else []
    return (found[0].commune, found[0]) if found else (commune_card(viewer), None)


def joined_at_of(commune_id: int) -> "QuerySet[TownHall, Any]":
    """For a statement: since when it can answer."""
    return TownHall.objects.filter(pk=commune_id).values("joined_at")


def town_hall_for_update(viewer: Viewer) -> TownHall:
    """Of the commune in view, locked: what belongs to it as a whole is changed by one after the other."""
    town_hall = TownHall.objects.select_for_update().filter(pk=viewer.commune.id).first()
    if town_hall is None:
        raise Http404
    return town_hall


def lock_town_hall(commune_id: int) -> TownHall | None:
    """The same outside a page; None where there is none."""
    return TownHall.objects.select_for_update().filter(pk=commune_id).first()


def newest_town_halls(limit: int = 50) -> list[TownHall]:
    return list(TownHall.objects.select_related("commune").order_by("-joined_at")[:limit])


def office_by_id(office_id: UUID) -> Office | None:
    return Office.objects.select_related("commune", "person").filter(pk=office_id).first()


def all_offices(commune_id: int) -> "QuerySet[Office]":
    """Of every mayor, to put into another statement."""
    return Office.objects.filter(commune_id=commune_id)


@compiled
def offices_of(commune_id: int) -> "QuerySet[Office]":
    """Who was mayor from when to when, the newest first."""
    return all_offices(commune_id).select_related("person").order_by("-since", "-pk")


def mayors_not_reached() -> list[AlarmLine]:
    """In office, and their mailbox refuses our mails: for those who run the platform."""
    offices = Office.objects.filter(ended_at=None).exclude(mail_refused_at=None).select_related("commune")
    return [
        AlarmLine(office.commune.name, "l’adresse du maire refuse nos e-mails", str(office.pk))
        for office in offices
    ]


def time_zones_in_use() -> list[str]:
    """Of the communes that are here."""
    zones = TownHall.objects.order_by().values_list("commune__timezone", flat=True).distinct()
    return sorted(zones)


def town_halls_to_remind(zones: Collection[str]) -> list[int]:
    """Of these time zones, those that want to be reminded of requests; the action decides which are due."""
    town_halls = TownHall.objects.filter(
        reminder_days__gt=0, commune__timezone__in=zones, commune__is_current=True
    )
    return list(town_halls.order_by("pk").values_list("pk", flat=True))


def with_feature(commune_ids: Collection[int], feature: str) -> list[int]:
    """Of these communes, those whose town hall has it switched on."""
    return [commune_id for commune_id, features in features_of(commune_ids).items() if feature in features]


def features_of(commune_ids: Collection[int]) -> dict[int, Collection[str]]:
    """What the pages of these communes offer, of those that have a town hall."""
    town_halls = TownHall.objects.filter(commune_id__in=commune_ids, commune__is_current=True)
    decisions = town_halls.values_list("commune_id", "feature_decisions")
    return {commune_id: registry.features_on(chosen) for commune_id, chosen in decisions}
