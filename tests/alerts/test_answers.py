"""« J’ai bien reçu », « J’ai besoin d’aide », and what the town hall makes of it."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from civic.accounts.queries import personal_data_of
from civic.alerts.actions.answering import purge_old_answers
from civic.alerts.actions.managing import deactivate_alert
from civic.alerts.enums import SEND_ALERTS
from civic.alerts.models import Alert, AlertAnswer
from civic.alerts.queries.answers import MOST_CALLS
from civic.core.clock import now
from civic.journal.models import Entry
from civic.live.models import Change
from civic.memberships.models import Membership
from civic.posts.enums import PUBLISH
from civic.restrictions.enums import RestrictionScope
from tests.accounts.factories import PersonFactory, strengthen
from tests.alerts.factories import alert_of, answer_of
from tests.communes.factories import MembershipFactory, RestrictionFactory

HELP = {"answer": "help", "words": "Ma mère est alitée", "place": "Au moulin"}


def text(answer) -> str:
    return answer.content.decode()


def test_a_resident_answers_once_and_may_answer_again(client_of, here, danger, resident):
    browser = client_of(resident)
    page = text(browser.get(here)).partition("<main")[2]
    assert page.index("J’ai bien reçu") < page.index("l’affiche depuis")
    assert "Votre demande n’est pas encore partie" in page
    for _ in range(2):  # a double click
        browser.post(f"{here}repondre/", HELP)
    answer = AlertAnswer.objects.get()
    assert (answer.needs_help, answer.words, answer.place) == (True, "Ma mère est alitée", "Au moulin")
    AlertAnswer.objects.update(seen_at=now())
    browser.post(f"{here}repondre/", HELP | {"place": "Au lavoir"})
    answer.refresh_from_db()
    assert (answer.needs_help, answer.place, answer.seen_at) == (True, "Au lavoir", None)


def test_whoever_asked_for_help_reads_what_they_sent_and_erases_nothing(client_of, here, danger, resident):
    browser = client_of(resident)
    browser.post(f"{here}repondre/", HELP)
    page = text(browser.get(here)).partition("<main")[2]
    assert "Vous avez demandé de l’aide" in page
    assert page.count(HELP["words"]) == page.count(HELP["place"]) == 2  # told, and in the form
    assert 'value="received"' not in page
    assert "Je n’ai plus besoin d’aide" in page
    # The second half of a double tap, or a page of before.
    browser.post(f"{here}repondre/?version=1", {"answer": "received", "words": "à ne pas garder"})
    answer = AlertAnswer.objects.get()
    assert (answer.calls, answer.words, answer.place) == (True, HELP["words"], HELP["place"])


def test_whoever_needs_no_more_help_says_so_and_the_town_hall_keeps_the_line(
    client_of, here, answers_page, danger, resident, mayor, commune, clock
):
    browser, desk = client_of(resident), f"/{commune.slug}/mairie/"
    browser.post(f"{here}repondre/", HELP)
    clock.forward(minutes=2)
    for _ in range(2):  # a double click
        browser.post(f"{here}repondre/?version=1", {"answer": "ended"})
    answer = AlertAnswer.objects.get()
    assert (answer.calls, answer.words, answer.place) == (False, HELP["words"], HELP["place"])
    page = text(client_of(mayor).get(answers_page)).replace("\u00a0", " ")
    assert HELP["words"] in page
    assert "n’a plus besoin d’aide" in page
    assert re.search(r"<dt>Ont besoin d’aide</dt>\s*<dd>\s*0\s*</dd>", page)
    shown = text(client_of(mayor).get(desk)).replace("\u00a0", " ")
    assert f"{resident.full_name} a besoin d’aide" not in shown
    assert "Danger : 0 demande d’aide" in shown
    assert "1 personne a bien reçu" in shown
    assert "Vous avez répondu : Je n’ai plus besoin d’aide" in " ".join(
        text(browser.get(here)).replace("\u00a0", " ").split()
    )
    browser.post(f"{here}repondre/", HELP)  # again
    clock.forward(minutes=2)
    assert AlertAnswer.objects.get().calls
    assert f"{resident.full_name} a besoin d’aide" in text(client_of(mayor).get(desk))


def test_a_call_of_before_that_is_over_does_not_stand_in_the_next_alert(
    client_of, viewer_of, here, answers_page, danger, resident, mayor, commune
):
    client_of(resident).post(f"{here}repondre/", HELP)
    client_of(resident).post(f"{here}repondre/?version=1", {"answer": "ended"})
    deactivate_alert(viewer=viewer_of(mayor, commune), version=danger.version)
    alert_of(commune, mayor, level="danger", text="Le barrage a cédé.")
    assert HELP["words"] not in text(client_of(mayor).get(answers_page))


def test_after_a_visit_one_answers_for_oneself(client_of, here, danger, resident):
    answer_of(danger, resident, needs_help=False, is_visit=True, seen_at=now())
    client_of(resident).post(f"{here}repondre/?version=1", {"answer": "received"})
    answer = AlertAnswer.objects.get()
    assert (answer.is_visit, answer.needs_help, answer.seen_at) == (False, False, None)


def test_the_town_hall_hears_at_once_and_nobody_else(client_of, here, danger, resident, commune):
    client_of(resident).post(f"{here}repondre/", HELP)
    heard = Change.objects.filter(name="alert_answers")
    assert [change.topic for change in heard] == [f"commune:{commune.pk}:town_hall"]
    assert not Entry.objects.filter(actor_id=resident.pk).exists()


def test_what_is_answered_is_read_by_the_town_hall_alone(
    client_of, here, answers_page, danger, resident, second_resident, mayor, delegate_with
):
    client_of(resident).post(f"{here}repondre/", HELP)
    for person in (None, second_resident):
        assert "alitée" not in text(client_of(person).get(here))
    assert client_of(delegate_with(PUBLISH)).get(answers_page).status_code == 403
    helper = delegate_with(SEND_ALERTS)
    strengthen(helper)
    for person in (mayor, helper):
        page = text(client_of(person).get(answers_page))
        assert resident.full_name in page
        assert "Ma mère est alitée" in page
        assert "Au moulin" in page


def test_who_is_not_registered_reads_where_to_sign_in(client, here, danger):
    page = text(client.get(here)).partition("<main")[2]
    assert "Connectez-vous" in page
    assert "J’ai besoin d’aide" not in page
    answer = client.post(f"{here}repondre/", HELP)
    assert answer.status_code == 302
    assert not AlertAnswer.objects.exists()


def test_words_and_place_are_encrypted_at_rest(danger, resident):
    answer_of(danger, resident, words="Ma mère est alitée", place="Au moulin")
    with connection.cursor() as cursor:
        cursor.execute("SELECT words, place FROM alerts_alertanswer")
        stored = " ".join(cursor.fetchone())
    assert "alitée" not in stored
    assert "moulin" not in stored


@pytest.mark.parametrize("level", ["information", "important"])
def test_what_is_no_danger_asks_nobody(client_of, here, commune, mayor, resident, level):
    alert_of(commune, mayor, level=level)
    assert "repondre" not in text(client_of(resident).get(here)).partition("<main")[2]
    answer = client_of(resident).post(f"{here}repondre/", HELP)
    assert answer.status_code == 422
    assert not AlertAnswer.objects.exists()


def test_a_page_that_is_open_fetches_what_the_alert_has_become(client_of, here, danger, resident):
    page = text(client_of(resident).get(here))
    assert 'data-live-refresh-events-value="live:alert' in page
    drawn = text(client_of(resident).get(here, headers={"HX-Request": "true"}))
    assert drawn.lstrip().startswith(
        '<section class="card stack" id="repondre"'
    )  # before the words of the banner
    assert drawn.count("<html") == 0
    refused = text(client_of(resident).post(f"{here}repondre/", HELP | {"words": "é" * 301}))
    assert 'data-controller="lazy live-refresh"' not in refused  # what was typed stays


def test_whoever_may_not_speak_asks_for_help_all_the_same(client_of, here, danger, resident, commune):
    RestrictionFactory(commune=commune, person=resident, scopes=[RestrictionScope.ALL.value])
    client_of(resident).post(f"{here}repondre/", HELP)
    assert AlertAnswer.objects.get().needs_help


@pytest.mark.parametrize("length", [301, 100_000])
def test_a_call_for_help_of_too_many_words_is_taken_and_cut(client_of, here, danger, resident, length):
    answer = client_of(resident).post(f"{here}repondre/", HELP | {"words": "é" * length})
    assert answer.status_code == 302
    kept = AlertAnswer.objects.get()
    assert kept.needs_help
    assert (kept.words, kept.place) == ("é" * 300, HELP["place"])


def test_seen_and_back_and_then_it_waits_no_more_on_the_desk(
    client_of, answers_page, danger, resident, mayor, commune, clock
):
    answer = answer_of(danger, resident)
    browser, desk = client_of(mayor), f"/{commune.slug}/mairie/"
    waits = f"{resident.full_name} a besoin d’aide"
    assert waits in text(browser.get(desk))
    browser.post(f"{answers_page}{answer.pk}/vu/?lu={answer.mark}", {"seen": "yes"})
    assert AlertAnswer.objects.get().seen_at
    clock.forward(minutes=2)
    assert waits not in text(browser.get(desk))
    browser.post(f"{answers_page}{answer.pk}/vu/?lu={answer.mark}", {"seen": "no"})
    assert AlertAnswer.objects.get().seen_at is None


def test_the_desk_counts_them_as_they_come(
    client_of, danger, resident, second_resident, mayor, commune, clock
):
    browser = client_of(mayor)

    def desk() -> str:
        clock.forward(minutes=2)
        return text(browser.get(f"/{commune.slug}/mairie/")).replace("\u00a0", " ")

    assert "Danger : 0 demande d’aide" in desk()
    answer_of(danger, resident)
    answer_of(danger, second_resident, needs_help=False)
    shown = desk()
    assert "Danger : 1 demande d’aide" in shown
    assert "1 personne a bien reçu" in shown
    Alert.objects.update(ended_at=now())
    assert "demande d’aide" not in desk()


def test_an_answer_of_another_commune_is_not_there(
    client_of, answers_page, other_commune, other_mayor, stranger, mayor, danger
):
    elsewhere = answer_of(alert_of(other_commune, other_mayor, level="danger"), stranger)
    assert client_of(mayor).post(f"{answers_page}{elsewhere.pk}/vu/").status_code == 404
    assert stranger.full_name not in text(client_of(mayor).get(answers_page))
    assert AlertAnswer.objects.get().seen_at is None


def test_as_many_statements_for_many_as_for_few(client_of, answers_page, danger, commune, mayor):
    def statements() -> int:
        browser = client_of(mayor)
        browser.get(answers_page)
        with CaptureQueriesContext(connection) as found:
            browser.get(answers_page)
        return len(found)

    def more(count: int) -> None:
        for number in range(count):
            person = PersonFactory()
            MembershipFactory(commune=commune, person=person, street=f"{number} rue du Lavoir")
            if number % 2:
                answer_of(danger, person, words="Au secours")

    more(4)
    few = statements()
    more(30)
    assert statements() == few


def test_thirty_days_after_the_end_they_are_gone(danger, resident, mayor, commune, viewer_of, clock):
    answer_of(danger, resident)
    clock.forward(days=40)
    purge_old_answers()
    assert AlertAnswer.objects.exists()  # it is in force
    deactivate_alert(viewer=viewer_of(mayor, commune), version=1)
    clock.forward(days=29)
    purge_old_answers()
    assert AlertAnswer.objects.exists()
    clock.forward(days=2)
    purge_old_answers()
    assert not AlertAnswer.objects.exists()


def test_while_nobody_ends_it_they_are_kept_for_six_months_at_most(danger, resident, clock):
    answer_of(danger, resident)
    clock.forward(days=179)
    purge_old_answers()
    assert AlertAnswer.objects.exists()
    clock.forward(days=2)
    purge_old_answers()
    assert not AlertAnswer.objects.exists()
    assert Alert.objects.get().ended_at is None


def test_it_is_in_the_export_and_on_the_page_about_data(danger, resident, client):
    answer_of(danger, resident, words="Ma mère est alitée")
    exported = personal_data_of(resident.pk)["Réponses aux alertes de danger"]
    assert "Ma mère est alitée" in str(exported)
    page = text(client.get("/confidentialite/"))
    assert "trente jours après sa fin, six mois au plus" in page


def test_of_the_last_danger_once_it_is_over_visits_go_on(
    client_of, answers_page, danger, resident, second_resident, mayor, commune, viewer_of
):
    answer_of(danger, resident)
    deactivate_alert(viewer=viewer_of(mayor, commune), version=1)
    later = alert_of(commune, mayor, level="information", text="Danger écarté.")
    page = text(client_of(mayor).get(answers_page))
    assert resident.full_name in page
    assert second_resident.full_name in page  # has not answered
    membership = Membership.objects.get(person=second_resident)
    visit = f"{reverse('alert_visit', args=[commune.slug, membership.pk])}?version={danger.version}"
    client_of(mayor).post(visit, {"seen": "yes"})
    assert [one.person_id for one in danger.answers.filter(is_visit=True)] == [second_resident.pk]
    assert not later.answers.exists()


def test_a_call_whose_key_is_missing_says_so_and_the_others_stand(
    client_of, answers_page, here, danger, resident, second_resident, mayor
):
    client_of(resident).post(f"{here}repondre/", HELP)
    client_of(second_resident).post(f"{here}repondre/", HELP | {"words": "Plus d’électricité"})
    with connection.cursor() as cursor:
        whose = resident.pk.hex if connection.vendor == "sqlite" else resident.pk
        cursor.execute("UPDATE alerts_alertanswer SET words = 'x' WHERE person_id = %s", [whose])
    page = text(client_of(mayor).get(answers_page))
    assert "Ce mot ne peut pas être lu pour le moment." in page
    assert "Plus d’électricité" in page
    client_of(resident).post(f"{here}repondre/", HELP | {"words": "De nouveau"})
    assert "De nouveau" in text(client_of(mayor).get(answers_page))


def test_once_it_is_over_the_town_hall_still_finds_who_answered(
    client_of, viewer_of, commune, danger, mayor, answers_page
):
    deactivate_alert(viewer=viewer_of(mayor, commune), version=danger.version)
    assert answers_page in text(client_of(mayor).get(f"/{commune.slug}/mairie/alertes/"))


def test_no_call_is_lost_whatever_comes_after(
    client_of, viewer_of, commune, danger, mayor, resident, answers_page, here
):
    """The danger is lowered, or ends, another one follows, or an exercise: until somebody has seen it, it is there."""
    client_of(resident).post(f"{here}repondre/", HELP)
    edited = alert_of(commune, mayor, level="important", text="Le danger est passé.")
    assert HELP["words"] in text(client_of(mayor).get(answers_page))
    deactivate_alert(viewer=viewer_of(mayor, commune), version=edited.version)
    drill = alert_of(commune, mayor, level="danger", text="Nous nous exerçons.", is_drill=True)
    page = text(client_of(mayor).get(answers_page))
    assert HELP["words"] in page
    assert "À l’alerte" in " ".join(page.split())
    deactivate_alert(viewer=viewer_of(mayor, commune), version=drill.version)
    page = text(client_of(mayor).get(answers_page))
    assert "Nous nous exerçons" not in page  # what is real stands before an exercise that is over
    call = AlertAnswer.objects.get()
    seen = f"{reverse('alert_answer_seen', args=[commune.slug, call.pk])}?lu={call.mark}"
    client_of(mayor).post(seen, {"seen": "yes"})
    call.refresh_from_db()
    assert call.seen_at


def test_of_many_calls_a_page_shows_the_first_and_says_how_many_there_are(
    client_of, answers_page, danger, mayor
):
    for _ in range(MOST_CALLS + 1):
        answer_of(danger, PersonFactory())
    page = text(client_of(mayor).get(answers_page)).replace("\u00a0", " ")
    assert "101, dont 101 à voir" in page
    assert "100 sur 101" in page
    AlertAnswer.objects.filter(pk=AlertAnswer.objects.order_by("answered_at", "pk")[0].pk).update(
        seen_at=now()
    )
    assert "101, dont 100 à voir" in text(client_of(mayor).get(answers_page))


def test_the_page_of_answers_says_that_the_alert_is_over_and_that_the_call_was_seen(
    client_of, answers_page, danger, resident, mayor, commune, viewer_of
):
    answer_of(danger, resident, seen_at=now())
    browser = client_of(mayor)
    page = text(browser.get(answers_page))
    assert "Terminée depuis" not in page
    assert re.search(r"<dt>Ont besoin d’aide</dt>\s*<dd>\s*1,\s*déjà vue\s*</dd>", page)
    deactivate_alert(viewer=viewer_of(mayor, commune), version=1)
    assert "Terminée depuis" in text(browser.get(answers_page))


@pytest.mark.parametrize(("is_drill", "over"), [(True, "Terminé depuis"), (False, "Terminée depuis")])
def test_paper_says_of_which_danger_it_is_and_that_it_is_over(
    is_drill, over, client_of, answers_page, resident, mayor, commune, viewer_of
):
    alert_of(commune, mayor, level="danger", is_drill=is_drill)
    browser, printed = client_of(mayor), reverse("alert_visits", args=[commune.slug])

    def paper() -> str:
        shown = b"".join(browser.get(printed).streaming_content).decode()
        return shown.partition("<main")[2].replace("\u00a0", " ")

    before = paper()
    assert ("EXERCICE." in before) is is_drill
    assert ("N’ont pas répondu, par rue" in before) is not is_drill
    assert ("1 personne à voir" in before) is not is_drill
    assert over not in before
    deactivate_alert(viewer=viewer_of(mayor, commune), version=1)
    assert over in paper()
    assert over in text(browser.get(answers_page)).replace("\u00a0", " ")
