"""Polls that cannot be counted: nothing is published, everybody is told, and there is a way on."""

import re
from datetime import timedelta

import pytest

from civic.accounts.actions.erasure import erase_person
from civic.accounts.events import WorkFailed
from civic.core.refusals import NotAllowed
from civic.journal.models import Entry
from civic.notifications.models import Notification
from civic.polls import vault
from civic.polls.actions import counting, managing, voting, writing
from civic.polls.enums import Failure
from civic.polls.models import BallotBox, Poll, PollOption, SealedBallot, Voter
from civic.polls.notifications import PollIsClosed
from civic.polls.refusals import StillCountable, VotesCast
from civic.polls.sealing import open_box
from tests.polls.factories import PollFactory, vote


@pytest.fixture
def voters(poll, commune, residents_of):
    people = residents_of(commune, 12)
    for person in people:
        vote(poll, person, 0)
    return people


def close(poll, clock):
    clock.at(Poll.objects.get(pk=poll.pk).closes_at + timedelta(seconds=1))
    counting.close_poll(poll_id=poll.pk)
    poll.refresh_from_db()
    return poll


def lose_secret(poll):
    vault.erase(poll.pk)
    counting.advance_polls()
    poll.refresh_from_db()


def copy_ballot(poll):
    SealedBallot.objects.filter(pk=SealedBallot.objects.last().pk).update(
        sealed=SealedBallot.objects.first().sealed
    )


def swap_ballots(poll):
    first, last = SealedBallot.objects.first(), SealedBallot.objects.last()
    SealedBallot.objects.filter(pk=first.pk).update(sealed=last.sealed)
    SealedBallot.objects.filter(pk=last.pk).update(sealed=first.sealed)


def damage_ballot(poll):
    SealedBallot.objects.filter(pk=SealedBallot.objects.last().pk).update(sealed=b"\0" * 32)


def take_ballot_of_another_poll(poll):
    other = PollFactory(commune=poll.commune, author=poll.author)
    seals, tally = open_box(other.pk, BallotBox.objects.get(poll=other).tally)
    last = SealedBallot.objects.filter(poll=poll).last()
    sealed = seals.seal_ballot(last.pk, [1], tally.round_id)
    SealedBallot.objects.filter(pk=last.pk).update(sealed=sealed)


def add_ballot(poll):
    SealedBallot.objects.create(poll=poll, sealed=SealedBallot.objects.first().sealed)


def take_ballot_away(poll):
    SealedBallot.objects.filter(pk=SealedBallot.objects.last().pk).delete()


def take_nearly_all_away(poll):
    SealedBallot.objects.filter(pk__in=list(SealedBallot.objects.values_list("pk", flat=True)[:9])).delete()


@pytest.mark.parametrize(
    ("tamper", "failure"),
    [
        (copy_ballot, Failure.BALLOTS),
        (swap_ballots, Failure.BALLOTS),
        (damage_ballot, Failure.BALLOTS),
        (take_ballot_of_another_poll, Failure.BALLOTS),
        (add_ballot, Failure.COUNTS),
        (take_ballot_away, Failure.COUNTS),
        (take_nearly_all_away, Failure.COUNTS),
    ],
)
def test_what_does_not_agree_publishes_nothing(poll, voters, clock, tamper, failure):
    tamper(poll)
    close(poll, clock)
    assert (poll.is_open, poll.ballots, poll.failure) == (True, None, failure)
    assert set(PollOption.objects.filter(poll=poll).values_list("votes", flat=True)) == {None}
    assert Voter.objects.filter(poll=poll).count() == 12


def test_a_ballot_that_does_not_open_stops_the_count_between_the_votes(poll, voters):
    SealedBallot.objects.update(sealed=b"\0" * 32)
    counting.count_waiting_ballots(poll_id=poll.pk)
    assert Poll.objects.get().failure == Failure.BALLOTS
    assert SealedBallot.objects.count() == 12


