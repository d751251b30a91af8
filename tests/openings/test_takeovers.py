"""A page that is open, and a code by post: the sitting mayor hears of it, and has days to contest."""

from datetime import date, timedelta

import pytest

from civic.accounts.models import WorkFailure
from civic.core.refusals import NotAllowed
from civic.openings import rules
from civic.openings.actions.codes import resend_code
from civic.openings.actions.contesting import contest_takeover
from civic.openings.actions.opening import enter_code, give_up
from civic.openings.actions.takeovers import take_over
from civic.openings.enums import OpeningStatus
from civic.openings.models import Opening, Paper
from civic.openings.refusals import (
    CodeAtTownHall,
    MayorElsewhere,
    NoCodeAwaited,
    NotGoingOn,
    Overtaken,
    StoppedByPlatform,
    TooEarlyToTakeOver,
)
from civic.town_halls.actions.offices import open_town_hall
from civic.town_halls.models import Office
from tests.accounts.factories import PersonFactory
from tests.accounts.mails import mails_to, subjects_to, text_of
from tests.openings.factories import post_paper
from tests.openings.test_papers import code_on

pytestmark = pytest.mark.django_db

SINCE = date(2026, 11, 15)


@pytest.fixture
def asked(start, newcomer, commune, mayor, run_jobs):
    """Printed, waiting to be posted."""
    opening = start(newcomer, commune, since=SINCE, by_post=True)
    run_jobs()
    opening.refresh_from_db()
    return opening


@pytest.fixture
def waiting(asked, newcomer, commune, viewer_of, staff):
    code = code_on(Paper.objects.get())
    post_paper(viewer=viewer_of(staff, commune), opening_id=asked.pk)
    return enter_code(viewer=viewer_of(newcomer, commune), code=code)


def test_a_paper_that_nobody_posted_opens_nothing(asked, newcomer, commune, mayor, viewer_of):
    assert asked.code_digest
    with pytest.raises(NoCodeAwaited):
        enter_code(viewer=viewer_of(newcomer, commune), code=code_on(Paper.objects.get()))
    assert viewer_of(mayor, commune).is_mayor


@pytest.mark.parametrize("by_post", [False, True])
def test_the_sitting_mayor_hears_of_each_code(start, newcomer, commune, mayor, viewer_of, clock, by_post):
    start(newcomer, commune, since=SINCE, by_post=by_post)
    (mail,) = mails_to(mayor.email)
    assert mail["Subject"] == "Quelqu’un demande à reprendre la page de Villeneuve"
    assert f"/{commune.slug}/ouvrir/reprises/" in text_of(mail)
    heard = WorkFailure.objects.get(person=mayor)
    assert heard.explanation.startswith("Alix Nouvelle demande à reprendre votre page.")
    assert heard.url == f"/{commune.slug}/ouvrir/reprises/"
    clock.forward(minutes=5)
    resend_code(viewer=viewer_of(newcomer, commune), source="192.0.2.1")
    assert len(mails_to(mayor.email)) == 2
    give_up(viewer=viewer_of(newcomer, commune))
    assert not WorkFailure.objects.filter(person=mayor).exists()  # nothing to contest any more


def test_the_official_mailbox_hears_of_a_letter_once_a_day(start, commune, mayor, newcomer, agent):
    for person in (newcomer, agent):
        start(person, commune, since=SINCE, by_post=True)
    assert subjects_to(commune.town_hall_email) == ["Un courrier va arriver à la mairie de Villeneuve"]


def test_a_right_code_by_post_waits_a_week(waiting, newcomer, commune, mayor, viewer_of, clock, client_of):
    assert waiting.status == OpeningStatus.WAITING
    assert viewer_of(mayor, commune).is_mayor
    assert "la page change de maire" in " ".join(text_of(mails_to(mayor.email)[-1]).split())
    viewer = viewer_of(newcomer, commune)
    clock.at(waiting.takes_over_at - timedelta(seconds=1))
    with pytest.raises(TooEarlyToTakeOver):
        take_over(viewer=viewer)
    browser, there = client_of(newcomer), f"/{commune.slug}/ouvrir/reprendre/"
    assert browser.get(f"/{commune.slug}/ouvrir/code/").url == there
    assert "Revenez ici" in browser.get(there).content.decode()
    clock.forward(seconds=1)
    browser = client_of(newcomer)
    assert browser.post(there).url == f"/{commune.slug}/mairie/"
    assert take_over(viewer=viewer).status == OpeningStatus.DONE
    assert viewer_of(newcomer, commune).is_mayor
    assert not viewer_of(mayor, commune).is_mayor


