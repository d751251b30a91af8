"""A mayor among all those of France: by their name, their commune or a postal code."""

from datetime import date

import pytest

from civic.accounts.events import AppearanceChanged
from civic.accounts.models import Person
from civic.communes.actions.directory_rows import save_search_terms
from civic.communes.models import Commune
from civic.communes.queries.directory import communes_matching
from civic.journal.actions import record
from civic.town_halls.actions.offices import end_offices_of, open_town_hall
from civic.town_halls.queries.mayors import town_halls_found
from tests.accounts.factories import PersonFactory
from tests.communes.factories import CommuneFactory, OfficeFactory, TownHallFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def look(commune, mayor, viewer_of):
    """`look("martin")`: names of communes found by the mayor of `commune`."""
    places = [
        ("06059", "Èze", "06360", "Stéphane", "CHERKI"),
        ("61214", "L’Aigle", "61300", "Philippe", "VAN-HOORNE"),
        ("30003", "Aigues-Mortes", "30220", "Marie", "DE LA TOUR EZEMBE"),
        ("41220", "Saint-Ouen", "41100", "", ""),
    ]
    made = [
        CommuneFactory(
            code=code, name=name, postal_codes=[postal], mayor_first_name=first, mayor_last_name=last
        )
        for code, name, postal, first, last in places
    ]
    save_search_terms(communes=[*made, commune])
    viewer = viewer_of(mayor, commune)
    return lambda typed: [one.commune.name for one in town_halls_found(viewer, typed)]


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("cher", ["Èze"]),
        ("CHERKI Stéphane", ["Èze"]),
        ("stephane ch", ["Èze"]),
        ("van hoorne", ["L’Aigle"]),
        ("hoorne", ["L’Aigle"]),
        ("de la tour", ["Aigues-Mortes"]),
        ("tour", ["Aigues-Mortes"]),
        ("la tour", []),
        ("eze", ["Èze", "Aigues-Mortes"]),
        ("06360", ["Èze"]),
        ("cherki 06", ["Èze"]),
        ("cherki 61", []),
        ("saint-ouen", ["Saint-Ouen"]),
        ("@cherki", ["Èze"]),
        ("zzz", []),
        ("%", []),
        ("x" * 1000, []),
    ],
)
def test_it_is_found_by_what_is_typed(look, commune, typed, names):
    Commune.objects.filter(pk=commune.pk).update(postal_codes=["75001"])
    save_search_terms(communes=[Commune.objects.get(pk=commune.pk)])
    assert look(typed) == names


def test_never_ones_own(look, commune):
    assert commune.name not in look(commune.name)


def test_a_mayor_brings_no_commune_up_for_who_looks_for_one(look):
    assert communes_matching("cherki") == []


def test_it_says_who_is_here(look, commune, mayor, viewer_of):
    eze, aigle = Commune.objects.get(name="Èze"), Commune.objects.get(name="L’Aigle")
    TownHallFactory(commune=eze)
    OfficeFactory(commune=eze, person=PersonFactory(first_name="Anne", last_name="Nouvelle"))
    invited: Person = PersonFactory(last_login=None)
    invited.set_unusable_password()
    invited.save()
    TownHallFactory(commune=aigle)
    OfficeFactory(commune=aigle, person=invited)
    viewer = viewer_of(mayor, commune)
    (found,) = town_halls_found(viewer, "cherki")
    assert (found.name, found.office is not None) == ("Anne Nouvelle", True)
    (found,) = town_halls_found(viewer, "61300")
    assert found.office is None, "nobody came yet"


def test_two_kinds_of_names_share_the_list(look, commune, mayor, viewer_of):
    made = [CommuneFactory(name=f"Martinville-{n}") for n in range(9)]
    made += [CommuneFactory(mayor_last_name="MARTIN", mayor_first_name=f"Anne {n}") for n in range(9)]
    save_search_terms(communes=made)
    found = town_halls_found(viewer_of(mayor, commune), "martin")
    assert [one.commune.name.startswith("Martinville") for one in found] == [True] * 6 + [False] * 6


def test_a_mayor_who_is_here_is_found_by_their_own_name_whatever_the_register_says(
    look, commune, mayor, viewer_of, run_jobs
):
    eze = Commune.objects.get(name="Èze")
    elected: Person = PersonFactory(first_name="Anne", last_name="Nouvelle")
    open_town_hall(commune=eze, mayor=elected, since=date(2026, 3, 22))
    run_jobs()
    assert look("nouvelle") == ["Èze"]
    assert look("cherki") == ["Èze"], "the register has it so"
    save_search_terms(communes=list(Commune.objects.all()))
    assert look("anne nouv") == ["Èze"], "an import leaves it"
    elected.last_name = "Mariée"
    elected.save()
    record(AppearanceChanged(person_id=elected.pk), target=elected)
    run_jobs()
    assert (look("mariee"), look("nouvelle")) == (["Èze"], [])
    end_offices_of(person_id=elected.pk)
    run_jobs()
    assert look("mariee") == []
