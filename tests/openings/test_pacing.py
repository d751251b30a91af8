"""How often codes leave, by mail and by post; who cannot take them from whom; a clock that goes back."""

from datetime import timedelta

import pytest

from civic.core.clock import now
from civic.delivery.actions import _record_refused_mail
from civic.delivery.models import OutgoingMail
from civic.delivery.providers.smtp import MailRefused
from civic.openings import queries, rules
from civic.openings.actions.codes import resend_code
from civic.openings.actions.opening import enter_code, give_up
from civic.openings.actions.papers import ask_paper_instead
from civic.openings.enums import OpeningStatus
from civic.openings.models import Opening
from civic.openings.refusals import TooManyCodes, TooManyPapers, TooSoonForAnother, TooSoonForPaper
from tests.accounts.factories import PersonFactory
from tests.accounts.mails import mails_to
from tests.communes.factories import CommuneFactory
from tests.openings.factories import OpeningFactory, post_paper

pytestmark = pytest.mark.django_db

HERE = "192.0.2.1"


# --- By mail ----------------------------------------------------------------------------------------------------------


def test_strangers_do_not_use_up_the_mayor_s_codes(start, empty_commune, newcomer, viewer_of, clock):
    for number in range(3):
        stranger = PersonFactory()
        for _ in range(rules.CODES_OF_PERSON):
            try:
                start(stranger, source=f"198.51.100.{number}")
            except TooManyCodes:
                break
            give_up(viewer=viewer_of(stranger, empty_commune))
            clock.forward(minutes=6)
    most = 3 + rules.OTHER_CODES_OF_COMMUNE
    assert len(mails_to(empty_commune.town_hall_email)) == most
    assert start(newcomer).status == OpeningStatus.MAILED


def test_a_crowd_of_accounts_at_one_source_takes_one_of_the_first_codes(start, empty_commune, newcomer):
    for _ in range(rules.FIRST_CODES_OF_COMMUNE):
        start(PersonFactory(), source="198.51.100.1")
    assert start(newcomer).status == OpeningStatus.MAILED


def test_a_day_of_codes_has_an_end_whatever_happens(start, empty_commune, clock):
    mailed = 0
    for number in range(3 * rules.FIRST_CODES_OF_COMMUNE):
        try:
            start(PersonFactory(), source=f"198.51.100.{number // 2}")
            mailed += 1
        except TooManyCodes:
            pass
    assert mailed == rules.FIRST_CODES_OF_COMMUNE + rules.OTHER_CODES_OF_COMMUNE


# --- By post ----------------------------------------------------------------------------------------------------------


def test_letters_of_a_person_in_a_day_whatever_was_given_up(start, newcomer, viewer_of, empty_commune):
    for _ in range(rules.PAPERS_OF_PERSON):
        start(newcomer, by_post=True)
        give_up(viewer=viewer_of(newcomer, empty_commune))
    with pytest.raises(TooManyPapers):
        start(newcomer, by_post=True)
    with pytest.raises(TooManyPapers):
        start(newcomer, CommuneFactory(), by_post=True)


@pytest.mark.parametrize(
    ("most", "source", "one_place"),
    [
        (rules.PAPERS_OF_SOURCE, lambda n: HERE, False),
        (rules.PAPERS_OF_COMMUNE, lambda n: f"192.0.2.{n}", True),
        (rules.PAPERS_OF_ALL, lambda n: f"192.0.2.{n}", False),
    ],
    ids=["source", "commune", "all"],
)
def test_letters_of_many_people_in_a_day(start, empty_commune, most, source, one_place):
    for number in range(most):
        place = empty_commune if one_place else CommuneFactory()
        start(PersonFactory(), place, by_post=True, source=source(number))
    with pytest.raises(TooManyPapers):
        start(PersonFactory(), empty_commune, by_post=True, source=source(most))


def test_one_that_was_posted_is_waited_for(start, newcomer, staff, viewer_of, empty_commune, run_jobs, clock):
    """Also after giving up, or a mail in between."""
    viewer = viewer_of(newcomer, empty_commune)
    opening = start(newcomer, by_post=True)
    run_jobs()
    post_paper(viewer=viewer_of(staff, empty_commune), opening_id=opening.pk)
    clock.forward(days=1)
    resend_code(viewer=viewer, source=HERE)
    with pytest.raises(TooSoonForPaper, match="Le code du courrier d’avant ne sert plus"):
        ask_paper_instead(viewer=viewer, source=HERE)
    give_up(viewer=viewer)
    with pytest.raises(TooSoonForPaper):
        start(newcomer, by_post=True)
    clock.forward(days=13)
    assert start(newcomer, by_post=True).status == OpeningStatus.PAPER_ASKED


