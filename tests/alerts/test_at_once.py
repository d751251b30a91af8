"""Two people of a town hall, or one and the clock, or one and a resident, at the very same moment."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import connection
from django.urls import reverse

from civic.alerts.actions.answering import answer_alert, mark_answer_seen, record_visit
from civic.alerts.actions.managing import AlertContent, deactivate_alert, restore_alert, save_alert
from civic.alerts.actions.showing import end_expired_alerts
from civic.alerts.enums import SEND_ALERTS
from civic.alerts.models import Alert, AlertAnswer
from civic.alerts.refusals import AlertChangedMeanwhile, HasAnswered, TooLateToRestore
from civic.core.clock import now
from civic.journal.models import Entry
from civic.memberships.models import Membership
from civic.town_halls.models import TownHall
from tests.accounts.factories import strengthen
from tests.alerts.factories import ROAD, alert_of, answer_of
from tests.together import together

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer"),
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def both(viewer_of, commune, mayor, delegate_with):
    """The mayor and a delegate."""
    helper = delegate_with(SEND_ALERTS)
    strengthen(helper)
    return [viewer_of(mayor, commune), viewer_of(helper, commune)]


def entries(name: str) -> int:
    return Entry.objects.filter(kind=f"alerts.{name}").count()


def banner(commune) -> str:
    return TownHall.objects.get(pk=commune.pk).banner


def test_who_take_it_down_at_once_take_it_down_once(both, danger, commune):
    answers = together(*(partial(deactivate_alert, viewer=viewer, version=1) for viewer in both))
    assert sorted(type(answer).__name__ for answer in answers) == ["Alert", "NoneType"]
    assert (entries("AlertDeactivated"), Alert.objects.get().version, banner(commune)) == (1, 2, "")


def test_by_their_two_browsers_both_read_that_it_is_over(client_of, commune, mayor, delegate_with, danger):
    helper = delegate_with(SEND_ALERTS)
    strengthen(helper)
    page = reverse("alert_deactivate", args=[commune.slug])
    browsers = [client_of(mayor), client_of(helper)]
    answers = together(*(partial(one.post, page, {"version": "1"}) for one in browsers))
    assert [answer.status_code for answer in answers] == [302, 302]
    for browser in browsers:
        assert "n’est plus affiché" in browser.get(answers[0].url).content.decode()


def test_taken_down_and_changed_at_once_one_is_notified(both, danger, commune):
    words = AlertContent(level="danger", text="Montez à l’étage.")
    answers = together(
        partial(deactivate_alert, viewer=both[0], version=1),
        partial(save_alert, viewer=both[1], content=words, version=1, activate=True),
        expected=AlertChangedMeanwhile,
    )
    assert [type(answer) for answer in answers].count(AlertChangedMeanwhile) == 1
    is_over = Alert.objects.get().ended_at is not None
    assert (banner(commune) == "") is is_over
    assert entries("AlertDeactivated") == int(is_over)


def test_taken_down_as_its_hour_comes_it_ends_once(both, commune, mayor, clock):
    alert = alert_of(commune, mayor, expires_at=now() + timedelta(minutes=5))
    clock.forward(minutes=6)
    together(partial(deactivate_alert, viewer=both[0], version=1), end_expired_alerts)
    alert.refresh_from_db()
    assert (alert.ended_at, banner(commune)) == (alert.expires_at, "")
    assert entries("AlertDeactivated") + entries("AlertExpired") == 1


def test_brought_back_by_both_it_comes_back_once(both, danger, commune):
    deactivate_alert(viewer=both[0], version=1)
    together(*(partial(restore_alert, viewer=viewer, version=2) for viewer in both))
    assert (entries("AlertRestored"), Alert.objects.get().version) == (1, 3)
    assert banner(commune).startswith(str(danger.pk))


def test_brought_back_while_another_takes_its_place_there_is_one(both, danger, commune):
    deactivate_alert(viewer=both[0], version=1)
    words = AlertContent(level="important", text=ROAD)
    together(
        partial(restore_alert, viewer=both[0], version=2),
        partial(save_alert, viewer=both[1], content=words, version=2, activate=True),
        expected=(AlertChangedMeanwhile, TooLateToRestore),
    )
    (shown,) = Alert.objects.filter(ended_at=None)
    assert banner(commune).startswith(str(shown.pk))


def test_who_mark_a_call_seen_at_once_mark_it_once(both, danger, resident):
    call = answer_of(danger, resident)
    seen = [
        partial(mark_answer_seen, viewer=viewer, alert_answer_id=call.pk, is_seen=True, mark=call.mark)
        for viewer in both
    ]
    assert sorted(together(*seen)) == [False, True]  # the other is told that it was done
    call.refresh_from_db()
    assert call.seen_at


def test_who_go_and_see_somebody_at_once_are_one_visit_and_an_answer_stands_before_it(
    both, danger, resident, commune, viewer_of
):
    membership = Membership.objects.get(person=resident)
    visit = {"membership_id": membership.pk, "version": 1}
    visits = together(*(partial(record_visit, viewer=viewer, is_seen=True, **visit) for viewer in both))
    assert sorted(visits) == [False, True]
    assert AlertAnswer.objects.get().is_visit
    called = partial(answer_alert, viewer=viewer_of(resident, commune), needs_help=True, version=1)
    for is_seen in (False, True):
        AlertAnswer.objects.update(is_visit=True, needs_help=False)
        together(
            partial(record_visit, viewer=both[0], is_seen=is_seen, **visit), called, expected=HasAnswered
        )
        answer = AlertAnswer.objects.get()
        assert (answer.is_visit, answer.needs_help) == (False, True)
