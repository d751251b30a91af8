"""Two people of a commune who are called the same are not shown alike to the town hall."""

from datetime import UTC, date, datetime
from importlib import import_module
from uuid import UUID

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.test.utils import CaptureQueriesContext

from civic.agenda.enums import EDIT_AGENDA
from civic.agenda.models import Participation
from civic.communes.directory.streets import parts_of, street_of
from civic.core.clock import now
from civic.delegations.models import Delegation
from civic.memberships.actions.joining import request_membership
from civic.memberships.actions.residents import complete_names, index_person
from civic.memberships.models import Membership
from civic.memberships.queries.namesakes import namesake_labels, with_namesake_labels
from civic.memberships.rules import Namesake, labels_of
from civic.town_halls.enums import MANAGE_RESIDENTS
from civic.town_halls.models import TownHall
from tests.accounts.factories import PersonFactory
from tests.agenda.factories import CalendarEventFactory
from tests.communes.factories import MembershipFactory
from tests.html import on_one_line

pytestmark = [pytest.mark.django_db, pytest.mark.at("2026-11-22T10:00")]
ASKED = datetime(2026, 3, 3, 12, tzinfo=UTC)


def living_in(commune, name: str, address: str = "", asked_at=ASKED, **fields) -> Membership:
    first, last = name.split("/")
    person = PersonFactory(first_name=first, last_name=last)
    home = parts_of(address)._asdict()
    return MembershipFactory(commune=commune, person=person, **home, requested_at=asked_at, **fields)


@pytest.fixture
def label_of(commune, mayor, viewer_of):
    """Of each of these memberships, for the mayor; spaces as one."""

    def read(*memberships: Membership, viewer=None) -> list[str]:
        found = namesake_labels(viewer or viewer_of(mayor, commune), [one.person for one in memberships])
        return [" ".join(found.get(one.person_id, "").split()) for one in memberships]

    return read


@pytest.mark.parametrize(
    "other",
    [
        "Marie/Martin",
        "MARIE/MARTIN",
        "Mаrie/Mаrtin",
        "Marié/Martin",
        "Marie/Martln",
        "Marie/Martín",
        "Mariе/Mаrtin",
    ],
)
def test_the_same_name_or_one_that_looks_like_it_has_its_street(commune, label_of, other):
    one = living_in(commune, "Marie/Martin", "12, rue des Lilas\n06360 Èze")
    two = living_in(commune, other, "3 place du Four 06360 Èze", status="pending")
    unlike = living_in(commune, "Marie/Martinet", "12, rue des Lilas")
    assert label_of(one, two, unlike) == ["Homonyme : 12, rue des Lilas", "Homonyme : 3 place du Four", ""]


def test_who_asked_by_the_release_before_has_namesakes_after_the_night(commune, label_of):
    one, two = living_in(commune, "Marie/Martin", "1 rue A"), living_in(commune, "Marie/Martin", "2 rue B")
    Membership.objects.filter(pk=one.pk).update(lookalike_key="")  # as it leaves the column out
    assert label_of(two) == [""]
    complete_names()
    assert label_of(two) == ["Homonyme : 2 rue B"]


def test_who_lives_in_one_house_has_the_day_of_the_request_or_a_number(commune, label_of):
    house = "12 rue des Lilas"
    father = living_in(commune, "Jean/Petit", house)
    son = living_in(commune, "Jean/Petit", house, datetime(2024, 5, 1, 12, tzinfo=UTC))
    assert label_of(son, father) == [
        "Homonyme : 12 rue des Lilas, demande du mercredi 1er mai 2024",
        "Homonyme : 12 rue des Lilas, demande du mardi 3 mars",
    ]
    living_in(commune, "Jean/Petit", house)
    found = label_of(*Membership.objects.filter(lookalike_key=father.lookalike_key).order_by("pk"))
    assert len(set(found)) == 3
    assert all("n° " in label for label in found)


def test_who_takes_the_name_of_the_mayor_or_of_a_delegate_is_marked(commune, mayor, delegate_with, label_of):
    false_mayor = living_in(commune, f"{mayor.first_name}/{mayor.last_name}", "1 rue Haute", status="pending")
    assert label_of(false_mayor) == ["Homonyme du maire, habite 1 rue Haute"]
    type(mayor).objects.filter(pk=mayor.pk).update(civility="mme")
    assert label_of(false_mayor) == ["Homonyme de la maire, habite 1 rue Haute"]
    delegate = delegate_with(EDIT_AGENDA)
    false_delegate = living_in(commune, f"{delegate.first_name}/{delegate.last_name}", "2 rue Basse")
    assert label_of(false_delegate) == ["Homonyme : 2 rue Basse"]


