"""What an import did, as data and as the French lines that its command prints."""

from dataclasses import dataclass, field

from civic.communes.directory.records import Rejected

NBSP = "\N{NO-BREAK SPACE}"
_LONGEST_LIST = 20
_FIELD_NAMES = {
    "name": "nom",
    "article": "article",
    "department_id": "département",
    "intercommunality_id": "intercommunalité",
    "siren": "SIREN",
    "postal_codes": "codes postaux",
    "population": "population",
    "area_km2": "superficie",
    "latitude": "position",
    "longitude": "position",
    "town_hall_latitude": "position de la mairie",
    "town_hall_longitude": "position de la mairie",
    "town_hall_address": "adresse",
    "town_hall_phone": "téléphone",
    "town_hall_email": "adresse e-mail",
    "town_hall_website": "site",
    "opening_hours": "horaires",
    "mayor_first_name": "maire",
    "mayor_last_name": "maire",
    "mayor_sex": "maire",
    "mayor_since": "début du mandat",
    "former_codes": "anciens codes",
    "former_names": "anciens noms",
    "neighbours": "voisines",
}
_MOVED_NAMES = {
    "memberships": "inscriptions reprises par la nouvelle commune",
    "follows": "abonnements repris par la nouvelle commune",
    "offices": "mandats terminés",
    "delegations": "délégations terminées",
    "alerts": "messages d’alerte retirés",
}


@dataclass(slots=True)
class ImportReport:
    """Codes of communes, in the order of the file. ``already_loaded``: the very same content was there."""

    added: list[str] = field(default_factory=list)
    changed: dict[str, list[str]] = field(default_factory=dict)
    unchanged: int = 0
    # Code of the merged commune → code of the commune it became part of.
    merged: dict[str, str] = field(default_factory=dict)
    # How many memberships and follows went along with a merger, and offices, delegations and alerts ended with it.
    moved: dict[str, int] = field(default_factory=dict)
    # Current communes that the file does not mention; what is known of them is kept.
    unmentioned: list[str] = field(default_factory=list)
    skipped: list[Rejected] = field(default_factory=list)
    already_loaded: bool = False

    def lines(self, *, everything: bool = False) -> list[str]:
        """The report in French; long lists are cut after twenty entries unless ``everything``."""
        if self.already_loaded:
            return ["L’annuaire est déjà à jour : rien à faire."]
        length = None if everything else _LONGEST_LIST
        lines = [
            f"Communes ajoutées{NBSP}: {len(self.added)}",
            f"Communes modifiées{NBSP}: {len(self.changed)}",
            f"Communes inchangées{NBSP}: {self.unchanged}",
            f"Communes fusionnées{NBSP}: {len(self.merged)}",
            f"Communes absentes du fichier, gardées telles quelles{NBSP}: {len(self.unmentioned)}",
            f"Lignes écartées{NBSP}: {len(self.skipped)}",
        ]
        details = [f"  {code}{NBSP}: {self._fields(fields)}" for code, fields in self.changed.items()]
        lines += _cut("Modifications", details, length)
        lines += _cut("Fusions", [f"  {old} → {new}" for old, new in self.merged.items()], length)
        lines += _cut("Absentes du fichier", [f"  {code}" for code in self.unmentioned], length)
        moved = [f"  {_MOVED_NAMES[name]}{NBSP}: {count}" for name, count in self.moved.items() if count]
        lines += _cut("Suites des fusions", moved, None)
        refusals = [f"  ligne {r.line}{NBSP}: {r.reason}" for r in sorted(self.skipped, key=lambda r: r.line)]
        return lines + _cut("Lignes écartées", refusals, length)

    @staticmethod
    def _fields(fields: list[str]) -> str:
        return ", ".join(dict.fromkeys(_FIELD_NAMES.get(name, name) for name in fields))


def _cut(title: str, entries: list[str], length: int | None) -> list[str]:
    if not entries:
        return []
    rest = len(entries) - len(entries[:length])
    return [f"{title}{NBSP}:", *entries[:length], *([f"  … et {rest} de plus"] if rest else [])]
