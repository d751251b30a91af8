"""Two people at the very same moment."""

from datetime import date
from functools import partial

import pytest
from django.db import connection

from civic.openings.actions.contesting import contest_takeover
from civic.openings.actions.naming import accept_office, name_mayor
from civic.openings.actions.opening import enter_code
from civic.openings.actions.takeovers import take_over
from civic.openings.enums import OpeningStatus
from civic.openings.models import Opening
from civic.openings.refusals import MayorElsewhere, NoCodeAwaited, NotGoingOn, OfferOver, Overtaken
from civic.town_halls.actions.offices import open_town_hall
from civic.town_halls.models import Office
from tests.accounts.factories import PersonFactory
from tests.openings.conftest import AGENT
from tests.together import together

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer"),
    pytest.mark.django_db(transaction=True),
]


def test_two_right_codes_open_one_page(start, code_for, newcomer, agent, empty_commune, viewer_of):
    calls = []
    for person in (newcomer, agent):
        start(person)
        calls.append(partial(enter_code, viewer=viewer_of(person, empty_commune), code=code_for()))
    answers = together(*calls, expected=(Overtaken, NoCodeAwaited))
    (won,) = [answer for answer in answers if isinstance(answer, Opening)]
    office = Office.objects.get(commune=empty_commune)
    assert (office.person_id, office.ended_at) == (won.person_id, None)
    assert sorted(Opening.objects.values_list("status", flat=True)) == [
        OpeningStatus.DONE, OpeningStatus.OVERTAKEN,
    ]  # fmt: skip


def test_a_code_pressed_twice_at_once_opens_once(start, code_for, newcomer, empty_commune, viewer_of):
    start(newcomer)
    call = partial(enter_code, viewer=viewer_of(newcomer, empty_commune), code=code_for())
    assert [one.status for one in together(call, call)] == [OpeningStatus.DONE] * 2
    assert Office.objects.count() == 1


def test_wrong_codes_at_once_are_all_counted(start, code_for, newcomer, empty_commune, viewer_of):
    from civic.openings.refusals import NoTriesLeft, WrongCode

    start(newcomer)
    wrong = f"{(int(code_for()) + 1) % 1_000_000:06}"
    call = partial(enter_code, viewer=viewer_of(newcomer, empty_commune), code=wrong)
    answers = together(*[call] * 8, expected=(WrongCode, NoTriesLeft))
    assert [type(answer) for answer in answers].count(WrongCode) == 5
    assert Opening.objects.get().failures == 5


def test_a_code_and_the_platform_at_once(start, code_for, newcomer, empty_commune, viewer_of):
    """Whoever is first holds office; the page has one mayor either way."""
    other = PersonFactory()
    start(newcomer)
    together(
        partial(enter_code, viewer=viewer_of(newcomer, empty_commune), code=code_for()),
        partial(open_town_hall, commune=empty_commune, mayor=other, since=date(2026, 3, 22)),
        expected=Overtaken,
    )
    assert Office.objects.filter(commune=empty_commune, ended_at=None).count() == 1


def test_asked_twice_at_once_one_mail_leaves(start, newcomer, empty_commune):
    from tests.accounts.mails import mails_to

    together(partial(start, newcomer), partial(start, newcomer))
    assert Opening.objects.count() == 1
    assert len(mails_to(empty_commune.town_hall_email)) == 1


def test_two_communes_at_once_make_nobody_mayor_of_both(
    start, code_for, newcomer, empty_commune, other_commune, viewer_of
):
    other_commune.town_hall_email = "mairie@autre.example"
    other_commune.save()
    calls = []
    for place in (empty_commune, other_commune):
        start(newcomer, place)
        calls.append(partial(enter_code, viewer=viewer_of(newcomer, place), code=code_for(place)))
    answers = together(*calls, expected=MayorElsewhere)
    assert [isinstance(answer, Opening) for answer in answers].count(True) == 1
    assert Office.objects.filter(person=newcomer, ended_at=None).count() == 1


def test_contested_and_taken_over_at_once_one_of_both_happens(
    start, newcomer, commune, mayor, viewer_of, clock
):
    opening = start(newcomer, commune, since=date(2026, 11, 15), by_post=True)
    Opening.objects.update(status=OpeningStatus.WAITING, takes_over_at=opening.started_at)
    together(
        partial(take_over, viewer=viewer_of(newcomer, commune)),
        partial(contest_takeover, viewer=viewer_of(mayor, commune), opening_id=opening.pk),
        expected=(NoCodeAwaited, NotGoingOn),
    )
    is_over = Opening.objects.get().status == OpeningStatus.DONE
    assert viewer_of(newcomer, commune).is_mayor is is_over
    assert viewer_of(mayor, commune).is_mayor is not is_over


def test_accepted_twice_at_once_is_one_office(start, code_for, agent, newcomer, empty_commune, viewer_of):
    start(agent, function=AGENT)
    viewer = viewer_of(agent, empty_commune)
    enter_code(viewer=viewer, code=code_for())
    since = date(2026, 3, 22)
    name_mayor(viewer=viewer, first_name="A", last_name="B", email=newcomer.email, since=since)
    call = partial(accept_office, viewer=viewer_of(newcomer, empty_commune))
    together(call, call, expected=OfferOver)
    assert Office.objects.get().person == newcomer
