"""The agent follows the mayor's invitation from the desk, until the mayor has come."""

from datetime import date, timedelta

import pytest

from civic.accounts.actions.erasure import erase_person
from civic.accounts.models import WorkFailure
from civic.core.clock import now
from civic.delegations.actions import give_delegation
from civic.delegations.models import Delegation
from civic.delivery.actions import record_refusal
from civic.delivery.providers.smtp import MailRefused
from civic.desk.queries import tasks
from civic.openings.actions.naming import accept_office, correct_mayor, decline_office
from civic.openings.actions.opening import enter_code, give_up
from civic.openings.actions.purging import purge_openings
from civic.openings.models import Opening
from civic.openings.rules import OFFERED_WITHIN
from civic.town_halls.models import Office
from tests.accounts.factories import PersonFactory
from tests.accounts.mails import mails_to
from tests.openings.conftest import AGENT, MAYOR
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
    assert len(mails_to("maire@sanmairie.test")) == 2


@pytest.mark.parametrize("ends", [give_up, None])
def test_it_is_corrected_whatever_the_agent_began_since(
    invited, agent, known, empty_commune, client_of, viewer_of, start, on_desk, clock, ends
):
    """Elected since, they ask for a code of their own."""
    clock.forward(minutes=6)
    start(agent, since=date(2026, 11, 15))
    if ends:
        ends(viewer=viewer_of(agent, empty_commune))
    there = f"/{empty_commune.slug}/ouvrir/maire/"
    assert [detail for _, _, detail in on_desk(agent)] == ["Envoyée à m•••••@sanmairie.test."]
    sent = VRAIE | {"email": known.email}
    assert client_of(agent).post(there, sent).url == f"/{empty_commune.slug}/mairie/"
    assert [detail for _, _, detail in on_desk(agent)] == ["Envoyée à s•••••@exemple.test."]
    accept_office(viewer=viewer_of(known, empty_commune))
    assert viewer_of(known, empty_commune).is_mayor


def test_who_works_there_no_more_corrects_nothing(invited, agent, empty_commune, client_of):
    Delegation.objects.update(withdrawn_at=now())
    answer = client_of(agent).post(f"/{empty_commune.slug}/ouvrir/maire/", VRAIE)
    assert answer.url == f"/{empty_commune.slug}/ouvrir/code/"
    assert Office.objects.get().person.email == "maire@sanmairie.test"


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


def test_once_it_is_too_late_to_correct_it_the_platform_is_asked(
    invited, agent, newcomer, empty_commune, client_of, clock
):
    desk, start = f"/{empty_commune.slug}/mairie/", f"/{empty_commune.slug}/ouvrir/?fonction=agent"
    assert "Corriger ou renvoyer" in client_of(agent).get(desk).content.decode()
    assert "renvoyer l’invitation" in client_of(newcomer).get(start).content.decode()
    clock.forward(days=OFFERED_WITHIN.days)
    page = client_of(agent).get(desk).content.decode()
    assert "Corriger ou renvoyer" not in page
    assert "n’a pas encore répondu à votre invitation" in page
    assert 'href="/contact/' in page
    assert "renvoyer l’invitation" not in client_of(newcomer).get(start).content.decode()


@pytest.mark.parametrize("erases", [True, False])
def test_whoever_says_no_or_erases_their_account_leaves_no_address(
    offered, agent, known, empty_commune, viewer_of, on_desk, erases
):
    if erases:
        erase_person(person_id=known.pk)
    else:
        decline_office(viewer=viewer_of(known, empty_commune))
    assert Opening.objects.get().mayor_email == ""
    assert on_desk(agent) == [("mayor_mail", "L’invitation de Camille Vraie n’est pas arrivée", "")]
    assert WorkFailure.objects.get(person=agent).url == f"/{empty_commune.slug}/ouvrir/maire/"


def test_a_takeover_leaves_no_address(invited, newcomer, empty_commune, start, code_for, viewer_of):
    start(newcomer, since=date(2026, 11, 15))
    enter_code(viewer=viewer_of(newcomer, empty_commune), code=code_for())
    assert [opening.mayor_email for opening in Opening.objects.all()] == ["", ""]


@pytest.mark.parametrize("function", [AGENT, MAYOR])
def test_whom_the_agent_named_is_led_to_the_answer(
    offered, known, newcomer, empty_commune, client_of, function
):
    there, answer = f"/{empty_commune.slug}/ouvrir/", f'href="/{empty_commune.slug}/ouvrir/invitation/"'
    assert answer in client_of(known).get(there, {"fonction": function}).content.decode()
    assert answer not in client_of(newcomer).get(there, {"fonction": function}).content.decode()


def test_the_page_of_the_invited_leads_the_agent_to_the_correction(
    invited, agent, newcomer, empty_commune, client_of
):
    there = f"/{empty_commune.slug}/ouvrir/invitation/"
    assert client_of(agent).get(there).url == f"/{empty_commune.slug}/ouvrir/maire/"
    assert client_of(newcomer).get(there).url == f"/{empty_commune.slug}/"
