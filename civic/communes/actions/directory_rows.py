"""The rows of the directory, compared with what a file says and written in bulk: only what differs is touched."""

from collections import Counter, defaultdict
from collections.abc import Collection
from typing import Any

from django.db import connection
from django.db.models import Model

from civic.communes.directory.departments import department_code_of, timezone_of
from civic.communes.directory.names import guessed_article, slug_of
from civic.communes.directory.records import CommuneRecord, FormerRecord, Rejected, Territories
from civic.communes.directory.report import ImportReport
from civic.communes.directory.search_terms import mayor_terms, terms_of
from civic.communes.models import Commune, Department, Intercommunality, Region, SearchTerm
from civic.communes.queries.directory import mayors_besides
from civic.core.clock import now

_BATCH = 2000


class CommuneRows:
    """All communes in memory, for the time of one import. Call inside a transaction."""

    def __init__(self) -> None:
        # Locked in one order, so that two imports at once wait for each other instead of crossing.
        rows = Commune.objects.select_for_update().order_by("code")
        self._by_code: dict[str, Commune] = {commune.code: commune for commune in rows}
        self.current = {code: commune for code, commune in self._by_code.items() if commune.is_current}
        here = Commune.objects.filter(town_hall__isnull=False)
        self._with_town_hall = set(here.values_list("pk", flat=True))
        self._added: list[Commune] = []
        self._changed: dict[str, list[str]] = {}
        self._report = ImportReport()

    def refuse(self, line: int, reason: str) -> None:
        self._report.skipped.append(Rejected(line, reason))

    def all(self) -> list[Commune]:
        return list(self._by_code.values())

    def changed_communes(self) -> list[Commune]:
        """What this import added or changed."""
        return [*self._added, *(self._by_code[code] for code in self._changed)]

    def ids(self) -> dict[str, int]:
        """Key of each commune by INSEE code. Added communes have theirs once saved."""
        return {code: commune.pk for code, commune in self._by_code.items()}

    def amend(self, code: str, values: dict[str, Any], *, line: int) -> None:
        """Write the values on a current commune; an unknown one is listed."""
        commune = self.current.get(code)
        if commune is None:
            merged = self._by_code.get(code)
            reason = f"commune inconnue : {code}"
            if merged is not None:
                reason = f"commune fusionnée : {code}, l’information n’est pas reprise"
            self.refuse(line, reason)
            return
        self._write(commune, values)

    def put(self, code: str, values: dict[str, Any]) -> None:
        """Write the values on a commune, which is added when it is new and comes back when it had been merged."""
        commune = self._by_code.get(code)
        if commune is None:
            commune = self._by_code[code] = self.current[code] = Commune(code=code, **values)
            self._added.append(commune)
        else:
            self._write(commune, {**values, "is_current": True, "merged_into_id": None})
            self.current[code] = commune

    def _write(self, commune: Commune, values: dict[str, Any]) -> None:
        if commune.pk in self._with_town_hall:
            values = {name: value for name, value in values.items() if name != "timezone"}  # theirs to choose
        differing = [name for name, value in values.items() if getattr(commune, name) != value]
        for name in differing:
            setattr(commune, name, values[name])
        if differing and commune.pk is not None:
            self._changed.setdefault(commune.code, []).extend(differing)

    def follow_mergers(
        self, *, mentioned: set[str], records: list[CommuneRecord], former: list[FormerRecord]
    ) -> None:
        """A commune that left the list lives on in the one that carries its code; without one, it is kept."""
        successors = {code: record.code for record in records for code in record.former_codes or ()}
        successors |= {f.code: f.current_code for f in former if f.code not in mentioned}
        for code in [c for c in self.current if c not in mentioned]:
            successor = self.current.get(successors.get(code, ""))
            if successor is None or successor.code not in mentioned:
                self._report.unmentioned.append(code)
                continue
            self._merge(self.current.pop(code), successor)

    def _merge(self, commune: Commune, successor: Commune) -> None:
        self._report.merged[commune.code] = successor.code
        names = [*successor.former_names, commune.name]
        codes = {*successor.former_codes, *commune.former_codes, commune.code}
        self._write(successor, {"former_names": sorted(set(names)), "former_codes": sorted(codes)})
        # The row stays: what residents wrote hangs on it, and its old address leads to the new one.
        self._write(commune, {"is_current": False, "merged_into": successor})
        for earlier in self._by_code.values():
            if earlier.merged_into_id == commune.pk and earlier.merged_into_id is not None:
                self._write(earlier, {"merged_into": successor})

    def add_former(self, former: list[FormerRecord]) -> None:
        """Communes that merged before the directory existed here: their names are found, their addresses lead on."""
        names: dict[str, set[str]] = defaultdict(set)
        for record in former:
            successor = self.current.get(record.current_code)
            if successor is None or not record.name:
                continue
            if record.name != successor.name:
                names[successor.code].add(record.name)
            if record.code not in self._by_code:
                commune = Commune(
                    code=record.code,
                    name=record.name,
                    article=guessed_article(record.name),
                    department_id=department_code_of(record.code),
                    timezone=timezone_of(record.code),
                    is_current=False,
                    merged_into=successor,
                )
                self._by_code[record.code] = commune
                self._added.append(commune)
        for code, found in names.items():
            known = self.current[code]
            self._write(known, {"former_names": sorted(found | set(known.former_names))})

    def save(self) -> ImportReport:
        """Write what was added and changed, and report it."""
        self._give_slugs()
        # Current communes first: the former ones point at them.
        for is_current in (True, False):
            batch = [c for c in self._added if c.is_current is is_current]
            for commune in batch:
                if commune.merged_into is not None:
                    commune.merged_into_id = commune.merged_into.pk
            _insert_communes(batch)
        self._save_changes()
        report = self._report
        report.added = [c.code for c in self._added if c.is_current]
        report.changed = {code: f for code, f in self._changed.items() if code not in report.merged}
        untouched = set(self.current) - set(report.added) - set(report.changed) - set(report.unmentioned)
        report.unchanged = len(untouched)
        return report

    def _save_changes(self) -> None:
        changed = [self._by_code[code] for code in self._changed]
        fields = sorted({_attribute(name) for names in self._changed.values() for name in names})
        for commune in changed:
            commune.version += 1
            commune.updated_at = now()
        if changed:
            # An upsert on the key: one statement a batch, where bulk_update would write one CASE per cell.
            Commune.objects.bulk_create(
                changed,
                batch_size=_BATCH,
                update_conflicts=True,
                unique_fields=["id"],
                update_fields=[*fields, "version", "updated_at"],
            )

    def _give_slugs(self) -> None:
        """name-département; the INSEE code follows where two communes would share it. Given slugs never change."""
        taken = {commune.slug for commune in self._by_code.values() if commune.slug}
        for is_current in (True, False):
            batch = [c for c in self._added if c.is_current is is_current]
            wanted = Counter(slug_of(c.name, c.department_id) for c in batch)
            for commune in batch:
                slug = slug_of(commune.name, commune.department_id)
                shared = wanted[slug] > 1 or slug in taken
                commune.slug = f"{slug}-{commune.code.lower()}" if shared else slug
            taken |= {commune.slug for commune in batch}


