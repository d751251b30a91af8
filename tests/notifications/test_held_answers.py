"""A town hall's answer leaves once « Annuler » would come too late; until then an undo is as if nobody had answered."""

import pytest
from django.urls import reverse

from civic.accounts.models import Person
from civic.memberships.actions.answering import accept_membership, refuse_membership, reopen_membership
from civic.memberships.actions.joining import keep_as_resident, request_membership
from civic.notifications.actions.inbox import mark_all_read
from civic.notifications.models import Notification
from civic.town_halls.enums import MANAGE_RESIDENTS
from civic.town_halls.models import TownHall
from tests.accounts.factories import PersonFactory
from tests.accounts.mails import subjects_to
from tests.html import on_one_line

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


def test_who_was_accepted_automatically_hears_that_it_is_taken_back(commune, agent, run_jobs, clock):
    TownHall.objects.filter(commune=commune).update(accepts_automatically=True)
    person = PersonFactory()
    membership = request_membership(person=person, commune=commune)
    run_jobs()
    clock.forward(minutes=3)
    reopen_membership(viewer=agent, membership_id=membership.pk)
    run_jobs()
    assert subjects_to(person.email) == [WELCOME, AGAIN]


def test_the_answer_to_a_former_request_counts_for_nothing(
    agent, asks, pk, commune, viewer_of, run_jobs, clock
):
    ANSWERS["refuse"](agent, pk)
    run_jobs()
    clock.forward(minutes=11)
    run_jobs()
    mark_all_read(viewer=viewer_of(asks, commune))
    clock.forward(days=30)
    request_membership(person=asks, commune=commune)
    run_jobs()
    heard = subjects_to(asks.email)
    ANSWERS["accept"](agent, pk)
    run_jobs()
    clock.forward(minutes=1)
    reopen_membership(viewer=agent, membership_id=pk)
    run_jobs()
    assert subjects_to(asks.email) == heard


def test_nor_does_one_that_never_left(agent, asks, pk, run_jobs, clock):
    """No worker served for a while."""
    ANSWERS["accept"](agent, pk)
    clock.forward(minutes=11)
    reopen_membership(viewer=agent, membership_id=pk)
    run_jobs()
    assert subjects_to(asks.email) == []


def test_nor_one_that_nobody_receives(commune, agent, run_jobs, clock):
    former_mayor = PersonFactory()
    keep_as_resident(person=former_mayor, commune_id=commune.pk)
    run_jobs()
    clock.forward(minutes=11)
    run_jobs()
    reopen_membership(viewer=agent, membership_id=former_mayor.memberships.get().pk)
    run_jobs()
    assert subjects_to(former_mayor.email) == []


def test_each_answer_is_looked_at_alone(agent, asks, pk, commune, viewer_of, run_jobs, clock):
    """The first was read, and its end told; the second nobody had."""
    ANSWERS["accept"](agent, pk)
    run_jobs()
    mark_all_read(viewer=viewer_of(asks, commune))
    for answer in ("accept", "refuse"):
        reopen_membership(viewer=agent, membership_id=pk)
        run_jobs()
        assert subjects_to(asks.email) == [AGAIN]
        clock.forward(minutes=1)
        ANSWERS[answer](agent, pk)
        run_jobs()


@pytest.fixture
def colleague(delegate_with):
    return delegate_with(MANAGE_RESIDENTS)


def row_of(person):
    return Notification.objects.get(person=person, kind="request_waiting")


@pytest.mark.parametrize("answer", ANSWERS)
def test_an_undo_brings_the_request_back_to_the_lists_of_the_team(
    colleague, agent, mayor, asks, pk, commune, run_jobs, clock, answer
):
    run_jobs()
    other = PersonFactory()
    request_membership(person=other, commune=commune)
    run_jobs()
    heard = subjects_to(colleague.email)
    before = [(row_of(one).gathered, row_of(one).subject, row_of(one).event_id) for one in (mayor, colleague)]
    assert row_of(colleague).count == 2
    for _ in range(2):
        for membership_id in (other.memberships.get().pk, pk):
            ANSWERS[answer](agent, membership_id)
            run_jobs()
        assert row_of(colleague).withdrawn_at is not None
        clock.forward(minutes=1)
        for membership_id in (pk, other.memberships.get().pk):
            reopen_membership(viewer=agent, membership_id=membership_id)
            run_jobs()
        rows = [row_of(one) for one in (mayor, colleague)]
        assert [(row.gathered, row.subject, row.event_id) for row in rows] == before
        assert all(row.withdrawn_at is None and row.read_at is None for row in rows)
    clock.forward(hours=1)
    run_jobs()
    assert subjects_to(colleague.email) == heard


def test_who_had_read_of_the_request_has_read_of_it(colleague, agent, pk, commune, viewer_of, run_jobs):
    run_jobs()
    mark_all_read(viewer=viewer_of(colleague, commune))
    ANSWERS["accept"](agent, pk)
    run_jobs()
    reopen_membership(viewer=agent, membership_id=pk)
    run_jobs()
    assert row_of(colleague).withdrawn_at is None
    assert row_of(colleague).read_at is not None


def test_a_refusal_reopened_much_later_is_news_for_the_team(
    colleague, agent, mayor, asks, pk, run_jobs, clock
):
    run_jobs()
    ANSWERS["refuse"](agent, pk)
    run_jobs()
    clock.forward(days=200)
    heard = [subjects_to(one.email) for one in (colleague, mayor)]
    reopen_membership(viewer=agent, membership_id=pk)
    run_jobs()
    assert subjects_to(colleague.email)[len(heard[0]) :] == [
        f"{asks.full_name} demande à s’inscrire à la page de Villeneuve"
    ]
    assert subjects_to(mayor.email) == heard[1], "who did it needs no mail"
    assert (row_of(colleague).withdrawn_at, row_of(colleague).count) == (None, 1)


def test_the_help_promises_what_is_held(client, db):
    page = on_one_line(client.get(reverse("help_mayor")).content.decode())
    assert (
        "pendant dix minutes, aucun e-mail ne part à la personne, sauf si l’inscription est automatique"
        in page
    )
