"""Readers of the official files, on samples with fictitious people."""

import io
import json
import tarfile
from datetime import date
from pathlib import Path

import pytest

from civic.communes.directory import fields
from civic.communes.directory.communes_json import communes_from_json
from civic.communes.directory.dila import town_halls_from_directory
from civic.communes.directory.hours import hours_from_triples, opening_lines
from civic.communes.directory.records import FormerRecord, MayorRecord, UnreadableFile
from civic.communes.directory.rne import mayors_from_csv

SAMPLES = Path(__file__).parent / "samples"
TODAY = date(2026, 11, 22)


def sample(name: str) -> bytes:
    return (SAMPLES / name).read_bytes()


# --- Mayors -----------------------------------------------------------------------------------------


def test_mayors_of_the_present_format() -> None:
    reading = mayors_from_csv(sample("elus-maires-2026.csv"), today=TODAY)
    assert reading.records[:3] == [
        MayorRecord("06059", "INVENTÉ", "Odile", "F", date(2026, 3, 21)),
        # Day and month were swapped upstream: an office cannot begin in the future.
        MayorRecord("61214", "D’INVENTION", "Jean-Loup", "M", None),
        MayorRecord("76351", "INVENTÉE", "Rose", "F", date(2026, 3, 22)),
    ]
    assert [(r.line, r.reason) for r in reading.rejected] == [
        (5, "la commune 76351 figure déjà ligne 4"),
        (6, "code de commune illisible : « 06XYZ »"),
        (8, "nom ou prénom absent pour la commune 06088"),
        (9, "ligne incomplète"),
    ]


def test_mayors_of_older_formats() -> None:
    """Leading zeros lost, French dates, overseas départements as letters."""
    reading = mayors_from_csv(sample("elus-maires-2021.csv"), today=TODAY)
    assert [(m.code, m.since) for m in reading.records] == [
        ("06059", date(2020, 3, 21)),
        ("97209", date(2020, 3, 28)),
        ("2A004", date(2020, 3, 28)),
    ]
    assert reading.rejected == []


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252"])
def test_mayors_in_other_encodings_are_the_same(encoding: str) -> None:
    text = sample("elus-maires-2026.csv").decode()
    expected = mayors_from_csv(text.encode(), today=TODAY).records
    assert mayors_from_csv(text.encode(encoding), today=TODAY).records == expected


def test_the_file_of_councillors_gives_the_mayors_alone() -> None:
    text = (
        "Code de la commune;Nom de l'élu;Prénom de l'élu;Libellé de la fonction;Date de début de la fonction\n"
        "06059;INVENTÉ;Odile;Maire;2026-03-21\n"
        "06059;AUTRE;Paul;1er adjoint au Maire;2026-03-21\n"
        "06059;SIMPLE;Luc;;\n"
    )
    reading = mayors_from_csv(text.encode(), today=TODAY)
    assert [m.last_name for m in reading.records] == ["INVENTÉ"]
    assert reading.rejected == []


@pytest.mark.parametrize("content", [b"", b"a;b;c\n1;2;3\n", b"PK\x03\x04\x00\x00", b"\x00" * 100])
def test_a_file_that_is_no_register_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableFile):
        mayors_from_csv(content, today=TODAY)


# --- Town halls -------------------------------------------------------------------------------------


def test_town_halls_keep_the_main_entry_of_each_commune() -> None:
    reading = town_halls_from_directory(sample("annuaire-mairies.json"))
    (town_hall,) = reading.records
    assert town_hall.code == "06059"
    assert town_hall.address == "1 rue de l’Invention\n06360 Èze"
    assert town_hall.phone == "04 00 00 00 01"
    assert (town_hall.email, town_hall.website) == ("mairie@eze.example", "https://www.eze.example")
    assert (town_hall.latitude, town_hall.longitude) == (43.729, 7.3617)
    assert opening_lines(town_hall.opening_hours) == [
        "Du lundi au vendredi : de 9 h à 12 h et de 14 h à 16 h 30 (Fermé l’été)"
    ]
    assert [(r.line, r.reason) for r in reading.rejected] == [
        (2, "autre fiche pour la commune 06059 : la mairie principale est gardée"),
        (5, "mairie sans code de commune lisible : « Mairie - Nulle part »"),
        (6, "fiche illisible"),
    ]


def test_an_export_of_the_api_writes_lists_as_strings() -> None:
    (town_hall,) = town_halls_from_directory(sample("annuaire-export-api.json")).records
    assert (town_hall.code, town_hall.phone) == ("61214", "02 00 00 00 02")
    assert (town_hall.email, town_hall.website) == ("mairie@laigle.example", "")
    assert town_hall.address == "2 place Inventée\n61300 L’Aigle"
    assert opening_lines(town_hall.opening_hours) == ["Le samedi : de 9 h à 12 h"]


