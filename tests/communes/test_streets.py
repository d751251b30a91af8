"""Streets of the official file, proposed while an address is typed: those of one commune alone."""

import gzip
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from civic.communes.actions.streets import import_streets
from civic.communes.directory.streets import home_of, street_digest, street_order
from civic.communes.models import Street
from civic.communes.queries.streets import street_completion
from tests.communes.factories import CommuneFactory

BAN = "id;numero;rep;nom_voie;code_postal;code_insee;nom_commune\n"
BAL = "uid_adresse;commune_insee;voie_nom;numero\n"


@pytest.fixture
def eze(db):
    place = CommuneFactory(code="06059", name="Èze")
    import_streets(
        streets={"06059": ["Rue du Barri", "Avenue de Verdun", "Chemin de la Colle", "Rue Saint-Jean"]}
    )
    return place


@pytest.mark.parametrize(
    ("typed", "proposed"),
    [
        ("rue du b", ["Rue du Barri"]),
        ("BARR", ["Rue du Barri"]),
        ("rue", ["Rue du Barri", "Rue Saint-Jean"]),
        ("st jean", ["Rue Saint-Jean"]),
        ("av", ["Avenue de Verdun"]),
        ("la colle", []),
        ("colle", ["Chemin de la Colle"]),
        ("Rue du Barri", []),  # it is written out
        ("r", []),
        ("", []),
        ("%", []),
        ("x" * 100_000, []),
    ],
)
def test_the_beginning_of_the_name_or_of_what_distinguishes_it(eze, typed, proposed):
    assert street_completion("06059", typed) == proposed


def test_of_that_commune_alone(client, eze):
    other = CommuneFactory(code="61214", name="L’Aigle")
    import_streets(streets={other.code: ["Rue du Barrage"]})
    for code, name in (("06059", "Rue du Barri"), ("61214", "Rue du Barrage")):
        page = client.get("/communes/rues/", {"dans": code, "q": "rue du barr"}).content.decode()
        assert page.split() == f'<li role="option" data-label="{name}">{name}</li>'.split()
    for nowhere in ("", "99999", "' OR 1=1 --", "\x00"):
        assert client.get("/communes/rues/", {"dans": nowhere, "q": "rue"}).content.strip() == b""


def test_the_official_files_are_read_by_their_columns(eze, tmp_path):
    paris = CommuneFactory(code="75056", name="Paris")
    ban = tmp_path / "adresses-06.csv.gz"
    ban.write_bytes(
        gzip.compress(
            (
                "\ufeff"
                + BAN
                + "1;6;;Place du Pesé Lait;06360;06059;Èze\n2;8;bis;Place du Pesé Lait;06360;06059;Èze\n"
                "3;1;;Rue Lecourbe;75015;75115;Paris\n4;1;;Rue de Nulle Part;99999;99999;Nulle\n5;1;;;06360;06059;Èze\n"
            ).encode()
        )
    )
    out = StringIO()
    call_command("import_streets", ban, stdout=out)
    assert "2 rues" in out.getvalue()
    assert "99999" in out.getvalue()
    assert list(Street.objects.filter(commune=eze).values_list("name", flat=True)) == ["Place du Pesé Lait"]
    assert street_completion(paris.code, "lecourbe") == ["Rue Lecourbe"]
    bal = tmp_path / "bal.csv"
    bal.write_text(BAL + "1;06059;Rue de la Source;1\n")
    call_command("import_streets", bal, stdout=StringIO())
    assert list(Street.objects.filter(commune=eze).values_list("name", flat=True)) == ["Rue de la Source"]
    assert Street.objects.filter(commune=paris).count() == 1


@pytest.mark.parametrize(
    "content", [b"", b"nom;prenom\na;b\n", b"\xff\xfe\x00", b"\x1f\x8bnot gzip", b"PK\x03\x04"]
)
def test_another_file_changes_nothing(eze, tmp_path, content):
    file = tmp_path / "autre.csv"
    file.write_bytes(content)
    with pytest.raises(CommandError):
        call_command("import_streets", file)
    assert Street.objects.filter(commune=eze).count() == 4


# --- The street of an address -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "number", "suffix", "street"),
    [
        ("12 bis, rue du Lavoir", 12, "bis", "rue du Lavoir"),
        ("12 BIS rue du Lavoir", 12, "bis", "rue du Lavoir"),
        ("3-5 rue du Lavoir", 3, "", "rue du Lavoir"),
        ("7B chemin Vert", 7, "b", "chemin Vert"),
        ("Bât. C, 7, rue du Lavoir", 7, "", "rue du Lavoir"),
        ("rue du Lavoir, 7", 7, "", "rue du Lavoir"),
        ("2e étage\n4 rue du Lavoir, chez Anne", 4, "", "rue du Lavoir"),
        ("4 r du Lavoir", 4, "", "r du Lavoir"),
        ("4R rue du Lavoir", 4, "r", "rue du Lavoir"),
        ("6 place de la Mairie bât 2", 6, "", "place de la Mairie"),
        ("6 place de la Mairie - Bâtiment B, 2e étage", 6, "", "place de la Mairie"),
        ("6 place de la Mairie appt. n° 12", 6, "", "place de la Mairie"),
        ("6 place de la Mairie 2ème étage droite", 6, "", "place de la Mairie"),
        ("3 bât 2, rue du Lavoir", 3, "", "rue du Lavoir"),
        ("12 rue du Lavoir 29000 Quimper", 12, "", "rue du Lavoir"),
        ("29000 Quimper", 0, "", "29000 Quimper"),
        ("1 rue de l’Escalier", 1, "", "rue de l’Escalier"),
        ("1 rue d’Appt", 1, "", "rue d’Appt"),
        ("1 rue du Bât d’Argent", 1, "", "rue du Bât d’Argent"),
        ("Le Moulin", 0, "", "Le Moulin"),
        ("12", 0, "", "12"),
        ("", 0, "", ""),
        ("9" * 100_000, 0, "", "9" * 500),
    ],
)
def test_a_street_is_the_address_without_its_number(typed, number, suffix, street):
    assert home_of(typed) == (number, suffix, street)


def test_houses_stand_in_their_order():
    walked = ["2", "2 bis", "2 ter", "2 A", "2 B", "3-5", "10"]
    mixed = ["10", "2 B", "2", "3-5", "2 ter", "2 A", "2 bis"]
    assert sorted(mixed, key=lambda number: home_of(f"{number} rue du Lavoir").place) == walked


def test_one_street_is_the_same_however_it_is_written():
    written = ["1 av. du Gal de Gaulle", "2 AVENUE DU GENERAL DE GAULLE", "3 Avenue du Général-de-Gaulle"]
    assert len({street_digest(one, 1) for one in written}) == 1
    others = ["1 rue du Général de Gaulle", "1 place du Général de Gaulle", "", "12", "-"]
    assert len({street_digest(one, 1) for one in [written[0], *others]}) == 6
    assert street_digest(written[0], 1) != street_digest(written[0], 2)  # of another commune
    assert street_digest(" \n", 1) == ""


def test_the_commonest_short_word_is_a_street_as_well():
    written = ["1 rue du Lavoir", "4 r du lavoir", "2 r. du Lavoir", "R DU LAVOIR", "3 rue du Lavoir bât 2"]
    assert len({street_digest(one, 1) for one in written}) == 1


def test_streets_are_sorted_by_what_distinguishes_them():
    streets = ["Chemin des Abeilles", "Rue du Lavoir", "Impasse de la Source", "Avenue de la Source"]
    assert sorted(streets, key=street_order) == [*streets[:2], "Avenue de la Source", "Impasse de la Source"]
