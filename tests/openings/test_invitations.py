"""The agent follows the mayor's invitation from the desk, until the mayor has come."""

from datetime import timedelta

import pytest

from civic.delegations.actions import give_delegation
from civic.delivery.actions import record_refusal
from civic.delivery.providers.smtp import MailRefused
from civic.desk.queries import tasks
from civic.openings.actions.naming import accept_office, correct_mayor
from civic.openings.actions.purging import purge_openings
from civic.openings.models import Opening
from civic.openings.rules import OFFERED_WITHIN
from civic.town_halls.models import Office
from tests.accounts.factories import PersonFactory
from tests.openings.factories import VRAIE, name

pytestmark = pytest.mark.django_db


@pytest.fixture
def invited(proven, agent, empty_commune, viewer_of):
    """Without an account."""
    return name(viewer_of(agent, empty_commune))


@pytest.fixture
def on_desk(viewer_of, empty_commune):
    """What a person's desk says of the invitation."""

    def read(person):
        desk = tasks.desk_of(viewer_of(person, empty_commune))
        return [
            (one.source.key, one.task.text, one.task.detail)
            for one in desk.tasks + desk.information
            if one.source.key in {"mayor_mail", "mayor_answer"}
        ]

    return read


def test_the_desk_says_that_the_mayor_has_not_answered(invited, agent, empty_commune, on_desk, client_of):
    assert on_desk(agent) == [
        (
            "mayor_answer",
            "Camille Vraie n’a pas encore répondu à votre invitation",
            "Envoyée à m•••••@sanmairie.test.",
        )
    ]
    page = client_of(agent).get(f"/{empty_commune.slug}/mairie/").content.decode()
    assert f'href="/{empty_commune.slug}/ouvrir/maire/' in page
    assert "maire@sanmairie.test" not in page


def test_it_waits_since_the_last_mail(invited, agent, empty_commune, viewer_of, clock):
    clock.forward(days=2)
    viewer = viewer_of(agent, empty_commune)
    before = tasks.desk_of(viewer).information[0].row.since
    correct_mayor(viewer=viewer, **VRAIE)
    clock.forward(minutes=1)  # the desk puts its statement together once a minute
    again = tasks.desk_of(viewer_of(agent, empty_commune)).information[0].row.since
    assert again - before == timedelta(days=2)


def test_a_mail_that_was_refused_is_to_be_corrected(invited, agent, on_desk):
    mayor = Office.objects.get().person
    record_refusal(
        person_id=mayor.pk, recipient=mayor.email, refusal=MailRefused(550, b"5.1.1", names_recipient=True)
    )
    assert on_desk(agent) == [
        (
            "mayor_mail",
            "L’invitation de Camille Vraie n’est pas arrivée",
            "L’adresse m•••••@sanmairie.test a refusé le message.",
        )
    ]


def test_it_is_sent_again_with_one_button(invited, agent, empty_commune, client_of):
    there = f"/{empty_commune.slug}/ouvrir/maire/"
    form = client_of(agent).get(there).context["form"]
    sent = {field.name: field.value() for field in form}
    assert sent["email"] == "maire@sanmairie.test"
    assert client_of(agent).post(there, sent).url == f"/{empty_commune.slug}/mairie/"


def test_no_colleague_sees_it(invited, agent, empty_commune, on_desk, client_of):
    colleague = PersonFactory()
    give_delegation(
        office=Office.objects.get(), person=colleague, title="Premier adjoint", rights=["publish"]
    )
    assert on_desk(agent)
    assert not on_desk(colleague)
    assert client_of(colleague).get(f"/{empty_commune.slug}/ouvrir/maire/").status_code == 302


def test_once_the_mayor_has_come_the_desk_is_silent(invited, agent, on_desk, client_of):
    mayor = Office.objects.get().person
    mayor.set_password("Un-mot-de-passe-2026")
    mayor.save()
    assert not on_desk(agent)
    purge_openings()
    assert Opening.objects.get().mayor_email == ""


def test_once_the_mayor_accepts_the_address_is_forgotten(
    offered, agent, known, empty_commune, viewer_of, on_desk
):
    assert on_desk(agent)
    accept_office(viewer=viewer_of(known, empty_commune))
    assert not on_desk(agent)
    assert Opening.objects.get().mayor_email == ""


def test_the_address_is_kept_no_longer_than_it_serves(invited, agent, on_desk, clock):
    purge_openings()
    assert Opening.objects.get().mayor_email
    clock.forward(days=OFFERED_WITHIN.days, minutes=1)
    purge_openings()
    assert Opening.objects.get().mayor_email == ""
    assert [detail for _, _, detail in on_desk(agent)] == [""]


def test_the_page_of_the_invited_leads_the_agent_to_the_correction(
    invited, agent, newcomer, empty_commune, client_of
):
    there = f"/{empty_commune.slug}/ouvrir/invitation/"
    assert client_of(agent).get(there).url == f"/{empty_commune.slug}/ouvrir/maire/"
    assert client_of(newcomer).get(there).url == f"/{empty_commune.slug}/"