def archive(name: str, content: bytes, kind: bytes = tarfile.REGTYPE) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:bz2") as tar:
        for member_name, data in (("notes.txt", b"rien"), (name, content)):
            member = tarfile.TarInfo(member_name)
            if member_name == name:
                member.type, member.linkname = kind, "/etc/passwd" if kind == tarfile.SYMTYPE else ""
            member.size = len(data) if member.type == tarfile.REGTYPE else 0
            tar.addfile(member, io.BytesIO(data))
    return buffer.getvalue()


def test_the_weekly_archive_is_read_in_memory() -> None:
    content = archive("2026-data.gouv_local.json", sample("annuaire-mairies.json"))
    assert [h.code for h in town_halls_from_directory(content).records] == ["06059"]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("../../2026-data.gouv_local.json", tarfile.REGTYPE),
        ("/tmp.gouv_local.json", tarfile.REGTYPE),
        ("a.gouv_local.json", tarfile.SYMTYPE),
        ("autre.json", tarfile.REGTYPE),
    ],
)
def test_a_hostile_or_foreign_archive_is_refused(name: str, kind: bytes) -> None:
    with pytest.raises(UnreadableFile):
        town_halls_from_directory(archive(name, b"[]", kind))


@pytest.mark.parametrize("content", [b"", b"{", b"12", b'"x"', b"{}", b"BZh91AY", b"[" * 200_000])
def test_broken_json_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableFile):
        town_halls_from_directory(content)


# --- Communes ---------------------------------------------------------------------------------------


def test_communes_of_the_geographic_api() -> None:
    reading, former = communes_from_json(sample("communes-geo.json"))
    eze, havre = reading.records
    assert (eze.code, eze.name, eze.population, eze.area_km2) == ("06059", "Èze", 2200, 9.47)
    assert (eze.latitude, eze.longitude) == (43.7292, 7.3602)
    assert (havre.postal_codes, havre.article, havre.former_codes) == (("76600", "76610"), None, None)
    assert [(r.line, r.reason) for r in reading.rejected] == [
        (3, "nom absent pour la commune 06088"),
        (4, "code de commune illisible : « 6 »"),
        (5, "entrée illisible"),
    ]
    assert former == []


def test_communes_of_the_administrative_division_name_the_former_ones() -> None:
    entries = [
        {"code": "01015", "nom": "Arboys en Bugey", "typeLiaison": 1, "type": "commune-actuelle",
         "anciensCodes": ["01340"], "codesPostaux": ["01300"], "population": 710},
        {"code": "01340", "nom": "Saint-Bois", "type": "commune-deleguee", "chefLieu": "01015"},
        {"code": "13204", "nom": "Marseille 4e Arrondissement", "type": "arrondissement-municipal"},
    ]  # fmt: skip
    reading, former = communes_from_json(json.dumps(entries).encode())
    assert [(c.code, c.former_codes) for c in reading.records] == [("01015", ("01340",))]
    assert former == [FormerRecord("01340", "Saint-Bois", "01015")]
    assert reading.rejected == []


# --- Single values ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "code", "shown"),
    [
        ("0324714563", "08001", "03 24 71 45 63"),
        ("+33 (0)4 92 10 60 60", "06059", "04 92 10 60 60"),
        ("0033492106060", "06059", "04 92 10 60 60"),
        ("40 41 57 00", "98735", "40 41 57 00"),
        ("30 13", "75056", "30 13"),
        ("03 90 6", "06088", ""),
        ("40 41 57 00", "06059", ""),
        ("<script>", "06059", ""),
        (None, "06059", ""),
    ],
)
def test_phone(raw: str | None, code: str, shown: str) -> None:
    assert fields.phone(raw, code).replace("\N{NO-BREAK SPACE}", " ") == shown


def test_siren_needs_its_luhn_key() -> None:
    assert (fields.siren("210600599"), fields.siren("210600598"), fields.siren("21060059²")) == (
        "210600599",
        None,
        None,
    )


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "http://", "https://user@example.org", "a b", "http://[", ""]
)
def test_unusable_web_addresses_are_dropped(address: str) -> None:
    assert fields.website(address) == ""


def test_opening_hours_drop_what_makes_no_sense() -> None:
    triples = [
        ["mercredi", "jeudi", [["16:00:00", "19:00:00"], ["08:00:00", "12:00:00"], ["11:00:00", "13:00:00"]]],
        ["vendredi", "lundi", [["08:00:00", "12:00:00"]]],
        ["lundi", "lundi", [["12:00:00", "08:00:00"]]],
        ["lundi", "lundi"],
        "lundi",
    ]
    nbsp = "\N{NO-BREAK SPACE}"
    assert opening_lines(hours_from_triples(triples)) == [
        f"Le mercredi et le jeudi{nbsp}: de 8{nbsp}h à 12{nbsp}h et de 16{nbsp}h à 19{nbsp}h"
    ]
