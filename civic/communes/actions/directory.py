"""The directory is brought up to date: from the compiled files, or from one official file.

Each action is one transaction: whatever fails, the directory stays as it was. None of them takes a viewer: they are
run by the person who operates the platform, from its commands.
"""

from typing import Any

from django.db import transaction

from civic.communes.actions.directory_rows import (
    CommuneRows,
    save_neighbours,
    save_search_terms,
    save_territories,
)
from civic.communes.actions.mergers import follow_merged_communes
from civic.communes.directory import outlines
from civic.communes.directory.compiled import CompiledDirectory
from civic.communes.directory.departments import timezone_of
from civic.communes.directory.names import guessed_article
from civic.communes.directory.outlines import Point
from civic.communes.directory.records import CommuneRecord, FormerRecord, MayorRecord, Reading, TownHallRecord
from civic.communes.directory.report import ImportReport
from civic.communes.enums import ImportKind
from civic.communes.models import Commune, Department, DirectoryImport, Intercommunality
from civic.core.refusals import Refusal

_LEAST_SHARE = 0.9


class TooFewCommunes(Refusal):
    message = "Le fichier ne couvre pas 90 % des communes connues : il est sans doute incomplet. Rien n’a été changé."


class DirectoryNotLoaded(Refusal):
    message = "L’annuaire est vide : chargez-le d’abord avec « load_directory »."


@transaction.atomic
def load_directory(
    *, compiled: CompiledDirectory, dry_run: bool = False, force: bool = False
) -> ImportReport:
    """Bring the whole compiled directory in. The caller has already looked whether it is the one that is loaded."""
    rows = CommuneRows()
    _refuse_too_few(rows, len(compiled.communes), force)
    save_territories(territories=compiled.territories)
    _apply_communes(rows, compiled.communes, compiled.former, lines={})
    for town_hall in compiled.town_halls:
        rows.amend(town_hall.code, _town_hall_values(town_hall), line=0)
    for mayor in compiled.mayors:
        rows.amend(mayor.code, _mayor_values(mayor), line=0)
    rows.add_former(compiled.former)
    report = rows.save()
    report.moved = follow_merged_communes()
    save_neighbours(
        neighbours={c.code: c.neighbours for c in compiled.communes if c.neighbours is not None},
        ids=rows.ids(),
    )
    save_search_terms(communes=rows.all())
    return _finish(ImportKind.DIRECTORY, compiled.checksum, report, dry_run)


@transaction.atomic
def import_communes(
    *,
    reading: Reading[CommuneRecord],
    former: list[FormerRecord],
    checksum: str,
    dry_run: bool = False,
    force: bool = False,
) -> ImportReport:
    """The official list of communes: new ones, changed ones, and those that merged, followed to their successor."""
    rows = CommuneRows()
    _refuse_empty_directory(rows)
    _refuse_too_few(rows, len(reading.records), force)
    _apply_communes(rows, reading.records, former, lines=reading.lines)
    report = rows.save()
    report.moved = follow_merged_communes()
    report.skipped += reading.rejected
    save_search_terms(communes=rows.changed_communes())
    return _finish(ImportKind.COMMUNES, checksum, report, dry_run)


@transaction.atomic
def import_town_halls(
    *, reading: Reading[TownHallRecord], checksum: str, dry_run: bool = False, force: bool = False
) -> ImportReport:
    """Addresses, telephones and opening hours of the town halls."""
    rows = CommuneRows()
    _refuse_empty_directory(rows)
    _refuse_too_few(rows, len(reading.records), force)
    for town_hall in reading.records:
        known = rows.current.get(town_hall.code)
        rows.amend(
            town_hall.code,
            _town_hall_values(town_hall) | _position(town_hall, known),
            line=reading.lines[town_hall.code],
        )
    return _imported(ImportKind.TOWN_HALLS, rows, reading, checksum, dry_run)


@transaction.atomic
def import_mayors(
    *, reading: Reading[MayorRecord], checksum: str, dry_run: bool = False, force: bool = False
) -> ImportReport:
    """Names of the mayors. A commune that the register leaves out keeps the mayor it had."""
    rows = CommuneRows()
    _refuse_empty_directory(rows)
    _refuse_too_few(rows, len(reading.records), force)
    for mayor in reading.records:
        rows.amend(mayor.code, _mayor_values(mayor), line=reading.lines[mayor.code])
    return _imported(ImportKind.MAYORS, rows, reading, checksum, dry_run)


