"""One vote for each person, taken or refused with a reason; and the pages that lead to it."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.http import Http404
from django.urls import reverse

from civic.accounts.actions.erasure import erase_person
from civic.accounts.models import Person
from civic.contents.enums import Status
from civic.core.clock import now
from civic.core.refusals import NotAllowed, Refusal
from civic.delivery.models import Delivery
from civic.journal.models import Entry
from civic.live.models import Change
from civic.memberships.enums import MembershipStatus, Residence
from civic.memberships.models import Membership
from civic.notifications.models import Notification
from civic.polls.actions import voting, writing
from civic.polls.enums import Electorate
from civic.polls.models import BallotBox, Poll, PollOption, SealedBallot, Voter
from civic.polls.queries import polls as queries
from civic.polls.refusals import VotesCast
from civic.polls.sealing import Seals, open_box
from civic.restrictions.enums import RestrictionScope
from civic.viewers.queries.viewer import viewer_for
from civic.worker.models import Job
from tests.communes.factories import RestrictionFactory
from tests.polls.factories import PollFactory, vote
from tests.together import together, wait_for_a_lock


def option_ids(poll):
    return list(PollOption.objects.filter(poll=poll).order_by("position").values_list("pk", flat=True))


def opened(poll):
    seals, tally = open_box(poll.pk, BallotBox.objects.get(poll=poll).tally)
    rows = SealedBallot.objects.filter(poll=poll)
    return sorted(seals.open_ballot(row.pk, row.sealed, tally.round_id) for row in rows)


def test_a_vote_leaves_a_participation_and_a_sealed_ballot_and_nothing_else(poll, resident):
    watched = (Entry, Job, Notification, Delivery, Change)
    before = [model.objects.count() for model in watched]
    vote(poll, resident, 1)
    assert list(Voter.objects.values_list("poll_id", "person_id")) == [(poll.pk, resident.pk)]
    assert {field.attname for field in Voter._meta.concrete_fields} == {"poll_id", "person_id"}
    assert {field.attname for field in SealedBallot._meta.concrete_fields} == {"id", "poll_id", "sealed"}
    assert opened(poll) == [[1]]
    assert SealedBallot.objects.get().pk.version == 4
    assert [model.objects.count() for model in watched] == before


def test_a_voter_who_is_erased_leaves_the_ballot_and_the_paper_stays_as_it_was(poll, resident):
    vote(poll, resident, 1)
    erase_person(person_id=resident.pk)
    assert not Voter.objects.exists()
    assert opened(poll) == [[1]]
    with pytest.raises(VotesCast):
        writing.require_editable(poll=poll)


def test_every_envelope_has_the_same_size(commune, mayor, residents_of):
    options = [f"Réponse {n}" for n in range(20)]
    poll = PollFactory(commune=commune, author=mayor, options=options, max_choices=20)
    first, second, third = residents_of(commune, 3)
    vote(poll, first, 0)
    vote(poll, second, *range(20))
    vote(poll, third, 19)
    assert {len(row.sealed) for row in SealedBallot.objects.all()} == {32}
    assert opened(poll) == [[0], list(range(20)), [19]]


def test_nobody_votes_twice(poll, resident):
    vote(poll, resident, 0)
    with pytest.raises(voting.AlreadyVoted):
        vote(poll, resident, 1)
    assert opened(poll) == [[0]]


@pytest.mark.django_db(transaction=True)
def test_a_vote_is_few_statements_for_many_vote_at_once(poll, resident, viewer_of, django_assert_num_queries):
    """The poll and its lock; the account's lock and the round; the two rows, which SQLite writes one by one."""
    viewer, choice = viewer_of(resident, poll.commune), option_ids(poll)[:1]
    with django_assert_num_queries(
        5 if connection.vendor == "postgresql" else 6
    ):  # BEGIN and COMMIT among them
        voting.cast_vote(viewer=viewer, poll_id=poll.pk, option_ids=choice)


