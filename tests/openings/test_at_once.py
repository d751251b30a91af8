"""Two people at the very same moment."""

from datetime import date
from functools import partial

import pytest
from django.db import connection

from civic.openings.actions.opening import enter_code
from civic.openings.enums import OpeningStatus
from civic.openings.models import Opening
from civic.openings.refusals import NoCodeAwaited, Overtaken
from civic.town_halls.actions.offices import open_town_hall
from civic.town_halls.models import Office
from tests.accounts.factories import PersonFactory
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
