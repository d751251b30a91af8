"""What the readers hand over: one frozen record per line of an official file, and the lines they refuse."""

from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from civic.communes.directory.hours import OpeningRange


class UnreadableFile(Exception):
    """The whole file cannot be read: wrong format, truncated, unknown columns. Nothing is imported."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A line that is skipped, with the reason to show to the person who runs the import."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Territories:
    """Regions by code, départements by code (name, TNCC code, region), intercommunalities by SIREN."""

    regions: dict[str, str]
    departments: dict[str, tuple[str, int, str]]
    intercommunalities: dict[str, str]


@dataclass(frozen=True, slots=True)
class CommuneRecord:
    """A current commune. ``None`` in an optional field means "this file does not say", and keeps what is known."""

    code: str
    name: str
    # TNCC code.
    article: int | None
    department: str
    siren: str | None
    postal_codes: tuple[str, ...] | None
    population: int | None
    intercommunality: str | None = None
    former_codes: tuple[str, ...] | None = None
    # Approximate: computed from simplified outlines, not the surveyor's figure.
    area_km2: float | None = None
    # Degrees, WGS 84.
    latitude: float | None = None
    longitude: float | None = None
    town_hall_latitude: float | None = None
    town_hall_longitude: float | None = None
    neighbours: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class FormerRecord:
    """A code or a name that no longer exists, and the commune that it became part of."""

    code: str
    name: str
    current_code: str


@dataclass(frozen=True, slots=True)
class TownHallRecord:
    code: str
    address: str
    phone: str
    email: str
    website: str
    opening_hours: list[OpeningRange]
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class MayorRecord:
    code: str
    last_name: str
    first_name: str
    sex: str
    since: date | None


class _Coded(Protocol):
    @property
    def code(self) -> str: ...


@dataclass(slots=True)
class Reading[R: _Coded]:
    """The records of one file, one per commune, and the lines it refused."""

    records: list[R] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    # Where each commune was read, for what can only be refused later (a commune that does not exist).
    lines: dict[str, int] = field(default_factory=dict)

    def refuse(self, line: int, reason: str) -> None:
        self.rejected.append(Rejected(line, reason))

    def add(self, record: R, line: int) -> None:
        """Keep the record, unless an earlier line was already about this commune."""
        if record.code in self.lines:
            self.refuse(line, f"la commune {record.code} figure déjà ligne {self.lines[record.code]}")
        else:
            self.lines[record.code] = line
            self.records.append(record)