@pytest.mark.django_db(transaction=True)
def test_of_two_tabs_at_the_same_instant_one_counts_and_the_other_is_refused(poll, resident):
    tabs = [partial(vote, poll, resident, place) for place in (0, 2)]
    answers = together(*tabs, expected=voting.AlreadyVoted)
    assert sum(isinstance(answer, voting.AlreadyVoted) for answer in answers) == 1
    assert Voter.objects.count() == SealedBallot.objects.count() == 1


@pytest.mark.postgresql
@pytest.mark.parametrize("lock", [Poll, Person])
@pytest.mark.django_db(transaction=True)
def test_a_vote_that_waited_until_the_limit_was_past_is_too_late(poll, resident, monkeypatch, lock):
    late = Poll.objects.get().closes_at
    awaited = poll if lock is Poll else resident
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            lock.objects.select_for_update().get(pk=awaited.pk)
            voting_late = pool.submit(together, partial(vote, poll, resident, 0), expected=voting.VoteIsOver)
            wait_for_a_lock()
            monkeypatch.setattr(voting, "now", lambda: late)
        (answer,) = voting_late.result(timeout=60)
    assert isinstance(answer, voting.VoteIsOver)
    assert not Voter.objects.exists()
    assert not SealedBallot.objects.exists()


def test_both_are_written_or_neither(poll, resident, monkeypatch):
    monkeypatch.setattr(Seals, "seal_ballot", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        vote(poll, resident, 0)
    assert not Voter.objects.exists()
    assert not SealedBallot.objects.exists()


def test_the_second_of_the_limit_is_too_late_and_the_one_before_is_not(
    poll, resident, second_resident, clock
):
    limit = clock.at("2026-11-22 12:00+01:00")
    Poll.objects.update(closes_at=limit, published_at=limit - timedelta(days=1))
    clock.at(limit - timedelta(microseconds=1))
    vote(poll, resident, 0)
    clock.at(limit)
    with pytest.raises(voting.VoteIsOver):
        vote(poll, second_resident, 0)
    assert SealedBallot.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"suspended_at": now()}, voting.VoteSuspended),
        ({"closed_at": now()}, voting.VoteIsOver),
        ({"status": Status.SCHEDULED, "publish_at": now()}, Http404),
        ({"status": Status.DRAFT}, Http404),
        ({"removed_at": now()}, Http404),
    ],
)
def test_a_poll_that_takes_no_votes(poll, resident, change, refusal):
    Poll.objects.filter(pk=poll.pk).update(**change)
    with pytest.raises(refusal):
        vote(poll, resident, 0)
    assert not Voter.objects.exists()


def test_a_poll_to_come_is_said_to_be_to_come(poll, commune, mayor, viewer_of):
    from tests.communes.factories import MembershipFactory

    MembershipFactory(commune=commune, person=mayor)
    Poll.objects.update(status=Status.SCHEDULED, publish_at=now())
    with pytest.raises(voting.VoteNotOpen):
        vote(poll, mayor, 0)


def test_answers_that_are_not_on_the_paper(poll, resident, viewer_of, commune):
    own, viewer = option_ids(poll), viewer_of(resident, commune)
    foreign = option_ids(PollFactory(commune=commune, author=poll.author))
    Poll.objects.filter(pk=poll.pk).update(paper=[str(key) for key in own[:2]])
    for chosen, refusal in (
        ([], voting.NoOptionChosen),
        (own[:2], voting.TooManyOptionsChosen),
        ([uuid4() for _ in range(500)], voting.TooManyOptionsChosen),
        (foreign[:1], voting.OptionsChanged),
        ([own[2]], voting.OptionsChanged),
        ([uuid4()], voting.OptionsChanged),
    ):
        with pytest.raises(refusal):
            voting.cast_vote(viewer=viewer, poll_id=poll.pk, option_ids=chosen)
    assert not Voter.objects.exists()
    # The same answer named twice is one answer.
    voting.cast_vote(viewer=viewer, poll_id=poll.pk, option_ids=[own[0], own[0]])
    assert opened(poll) == [[0]]


def test_as_many_answers_as_the_town_hall_allows(commune, mayor, resident):
    poll = PollFactory(commune=commune, author=mayor, max_choices=2)
    with pytest.raises(voting.TooManyOptionsChosen, match="réponses au plus"):
        vote(poll, resident, 0, 1, 2)
    vote(poll, resident, 0, 2)
    assert opened(poll) == [[0, 2]]