@pytest.mark.parametrize(
    ("name", "is_close"),
    [
        ("Camile/Exemple", True),
        ("CAMILLE/EXEMPEL", True),
        ("Exemple/Camille", True),
        ("Camille/d’Exemple", True),
        ("Camille/Exemple-Petit", True),
        ("Саmillе/Ехеmplе", True),  # other alphabets, a letter less would be close too
        ("Paul/Exemple", False),
        ("Camille/Martin", False),
    ],
)
def test_who_asks_under_a_name_close_to_the_mayor_s_is_seen_before_the_answer(
    commune, mayor, viewer_of, name, is_close
):
    waiting = living_in(commune, name, status="pending")
    (found,) = with_namesake_labels(viewer_of(mayor, commune), [waiting])
    assert bool(found.namesake_label) is is_close
    waiting.status = "accepted"  # the town hall looked at it
    (found,) = with_namesake_labels(viewer_of(mayor, commune), [waiting])
    assert "Nom proche" not in found.namesake_label


def test_one_wording_warns_of_the_mayor_s_name_in_the_list_on_the_card_and_on_the_desk(
    commune, mayor, client_of
):
    waiting = living_in(commune, "CAMILLE/ÉXEMPLE", "5 rue du Barri", status="pending")
    root = f"/{commune.slug}/mairie"
    for path in (f"{root}/administres/?liste=attente", f"{root}/administres/{waiting.pk}/", f"{root}/"):
        page = on_one_line(client_of(mayor).get(path).content.decode())
        assert "Exactement le nom de Camille Exemple, maire" in page, path
        assert "Homonyme du maire" not in page


def test_a_number_stays_with_its_street(commune, mayor, viewer_of):
    one, two = living_in(commune, "Marie/Martin", "5 rue A"), living_in(commune, "Marie/Martin", "12, rue B")
    found = namesake_labels(viewer_of(mayor, commune), [one.person, two.person])
    assert {label.split(": ")[-1] for label in found.values()} == {"5\u00a0rue A", "12,\u00a0rue B"}


def test_it_is_said_whose_name_is_close(commune, mayor, client_of, delegate_with):
    delegate = delegate_with(EDIT_AGENDA, first_name="Zoé", last_name="Double")
    Delegation.objects.filter(person=delegate).update(title="Adjointe au CCAS")
    waiting = living_in(commune, "Zoe/Doublé-Martin", status="pending")
    root = f"/{commune.slug}/mairie/administres"
    for path in (f"{root}/?liste=attente", f"{root}/{waiting.pk}/"):
        page = on_one_line(client_of(mayor).get(path).content.decode())
        assert "Nom proche de celui de Zoé Double, adjointe au CCAS" in page


@pytest.mark.parametrize(("name", "status"), [("Camile/Exemple", "pending"), ("Paul/Martin", "accepted")])
def test_nothing_accepts_a_close_name_by_itself(commune, name, status):
    TownHall.objects.filter(commune=commune).update(accepts_automatically=True)
    first, last = name.split("/")
    asked = request_membership(person=PersonFactory(first_name=first, last_name=last), commune=commune)
    assert asked.status == status


def test_namesakes_elsewhere_or_gone_are_none(commune, other_commune, label_of):
    one = living_in(commune, "Marie/Martin")
    living_in(other_commune, "Marie/Martin")
    living_in(commune, "Marie/Martin", status="left")
    living_in(commune, "Marie/Martin", status="unconfirmed")
    assert label_of(one) == [""]


def test_all_lists_of_the_town_hall_show_it(commune, mayor, client_of, delegate_with):
    browser = client_of(mayor)
    root = f"/{commune.slug}/mairie/administres"
    waiting = living_in(commune, "Marie/Martin", "1 rue Haute", status="pending")
    accepted = living_in(commune, "Marie/Martin", "2 rue Basse")
    refused = living_in(commune, "Marie/Martin", "3 rue Neuve", status="refused")
    for path, street in (
        (f"{root}/?liste=attente", "1 rue Haute"),
        (f"{root}/?liste=inscrits", "2 rue Basse"),
        (f"{root}/?liste=refuses", "3 rue Neuve"),
        (f"{root}/{accepted.pk}/", "2 rue Basse"),
        (f"{root}/{waiting.pk}/refuser/", "1 rue Haute"),
        (f"{root}/{accepted.pk}/bloquer/", "2 rue Basse"),
    ):
        page = on_one_line(browser.get(path).content.decode()).replace("\u00a0", " ")
        assert f'namesake">Homonyme : {street}</span>' in page, path
    assert refused.status == "refused"