def written_in(poll, **fields):
    BallotBox.objects.filter(poll=poll).update(**fields)


def test_voters_that_nobody_erased_count_for_nothing(poll, voters, clock):
    """Ballots that were counted are put back, with as many voters who would have erased their account."""
    kept = list(SealedBallot.objects.all())
    counting.count_ballots(poll_id=poll.pk)
    again = kept[: len(voters) - SealedBallot.objects.count()]
    SealedBallot.objects.bulk_create(again)
    written_in(poll, erased_voters=len(again))
    close(poll, clock)
    assert (poll.is_open, poll.ballots, poll.failure) == (True, None, Failure.BALLOTS)


def test_nor_is_more_than_voted_shown_while_it_is_open(poll, voters):
    kept = list(SealedBallot.objects.all())
    counting.count_ballots(poll_id=poll.pk)
    before = bytes(BallotBox.objects.get().tally)
    SealedBallot.objects.bulk_create(kept, ignore_conflicts=True)
    counting.count_waiting_ballots(poll_id=poll.pk)
    assert Poll.objects.get().failure == Failure.COUNTS
    assert bytes(BallotBox.objects.get().tally) == before


@pytest.mark.parametrize("number", [0, 2, 5])
def test_a_box_that_was_written_in_is_not_counted(poll, voters, clock, number):
    erase_person(person_id=voters[0].pk)
    written_in(poll, erased_voters=number)
    counting.count_waiting_ballots(poll_id=poll.pk)
    assert Poll.objects.get().failure == Failure.COUNTS
    assert close(poll, clock).is_open


def test_an_account_is_erased_while_the_secret_is_lost(poll, voters, settings, tmp_path, clock):
    """Never kept for the sake of a count, and the poll goes on once the secret is back."""
    there = settings.POLL_SECRETS_DIR
    settings.POLL_SECRETS_DIR = tmp_path / "not mounted"
    counting.advance_polls()
    erase_person(person_id=voters[0].pk)
    assert (Voter.objects.count(), BallotBox.objects.get().erased_voters) == (11, 1)
    settings.POLL_SECRETS_DIR = there
    counting.advance_polls()
    assert Poll.objects.get().failure == ""
    assert close(poll, clock).ballots == 12


@pytest.mark.parametrize("erased", [1, 7, 12])
def test_whoever_is_erased_leaves_a_ballot_that_counts(poll, voters, clock, erased):
    """Also where ballots were opened before, and where nobody who voted is left."""
    counting.count_ballots(poll_id=poll.pk)
    for person in voters[:erased]:
        erase_person(person_id=person.pk)
        erase_person(person_id=person.pk)
    assert Voter.objects.count() == 12 - erased
    with pytest.raises(VotesCast):
        writing.require_editable(poll=poll)
    assert close(poll, clock).ballots == 12


def test_whoever_is_erased_has_voted_even_where_all_ballots_are_opened(poll, voters):
    counting.count_ballots(poll_id=poll.pk)
    for person in voters:
        erase_person(person_id=person.pk)
    SealedBallot.objects.all().delete()
    with pytest.raises(VotesCast):
        writing.require_editable(poll=poll)


def test_a_closed_account_votes_no_more(poll, resident, viewer_of):
    """The vote that was on its way while the account was being erased is refused, not counted as nobody's."""
    viewer = viewer_of(resident, poll.commune)
    type(resident).objects.filter(pk=resident.pk).update(is_active=False)
    option = PollOption.objects.filter(poll=poll).first()
    with pytest.raises(NotAllowed):
        voting.cast_vote(viewer=viewer, poll_id=poll.pk, option_ids=[option.pk])
    assert not Voter.objects.exists()
    assert not SealedBallot.objects.exists()


