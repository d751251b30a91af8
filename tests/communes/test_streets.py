"""Streets of the official file, proposed while an address is typed: those of one commune alone."""

import gzip
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from civic.communes.actions.streets import import_streets
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
