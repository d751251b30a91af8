"""Each membership has the address of the home in its commune: asked for it, shown to its town hall, found by it."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from civic.accounts.models import Person
from civic.accounts.queries import personal_data_of
from civic.communes.actions.mergers import follow_merged_communes
from civic.communes.directory.streets import Address, parts_of, street_digest
from civic.communes.models import Commune
from civic.core.refusals import NotAllowed
from civic.memberships.actions.joining import change_address, leave_commune, request_membership
from civic.memberships.actions.residents import complete_streets, move_addresses
from civic.memberships.models import AddressWord, Membership
from civic.memberships.queries.residents import Filters, resident_page
from civic.memberships.rules import may_change_address
from civic.town_halls.models import Office
from tests.accounts.factories import PersonFactory
from tests.accounts.mails import mails_to, text_of
from tests.communes.factories import MembershipFactory
from tests.html import on_one_line
from tests.migrating import migrate_to, models_at

SECOND = {
    "commune": "",
    "residence": "second",
    "street": "4 chemin des Pins",
    "postal_code": "61 300",
    "town": "Autreville",
    "words": "",
}


def text(answer) -> str:
    return on_one_line(answer.content.decode())


def found(viewer, street: str) -> list[str]:
    rows = resident_page(viewer, "accepted", Filters(street=street)).memberships
    return [one.person.full_name for one in rows]


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("12 rue du Barri, 06360 Èze", Address("12 rue du Barri", "06360", "Èze")),
        ("12 rue du Barri\n06360 Èze", Address("12 rue du Barri", "06360", "Èze")),
        ("12 rue du Barri 06360 Èze-Village", Address("12 rue du Barri", "06360", "Èze-Village")),
        ("Bât. B, 3 av. du 11-Novembre ; 20090 L’Île", Address("Bât. B, 3 av. du 11-Novembre", "20090", "L’Île")),
        ("rue du Barri", Address("rue du Barri")),
        ("12 rue du Barri, Èze 06360", Address("12 rue du Barri, Èze 06360")),
        ("12 rue du Barri, 06360 Èze, Bât. 3", Address("12 rue du Barri, 06360 Èze, Bât. 3")),
        ("", Address()),
    ],
)  # fmt: skip
def test_one_line_becomes_its_parts_where_they_are_plain(line: str, parts: Address) -> None:
    assert parts_of(line) == parts


def test_a_second_home_has_an_address_of_its_own(
    client_of, commune, other_commune, resident, mayor, viewer_of
):
    Membership.objects.filter(person=resident).update(
        street="1 rue Haute", postal_code="06360", town="Villeneuve"
    )
    browser = client_of(resident)
    page = text(browser.get("/mon-compte/communes/"))
    for token in ("address-line1", "postal-code", "address-level2"):
        assert f'autocomplete="{token}"' in page
    without = browser.post(
        "/mon-compte/communes/", SECOND | {"commune_code": other_commune.code, "street": " "}
    )
    assert (without.status_code, "Écrivez le numéro et la rue." in text(without)) == (422, True)
    assert (
        browser.post("/mon-compte/communes/", SECOND | {"commune_code": other_commune.code}).status_code
        == 302
    )
    asked = Membership.objects.get(person=resident, commune=other_commune)
    assert asked.address == Address("4 chemin des Pins", "61300", "Autreville")
    other_mayor = Office.objects.get(commune=other_commune, ended_at=None).person
    there = text(client_of(other_mayor).get(f"/{other_commune.slug}/mairie/administres/{asked.pk}/"))
    assert "4 chemin des Pins<br>61300 Autreville" in there
    assert "rue Haute" not in there
    own = Membership.objects.get(person=resident, commune=commune)
    here = text(client_of(mayor).get(f"/{commune.slug}/mairie/administres/{own.pk}/"))
    assert "1 rue Haute<br>06360 Villeneuve" in here
    assert "chemin des Pins" not in here


def test_the_form_of_a_commune_begins_with_its_town(client_of, other_commune, resident):
    page = text(client_of(resident).get(f"/mon-compte/communes/?commune={other_commune.slug}"))
    assert f'name="town" value="{other_commune.name}"' in page
    assert f'name="postal_code" value="{other_commune.postal_codes[0]}"' in page


@pytest.mark.parametrize("code", ["6360", "063600", "O6360", "٠٦٣٦٠", "06-360"])
def test_a_postal_code_has_five_digits(client_of, commune, resident, code):
    answer = client_of(resident).post(
        f"/{commune.slug}/inscription/adresse/",
        {"street": "2 rue Basse", "postal_code": code, "town": "Villeneuve"},
    )
    assert (answer.status_code, "Un code postal a 5 chiffres" in answer.content.decode()) == (422, True)


def test_a_resident_changes_it_and_the_town_hall_hears_of_it(
    client_of, commune, other_commune, resident, mayor, viewer_of, run_jobs, clock
):
    MembershipFactory(commune=other_commune, person=resident, street="9 rue d’Ailleurs")
    agent, browser = viewer_of(mayor, commune), client_of(resident)
    page = f"/{commune.slug}/inscription/adresse/"
    assert "2 rue de l’Exemple" in text(browser.get(page))
    home = {"street": "7 quai des Brumes", "postal_code": "06360", "town": "Villeneuve"}
    answer = browser.post(page, home, follow=True)
    assert "7 quai des Brumes, 06360 Villeneuve" in text(answer)
    run_jobs()
    assert found(agent, "Brumes") == [resident.full_name]
    assert found(agent, "Exemple") == []
    inbox = text(client_of(mayor).get("/notifications/"))
    assert f"{resident.full_name} a changé d’adresse" in inbox
    assert "Brumes" not in inbox
    own = Membership.objects.get(person=resident, commune=commune)
    card = text(client_of(mayor).get(f"/{commune.slug}/mairie/administres/{own.pk}/"))
    assert f"{resident.full_name} a changé d’adresse" in card
    assert Membership.objects.get(person=resident, commune=other_commune).street == "9 rue d’Ailleurs"
    clock.forward(days=2)
    browser.post(page, home)  # the same again is no news
    run_jobs()
    assert text(client_of(mayor).get("/notifications/")).count("a changé d’adresse") == inbox.count(
        "a changé d’adresse"
    )
    assert not any("Brumes" in text_of(mail) for mail in mails_to(mayor.email))


def test_nobody_changes_what_they_left_nor_somebody_else_s(commune, resident, second_resident, viewer_of):
    viewer = viewer_of(resident, commune)
    assert not may_change_address(viewer, Membership.objects.get(person=second_resident, commune=commune))
    leave_commune(viewer=viewer)
    with pytest.raises(NotAllowed):
        change_address(viewer=viewer, address=Address("1 rue A"))


def test_nothing_is_left_of_it_after_leaving(commune, resident, viewer_of):
    own = Membership.objects.get(person=resident, commune=commune)
    leave_commune(viewer=viewer_of(resident, commune))
    own.refresh_from_db()
    assert own.address == Address()
    assert not AddressWord.objects.filter(membership=own).exists()


def test_it_is_encrypted_and_exported(commune, resident):
    own = Membership.objects.get(person=resident, commune=commune)
    with connection.cursor() as cursor:
        cursor.execute("SELECT street, postal_code, town FROM memberships_membership")
        stored = cursor.fetchall()
    assert not any(part in str(stored) for part in own.address)
    (exported,) = personal_data_of(resident.pk)["Inscriptions"]
    assert set(own.address) <= set(exported.values())


def test_a_former_line_is_moved_to_each_membership_without_one(
    commune, other_commune, resident, run_jobs, mayor, viewer_of
):
    """What a process of the release before still wrote."""
    MembershipFactory(commune=other_commune, person=resident, street="", postal_code="", town="")
    Person.objects.filter(pk=resident.pk).update(postal_address="5 quai Vieux, 06360 Villeneuve")
    move_addresses.enqueue()
    run_jobs()
    resident.refresh_from_db()
    assert resident.postal_address == ""
    moved = {one.commune_id: one.address for one in Membership.objects.filter(person=resident)}
    assert moved == {
        commune.pk: Address("2 rue de l’Exemple", "06360", "Villeneuve"),
        other_commune.pk: Address("5 quai Vieux", "06360", "Villeneuve"),
    }


@pytest.fixture
def before(transactional_db, commune, other_commune):
    with models_at(("memberships", "0010_former_birth_date")) as models:
        yield models


def test_addresses_of_before_are_moved_and_none_is_lost(before, commune, other_commune):
    people, memberships = (
        before.get_model("accounts", "Person"),
        before.get_model("memberships", "Membership"),
    )
    lines = {"plain": "12 rue du Barri, 06360 Èze", "odd": "Chez Mme Rossi, près de l’église", "none": ""}
    for name, line in lines.items():
        person = people.objects.create(
            email=f"{name}@exemple.test", first_name=name, last_name="X", postal_address=line
        )
        for place, status in ((commune, "accepted"), (other_commune, "left" if name == "odd" else "pending")):
            memberships.objects.create(
                person=person, commune_id=place.pk, status=status, requested_at="2026-03-01T12:00Z"
            )
    migrate_to()
    moved = [
        (one.person.first_name, one.commune_id == commune.pk, one.address)
        for one in Membership.objects.select_related("person").order_by("person__first_name", "status")
    ]
    barri = Address("12 rue du Barri", "06360", "Èze")
    assert moved == [
        ("none", True, Address()),
        ("none", False, Address()),
        ("odd", True, Address("Chez Mme Rossi, près de l’église")),
        ("odd", False, Address()),
        ("plain", True, barri),
        ("plain", False, barri),
    ]
    streets = {one.street: one.street_digest for one in Membership.objects.filter(commune=commune)}
    assert streets == {street: street_digest(street, commune.pk) for street in streets}
    assert (len(streets), streets[""]) == (3, "")


def test_whoever_is_invited_again_does_not_get_its_address(commune, run_jobs):
    from civic.accounts.actions.account import invite_person

    person = PersonFactory(email="maire@ailleurs.test")
    person.set_unusable_password()  # invited before, and never came
    person.save()
    request_membership(person=person, commune=commune, address=Address("8 rue Feinte"), confirmed=False)
    invite_person(
        email=person.email,
        first_name="Vraie",
        last_name="Personne",
        template="town_halls/email/mayor_invitation",
        context={"commune": commune, "opened_by": ""},
    )
    run_jobs()
    assert Membership.objects.get(person=person).address == Address()


def test_the_line_of_somebody_without_a_commune_waits_for_one(client_of, commune, run_jobs):
    person = PersonFactory(postal_address="1 place de la Halle, 61300 L’Aigle")
    browser = client_of(person)
    page = text(browser.get("/mon-compte/communes/"))
    assert "1 place de la Halle, 61300 L’Aigle" in page
    assert 'value="61300"' in page
    asked = SECOND | {"commune_code": commune.code, "street": "1 place de la Halle"}
    assert browser.post("/mon-compte/communes/", asked).status_code == 302
    move_addresses.enqueue()
    run_jobs()
    person.refresh_from_db()
    assert (person.postal_address, person.memberships.get().street) == ("", "1 place de la Halle")


def test_it_is_found_by_its_street_wherever_it_goes(commune, other_commune, resident, viewer_of):
    membership = Membership.objects.get(person=resident)

    def found_by(street: str) -> bool:
        membership.refresh_from_db()
        return membership.street_digest == street_digest(street, membership.commune_id)

    change_address(viewer=viewer_of(resident, commune), address=Address("5 quai Vieux", "06360", "Èze"))
    assert found_by("7 QUAI VIEUX")
    Membership.objects.update(street_digest="")  # written by the release before
    complete_streets()
    assert found_by("7 quai Vieux")
    Commune.objects.filter(pk=commune.pk).update(merged_into=other_commune)
    follow_merged_communes()
    assert membership.commune_id == commune.pk
    assert found_by("7 quai Vieux")
    assert membership.commune_id == other_commune.pk
    leave_commune(viewer=viewer_of(resident, other_commune))
    assert found_by("")


def test_streets_of_before_are_found_as_they_are_read_now(commune):
    """What cannot be read keeps what it has, and the others are done."""
    current, lost = (
        MembershipFactory(commune=commune, person=PersonFactory(), street=street)
        for street in ("1 r. du Lavoir", "2 rue du Moulin")
    )
    Membership.objects.update(street_digest="f" * 32)
    kept = Membership._meta.pk.get_db_prep_value(lost.pk, connection)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE memberships_membership SET street = 'illisible' WHERE id = %s", [kept])
    migration = import_module("civic.memberships.migrations.0015_streets_read_anew")
    migration.read_anew(apps, connection.schema_editor())
    digests = dict(Membership.objects.values_list("pk", "street_digest"))
    assert digests[current.pk] == street_digest("rue du Lavoir", current.commune_id)
    assert digests[lost.pk] == "f" * 32
