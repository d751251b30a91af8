"""What was answered to a danger on one device, and the others of the same person."""

import pytest

from civic.alerts.actions.answering import answer_alert, end_call
from civic.live.models import Change
from civic.live.rules import person_topic
from tests.alerts.factories import alert_of, answer_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def danger(commune, mayor):
    return alert_of(commune, mayor, level="danger")


@pytest.fixture
def banner(commune):
    return f"/{commune.slug}/alerte/bandeau/"


def test_a_device_that_asks_learns_it_and_keeps_it(commune, danger, resident, client_of, banner):
    answer_of(danger, resident, needs_help=False)
    other = client_of(resident)
    assert 'value="received"' in other.get(banner).text
    assert "Vous avez répondu" in other.get(f"{banner}?reponse=1").text
    kept = other.get(banner).text
    assert "Vous avez répondu" in kept
    assert 'value="received"' not in kept


def test_a_call_for_help_is_known_there_too_and_its_end(
    commune, danger, resident, client_of, banner, viewer_of
):
    viewer, other = viewer_of(resident, commune), client_of(resident)
    answer_alert(viewer=viewer, needs_help=True, version=danger.version)
    assert 'data-reply="help"' in other.get(f"{banner}?reponse=1").text
    end_call(viewer=viewer, version=danger.version)
    assert 'data-reply="received"' in other.get(f"{banner}?reponse=1").text


def test_who_has_not_answered_is_asked_and_a_visitor_never(
    commune, danger, resident, second_resident, client_of, client, banner
):
    answer_of(danger, second_resident, needs_help=False)
    assert 'data-reply=""' in client_of(resident).get(f"{banner}?reponse=1").text
    assert "data-reply" not in client.get(f"{banner}?reponse=1").text


def test_changed_words_ask_for_a_new_answer(commune, mayor, danger, resident, client_of, banner):
    answer_of(danger, resident, needs_help=False, version=danger.version)
    alert_of(commune, mayor, level="danger", text="Montez à l’étage.")
    assert 'data-reply=""' in client_of(resident).get(f"{banner}?reponse=1").text


def test_their_open_pages_hear_of_it(commune, danger, resident, viewer_of):
    viewer = viewer_of(resident, commune)
    answer_alert(viewer=viewer, needs_help=False, version=danger.version)
    heard = Change.objects.filter(topic=person_topic(resident.pk), name="alert_reply")
    assert heard.count() == 1
    answer_alert(viewer=viewer, needs_help=True, version=danger.version)
    end_call(viewer=viewer, version=danger.version)
    assert heard.count() == 3
