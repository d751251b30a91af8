"""The facts of a commune as they are shown everywhere: the official ones, but for what its town hall corrected."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from civic.communes.directory.hours import OpeningRange, opening_lines
from civic.communes.directory.opening import opening_words
from civic.communes.directory.sources import SOURCES
from civic.communes.enums import Fact
from civic.communes.models import Commune
from civic.core.clock import local_time, now
from civic.core.compiled_queries import compiled
from civic.core.viewer import Viewer
from civic.ui import french

_OFFICIAL: dict[Fact, Callable[[Commune], Any]] = {
    Fact.POPULATION: lambda commune: commune.population,
    Fact.AREA: lambda commune: commune.area_km2,
    Fact.DENSITY: lambda commune: None,  # computed
    Fact.POSTAL_CODES: lambda commune: commune.postal_codes,
    Fact.CODE: lambda commune: commune.code,
    Fact.DEPARTMENT: lambda commune: str(commune.department),
    Fact.INTERCOMMUNALITY: lambda commune: commune.intercommunality.name if commune.intercommunality else "",
    Fact.ADDRESS: lambda commune: commune.town_hall_address,
    Fact.PHONE: lambda commune: commune.town_hall_phone,
    Fact.EMAIL: lambda commune: commune.town_hall_email,
    Fact.WEBSITE: lambda commune: commune.town_hall_website,
    Fact.HOURS: lambda commune: commune.opening_hours,
    Fact.PLACE: lambda commune: _place(commune),
}
OF_THE_TOWN_HALL = {Fact.ADDRESS, Fact.PHONE, Fact.EMAIL, Fact.WEBSITE, Fact.HOURS, Fact.PLACE}
UNKNOWN = "non communiqué"


@dataclass(frozen=True, slots=True)
class FactLine:
    """A line of the identity card."""

    fact: Fact
    lines: tuple[str, ...]  # of text, never empty
    is_known: bool
    source: str  # « INSEE, population de référence, 2023 »
    corrected_on: date | None = None  # by the town hall
    official: str = ""  # what the official files say


class CommuneFacts:
    """One accessor for all that shows a fact. Reads `department` and `intercommunality`: select them together."""

    def __init__(self, commune: Commune, corrections: dict[str, dict[str, Any]]) -> None:
        self.commune = commune
        self._corrections = corrections

    def is_corrected(self, fact: Fact) -> bool:
        return fact in self._corrections

    def value(self, fact: Fact) -> Any:
        if fact in self._corrections:
            return self._corrections[fact]["value"]
        return self._density() if fact is Fact.DENSITY else self.official(fact)

    def official(self, fact: Fact) -> Any:
        return self.commune.density if fact is Fact.DENSITY else _OFFICIAL[fact](self.commune)

    def line(self, fact: Fact) -> FactLine:
        correction = self._corrections.get(fact)
        lines = self._words(fact, self.value(fact), is_rough=self._is_rough(fact))
        official = self._words(fact, self.official(fact), is_rough=True)
        if fact is Fact.HOURS and correction and not lines:
            lines = ["Fermée au public"]
        return FactLine(
            fact=fact,
            lines=tuple(lines or [UNKNOWN]),
            is_known=bool(lines),
            source=self._source(fact),
            corrected_on=date.fromisoformat(correction["on"]) if correction else None,
            official=" · ".join(official) or UNKNOWN,
        )

    def lines(self, *, of_town_hall: bool) -> list[FactLine]:
        return [self.line(fact) for fact in Fact if (fact in OF_THE_TOWN_HALL) is of_town_hall]

    # By name, for templates.
    @property
    def address(self) -> str:
        return str(self.value(Fact.ADDRESS))

    @property
    def phone(self) -> str:
        return str(self.value(Fact.PHONE))

    @property
    def email(self) -> str:
        return str(self.value(Fact.EMAIL))

    @property
    def website(self) -> str:
        return str(self.value(Fact.WEBSITE))

    @property
    def opening_lines(self) -> list[str]:
        return opening_lines(self.hours)

    @property
    def hours(self) -> list[OpeningRange]:
        return list(self.value(Fact.HOURS))

    @property
    def source(self) -> str:
        """Of the lines above, for the card beside the feed."""
        corrected = any(self.is_corrected(fact) for fact in OF_THE_TOWN_HALL)
        return "Informations de la mairie" if corrected else str(SOURCES[Fact.ADDRESS])

    def _density(self) -> int | None:
        """Of the corrected figures: a commune without one of them has none."""
        population, area = self.value(Fact.POPULATION), self.value(Fact.AREA)
        return round(population / area) if population and area else None

    def _is_rough(self, fact: Fact) -> bool:
        """Areas are computed from simplified outlines, densities with them."""
        return not (self.is_corrected(fact) or (fact is Fact.DENSITY and self.is_corrected(Fact.AREA)))

    def _source(self, fact: Fact) -> str:
        return str(SOURCES[fact]) if fact in SOURCES else "Calculée d’après la population et la superficie"

    def _words(self, fact: Fact, value: Any, *, is_rough: bool) -> list[str]:
        about = f"≈{french.NO_BREAK}" if is_rough else ""
        match fact:
            case _ if value is None or value == "" or value == []:
                return []
            case Fact.POPULATION:
                return [french.counted(value, "habitant", "habitants")]
            case Fact.AREA:
                figure = french.grouped(Decimal(f"{value:.1f}" if is_rough else f"{value:.2f}"))
                return [f"{about}{figure.rstrip('0').removesuffix(',')}{french.NO_BREAK}km²"]
            case Fact.DENSITY:
                return [f"{about}{french.counted(value, 'habitant', 'habitants')} par km²"]
            case Fact.POSTAL_CODES:
                return [", ".join(value)]
            case Fact.HOURS:
                return opening_lines(value)
            case Fact.PLACE:
                return [_degrees(*value)]
            case _:
                return str(value).splitlines()


def commune_card(viewer: Viewer) -> Commune:
    """The commune in view with what `CommuneFacts` reads of it."""
    (commune,) = _card(viewer.commune.id)
    return commune


@compiled
def _card(commune_id: int) -> "QuerySet[Commune]":
    rows = Commune.objects.filter(pk=commune_id)
    return rows.select_related("department__region", "intercommunality")


def open_now(viewer: Viewer, hours: list[OpeningRange]) -> str:
    """What these hours say of the town hall at this minute; no statement."""
    return opening_words(hours, local_time(now(), viewer.commune.time_zone))


def _place(commune: Commune) -> list[float] | None:
    """Of the town hall; without it, the middle of the commune."""
    for latitude, longitude in (
        (commune.town_hall_latitude, commune.town_hall_longitude),
        (commune.latitude, commune.longitude),
    ):
        if latitude is not None and longitude is not None:
            return [latitude, longitude]
    return None


def _degrees(latitude: float, longitude: float) -> str:
    def one(value: float, positive: str, negative: str) -> str:
        figure = f"{abs(value):.4f}".replace(".", ",")
        return f"{figure}°{french.NO_BREAK}{positive if value >= 0 else negative}"

    return f"{one(latitude, 'N', 'S')}, {one(longitude, 'E', 'O')}"
