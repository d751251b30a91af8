"""The directory is compiled from the published packages, with what is known to be wrong in them put right."""

import csv
import io
import json
import lzma
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from shapely import Point as ShapelyPoint
from shapely import box, to_wkb

from civic.communes.directory import build
from civic.communes.directory.compiled import read_compiled
from civic.communes.directory.records import MayorRecord

COLUMNS = ("id", "code", "type", "geometry", "mairie_localisation", "mairie_adresse", "mairie_horaires", "mairie_email",
           "mairie_telephone", "mairie_site")  # fmt: skip


def table(folder: Path, name: str, header: tuple[str, ...], *rows: tuple[str, ...]) -> None:
    text = io.StringIO()
    csv.writer(text).writerows([header, *rows])
    (folder / f"{name}.csv.lzma").write_bytes(lzma.compress(text.getvalue().encode()))


def commune(code: str, name: str, **more: object) -> dict[str, object]:
    return {"code": code, "nom": name, "typeLiaison": 0, "type": "commune-actuelle", "codesPostaux": ["06360"],
            "population": 100} | more  # fmt: skip


def square(west: float) -> str:
    return str(to_wkb(box(west, 43.7, west + 0.1, 43.8), hex=True))


def town_hall(longitude: float, latitude: float) -> str:
    return str(to_wkb(ShapelyPoint(longitude, latitude), hex=True))


@pytest.fixture
def sources(tmp_path: Path) -> dict[str, Path]:
    division, tables = tmp_path / "division", tmp_path / "tables"
    division.mkdir()
    tables.mkdir()
    communes = [
        commune("06001", "Ouest", anciensCodes=["06011"], siren="210600599"),
        commune("06002", "Est"),
        commune("06003", "Sans-Contour"),
        commune("06004", "Sans-Rien"),
        commune("98747", "Ua-Huka", codesPostaux=["98744"], typeLiaison=None),
        commune("06001", "Ouest-Vieux", type="commune-deleguee", chefLieu="06001"),
        commune("pas un code", "Erreur"),
    ]
    (division / "communes.json").write_text(json.dumps(communes))
    (division / "regions.json").write_text(json.dumps([{"code": "93", "nom": "Région d'essai"}]))
    (division / "departements.json").write_text(
        json.dumps([{"code": "06", "nom": "Alpes-Maritimes", "typeLiaison": 4, "region": "93"}])
    )
    (division / "epci.json").write_text(
        json.dumps([{"code": "200030195", "nom": "CC Essai", "membres": [{"code": "06001"}]}])
    )
    table(tables, "epci", ("code", "nom"), ("200030195", "Communauté de communes d'Essai"))
    table(
        tables, "communes", COLUMNS,
        ("1", "06001", "COM", square(7.3), town_hall(7.35, 43.75), "1 place\n06360 Ouest",
         '[["lundi","mardi",[["09:00:00","12:00:00"]]]]',
         "mairie@ouest.example", "0400000001", "www.ouest.example"),
        # Longitude and latitude swapped upstream.
        ("2", "06002", "COM", square(7.4), town_hall(43.75, 7.45), "", "[]",
         "pas un courriel", "03 90 6", "javascript:x"),
        ("3", "06003", "COM", r"\N", town_hall(7.39, 43.74), "", "[]", "", "", ""),
        ("4", "06004", "COM", r"\N", r"\N", "", "[]", "", "", ""),
        ("5", "06001", "COMD", square(7.0), r"\N", "", "[]", "", "", ""),
    )  # fmt: skip
    table(
        tables, "elus_municipaux", ("commune_id", "nom", "prenom", "sexe", "fonction", "date_debut_fonction"),
        ("1", "INVENTÉ", "Odile", "F", "MAI", "2026-03-21"),
        ("1", "ADJOINT", "Paul", "M", "ADJ", "2026-03-21"),
        ("2", "D'EXEMPLE", "Luc", "M", "MAI", "2026-12-06"),
        ("5", "DÉLÉGUÉ", "Jean", "M", "MAI", "2026-03-21"),
    )  # fmt: skip
    return {"division": division, "tables": tables, "output": tmp_path / "out"}


def test_the_compiled_directory_puts_right_what_is_wrong(sources: dict[str, Path]) -> None:
    call_command("build_directory", **sources)
    compiled = read_compiled(sources["output"])
    west, east, no_outline, nothing, overseas = compiled.communes
    assert (west.latitude, west.longitude, west.neighbours) == (43.75, 7.35, ("06002",))
    assert west.area_km2 == pytest.approx(8.05 * 11.11, rel=0.01)
    assert (west.town_hall_latitude, west.town_hall_longitude) == (43.75, 7.35)
    assert (east.latitude, east.town_hall_latitude) == (43.75, None)
    # No outline: the town hall stands in; without one either, the middle of the communes of the postal code.
    assert (no_outline.latitude, no_outline.longitude, no_outline.area_km2) == (43.74, 7.39, None)
    assert (nothing.latitude, nothing.longitude) == (43.75, 7.4)
    assert (overseas.latitude, overseas.article) == (None, 1)
    assert (west.intercommunality, east.intercommunality) == ("200030195", None)
    assert compiled.territories.intercommunalities == {"200030195": "Communauté de communes d’Essai"}
    assert [(f.code, f.name) for f in compiled.former] == [("06001", "Ouest-Vieux"), ("06011", "")]


def test_town_halls_and_mayors_keep_what_can_be_used(sources: dict[str, Path]) -> None:
    call_command("build_directory", **sources)
    compiled = read_compiled(sources["output"])
    first, second = compiled.town_halls[:2]
    assert (first.email, first.website) == ("mairie@ouest.example", "https://www.ouest.example")
    assert first.opening_hours == [{"first": 1, "last": 2, "hours": [["09:00", "12:00"]], "note": ""}]
    assert (second.phone, second.email, second.website) == ("", "", "")
    assert compiled.mayors == [
        MayorRecord("06001", "INVENTÉ", "Odile", "F", date(2026, 3, 21)),
        MayorRecord("06002", "D’EXEMPLE", "Luc", "M", None),
    ]


def test_compiling_again_does_nothing_and_gives_the_same(sources: dict[str, Path], capsys) -> None:  # type: ignore[no-untyped-def]
    call_command("build_directory", **sources)
    first = read_compiled(sources["output"]).checksum
    call_command("build_directory", **sources)
    assert "déjà à jour" in capsys.readouterr().out
    call_command("build_directory", **sources, force=True)
    assert read_compiled(sources["output"]).checksum == first


def test_a_truncated_source_is_refused_and_nothing_is_compiled(sources: dict[str, Path]) -> None:
    path = sources["tables"] / "communes.csv.lzma"
    path.write_bytes(path.read_bytes()[:60])
    with pytest.raises(CommandError):
        call_command("build_directory", **sources)
    assert not sources["output"].exists()


def test_a_table_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(build.UnreadableFile, match=r"communes\.json"):
        build.communes(tmp_path)
