"""Bringing files into the directory: idempotent, in one piece, and truthful about what it did."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from civic.accounts.models import Person
from civic.communes.actions import directory as actions
from civic.communes.directory.compiled import MANIFEST, read_compiled, write_compiled
from civic.communes.directory.records import (
    CommuneRecord,
    FormerRecord,
    MayorRecord,
    Reading,
    Territories,
    TownHallRecord,
    UnreadableFile,
)
from civic.communes.management.commands import load_directory
from civic.communes.models import Commune, DirectoryImport, SearchTerm
from civic.communes.queries.directory import (
    commune_by_code,
    commune_by_slug,
    communes_matching,
    failed_imports,
    neighbours_of,
)
from tests.communes.factories import CommuneFactory, DepartmentFactory

pytestmark = pytest.mark.django_db
SAMPLES = Path(__file__).parent / "samples"

EZE = CommuneRecord(
    code="06059", name="Èze", article=1, department="06", siren="210600599", postal_codes=("06360",), population=2144,
    intercommunality="200030195", former_codes=(), area_km2=9.47, latitude=43.7292, longitude=7.3602,
    neighbours=("06149",),
)  # fmt: skip
TRINITY = replace(
    EZE, code="06149", name="La Trinité", article=3, siren=None, postal_codes=("06340",), population=10000,
    neighbours=("06059",),
)  # fmt: skip
SAINTE = replace(
    EZE, code="06900", name="Sainte-Colombe", article=0, siren=None, population=10, neighbours=()
)
TWIN = replace(SAINTE, code="06901", population=20)
TERRITORIES = Territories(
    regions={"93": "Provence-Alpes-Côte d’Azur"},
    departments={"06": ("Alpes-Maritimes", 4, "93")},
    intercommunalities={"200030195": "Métropole d’exemple"},
)
HOURS = {"first": 1, "last": 5, "hours": [["09:00", "12:00"]], "note": ""}
TOWN_HALL = TownHallRecord(
    "06059", "1 rue\n06360 Èze", "04", "mairie@eze.example", "https://eze.example", [HOURS]
)  # type: ignore[list-item]
MAYOR = MayorRecord("06059", "INVENTÉ", "Odile", "F", date(2026, 3, 21))


def compile_into(folder: Path, **changes: object) -> Path:
    content = {
        "territories": TERRITORIES,
        "communes": [EZE, TRINITY, SAINTE, TWIN],
        "town_halls": [TOWN_HALL],
        "mayors": [MAYOR],
        "former": [FormerRecord("06777", "Vieux-Bourg", "06149")],
        "sources": {"essai": "1"},
    }
    write_compiled(folder, **(content | changes))  # type: ignore[arg-type]
    return folder


def reading_of(*records: object) -> Reading:
    reading: Reading = Reading()
    for line, record in enumerate(records, start=2):
        reading.add(record, line)
    return reading


# --- The compiled directory -------------------------------------------------------------------------


def test_what_was_compiled_is_read_back(tmp_path: Path) -> None:
    compiled = read_compiled(compile_into(tmp_path))
    assert compiled.communes == [EZE, TRINITY, SAINTE, TWIN]
    assert (compiled.town_halls, compiled.mayors) == ([TOWN_HALL], [MAYOR])
    assert compiled.territories == TERRITORIES
    assert read_compiled(compile_into(tmp_path / "again")).checksum == compiled.checksum


def test_an_altered_or_unfinished_compilation_is_refused(tmp_path: Path) -> None:
    compile_into(tmp_path)
    (tmp_path / "mayors.csv.gz").write_bytes(b"abc")
    with pytest.raises(UnreadableFile):
        read_compiled(tmp_path)
    (tmp_path / MANIFEST).unlink()
    with pytest.raises(UnreadableFile):
        read_compiled(tmp_path)


def test_loading_writes_every_fact(tmp_path: Path) -> None:
    report = actions.load_directory(compiled=read_compiled(compile_into(tmp_path)))
    assert report.added == ["06059", "06149", "06900", "06901"]
    eze = Commune.objects.get(code="06059")
    assert (eze.slug, eze.of_name) == ("eze-06", "d’Èze")
    assert (eze.department.name, eze.department.region.name) == (
        "Alpes-Maritimes",
        "Provence-Alpes-Côte d’Azur",
    )
    assert eze.intercommunality is not None
    assert eze.intercommunality.name == "Métropole d’exemple"
    assert (eze.siren, eze.postal_codes, eze.population, eze.area_km2) == ("210600599", ["06360"], 2144, 9.47)
    assert (eze.mayor_name, eze.mayor_since) == ("Odile Inventé", date(2026, 3, 21))
    assert (eze.town_hall_email, len(eze.opening_lines)) == ("mairie@eze.example", 1)
    assert neighbours_of(eze) == [Commune.objects.get(code="06149")]


def test_namesakes_of_one_department_carry_their_code(tmp_path: Path) -> None:
    actions.load_directory(compiled=read_compiled(compile_into(tmp_path)))
    slugs = Commune.objects.filter(name="Sainte-Colombe").order_by("code").values_list("slug", flat=True)
    assert list(slugs) == ["sainte-colombe-06-06900", "sainte-colombe-06-06901"]


def test_loading_again_changes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = compile_into(tmp_path)
    call_command("load_directory", folder=folder)
    before = list(Commune.objects.order_by("pk").values()), set(SearchTerm.objects.values_list())
    capsys.readouterr()
    call_command("load_directory", folder=folder)
    assert "rien à faire" in capsys.readouterr().out
    report = actions.load_directory(compiled=read_compiled(folder))
    assert (report.added, report.changed, report.unchanged) == ([], {}, 4)
    assert before == (list(Commune.objects.order_by("pk").values()), set(SearchTerm.objects.values_list()))


def test_a_change_writes_only_what_changed(tmp_path: Path) -> None:
    actions.load_directory(compiled=read_compiled(compile_into(tmp_path)))
    larger = replace(EZE, population=3000, neighbours=())
    folder = compile_into(tmp_path, communes=[larger, replace(TRINITY, neighbours=()), SAINTE, TWIN])
    report = actions.load_directory(compiled=read_compiled(folder))
    assert (report.changed, report.unchanged) == ({"06059": ["population"]}, 3)
    eze = Commune.objects.get(code="06059")
    assert (eze.population, eze.version, neighbours_of(eze)) == (3000, 2, [])
    assert Commune.objects.get(code="06149").version == 1
    assert set(SearchTerm.objects.filter(commune=eze).values_list("weight", flat=True)) == {3000}


def test_a_former_commune_leads_to_the_present_one(tmp_path: Path) -> None:
    actions.load_directory(compiled=read_compiled(compile_into(tmp_path)))
    trinity = Commune.objects.get(code="06149")
    assert commune_by_slug("vieux-bourg-06") == trinity
    assert commune_by_code("06777") == trinity
    assert communes_matching("vieux b") == [trinity]
    assert Commune.objects.current().count() == 4


def test_a_failure_leaves_the_directory_as_it_was(tmp_path: Path) -> None:
    actions.load_directory(compiled=read_compiled(compile_into(tmp_path)))
    # The département of the second commune breaks the foreign key of the territories, after rows were written.
    broken = replace(
        read_compiled(tmp_path),
        communes=[replace(EZE, population=1), TRINITY, SAINTE, TWIN],
        mayors=[replace(MAYOR, since="pas une date")],  # type: ignore[arg-type]
    )
    with pytest.raises(Exception, match="pas une date"):
        actions.load_directory(compiled=broken)
    assert Commune.objects.get(code="06059").population == 2144
    assert DirectoryImport.objects.count() == 1


# --- Official files ---------------------------------------------------------------------------------


def test_mayors_are_brought_in_and_unknown_communes_listed() -> None:
    CommuneFactory(code="06059", name="Èze", mayor_last_name="ANCIEN")
    CommuneFactory(code="61214", name="L’Aigle")
    CommuneFactory(code="76351", name="Le Havre")
    CommuneFactory(code="06088", name="Nice", mayor_last_name="GARDÉ")
    call_command("import_mayors", SAMPLES / "elus-maires-2026.csv")
    names = dict(Commune.objects.values_list("code", "mayor_last_name"))
    assert names == {"06059": "INVENTÉ", "61214": "D’INVENTION", "76351": "INVENTÉE", "06088": "GARDÉ"}


def test_the_report_of_the_mayors_says_all(capsys: pytest.CaptureFixture[str]) -> None:
    CommuneFactory(code="06059", name="Èze")
    CommuneFactory(code="06088", name="Nice")
    call_command("import_mayors", SAMPLES / "elus-maires-2026.csv")
    said = capsys.readouterr().out.replace("\N{NO-BREAK SPACE}", " ")
    assert "Communes modifiées : 1" in said
    assert "06059 : maire, début du mandat" in said
    assert "ligne 9 : ligne incomplète" in said
    assert "ligne 7 : commune inconnue : 06999" in said
    assert "Communes absentes du fichier, gardées telles quelles : 1" in said


def test_a_second_import_changes_nothing() -> None:
    CommuneFactory(code="06059", name="Èze")
    for changed in (1, 0):
        call_command("import_mayors", SAMPLES / "elus-maires-2026.csv")
        latest = DirectoryImport.objects.order_by("-id").first()
        assert latest is not None
        assert (latest.kind, latest.changed) == ("mayors", changed)
    assert Commune.objects.get().version == 2


def test_a_rehearsal_writes_nothing_and_reports_the_same() -> None:
    CommuneFactory(code="06059", name="Èze")
    reading = reading_of(MAYOR)
    rehearsal = actions.import_mayors(reading=reading, checksum="a", dry_run=True)
    assert rehearsal.changed.keys() == {"06059"}
    assert Commune.objects.get().mayor_last_name == "EXEMPLE"
    assert not DirectoryImport.objects.exists()
    assert actions.import_mayors(reading=reading, checksum="a").changed == rehearsal.changed


@pytest.mark.parametrize("records", [[], [MAYOR]])
def test_a_file_that_covers_too_little_is_refused_unless_forced(records: list[MayorRecord]) -> None:
    CommuneFactory(code="06059", name="Èze")
    CommuneFactory.create_batch(2)
    with pytest.raises(actions.TooFewCommunes):
        actions.import_mayors(reading=reading_of(*records), checksum="a")
    report = actions.import_mayors(reading=reading_of(*records), checksum="a", force=True)
    assert len(report.changed) == len(records)


def test_official_files_wait_for_the_directory() -> None:
    with pytest.raises(actions.DirectoryNotLoaded):
        actions.import_mayors(reading=reading_of(MAYOR), checksum="a")


def test_an_unreadable_file_is_said_and_changes_nothing(tmp_path: Path) -> None:
    CommuneFactory(code="06059", name="Èze")
    (tmp_path / "x.csv").write_bytes(b"rien;du;tout\n")
    with pytest.raises(CommandError, match="rien n’a été changé"):
        call_command("import_mayors", tmp_path / "x.csv")
    with pytest.raises(CommandError, match="Fichier illisible"):
        call_command("import_mayors", tmp_path / "absent.csv")


def test_an_import_that_fails_is_said_to_the_team_until_one_succeeds(
    tmp_path: Path, staff: Person, client_of: Any
) -> None:
    """A clock runs them, and nobody reads what it prints."""
    CommuneFactory(code="06059", name="Èze")
    (tmp_path / "x.csv").write_bytes(b"rien;du;tout\n")
    for rehearsal in (True, False, False):
        with pytest.raises(CommandError):
            call_command("import_mayors", tmp_path / "x.csv", dry_run=rehearsal)
        assert len(failed_imports()) == (not rehearsal)
    [line] = failed_imports()
    assert line.place == "Liste des maires"
    assert line.reason.startswith("Fichier refusé")
    page = client_of(staff).get("/plateforme/envois/").content.decode()
    assert "imports qui ont échoué" in page
    call_command("import_mayors", SAMPLES / "elus-maires-2026.csv", force=True)
    assert failed_imports() == []


def test_a_compiled_directory_that_fails_is_said_and_forgotten_once_the_right_one_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = compile_into(tmp_path)
    call_command("load_directory", folder=folder)
    with pytest.raises(CommandError):
        call_command("load_directory", folder=tmp_path / "absent")
    assert [line.place for line in failed_imports()] == ["Annuaire compilé"]
    call_command("load_directory", folder=folder)
    assert failed_imports() == []
    monkeypatch.setattr(load_directory, "read_compiled", lambda folder: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        call_command("load_directory", folder=folder, force=True)
    assert failed_imports()[0].reason == "erreur imprévue (ZeroDivisionError)"


def test_town_halls_are_brought_in() -> None:
    CommuneFactory(code="06059", name="Èze", town_hall_latitude=None)
    call_command("import_town_halls", SAMPLES / "annuaire-mairies.json")
    eze = Commune.objects.get()
    assert (eze.town_hall_email, eze.town_hall_latitude) == ("mairie@eze.example", 43.729)
    assert len(eze.opening_lines) == 1


def test_a_town_hall_ten_kilometres_away_is_not_believed() -> None:
    CommuneFactory(code="06059", name="Èze", town_hall_latitude=43.7)
    far = replace(TOWN_HALL, latitude=7.3617, longitude=43.729)  # latitude and longitude swapped
    actions.import_town_halls(reading=reading_of(far), checksum="a")
    assert Commune.objects.get().town_hall_latitude == 43.7


def test_communes_are_added_and_what_a_file_leaves_out_is_kept() -> None:
    DepartmentFactory(code="76")
    CommuneFactory(code="06059", name="Èze", siren="210600599")
    call_command("import_communes", SAMPLES / "communes-geo.json")
    eze, havre = Commune.objects.order_by("code")
    assert (eze.population, eze.siren, eze.town_hall_email) == (2200, "210600599", "mairie@eze-06.example")
    assert (havre.slug, havre.of_name, communes_matching("havre")) == ("le-havre-76", "du Havre", [havre])


def test_a_commune_of_an_unknown_department_is_listed() -> None:
    CommuneFactory(code="06059", name="Èze")
    reading = reading_of(EZE, replace(EZE, code="76351", name="Le Havre", department="76"))
    report = actions.import_communes(reading=reading, former=[], checksum="a")
    assert [r.line for r in report.skipped] == [3]
    assert Commune.objects.count() == 1


def test_a_merged_commune_is_followed() -> None:
    eze = CommuneFactory(code="06059", name="Èze")
    trinity = CommuneFactory(code="06149", name="La Trinité")
    earlier = CommuneFactory(code="06777", name="Vieux-Bourg", is_current=False, merged_into=trinity)
    reading = reading_of(replace(EZE, former_codes=("06149",)))
    report = actions.import_communes(reading=reading, former=[], checksum="a", force=True)
    assert report.merged == {"06149": "06059"}
    trinity.refresh_from_db()
    earlier.refresh_from_db()
    assert (trinity.is_current, trinity.merged_into, earlier.merged_into) == (False, eze, eze)
    assert commune_by_slug("la-trinite-06") == commune_by_code("06777") == eze
    assert communes_matching("la trini") == [eze]
    again = actions.import_communes(reading=reading, former=[], checksum="a", force=True)
    assert (again.merged, again.changed) == ({}, {})


def test_a_commune_that_vanishes_without_a_successor_is_kept() -> None:
    CommuneFactory(code="06059", name="Èze")
    CommuneFactory(code="06149", name="La Trinité")
    report = actions.import_communes(reading=reading_of(EZE), former=[], checksum="a", force=True)
    assert report.unmentioned == ["06149"]
    assert Commune.objects.current().count() == 2


def test_a_renamed_commune_keeps_its_address_and_is_found_by_its_new_name() -> None:
    eze = CommuneFactory(code="06059", name="Èze")
    reading = reading_of(replace(EZE, name="Le Mont-Èze", article=None))
    actions.import_communes(reading=reading, former=[], checksum="a")
    eze.refresh_from_db()
    assert (eze.slug, eze.of_name) == ("eze-06", "du Mont-Èze")
    assert communes_matching("le mont eze") == [eze]