def test_only_accepted_residents_vote(poll, commune, mayor, applicant, stranger, staff, delegate):
    for person in (applicant, stranger, staff):
        with pytest.raises((Http404, NotAllowed)):
            vote(poll, person, 0)
    for person in (mayor, delegate):  # who acts for the town hall without living there
        with pytest.raises(voting.NotAVoter):
            vote(poll, person, 0)
    assert not Voter.objects.exists()


def test_a_poll_of_main_residents(commune, mayor, resident, second_resident):
    poll = PollFactory(commune=commune, author=mayor, electorate=Electorate.MAIN)
    Membership.objects.filter(person=resident).update(residence=Residence.MAIN)
    Membership.objects.filter(person=second_resident).update(residence=Residence.SECOND)
    vote(poll, resident, 0)
    with pytest.raises(voting.MainResidentsOnly):
        vote(poll, second_resident, 0)
    assert Voter.objects.count() == 1


def test_a_blocked_resident_votes_as_before(poll, commune, resident):
    """A vote is not a way of speaking: docs/decisions/0015-secret-polls.md."""
    RestrictionFactory(commune=commune, person=resident, scopes=[RestrictionScope.ALL.value])
    vote(poll, resident, 0)
    assert Voter.objects.filter(person=resident).exists()


def test_someone_who_left_meanwhile_does_not_vote(poll, commune, resident, client_of):
    browser = client_of(resident)
    assert "Voter" in browser.get(address("detail", poll)).text
    Membership.objects.filter(person=resident).update(status=MembershipStatus.LEFT)
    form = {"option": option_ids(poll)[0], "confirme": "1"}
    assert browser.post(address("vote", poll), form).status_code == 404
    assert not Voter.objects.exists()


def test_another_commune_has_no_such_poll(other_poll, commune, resident, viewer_of):
    with pytest.raises(Http404):
        queries.poll_in_view(viewer_of(resident, commune), other_poll.pk)
    with pytest.raises(Http404):
        voting.cast_vote(
            viewer=viewer_of(resident, commune), poll_id=other_poll.pk, option_ids=option_ids(other_poll)[:1]
        )


# --- Pages ----------------------------------------------------------------------------------------------------------


def address(name, poll):
    return reverse(f"poll_{name}", args=[poll.commune.slug, poll.pk])


def test_choose_tick_vote(poll, resident, client_of):
    browser, chosen = client_of(resident), option_ids(poll)[1]
    page = browser.get(address("detail", poll))
    for words in ("Quel jour préférez-vous", "Mardi", "Samedi", "Sondage anonyme", "J’ai relu mon choix"):
        assert words in page.text
    answer = browser.post(address("vote", poll), {"option": chosen, "confirme": "1"})
    assert (answer.status_code, answer.url) == (302, address("detail", poll))
    page = browser.get(answer.url)
    assert "Votre vote est enregistré" in page.text
    assert "Vous avez voté" in page.text
    assert 'name="option"' not in page.text
    assert opened(poll) == [[1]]


def test_what_is_not_ticked_as_final_is_not_taken(poll, resident, client_of):
    browser = client_of(resident)
    chosen = str(option_ids(poll)[1])
    answer = browser.post(address("vote", poll), {"option": chosen})
    assert chosen not in answer.url, "what was chosen is in no address"
    page = browser.get(answer.url).text
    assert "Votre choix est secret : il n’est pas gardé d’une fois à l’autre." in page.replace("\u00a0", " ")
    assert f'<a href="#confirme-{poll.pk}">' in page
    assert "cochez la case" in page
    assert " checked" not in page.split('<form class="stack stack--s"')[1].split("</form>")[0]
    assert not Voter.objects.exists()


