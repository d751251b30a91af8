"""« Vu » and back: the line alone comes back, with what somebody who does not see it hears; without script, the page at
that line."""

from urllib.parse import unquote

import pytest
from django.urls import reverse

from civic.alerts.actions.answering import answer_alert, record_visit
from civic.alerts.models import AlertAnswer
from civic.memberships.models import Membership
from tests.alerts.factories import alert_of, answer_of

HTMX = {"HX-Request": "true"}


def text(answer) -> str:
    return " ".join(answer.content.decode().replace("\u00a0", " ").split())


def aloud(answer) -> str:
    return unquote(answer.headers["HX-Announcement"]).replace("\u00a0", " ")


@pytest.fixture
def press(client_of, mayor):
    browser = client_of(mayor)

    def send(address: str, seen: str = "yes", *, script: bool = True):
        return browser.post(address, {"seen": seen}, headers=HTMX if script else {})

    send.browser = browser
    return send


@pytest.fixture
def call(danger, resident) -> AlertAnswer:
    return answer_of(danger, resident, words="Ma mère est alitée")


@pytest.fixture
def address_of_call(commune, call) -> str:
    return f"{reverse('alert_answer_seen', args=[commune.slug, call.pk])}?depuis=.&lu={call.mark}"


@pytest.fixture
def silent(danger, resident) -> Membership:
    return Membership.objects.get(person=resident)


@pytest.fixture
def address_of_visit(commune, silent) -> str:
    return f"{reverse('alert_visit', args=[commune.slug, silent.pk])}?depuis=.&version=1"


@pytest.mark.parametrize("sort", ["call", "visit"])
def test_the_line_comes_back_in_its_place_and_its_button_is_the_way_back(request, press, resident, sort):
    address = request.getfixturevalue(f"address_of_{sort}")
    one = request.getfixturevalue("call" if sort == "call" else "silent")
    line = f"{'reponse' if sort == 'call' else 'visite'}-{one.pk}"
    for seen, label, words in (("yes", "Pas encore vu", "vu"), ("no", "Vu", "pas encore vu")):
        answer = press(address, seen)
        shown = text(answer)
        assert answer.status_code == 200
        assert shown.count("<li") == shown.count(f'id="{line}"') == 1
        assert "<html" not in shown
        assert f'> {label} <span class="visually-hidden">: {resident.full_name}</span>' in shown
        assert ('badge--leaf">vu<' in shown) is (seen == "yes")
        assert "hx-post" in shown
        assert answer.headers["HX-Focus"] == f"vu-{one.pk}"
        assert f'id="vu-{one.pk}"' in shown
        assert answer.headers["HX-Trigger"] == "settled"  # the figures follow
        assert aloud(answer) == f"{resident.full_name} : {words}."


@pytest.mark.parametrize("sort", ["call", "visit"])
def test_what_a_colleague_marked_before_is_said_and_stays(request, press, sort):
    address = request.getfixturevalue(f"address_of_{sort}")
    press(address)
    seen_at = AlertAnswer.objects.get().seen_at
    again = press(address)
    assert "« Vu » était déjà indiqué." in text(again)
    assert aloud(again) == "« Vu » était déjà indiqué."
    assert AlertAnswer.objects.get().seen_at == seen_at
    press(address, "no")
    assert "« Pas encore vu » était déjà indiqué." in text(press(address, "no"))


def test_words_that_came_meanwhile_are_shown_and_not_taken_for_read(
    press, address_of_call, danger, resident, clock
):
    clock.forward(minutes=1)
    answer_of(danger, resident, words="L’eau monte", seen_at=None)
    answer = press(address_of_call)
    assert "L’eau monte" in text(answer)
    assert "cette personne vient d’écrire autre chose" in text(answer)
    assert "cette personne vient d’écrire autre chose" in aloud(answer)
    assert AlertAnswer.objects.get().seen_at is None


def test_who_has_answered_meanwhile_is_not_marked_as_visited(press, address_of_visit, danger, resident):
    answer_of(danger, resident, needs_help=False)
    refused = press(address_of_visit)
    assert refused.status_code == 409
    assert "cette personne vient de répondre elle-même" in text(refused)
    assert "<html" not in text(refused)
    assert not AlertAnswer.objects.get().is_visit


def test_of_a_list_of_other_words_nobody_is_marked(press, address_of_visit, commune, mayor):
    alert_of(commune, mayor, level="danger", text="Évacuez.")
    refused = press(address_of_visit)
    assert refused.status_code == 409
    assert "le message d’alerte a changé depuis" in text(refused)
    assert not AlertAnswer.objects.exists()


def test_without_script_the_page_comes_back_at_that_line(
    press, address_of_call, address_of_visit, answers_page, call, silent
):
    assert press(address_of_call, script=False).url == f"{answers_page}#reponse-{call.pk}"
    call.delete()
    assert press(address_of_visit, script=False).url == f"{answers_page}#visite-{silent.pk}"
    assert press(address_of_visit, script=False).url == answers_page  # where it is said


def test_a_call_at_an_alert_of_before_keeps_its_place_until_the_page_is_drawn_again(
    press, address_of_call, commune, mayor, danger, resident
):
    danger.ended_at = danger.activated_at
    danger.save()
    alert_of(commune, mayor, level="danger", text="Évacuez.")
    answer = press(address_of_call)
    assert "Ma mère est alitée" in text(answer)
    assert f"« {danger.text} »" in text(answer)


def test_a_double_click_marks_once(silent, commune, viewer_of, mayor):
    visit = {"viewer": viewer_of(mayor, commune), "membership_id": silent.pk, "version": 1}
    assert [record_visit(is_seen=True, **visit) for _ in range(2)] == [True, False]
    assert [record_visit(is_seen=False, **visit) for _ in range(2)] == [True, False]


def test_who_answers_while_one_is_on_their_line_is_said_to_have(
    press, address_of_visit, danger, resident, viewer_of, commune
):
    press(address_of_visit)
    answer_alert(viewer=viewer_of(resident, commune), needs_help=True, version=1)
    for script in (True, False):
        answer = press(address_of_visit, "no", script=script)
        said = answer if script else press.browser.get(answer.url)
        assert "cette personne vient de répondre elle-même" in text(said)
        assert "<!doctype html>" not in text(answer)
    assert AlertAnswer.objects.get(person=resident).needs_help


def test_a_call_that_is_none_any_more_is_said(press, address_of_call, danger, resident, clock):
    clock.forward(minutes=1)
    answer_of(danger, resident, needs_help=False, is_visit=True, words="")
    answer = press(address_of_call)
    assert answer.status_code in {409, 422}
    assert "<!doctype html>" not in text(answer)