def test_who_keeps_the_agenda_sees_no_street(commune, client_of, delegate_with):
    event = CalendarEventFactory(commune=commune, takes_participants=True, going=2)
    for address, asked_at in (("1 rue Haute", ASKED), ("2 rue Basse", now())):
        membership = living_in(commune, "Marie/Martin", address, asked_at)
        Participation.objects.create(event=event, person=membership.person, state="going", joined_at=now())
    page = client_of(delegate_with(EDIT_AGENDA)).get(f"/{commune.slug}/agenda/{event.pk}/")
    words = on_one_line(page.content.decode()).replace("\u00a0", " ")
    assert "Homonyme : demande du mardi 3 mars" in words
    assert "Homonyme : demande du dimanche 22 novembre" in words
    assert "rue Haute" not in words


def test_two_delegates_of_one_name_are_two_in_the_journal_s_list(commune, mayor, client_of, delegate_with):
    for title in ("Adjointe", "Secrétaire"):
        person = delegate_with(EDIT_AGENDA, first_name="Zoé", last_name="Double")
        Delegation.objects.filter(person=person).update(title=title)
    page = (
        client_of(mayor)
        .get(f"/{commune.slug}/mairie/delegations/journal/")
        .content.decode()
        .replace("\u00a0", " ")
    )
    assert "Zoé Double (Homonyme : Adjointe)" in page
    assert "Zoé Double (Homonyme : Secrétaire)" in page
    page = (
        client_of(mayor).get(f"/{commune.slug}/mairie/delegations/").content.decode().replace("\u00a0", " ")
    )
    assert 'namesake">Homonyme : Adjointe</span>' in page


def test_as_many_statements_for_one_as_for_fifty(commune, mayor, viewer_of):
    viewer = viewer_of(mayor, commune)
    counts = []
    for number in (1, 49):
        people = [living_in(commune, "Marie/Martin", f"{n} rue Haute").person for n in range(number)]
        with CaptureQueriesContext(connection) as statements:
            namesake_labels(viewer, people)
        counts.append(len(statements))
    assert counts == [1, 1]


def test_another_name_is_another_look(commune, label_of):
    one, two = living_in(commune, "Marie/Martin"), living_in(commune, "Anne/Dupont")
    type(two.person).objects.filter(pk=two.person_id).update(first_name="Marie", last_name="Martin")
    index_person(person_id=two.person_id)
    two.refresh_from_db()
    assert all(label_of(one, two))


def test_names_of_before_are_given_their_key(commune, label_of):
    memberships = [living_in(commune, "Marie/Martin", f"{n} rue Haute") for n in range(2)]
    Membership.objects.update(lookalike_key="")
    name = "0006_looks_of_names"
    migration = import_module(f"civic.memberships.migrations.{name}")
    of_then = MigrationLoader(connection).project_state([("memberships", name)])
    migration.fill(of_then.apps, connection.schema_editor())
    assert all(label_of(*memberships))


@pytest.mark.parametrize(
    ("typed", "street"),
    [
        ("12, rue des Lilas\n06360 Èze", "12, rue des Lilas"),
        ("12 rue des Lilas 06360 Èze", "12 rue des Lilas"),
        ("  Le Bourg , 06360 Èze", "Le Bourg"),
        ("06360 Èze", ""),
        ("", ""),
    ],
)
def test_the_street_of_an_address(typed, street):
    assert street_of(typed) == street


def test_a_sign_is_of_one_alone_whatever_is_known():
    people = [UUID(int=n) for n in range(6)]
    same = {"street": "1 rue Haute", "asked_on": date(2026, 3, 3)}
    alike = [
        Namesake(people[0], "maire"),
        Namesake(people[1], **same),
        Namesake(people[2], **same),
        *map(Namesake, people[3:]),
    ]
    found = labels_of(alike, date(2026, 11, 22))
    assert list(found) == people
    assert len(set(found.values())) == 6


def test_the_mayor_is_not_called_a_namesake_of_the_mayor(commune, mayor, label_of):
    own = MembershipFactory(commune=commune, person=mayor)
    living_in(commune, f"{mayor.first_name}/{mayor.last_name}", "1 rue Haute", status="pending")
    assert label_of(own) == ["Maire"]


def test_who_bears_the_mayor_s_name_is_left_to_the_mayor_before_anybody_tries(
    commune, mayor, delegate_with, client_of
):
    waiting = living_in(commune, "CAMILLE/ÉXEMPLE", "5 rue du Barri", status="pending")
    close = living_in(commune, "Camile/Exemple", "6 rue du Barri", status="pending")
    delegate = delegate_with(MANAGE_RESIDENTS)
    said = "Seul votre maire peut accepter cette personne."
    root = f"/{commune.slug}/mairie/administres/"
    for path in (root, f"{root}{waiting.pk}/"):
        theirs, mayors = (client_of(one).get(path).content.decode() for one in (delegate, mayor))
        assert (said in theirs, f"/{waiting.pk}/accepter/" in mayors, said in mayors) == (True, True, False)
        assert f'id="accepter-{waiting.pk}"' not in theirs
    assert f'id="accepter-{close.pk}"' in client_of(delegate).get(root).content.decode()