def test_a_lost_secret_is_said_to_everybody(poll, voters, resident, mayor, staff, client_of, client):
    lose_secret(poll)
    assert poll.failure == Failure.SECRET
    address = f"/{poll.commune.slug}/sondages/{poll.pk}/"
    for person in (resident, voters[0], mayor):
        page = client_of(person).get(address).text
        assert "ne peut pas être dépouillé" in page
        assert "introuvable" in page
        assert ("Clore sans résultat" in page) == (person == mayor)
        assert 'name="option"' not in page
    assert "Votre vote est noté" in client_of(voters[0]).get(address).text
    shown = client_of(staff).get("/plateforme/envois/").text
    assert "Sondages qui ne peuvent pas être dépouillés" in shown
    assert poll.commune.name in shown
    health = client.get("/sante/").json()
    assert (health["polls_not_counted"], health["ok"]) == (1, False)


def test_no_vote_is_taken_that_could_not_be_counted(poll, resident, voters):
    vault.erase(poll.pk)  # a moment ago: nothing is written of it yet
    with pytest.raises(voting.CannotBeCounted):
        vote(poll, resident, 0)
    counting.advance_polls()
    with pytest.raises(voting.CannotBeCounted):
        vote(poll, resident, 0)
    vault.create(poll.pk)  # of another opening: not the one that sealed the count
    with pytest.raises(voting.CannotBeCounted):
        vote(poll, resident, 0)
    assert Voter.objects.count() == 12


def test_a_secret_that_comes_back_goes_on_by_itself(poll, resident, voters, settings, tmp_path, clock):
    there = settings.POLL_SECRETS_DIR
    settings.POLL_SECRETS_DIR = tmp_path / "not mounted"
    counting.advance_polls()
    assert Poll.objects.get().failure == Failure.SECRET
    settings.POLL_SECRETS_DIR = there
    counting.advance_polls()
    assert Poll.objects.get().failure == ""
    vote(poll, resident, 0)
    assert close(poll, clock).ballots == 13


def test_without_the_right_key_nothing_is_counted_and_nothing_lost(poll, voters, clock, settings):
    right = settings.ENCRYPTION_KEYS
    settings.ENCRYPTION_KEYS = ["bmV3LW9ubHktbmV3LW9ubHktbmV3LW9ubHktbmV3LW8="]
    counting.count_waiting_ballots(poll_id=poll.pk)
    close(poll, clock)
    assert (poll.is_open, poll.failure, SealedBallot.objects.count()) == (True, Failure.SECRET, 12)
    settings.ENCRYPTION_KEYS = right
    assert close(poll, clock).ballots == 12


def test_the_town_hall_closes_it_without_a_result(poll, voters, mayor, resident, client_of):
    lose_secret(poll)
    address = f"/{poll.commune.slug}/sondages/{poll.pk}/"
    asked = client_of(mayor).get(f"{address}clore-sans-resultat/").text
    assert "12 bulletins seront effacés" in asked.replace("\u00a0", " ")
    assert "C’est définitif" in asked
    assert "cherche la clef" in asked
    refused = client_of(mayor).post(f"{address}clore-sans-resultat/")
    assert refused.status_code == 422
    assert "Cochez la case" in refused.text
    assert (SealedBallot.objects.count(), Voter.objects.count()) == (12, 12)
    answer = client_of(mayor).post(f"{address}clore-sans-resultat/", {"understood": "on"}, follow=True)
    assert "Le sondage est clos sans résultat." in answer.text
    poll.refresh_from_db()
    assert (poll.is_closed, poll.ballots, poll.failure) == (True, None, Failure.SECRET)
    for model in (BallotBox, SealedBallot, Voter):
        assert not model.objects.exists()
    page = client_of(resident).get(address).text
    assert "Clos sans résultat." in page
    assert "Participation insuffisante" not in page
    assert (
        "a clos sans résultat"
        in client_of(mayor).get(f"/{poll.commune.slug}/mairie/delegations/journal/").text
    )