def test_the_oldest_letter_is_on_top_however_many_wait(
    newcomer, empty_commune, staff, viewer_of, monkeypatch
):
    monkeypatch.setattr(queries, "MOST_LISTED", 3)
    moment = now() - timedelta(hours=9)
    oldest = OpeningFactory(commune=empty_commune, person=newcomer, started_at=moment)
    for hours in range(1, 6):
        person, at = PersonFactory(), moment + timedelta(hours=hours)
        OpeningFactory(commune=empty_commune, person=person, started_at=at)
    listed = queries.openings(viewer_of(staff, empty_commune))
    assert listed[0] == oldest
    assert len(listed) == 3


# --- A mail that is refused ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "words", "names_recipient", "closes"),
    [
        (554, b"5.7.1 spam", False, False),
        (550, b"5.7.1 relay denied", True, False),
        (550, b"5.1.1 no such user", True, True),
        (552, b"5.2.2 mailbox full", True, True),
    ],
)
def test_only_a_refused_mailbox_closes_the_way_for_others(
    start, newcomer, agent, empty_commune, clock, viewer_of, code, words, names_recipient, closes
):
    start(newcomer)
    refusal = MailRefused(code, words, names_recipient=names_recipient)
    _record_refused_mail(OutgoingMail.objects.get(), refusal)
    assert bool(queries.official_address(empty_commune)) is not closes
    if not closes:
        assert resend_code(viewer=viewer_of(newcomer, empty_commune), source=HERE).mail_refused_at is None
    clock.forward(days=7)
    assert queries.official_address(empty_commune)
    assert start(agent).status == OpeningStatus.MAILED


@pytest.mark.parametrize(("words", "said"), [(b"5.1.1", "a refusé notre message"), (b"5.7.1", "en chemin")])
def test_the_page_says_what_was_refused(start, newcomer, empty_commune, client_of, words, said):
    start(newcomer)
    _record_refused_mail(OutgoingMail.objects.get(), MailRefused(550, words, names_recipient=True))
    page = client_of(newcomer).get(f"/{empty_commune.slug}/ouvrir/code/").content.decode()
    assert said in page
    assert ("Envoyer un autre code" in page) is (said == "en chemin")


# --- A mail after a letter --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("again", ["after a letter", "before it"])
def test_five_minutes_lie_between_two_mails_whatever_letter_was_asked_for(
    start, newcomer, empty_commune, viewer_of, clock, client_of, again
):
    viewer = viewer_of(newcomer, empty_commune)
    start(newcomer, by_post=again == "after a letter")
    if again == "after a letter":
        resend_code(viewer=viewer, source=HERE)
    else:
        ask_paper_instead(viewer=viewer, source=HERE)
        page = client_of(newcomer).get(f"/{empty_commune.slug}/ouvrir/code/").content.decode()
        assert "Un autre code par e-mail pourra partir à" in page
    with pytest.raises(TooSoonForAnother):
        resend_code(viewer=viewer, source=HERE)
    clock.forward(minutes=6)
    assert not resend_code(viewer=viewer, source=HERE).is_by_post


# --- A clock that goes back -------------------------------------------------------------------------------------------


def test_begun_again_with_the_clock_put_back(
    start, code_for, newcomer, empty_commune, viewer_of, clock, client_of
):
    viewer = viewer_of(newcomer, empty_commune)
    start(newcomer, by_post=True)
    give_up(viewer=viewer)
    clock.forward(hours=-1)
    begun = start(newcomer)
    assert queries.own_opening(viewer) == begun
    assert (
        client_of(newcomer).get(f"/{empty_commune.slug}/ouvrir/").url == f"/{empty_commune.slug}/ouvrir/code/"
    )
    assert enter_code(viewer=viewer, code=code_for()).status == OpeningStatus.DONE
    assert queries.own_opening(viewer).status == OpeningStatus.DONE
    assert Opening.objects.count() == 2


def test_another_code_does_not_wait_for_the_former_hour(start, newcomer, empty_commune, viewer_of, clock):
    start(newcomer)
    clock.forward(hours=-2)
    assert resend_code(viewer=viewer_of(newcomer, empty_commune), source=HERE)
