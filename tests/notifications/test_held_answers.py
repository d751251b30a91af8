"""A town hall's answer leaves once « Annuler » would come too late; until then an undo is as if nobody had answered."""

import pytest

from civic.accounts.models import Person
from civic.memberships.actions.answering import accept_membership, refuse_membership, reopen_membership
from civic.memberships.actions.joining import request_membership
from civic.notifications.actions.inbox import mark_all_read
from civic.notifications.models import Notification
from civic.town_halls.enums import MANAGE_RESIDENTS
from civic.town_halls.models import TownHall
from tests.accounts.factories import PersonFactory
from tests.accounts.mails import subjects_to

WELCOME = "Bienvenue sur la page de Villeneuve"
AGAIN = "Votre demande d’inscription à la page de Villeneuve attend de nouveau"
ANSWERS = {
    "accept": lambda agent, pk: accept_membership(viewer=agent, membership_id=pk, proof="known"),
    "refuse": lambda agent, pk: refuse_membership(viewer=agent, membership_id=pk, words="Non"),
}


@pytest.fixture
def agent(commune, mayor, viewer_of):
    return viewer_of(mayor, commune)


@pytest.fixture
def asks(commune) -> Person:
    person = PersonFactory()
    request_membership(person=person, commune=commune)
    return person


@pytest.fixture
def pk(asks):
    return asks.memberships.get().pk


def answer_to(person):
    return Notification.objects.get(person=person, kind__in=["request_accepted", "request_refused"])


@pytest.mark.parametrize("answer", ANSWERS)
def test_an_answer_undone_in_time_sends_nothing_to_anybody(
    delegate_with, agent, asks, pk, mayor, run_jobs, clock, answer
):
    colleague = delegate_with(MANAGE_RESIDENTS)
    run_jobs()
    heard = [subjects_to(one.email) for one in (mayor, colleague, asks)]
    assert len(heard[1]) == 1
    ANSWERS[answer](agent, pk)
    run_jobs()
    assert answer_to(asks).withdrawn_at is None, "the list on the site says it at once"
    clock.forward(minutes=9)
    reopen_membership(viewer=agent, membership_id=pk)
    run_jobs()
    clock.forward(hours=1)
    run_jobs()
    assert [subjects_to(one.email) for one in (mayor, colleague, asks)] == heard
    assert answer_to(asks).withdrawn_at is not None


def test_accepted_undone_and_accepted_again_is_said_once(agent, asks, pk, run_jobs, clock):
    ANSWERS["accept"](agent, pk)
    run_jobs()
    clock.forward(minutes=2)
    reopen_membership(viewer=agent, membership_id=pk)
    ANSWERS["accept"](agent, pk)
    run_jobs()
    clock.forward(minutes=9)
    run_jobs()
    assert subjects_to(asks.email) == []
    clock.forward(minutes=2)
    run_jobs()
    assert subjects_to(asks.email) == [WELCOME]


@pytest.mark.parametrize("answer", ANSWERS)
def test_who_had_the_mail_hears_that_it_is_taken_back(agent, asks, pk, run_jobs, clock, answer):
    ANSWERS[answer](agent, pk)
    run_jobs()
    clock.forward(minutes=11)
    run_jobs()
    assert len(subjects_to(asks.email)) == 1
    reopen_membership(viewer=agent, membership_id=pk)
    run_jobs()
    assert subjects_to(asks.email)[1:] == [AGAIN]
    ANSWERS["accept"](agent, pk)
    run_jobs()
    assert Notification.objects.get(person=asks, kind="request_reopened").withdrawn_at is not None


def test_who_read_it_on_the_site_hears_so_too(agent, asks, pk, commune, viewer_of, run_jobs, clock):
    ANSWERS["accept"](agent, pk)
    run_jobs()
    mark_all_read(viewer=viewer_of(asks, commune))
    clock.forward(minutes=1)
    reopen_membership(viewer=agent, membership_id=pk)
    run_jobs()
    assert subjects_to(asks.email) == [AGAIN]


def test_what_was_accepted_automatically_is_said_at_once(commune, run_jobs):
    TownHall.objects.filter(commune=commune).update(accepts_automatically=True)
    person = PersonFactory()
    request_membership(person=person, commune=commune)
    run_jobs()
    assert subjects_to(person.email) == [WELCOME]