def test_a_code_by_mail_takes_over_at_once_after_a_letter(asked, newcomer, commune, viewer_of, code_for):
    """The official mailbox is the better proof."""
    viewer = viewer_of(newcomer, commune)
    resend_code(viewer=viewer, source="192.0.2.1")
    assert enter_code(viewer=viewer, code=code_for(commune)).status == OpeningStatus.DONE


@pytest.mark.parametrize("step", ["asked", "waiting"])
def test_the_sitting_mayor_stops_it(
    request, step, newcomer, commune, mayor, viewer_of, client_of, clock, start
):
    opening = request.getfixturevalue(step)
    there, browser = f"/{commune.slug}/ouvrir/reprises/", client_of(mayor)
    page = browser.get(there).content.decode()
    assert "Alix Nouvelle" in page
    assert "{{" not in page
    assert browser.post(there, {"opening": str(opening.pk)}).url == there
    assert Opening.objects.get().status == OpeningStatus.STOPPED
    assert not Paper.objects.exists()
    assert "Le maire en place conteste" in text_of(mails_to(newcomer.email)[-1])
    clock.forward(days=8)
    with pytest.raises(NoCodeAwaited):
        take_over(viewer=viewer_of(newcomer, commune))
    with pytest.raises(StoppedByPlatform):
        start(newcomer, commune, since=SINCE)
    with pytest.raises(NotGoingOn):
        contest_takeover(viewer=viewer_of(mayor, commune), opening_id=opening.pk)


def test_a_code_in_the_official_mailbox_is_answered_there(start, newcomer, commune, mayor, viewer_of):
    opening = start(newcomer, commune, since=SINCE)
    with pytest.raises(CodeAtTownHall):
        contest_takeover(viewer=viewer_of(mayor, commune), opening_id=opening.pk)


def test_only_the_mayor_whom_it_concerns_contests(asked, newcomer, commune, viewer_of, empty_commune):
    other = PersonFactory()
    open_town_hall(commune=empty_commune, mayor=other, since=SINCE)
    with pytest.raises(NotGoingOn):
        contest_takeover(viewer=viewer_of(other, empty_commune), opening_id=asked.pk)
    with pytest.raises(NotAllowed):
        contest_takeover(viewer=viewer_of(newcomer, commune), opening_id=asked.pk)
    assert Opening.objects.get().status == OpeningStatus.PAPER_ASKED


def test_whoever_takes_office_meanwhile_was_first(waiting, newcomer, commune, viewer_of, clock):
    open_town_hall(commune=commune, mayor=PersonFactory(), since=SINCE)
    clock.forward(days=rules.CONTESTED_WITHIN.days)
    with pytest.raises(Overtaken):
        take_over(viewer=viewer_of(newcomer, commune))
    assert Opening.objects.get().status == OpeningStatus.OVERTAKEN


# --- One commune each, at the end too ---------------------------------------------------------------------------------


def test_nobody_becomes_mayor_of_two(start, code_for, newcomer, empty_commune, other_commune, viewer_of):
    other_commune.town_hall_email = "mairie@autre.example"
    other_commune.save()
    codes = []
    for place in (empty_commune, other_commune):
        start(newcomer, place)
        codes.append(code_for(place))
    enter_code(viewer=viewer_of(newcomer, empty_commune), code=codes[0])
    with pytest.raises(MayorElsewhere, match="de Sanmairie"):
        enter_code(viewer=viewer_of(newcomer, other_commune), code=codes[1])
    assert Office.objects.get(person=newcomer, ended_at=None).commune == empty_commune


def test_who_became_mayor_elsewhere_takes_nothing_over(
    waiting, newcomer, commune, empty_commune, viewer_of, clock
):
    open_town_hall(commune=empty_commune, mayor=newcomer, since=SINCE)
    clock.forward(days=rules.CONTESTED_WITHIN.days)
    with pytest.raises(MayorElsewhere):
        take_over(viewer=viewer_of(newcomer, commune))