def test_to_the_script_a_ballot_comes_back_with_its_choice_and_nothing_keeps_it(poll, resident, client_of):
    browser, chosen = client_of(resident), option_ids(poll)[1]
    answer = browser.post(address("vote", poll), {"option": chosen}, headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert re.findall(r'value="([^"]+)"[^>]*\bchecked>', answer.text) == [str(chosen)]
    assert "gardé d’une fois à l’autre" not in answer.text
    assert " checked" not in browser.get(address("detail", poll)).text.split("<main")[1]
    sent = {"option": option_ids(poll)[:2], "confirme": "1"}
    answer = browser.post(address("vote", poll), sent, headers={"HX-Request": "true"})
    assert answer.text.count("checked") == 3, "two answers where one is allowed, and the box"
    answer = browser.post(address("vote", poll), {"confirme": "1"}, headers={"HX-Request": "true"})
    assert "Choisissez une réponse" in answer.text
    assert "gardé d’une fois à l’autre" not in answer.text, "nothing was chosen"
    assert not Voter.objects.exists()
    sent = {"option": chosen, "confirme": "1"}
    answer = browser.post(address("vote", poll), sent, headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == address("detail", poll)
    assert opened(poll) == [[1]]


def test_each_thing_that_a_ballot_lacks_is_said_beside_it_with_a_link(poll, resident, client_of):
    browser = client_of(resident)
    page = browser.get(browser.post(address("vote", poll), {}).url).text
    summary, after = page.split('id="erreurs"')[1].split("</ul>", 1)
    assert "gardé d’une fois à l’autre" not in after, "nothing was chosen"
    assert summary.count("<a href=") == 2
    assert f'href="#choix-{option_ids(poll)[0]}"' in summary
    assert "Vous n’avez pas encore voté" in summary
    assert page.count("Choisissez une réponse avant de voter.") == 2
    assert 'aria-describedby="erreur-choix"' in page
    vote(poll, resident, 0)
    again = browser.post(address("vote", poll), {})
    assert 'id="erreurs"' not in browser.get(again.url).text


def test_a_double_click_is_one_vote_and_the_same_page(poll, resident, client_of):
    browser, chosen = client_of(resident), {"option": option_ids(poll)[1], "confirme": "1"}
    answers = [browser.post(address("vote", poll), chosen) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0].url == answers[1].url
    assert "votre premier vote est bien enregistré" in browser.get(answers[1].url).text
    assert opened(poll) == [[1]]


@pytest.mark.parametrize(
    "chosen", [{}, {"option": "1"}, {"option": ["x"] * 30}, {"option": "\x01"}, {"option": [uuid4()] * 400}]
)
def test_hostile_choices_are_said_on_the_page_of_the_poll(poll, resident, client_of, chosen):
    browser = client_of(resident)
    answer = browser.post(address("vote", poll), chosen | {"confirme": "1"})
    assert (answer.status_code, answer.url.partition("?")[0]) == (302, address("detail", poll))
    page = browser.get(answer.url)
    assert "notice--error" in page.text or 'role="alert"' in page.text
    assert "Mardi" in page.text
    assert not Voter.objects.exists()


def test_a_form_of_500_answers_is_refused(poll, resident, client_of):
    page = client_of(resident).post(address("vote", poll), {"option": [uuid4() for _ in range(501)]})
    assert page.status_code in {413, 422}
    assert not Voter.objects.exists()


def test_the_limit_passes_between_choice_and_vote(poll, resident, client_of, clock):
    Poll.objects.update(closes_at=now() + timedelta(minutes=5), published_at=now() - timedelta(days=1))
    browser, chosen = client_of(resident), {"option": option_ids(poll)[0], "confirme": "1"}
    assert browser.get(address("detail", poll)).status_code == 200
    clock.forward(minutes=6)
    answer = browser.post(address("vote", poll), chosen)
    assert "la limite est passée" in browser.get(answer.url).text
    assert not Voter.objects.exists()


def test_reading_an_address_never_votes(poll, resident, client_of):
    answer = client_of(resident).get(f"{address('vote', poll)}?option={option_ids(poll)[0]}&confirme=1")
    assert answer.url == address("detail", poll)
    assert not Voter.objects.exists()


def test_the_refusal_of_a_viewer_without_a_person(poll, commune):
    with pytest.raises((Refusal, Http404)):
        voting.cast_vote(
            viewer=viewer_for(person_id=None, commune_id=commune.pk),
            poll_id=poll.pk,
            option_ids=option_ids(poll),
        )
