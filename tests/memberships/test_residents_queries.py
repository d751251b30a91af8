"""Finding a resident: by the first letters of their name, their street, their home, the day of the answer."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from civic.accounts.actions import account as accounts
from civic.accounts.models import Person
from civic.communes.directory.streets import address_digests, parts_of
from civic.communes.models import Commune
from civic.core.clock import now
from civic.core.refusals import NotAllowed
from civic.core.viewer import Viewer
from civic.memberships.actions.joining import leave_commune
from civic.memberships.actions.residents import index_person
from civic.memberships.enums import ListOrder, MembershipStatus
from civic.memberships.models import AddressWord, Membership
from civic.memberships.queries.residents import Filters, all_residents, bounded_counts, resident_page
from civic.memberships.resident_parts import resident_tabs
from civic.posts.enums import PUBLISH
from tests.accounts.factories import PersonFactory
from tests.architecture.world import portrait_of
from tests.communes.factories import MembershipFactory

ACCEPTED, PENDING, REFUSED = MembershipStatus.ACCEPTED, MembershipStatus.PENDING, MembershipStatus.REFUSED


def live_in(commune, *names: str, address: str = "", **fields) -> list[Membership]:
    """« Jean-Pierre/Le Goff »: someone of that name, accepted."""
    made = []
    for name in names:
        first, last = name.split("/")
        person = PersonFactory(first_name=first, last_name=last)
        home = parts_of(address)._asdict()
        made.append(MembershipFactory(commune=commune, person=person, **home, **fields))
    return made


def found(viewer, status=ACCEPTED, after="", **filters) -> list[str]:
    page = resident_page(viewer, status, Filters(**filters), after=after)
    return [membership.person.full_name for membership in page.memberships]


@pytest.fixture
def agent(commune, mayor, viewer_of) -> Viewer:
    return viewer_of(mayor, commune)


@pytest.fixture
def town(commune, other_commune) -> None:
    """A town of hyphens, particles and accents, and its twin elsewhere."""
    for place in (commune, other_commune):
        live_in(
            place,
            "Jean-Pierre/Le Goff",
            "Hélène/D’Angelo",
            "Élodie/Lefèvre",
            "Zoé/Œuvrard",
            "Jean/Martin",
            "Léa/Martinez",
            "Marc/Saint-Pierre",
            address="4 rue Élise-Duval, 06360 Villeneuve",
        )


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("le goff", ["Jean-Pierre Le Goff"]),
        ("LE GOFF J", ["Jean-Pierre Le Goff"]),
        ("Jean Pierre le g", ["Jean-Pierre Le Goff"]),
        ("jean-pierre", ["Jean-Pierre Le Goff"]),
        ("d'ang", ["Hélène D’Angelo"]),
        ("d angelo", ["Hélène D’Angelo"]),
        ("helene", ["Hélène D’Angelo"]),
        ("lefevre", ["Élodie Lefèvre"]),
        ("LEFÈVRE  É", ["Élodie Lefèvre"]),
        ("oeu", ["Zoé Œuvrard"]),
        ("saint pierre", ["Marc Saint-Pierre"]),
        # Last names first, then first names, each in its order and nobody twice.
        ("mar", ["Jean Martin", "Léa Martinez", "Marc Saint-Pierre"]),
        ("le", ["Élodie Lefèvre", "Jean-Pierre Le Goff", "Léa Martinez"]),
        ("jean", ["Jean-Pierre Le Goff", "Jean Martin"]),
        ("goff", []),
        ("%", []),
        ("_", []),
        ("mar%", []),
        ("' OR 1=1 --", []),
        ("x" * 10_000, []),
    ],
)
def test_first_letters_forgive_what_a_hurried_hand_leaves_out(town, agent, typed, names) -> None:
    assert sorted(found(agent, name=typed)) == sorted(names)
    if typed == "mar":
        assert found(agent, name=typed) == names


def test_nul_is_no_letter(town, agent) -> None:
    assert found(agent, name="\x00") == found(agent)


def test_residents_stand_in_the_order_of_last_names(town, agent) -> None:
    assert found(agent) == [
        "Hélène D’Angelo", "Jean-Pierre Le Goff", "Élodie Lefèvre", "Jean Martin", "Léa Martinez",
        "Zoé Œuvrard", "Marc Saint-Pierre",
    ]  # fmt: skip


def test_a_new_name_is_found_from_then_on(commune, agent, resident, viewer_of, run_jobs) -> None:
    index_person(person_id=resident.pk)
    fields = {
        "first_name": "Anne", "last_name": "Dupré", "civility": "", "mobile": "", "presentation": "",
        "birth_date": resident.birth_date,
    }  # fmt: skip
    accounts.change_profile(viewer=viewer_of(resident, commune), fields=fields)
    run_jobs()
    assert found(agent, name="dupre") == found(agent, street="Exemple") == ["Anne Dupré"]
    assert found(agent, name="martin") == []


def test_an_invited_name_takes_the_place_of_the_one_that_asked(commune, agent, run_jobs) -> None:
    person = PersonFactory(first_name="Faux", last_name="Nom", email="maire@ailleurs.test")
    person.set_unusable_password()  # invited before, and never came
    person.save()
    MembershipFactory(commune=commune, person=person)
    accounts.invite_person(
        email=person.email,
        first_name="Vraie",
        last_name="Personne",
        template="town_halls/email/mayor_invitation",
        context={"commune": commune, "opened_by": ""},
    )
    run_jobs()
    assert found(agent, name="personne") == ["Vraie Personne"]
    assert found(agent, name="faux") == []


def test_a_street_is_found_by_all_of_its_words(commune, agent, other_commune) -> None:
    for place in (commune, other_commune):
        live_in(place, "Anne/Verte", address="12 av. du Gal de Gaulle\n06360 Villeneuve")
        live_in(place, "Bruno/Vert", address="3 rue Charles-de-Gaulle, 75011 Paris")
        live_in(place, "Carla/Vermeil", address="Quartier des Arènes, St-Paul")
    assert found(agent, street="de gaulle") == ["Bruno Vert", "Anne Verte"]
    assert found(agent, street="Général de Gaulle") == ["Anne Verte"]
    assert found(agent, street="GAULLE Charles") == ["Bruno Vert"]
    assert found(agent, street="arenes") == found(agent, street="Saint Paul") == ["Carla Vermeil"]
    assert found(agent, street="gaul") == found(agent, street="gaulle arènes") == []
    assert found(agent, street="paris") == found(agent, street="villeneuve") == [], "a town is no street"
    assert found(agent, street="gaulle", name="verte") == ["Anne Verte"]


def test_no_address_can_be_read_or_guessed_from_another_commune(commune, other_commune) -> None:
    (here,), (there,) = (
        address_digests("4 rue Duval", commune.pk),
        address_digests("4 rue Duval", other_commune.pk),
    )
    assert here != there
    live_in(commune, "Anne/Verte", address="4 rue Duval")
    word = AddressWord.objects.get(commune=commune)
    assert (word.digest, len(word.digest)) == (here, 32)
    assert "duval" not in str(word.__dict__).lower()


def test_who_leaves_is_found_no_more(commune, agent, viewer_of) -> None:
    (membership,) = live_in(commune, "Anne/Verte", address="4 rue Duval")
    leave_commune(viewer=viewer_of(membership.person, commune))
    assert not AddressWord.objects.filter(membership=membership).exists()
    assert found(agent, street="Duval") == found(agent, name="verte") == []


def test_homes_and_days_narrow_a_list(commune, agent) -> None:
    moment = now()
    (old,) = live_in(commune, "Anne/Vieille", decided_at=moment - timedelta(days=300))
    (new,) = live_in(commune, "Bruno/Neuf", decided_at=moment - timedelta(days=2), residence="second")
    assert found(agent, residence="second") == ["Bruno Neuf"]
    assert found(agent, since=moment - timedelta(days=10)) == ["Bruno Neuf"]
    assert found(agent, until=moment - timedelta(days=10)) == ["Anne Vieille"]
    # The latest answer first, when days are asked for.
    assert found(agent, since=moment - timedelta(days=400)) == ["Bruno Neuf", "Anne Vieille"]
    assert found(agent, since=moment - timedelta(days=400), residence="main", name="v") == ["Anne Vieille"]
    assert (old.decided_at, new.decided_at) == (moment - timedelta(days=300), moment - timedelta(days=2))


def test_of_what_waits_the_days_are_those_of_the_request(commune, agent) -> None:
    live_in(commune, "Anne/Tôt", status=PENDING, requested_at=now() - timedelta(days=9))
    live_in(commune, "Bruno/Tard", status=PENDING, requested_at=now() - timedelta(days=1))
    assert found(agent, PENDING) == ["Anne Tôt", "Bruno Tard"]
    assert found(agent, PENDING, since=now() - timedelta(days=3)) == ["Bruno Tard"]


def test_refusals_begin_with_the_latest(commune, agent) -> None:
    for days, name in ((9, "Anne/Tôt"), (1, "Bruno/Tard")):
        live_in(commune, name, status=REFUSED, decided_at=now() - timedelta(days=days))
    assert found(agent, REFUSED) == ["Bruno Tard", "Anne Tôt"]


@pytest.mark.parametrize(
    ("status", "filters"),
    [
        (ACCEPTED, {}),
        (ACCEPTED, {"name": "m"}),
        (ACCEPTED, {"street": "Duval"}),
        (ACCEPTED, {"residence": "main"}),
        (ACCEPTED, {"since": now() - timedelta(days=900)}),
        (PENDING, {}),
        (REFUSED, {}),
    ],
)
def test_pages_follow_each_other_without_gap_or_double(commune, agent, status, filters) -> None:
    moment = now() - timedelta(days=40)
    names = ["Marc/Zola", "Zoé/Martin", "Marie/Martin", "Anne/Mars", "Max/Aury", "Mona/Mars"] * 3
    live_in(
        commune,
        *names,
        address="8 rue Duval",
        status=status,
        requested_at=moment,
        decided_at=None if status == PENDING else moment,
    )
    seen, after = [], ""
    while True:
        page = resident_page(agent, status, Filters(**filters), after=after, limit=4)
        seen += [membership.pk for membership in page.memberships]
        after = page.next_after
        if not after:
            break
        assert len(page.memberships) == 4
    assert len(seen) == len(set(seen)) == len(names)
    whole = [membership.pk for membership in all_residents(agent, status, Filters(**filters))]
    assert seen == whole


@pytest.mark.parametrize(
    ("status", "filters", "order"),
    [
        (PENDING, {}, ListOrder.OLDEST_FIRST),
        (PENDING, {"residence": "main"}, ListOrder.OLDEST_FIRST),
        (PENDING, {"street": "Duval"}, ListOrder.NAMES),
        (PENDING, {"name": "mar"}, ListOrder.LAST_NAMES_FIRST),
        (ACCEPTED, {}, ListOrder.NAMES),
        (ACCEPTED, {"street": "Duval", "name": "mar"}, ListOrder.NAMES),
        (ACCEPTED, {"since": now() - timedelta(days=900)}, ListOrder.LATEST_FIRST),
        (REFUSED, {}, ListOrder.LATEST_FIRST),
    ],
)
def test_the_order_that_is_said_is_the_order_of_the_list(commune, agent, status, filters, order) -> None:
    for days, name in enumerate(("Marc/Zola", "Zoé/Mars", "Marius/Aury", "Anne/Martin")):
        moment = now() - timedelta(days=20 + days)
        decided = None if status == PENDING else moment
        live_in(
            commune,
            name,
            address="8 rue Duval",
            status=status,
            requested_at=moment - timedelta(days=3),
            decided_at=decided,
        )
    in_order = {
        ListOrder.NAMES: ["Aury", "Mars", "Martin", "Zola"],
        ListOrder.LAST_NAMES_FIRST: ["Mars", "Martin", "Zola", "Aury"],
        ListOrder.OLDEST_FIRST: ["Martin", "Aury", "Mars", "Zola"],
        ListOrder.LATEST_FIRST: ["Zola", "Mars", "Aury", "Martin"],
    }
    page = resident_page(agent, status, Filters(**filters))
    assert page.order == order
    names = [one.person.last_name for one in page.memberships]
    assert names == sorted(names, key=in_order[order].index)


def test_a_cursor_of_another_commune_begins_again(commune, other_commune, agent) -> None:
    live_in(commune, "Anne/Verte", "Bruno/Vert")
    (elsewhere,) = live_in(other_commune, "Anne/Zorro")
    assert found(agent, after=f"n{elsewhere.pk.hex}") == ["Bruno Vert", "Anne Verte"]
    for forged in ("n", "x" * 33, f"z{elsewhere.pk.hex}", f"n{elsewhere.pk}", "é" * 33):
        with pytest.raises(Http404):
            found(agent, after=forged)


@pytest.mark.parametrize("delegate", [PUBLISH], indirect=True)
def test_without_the_right_nothing_is_found(commune, delegate, viewer_of) -> None:
    with pytest.raises(NotAllowed):
        resident_page(viewer_of(delegate, commune), ACCEPTED, Filters())


def test_a_merger_takes_everyone_along(commune, other_commune, agent) -> None:
    live_in(other_commune, "Anne/Verte", address="4 rue Duval")
    Commune.objects.filter(pk=other_commune.pk).update(merged_into=commune, is_current=False)
    from civic.communes.actions.mergers import follow_merged_communes

    follow_merged_communes()
    assert found(agent, street="Duval") == found(agent, name="verte") == ["Anne Verte"]


# --- Any size of town -----------------------------------------------------------------------------------------------


def _statements(work) -> list[tuple[str, object]]:
    recorded: list[tuple[str, object]] = []

    def record(execute, sql, params, many, context):
        recorded.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(record):
        work()
    return recorded


def _plans(work) -> list[str]:
    """How the database finds the rows of each statement; a small table is not read whole for once."""
    on_postgresql = connection.vendor == "postgresql"
    found_plans = []
    statements = _statements(work)
    with connection.cursor() as cursor:
        if on_postgresql:
            for other_way in ("seqscan", "bitmapscan", "sort", "incremental_sort"):
                cursor.execute(f"SET LOCAL enable_{other_way} = off")
        for sql, params in statements:
            cursor.execute(("EXPLAIN " if on_postgresql else "EXPLAIN QUERY PLAN ") + sql, params)
            found_plans.append(
                "\n".join(str(row[0] if on_postgresql else row[3]) for row in cursor.fetchall())
            )
    return found_plans


@pytest.mark.parametrize(
    ("status", "filters", "indexes"),
    [
        (ACCEPTED, {}, ["membership_by_last_name"]),
        (ACCEPTED, {"name": "mar"}, ["membership_by_last_name", "membership_by_first_name"]),
        (ACCEPTED, {"residence": "second"}, ["membership_by_residence"]),
        (ACCEPTED, {"since": now()}, ["membership_by_decision"]),
        (ACCEPTED, {"street": "Duval"}, ["address_word_sorted"]),
        (PENDING, {}, ["membership_by_status"]),
        (REFUSED, {}, ["membership_by_decision"]),
    ],
)
def test_each_list_is_read_along_an_index_in_its_order(commune, agent, status, filters, indexes) -> None:
    live_in(commune, *["Marc/Zola", "Zoé/Martin"] * 10, address="8 rue Duval", status=status)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    plans = _plans(lambda: resident_page(agent, status, Filters(**filters)))
    assert len(plans) == len(indexes)
    for plan, index in zip(plans, indexes, strict=True):
        assert index in plan
        assert "Sort" not in plan
        assert "TEMP B-TREE" not in plan


def test_what_is_counted_is_counted_up_to_a_thousand(agent) -> None:
    with CaptureQueriesContext(connection) as statements:
        assert bounded_counts(agent)["attente"] == 0
    counted = [tab for tab in resident_tabs().values() if not tab.is_everyone]
    assert statements.captured_queries[0]["sql"].count("LIMIT 1000") == len(counted) == 3


def test_a_list_reads_of_people_what_it_shows(commune, agent, django_assert_num_queries) -> None:
    live_in(commune, "Marc/Zola")
    with CaptureQueriesContext(connection) as statements:
        [one] = resident_page(agent, ACCEPTED, Filters()).memberships
    assert '"accounts_person"."last_name"' in statements.captured_queries[0]["sql"]
    assert '"accounts_person"."password"' not in statements.captured_queries[0]["sql"]
    with django_assert_num_queries(0):
        assert one.person.full_name == "Marc Zola"
        assert one.person.portrait == ""
        assert one.decided_by is None or one.decided_by.full_name


def test_a_portrait_is_read_with_its_person(commune, agent, django_assert_num_queries) -> None:
    live_in(commune, "Marc/Zola")
    person = Person.objects.get(last_name="Zola")
    person.photo = portrait_of(person)
    person.save(update_fields=["photo"])
    [one] = resident_page(agent, ACCEPTED, Filters()).memberships
    with django_assert_num_queries(0):
        assert "96.webp" in one.person.portrait


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Søren/Sørensen", "sorensen"),
        ("Ægir/Þórsson", "aegir thor"),
        ("Jan/Groß", "gross"),
        ("Ľubo/Łęcki", "lec"),
    ],
)
def test_a_name_is_found_by_the_letters_of_any_keyboard(agent, commune, name, typed):
    live_in(commune, name)
    assert found(agent, name=typed) == [name.replace("/", " ")]


def test_names_and_streets_of_before_are_folded_again(agent, commune):
    """As an installation kept them that knew fewer letters."""
    soren, jean = live_in(commune, "Søren/Sørensen", "Jean/Martin", address="3 Weiße Straße")
    (gone,) = live_in(commune, "Łukasz/Kowal", address="3 rue Łąka", status=MembershipStatus.LEFT)
    Membership.objects.filter(pk=soren.pk).update(last_first="sørensen søren", first_last="søren sørensen")
    AddressWord.objects.filter(membership=soren).delete()
    Person.objects.filter(memberships__in=[soren, jean]).update(postal_address="3 Weiße Straße")
    Person.objects.filter(memberships=gone).update(postal_address="3 rue Łąka")
    migration = import_module("civic.memberships.migrations.0003_names_folded_again")
    migration.fold(apps, None)
    assert found(agent, name="sorensen") == ["Søren Sørensen"]
    assert sorted(found(agent, street="weisse strasse")) == ["Jean Martin", "Søren Sørensen"]
    assert found(agent) == ["Jean Martin", "Søren Sørensen"]
    assert not AddressWord.objects.filter(membership=gone).exists()
