"""Where the official facts of a commune come from, and of which year: shown beside each of them.

The years are those of the files in `docs/decisions/0003-directory-data.md`: change them with the files.
"""

from dataclasses import dataclass

from civic.communes.enums import Fact


@dataclass(frozen=True, slots=True)
class Source:
    name: str
    year: int

    def __str__(self) -> str:
        return f"{self.name}, {self.year}"


_CODES = Source("INSEE, code officiel géographique", 2026)
_DIRECTORY = Source("Annuaire de l’administration", 2026)

SOURCES = {
    Fact.POPULATION: Source("INSEE, population de référence", 2023),
    Fact.AREA: Source("IGN, contours simplifiés", 2026),
    Fact.POSTAL_CODES: _CODES,
    Fact.CODE: _CODES,
    Fact.DEPARTMENT: _CODES,
    Fact.INTERCOMMUNALITY: Source("INSEE, liste des intercommunalités", 2026),
    Fact.ADDRESS: _DIRECTORY,
    Fact.PHONE: _DIRECTORY,
    Fact.EMAIL: _DIRECTORY,
    Fact.WEBSITE: _DIRECTORY,
    Fact.HOURS: _DIRECTORY,
    Fact.PLACE: _DIRECTORY,
}
