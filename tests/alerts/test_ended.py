"""After its end: the page says it, and a call for help from a page of before is heard."""

from urllib.parse import unquote

from civic.alerts.actions.managing import deactivate_alert
from civic.alerts.models import AlertAnswer
from civic.journal.models import Entry
from tests.alerts.factories import alert_of

HELP = {"answer": "help", "words": "Ma mère est alitée", "place": "Au moulin"}


def text(answer) -> str:
    return answer.content.decode()


def test_once_it_is_over_the_page_says_so_and_asks_for_no_answer(
    client_of, client, here, danger, resident, mayor, commune, viewer_of
):
    deactivate_alert(viewer=viewer_of(mayor, commune), version=1)
    for browser in (client, client_of(resident)):
        page = text(browser.get(here)).partition("<main")[2]
        assert "Cette alerte est terminée" in page
        assert 'value="received"' not in page
        part = browser.get(here, headers={"HX-Request": "true"})  # the page is open
        assert unquote(part["HX-Announcement"]) == "Cette alerte est terminée."
    answer = client_of(resident).post(f"{here}repondre/", {"answer": "received"})
    assert answer.status_code == 422
    assert "n’attend plus de réponse" in text(answer)
    assert not AlertAnswer.objects.exists()


def test_who_calls_for_help_from_a_page_of_before_is_heard(
    client_of, here, answers_page, danger, resident, mayor, commune, viewer_of
):
    browser = client_of(resident)
    deactivate_alert(viewer=viewer_of(mayor, commune), version=1)
    alert_of(commune, mayor, level="information", text="Le danger est passé.")
    assert browser.post(f"{here}repondre/", HELP).status_code == 302
    assert [(one.calls, one.words) for one in danger.answers.all()] == [(True, HELP["words"])]
    assert HELP["words"] in text(client_of(mayor).get(answers_page))
    assert Entry.objects.filter(kind="alerts.HelpAsked").count() == 1
    assert "Vous avez demandé de l’aide" in text(browser.get(here))
    browser.post(f"{here}repondre/?version=1", {"answer": "ended"})
    assert not AlertAnswer.objects.get().calls


def test_an_exercise_of_the_town_hall_takes_no_call_from_a_resident(
    client_of, here, danger, resident, mayor, commune, viewer_of
):
    deactivate_alert(viewer=viewer_of(mayor, commune), version=1)
    alert_of(commune, mayor, level="danger", text="Nous nous exerçons.", is_drill=True)
    client_of(resident).post(f"{here}repondre/", HELP)
    assert AlertAnswer.objects.get().alert_id == danger.pk


def test_nor_does_one_that_is_over_from_the_town_halls_own(
    client_of, here, mayor, commune, resident, viewer_of
):
    drill = alert_of(commune, mayor, level="danger", text="Nous nous exerçons.", is_drill=True)
    assert client_of(resident).post(f"{here}repondre/", HELP).status_code == 422
    assert not AlertAnswer.objects.exists()
    deactivate_alert(viewer=viewer_of(mayor, commune), version=drill.version)
    assert "Cette alerte est terminée" not in text(client_of(mayor).get(here))
    assert client_of(mayor).post(f"{here}repondre/", HELP).status_code == 422
    assert not AlertAnswer.objects.exists()


def test_a_day_later_it_concerns_nobody_any_more(
    client_of, here, danger, resident, mayor, commune, viewer_of, clock
):
    deactivate_alert(viewer=viewer_of(mayor, commune), version=1)
    clock.forward(hours=25)
    assert "Cette alerte est terminée" not in text(client_of(resident).get(here))
    assert client_of(resident).post(f"{here}repondre/", HELP).status_code == 422
    assert not AlertAnswer.objects.exists()