def _attribute(name: str) -> str:
    """The field's name for the attribute that holds its key: department for department_id."""
    return name.removesuffix("_id")


def save_territories(*, territories: Territories) -> None:
    """Regions, départements and intercommunalities: added or renamed, never removed."""
    _upsert(Region, "code", [Region(code=c, name=n) for c, n in territories.regions.items()])
    departments = [
        Department(code=c, name=name, article=article, region_id=region)
        for c, (name, article, region) in territories.departments.items()
    ]
    _upsert(Department, "code", departments)
    groups = [Intercommunality(siren=s, name=n) for s, n in territories.intercommunalities.items()]
    _upsert(Intercommunality, "siren", groups)


def _upsert[M: Model](model: type[M], key: str, objects: list[M]) -> None:
    model._default_manager.bulk_create(
        objects,
        batch_size=_BATCH,
        update_conflicts=True,
        unique_fields=[key],
        update_fields=[field.name for field in model._meta.concrete_fields if field.name != key],
    )


def save_neighbours(*, neighbours: dict[str, tuple[str, ...]], ids: dict[str, int]) -> None:
    """Make the pairs in the table those of the file, for the communes that the file is about."""
    through = Commune.neighbours.through
    wanted = {
        (ids[code], ids[other])
        for code, others in neighbours.items()
        for other in others
        if code in ids and other in ids
    }
    existing = {
        (a, b): key for key, a, b in through.objects.values_list("id", "from_commune_id", "to_commune_id")
    }
    _delete(through, [key for pair, key in existing.items() if pair not in wanted])
    _insert(through, ("from_commune_id", "to_commune_id"), sorted(wanted - existing.keys()))


def save_search_terms(*, communes: Collection[Commune]) -> None:
    """Make the terms of these communes those of their present names and codes, and of their mayors."""
    ids = {commune.pk for commune in communes}
    rows = SearchTerm.objects.values_list("id", "term", "weight", "commune_id")
    if len(ids) < _BATCH:
        rows = rows.filter(commune_id__in=ids)
    existing = {(term, weight, commune): key for key, term, weight, commune in rows if commune in ids}
    besides: defaultdict[int, frozenset[str]] = defaultdict(frozenset)
    for known in mayors_besides:
        for commune_id, first_name, last_name in known(ids):
            besides[commune_id] |= mayor_terms(first_name, last_name)
    wanted = {
        (term, commune.population or 0, commune.pk)
        for commune in communes
        if commune.is_current
        for term in terms_of(
            name=commune.name,
            article=commune.article,
            code=commune.code,
            postal_codes=commune.postal_codes,
            former_names=commune.former_names,
        )
        | mayor_terms(commune.mayor_first_name, commune.mayor_last_name)
        | besides[commune.pk]
    }
    _delete(SearchTerm, [key for row, key in existing.items() if row not in wanted])
    # In the order of the index: it is then filled from left to right.
    _insert(SearchTerm, ("term", "weight", "commune_id"), sorted(wanted - existing.keys()))


def _insert_communes(communes: list[Commune]) -> None:
    """Write new communes and give each its key."""
    if not communes:
        return
    fields = [field for field in Commune._meta.concrete_fields if not field.primary_key]
    rows = [
        tuple(field.get_db_prep_save(field.pre_save(commune, True), connection) for field in fields)
        for commune in communes
    ]
    _insert(Commune, tuple(str(field.column) for field in fields), rows)
    keys = dict(Commune.objects.values_list("code", "pk"))
    for commune in communes:
        commune.pk = keys[commune.code]
        commune._state.adding = False


def _delete(model: type[Model], keys: list[int]) -> None:
    for start in range(0, len(keys), _BATCH):
        model._default_manager.filter(pk__in=keys[start : start + _BATCH]).delete()


def _insert(model: type[Model], columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
    """Hundreds of thousands of small rows: straight to the engine, ten times quicker than through model instances."""
    table = connection.ops.quote_name(model._meta.db_table)
    names = ", ".join(connection.ops.quote_name(column) for column in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)  # noqa: S608 (own names)