def _imported(
    kind: ImportKind, rows: CommuneRows, reading: Reading[Any], checksum: str, dry_run: bool
) -> ImportReport:
    report = rows.save()
    save_search_terms(communes=rows.changed_communes())
    report.unmentioned = [code for code in rows.current if code not in reading.lines]
    report.skipped += reading.rejected
    return _finish(kind, checksum, report, dry_run)


def _finish(kind: ImportKind, checksum: str, report: ImportReport, dry_run: bool) -> ImportReport:
    """Write the import down; a rehearsal undoes all of it, so that its report is the truth."""
    delete_failed_imports(kind=kind)
    DirectoryImport.objects.create(
        kind=kind,
        checksum=checksum,
        added=len(report.added),
        changed=len(report.changed),
        unchanged=report.unchanged,
        merged=len(report.merged),
        skipped=len(report.skipped),
    )
    if dry_run:
        transaction.set_rollback(True)
    return report


def record_failed_import(*, kind: ImportKind, problem: str) -> None:
    """Nothing was changed: those who run the platform read it on their page, until one succeeds."""
    DirectoryImport.objects.create(kind=kind, problem=problem[:200])


def delete_failed_imports(*, kind: ImportKind) -> None:
    """What should have been brought in is there."""
    DirectoryImport.objects.filter(kind=kind).exclude(problem="").delete()


def _refuse_empty_directory(rows: CommuneRows) -> None:
    if not rows.current:
        raise DirectoryNotLoaded


def _refuse_too_few(rows: CommuneRows, found: int, force: bool) -> None:
    if not force and (not found or found < _LEAST_SHARE * len(rows.current)):
        raise TooFewCommunes


def _apply_communes(
    rows: CommuneRows, records: list[CommuneRecord], former: list[FormerRecord], lines: dict[str, int]
) -> None:
    known_departments = set(Department.objects.values_list("code", flat=True))
    known_groups = set(Intercommunality.objects.values_list("siren", flat=True))
    for record in records:
        line = lines.get(record.code, 0)
        if record.department not in known_departments:
            rows.refuse(line, f"département inconnu : {record.department} (commune {record.code})")
            continue
        values = _commune_values(record, rows.current.get(record.code))
        if record.intercommunality in known_groups:
            values["intercommunality_id"] = record.intercommunality
        rows.put(record.code, values)
    rows.follow_mergers(mentioned={r.code for r in records}, records=records, former=former)


def _commune_values(record: CommuneRecord, known: Commune | None) -> dict[str, Any]:
    """What to write; a ``None`` means that the file does not say, and leaves what is known."""
    article = record.article
    if article is None and (known is None or known.name != record.name):
        article = guessed_article(record.name)
    values = {
        "name": record.name,
        "article": article,
        "department_id": record.department,
        "timezone": timezone_of(record.code),
        "siren": record.siren,
        "postal_codes": _listed(record.postal_codes),
        "population": record.population,
        "former_codes": _listed(record.former_codes),
        "area_km2": record.area_km2,
        "latitude": record.latitude,
        "longitude": record.longitude,
        "town_hall_latitude": record.town_hall_latitude,
        "town_hall_longitude": record.town_hall_longitude,
    }
    return {name: value for name, value in values.items() if value is not None}


def _listed(codes: tuple[str, ...] | None) -> list[str] | None:
    return None if codes is None else list(codes)


def _town_hall_values(town_hall: TownHallRecord) -> dict[str, Any]:
    return {
        "town_hall_address": town_hall.address,
        "town_hall_phone": town_hall.phone,
        "town_hall_email": town_hall.email,
        "town_hall_website": town_hall.website,
        "opening_hours": list(town_hall.opening_hours),
    }


def _position(town_hall: TownHallRecord, commune: Commune | None) -> dict[str, float]:
    """Where the town hall is, when the point is credible: near the centre of its commune."""
    if commune is None or town_hall.latitude is None or town_hall.longitude is None:
        return {}
    if commune.latitude is None or commune.longitude is None:
        return {}
    centre = Point(commune.latitude, commune.longitude)
    point = outlines.credible_town_hall(Point(town_hall.latitude, town_hall.longitude), centre)
    return {"town_hall_latitude": point.latitude, "town_hall_longitude": point.longitude} if point else {}


def _mayor_values(mayor: MayorRecord) -> dict[str, Any]:
    return {
        "mayor_first_name": mayor.first_name,
        "mayor_last_name": mayor.last_name,
        "mayor_sex": mayor.sex,
        "mayor_since": mayor.since,
    }