def test_no_button_of_its_page_erases_anything_by_itself(poll, voters, mayor, client_of):
    lose_secret(poll)
    page = client_of(mayor).get(f"/{poll.commune.slug}/sondages/{poll.pk}/").text
    assert not re.search(r'formaction="[^"]*clore-sans-resultat', page)
    assert re.search(r'href="[^"]*clore-sans-resultat', page)


def test_the_page_of_one_that_cannot_be_counted_promises_nothing(poll, voters, resident, mayor, client_of):
    address = f"/{poll.commune.slug}/sondages/{poll.pk}/"
    promises = ("limite de vote", "Participation affichée", "à la clôture", "pour l’instant")
    before = client_of(mayor).get(address).text
    assert all(words in before for words in promises[:2])
    lose_secret(poll)
    for person in (resident, voters[0], mayor):
        page = client_of(person).get(address).text
        assert not [words for words in promises if words in page]
        assert "vote arrêté" in page
    for person in (resident, voters[0]):
        listed = client_of(person).get(f"/{poll.commune.slug}/sondages/").text
        assert "Vote arrêté" in listed
        assert "Ne peut pas être dépouillé" in listed
        assert "Limite de vote" not in listed
        assert "Vous avez voté" not in listed


def test_all_who_hold_polls_hear_once_that_it_cannot_be_counted_and_once_that_it_can(
    poll, voters, mayor, commune, delegate_with, settings, tmp_path, run_jobs
):
    director = delegate_with("polls")
    other = delegate_with("publish")
    Poll.objects.filter(pk=poll.pk).update(title="Très " * 29 + "long")

    def news():
        run_jobs()
        return Notification.objects.filter(kind="work_failed")

    there = settings.POLL_SECRETS_DIR
    settings.POLL_SECRETS_DIR = tmp_path / "not mounted"
    for _ in range(3):
        counting.advance_polls()
    counting.record_failure(poll_id=poll.pk, failure=Failure.BALLOTS)
    counting.record_failure(poll_id=poll.pk, failure=Failure.SECRET)
    assert {row.person_id for row in news()} == {mayor.pk, director.pk}
    assert Entry.objects.filter(kind=WorkFailed.kind).count() == 2
    assert other.pk not in {row.person_id for row in news()}
    for row in news():
        assert row.subject.startswith("Votre sondage «\u00a0Très Très")
        assert row.subject.endswith("ne peut pas être dépouillé. Voyez sur sa page quoi faire.")
        assert row.url == f"/{commune.slug}/sondages/{poll.pk}/"
    settings.POLL_SECRETS_DIR = there
    for _ in range(3):
        counting.advance_polls()
    assert Entry.objects.filter(kind=WorkFailed.kind).count() == 4
    assert {row.subject.rpartition("»")[2] for row in news()} == {
        " reprend\u00a0: il peut être dépouillé. Rien à faire."
    }


def test_one_that_was_closed_without_a_result_is_not_said_to_be_too_small(poll, voters, mayor, viewer_of):
    lose_secret(poll)
    managing.abandon_poll(viewer=viewer_of(mayor, poll.commune), poll_id=poll.pk)
    assert "n’a pas pu être dépouillé" in PollIsClosed().body(poll.pk)


def test_one_that_can_be_counted_is_not_closed_without_a_result(poll, voters, mayor, viewer_of, client_of):
    address = f"/{poll.commune.slug}/sondages/{poll.pk}/"
    for answer in (
        client_of(mayor).get(f"{address}clore-sans-resultat/", follow=True),
        client_of(mayor).post(f"{address}clore-sans-resultat/", {"understood": "on"}, follow=True),
    ):
        assert "Ce sondage peut être dépouillé" in answer.text
    with pytest.raises(StillCountable):
        managing.abandon_poll(viewer=viewer_of(mayor, poll.commune), poll_id=poll.pk)
    assert SealedBallot.objects.count() == 12
