"""An opening that its person gives up, or that the platform stops and lets go again."""

from datetime import UTC, datetime

import pytest

from civic.accounts.models import Person, WorkFailure
from civic.communes.models import Commune
from civic.openings.actions.contesting import allow_again, stop_opening
from civic.openings.actions.opening import enter_code
from civic.openings.enums import OpeningStatus
from civic.openings.models import Opening
from tests.accounts.factories import PersonFactory
from tests.accounts.mails import mails_to, subjects_to, text_of
from tests.communes.factories import MembershipFactory, OfficeFactory
from tests.openings.factories import OpeningFactory, post_paper
from tests.openings.test_views import page_of

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 10, 9, tzinfo=UTC)


def test_who_gives_up_reads_when_another_code_may_leave(
    client_of, newcomer, start, there, clock, empty_commune, staff, viewer_of, run_jobs
):
    """The former is worth nothing, and its five minutes go on; without a mailbox the letter's two weeks do."""
    browser = client_of(newcomer)

    def give_up() -> str:
        return page_of(browser.post(there + "abandonner/", follow=True))

    clock.at(NOW)
    start(newcomer)
    assert "Un nouveau code pourra partir à 10 h 05." in give_up()
    clock.forward(minutes=5)
    start(newcomer)
    clock.forward(minutes=5)
    assert "Vous pouvez la reprendre depuis la page de la commune." in give_up()
    Commune.objects.filter(pk=empty_commune.pk).update(town_hall_email="")
    opening = start(newcomer)
    run_jobs()
    post_paper(viewer=viewer_of(staff, empty_commune), opening_id=opening.pk)
    assert "Un nouveau code pourra partir mardi 24 novembre à 10 h 10." in give_up()


def test_what_was_stopped_by_mistake_may_begin_again(client_of, newcomer, staff, start, there, viewer_of):
    opening = start(newcomer)
    here = f"/plateforme/ouvertures/{opening.pk}/"
    browser, person = client_of(staff), client_of(newcomer)
    browser.post(here, {"reason": "Erreur"})
    assert "Nous écrire" in page_of(person.get(f"{there}?fonction=maire"))
    for _ in range(2):
        assert browser.post(f"{here}laisser/", follow=True).status_code == 200
    assert Opening.objects.get().status == OpeningStatus.GIVEN_UP
    assert WorkFailure.objects.filter(person=newcomer).count() == 1
    assert ["plus arrêtée" in subject for subject in subjects_to(newcomer.email)] == [False, True]
    assert f"{there}?fonction=maire" in text_of(mails_to(newcomer.email)[1])
    page = page_of(browser.get(here))
    assert "Arrêtée, peut recommencer." in page
    assert "Avait été arrêtée parce que" in page
    assert "bandonnée" not in page
    assert "Nous écrire" not in page_of(person.get(f"{there}?fonction=maire"))
    assert person.post(f"{here}laisser/").status_code == 403


def test_who_may_begin_again_arrives_there_and_reads_so(
    client_of, newcomer, staff, start, there, viewer_of, empty_commune, commune
):
    """As long as it is the last that they began, they belong nowhere, and nobody has opened that page."""
    opening = start(newcomer)
    stop_opening(viewer=viewer_of(staff, empty_commune), opening_id=opening.pk, reason="Erreur")
    allow_again(viewer=viewer_of(staff, empty_commune), opening_id=opening.pk)
    person = client_of(newcomer)
    answer = person.get("/accueil/", follow=True)
    assert answer.request["PATH_INFO"] == there
    words = "Vous pouvez de nouveau ouvrir la page de Sanmairie."
    assert words in page_of(answer)
    assert f'{words} <a href="{there}code/">Continuer</a>' in page_of(person.get("/ouvrir/"))
    MembershipFactory(commune=commune, person=newcomer)
    assert person.get("/accueil/").url == f"/{commune.slug}/"
    newcomer.memberships.all().delete()
    OfficeFactory(commune=empty_commune, person=PersonFactory())
    assert person.get("/accueil/").url == "/mon-compte/communes/"


@pytest.mark.parametrize("by_post", [True, False])
def test_the_town_hall_hears_that_what_was_announced_is_stopped(
    newcomer, staff, start, viewer_of, empty_commune, by_post
):
    opening = start(newcomer, by_post=by_post)
    for _ in range(2):
        stop_opening(viewer=viewer_of(staff, empty_commune), opening_id=opening.pk, reason="Erreur")
    address = empty_commune.town_hall_email
    assert subjects_to(address)[1:] == ["Demande arrêtée pour la page de Sanmairie"]
    words = " ".join(text_of(mails_to(address)[-1]).split())
    assert "Alix Nouvelle" in words
    assert "Ne le donnez à personne" in words
    assert ("Le courrier annoncé ne viendra pas." in words) is by_post


def test_a_town_hall_that_received_nothing_hears_of_no_stop(newcomer, staff, viewer_of, empty_commune):
    opening = OpeningFactory(commune=empty_commune, person=newcomer, status=OpeningStatus.CHOSEN)
    stop_opening(viewer=viewer_of(staff, empty_commune), opening_id=opening.pk, reason="Erreur")
    assert subjects_to(empty_commune.town_hall_email) == []


def test_who_gave_up_again_is_not_led_back(
    client_of, newcomer, staff, start, there, viewer_of, clock, empty_commune
):
    clock.at(NOW)
    opening = start(newcomer)
    stop_opening(viewer=viewer_of(staff, empty_commune), opening_id=opening.pk, reason="Erreur")
    allow_again(viewer=viewer_of(staff, empty_commune), opening_id=opening.pk)
    clock.forward(minutes=10)
    start(newcomer)
    person = client_of(newcomer)
    person.post(there + "abandonner/")
    assert person.get("/accueil/").url == "/mon-compte/communes/"


def test_giving_up_twice_says_it_twice(client_of, newcomer, start, there):
    start(newcomer)
    browser = client_of(newcomer)
    pages = [page_of(browser.post(there + "abandonner/", follow=True)) for _ in range(2)]
    assert all("L’ouverture est abandonnée." in page for page in pages)


def test_what_is_stopped_is_not_said_to_be_given_up(client_of, newcomer, staff, start, there):
    opening = start(newcomer)
    client_of(staff).post(f"/plateforme/ouvertures/{opening.pk}/", {"reason": "Doute"})
    page = page_of(client_of(newcomer).post(there + "abandonner/", follow=True))
    assert "Cette ouverture est arrêtée" in page
    assert "abandonnée" not in page


def test_a_page_that_is_open_is_not_given_up(
    client_of, newcomer, start, there, code_for, viewer_of, empty_commune
):
    """By a tab of before."""
    start(newcomer)
    enter_code(viewer=viewer_of(newcomer, empty_commune), code=code_for())
    page = page_of(client_of(newcomer).post(there + "abandonner/", follow=True))
    assert "La page de Sanmairie est ouverte." in page
    assert "abandonnée" not in page


def test_who_never_began_has_nothing_to_give_up(client_of, newcomer, there):
    page = page_of(client_of(newcomer).post(there + "abandonner/", follow=True))
    assert "Ouvrir la page de Sanmairie" in page
    assert "abandonnée" not in page


def test_nobody_is_asked_to_open_what_somebody_else_opened_meanwhile(
    client_of, newcomer, known, staff, start, there, code_for, viewer_of, empty_commune
):
    here = f"/plateforme/ouvertures/{start(newcomer).pk}/"
    browser = client_of(staff)
    browser.post(here, {"reason": "Doute"})
    start(known)
    enter_code(viewer=viewer_of(known, empty_commune), code=code_for())
    browser.post(f"{here}laisser/")
    text = text_of(mails_to(newcomer.email)[-1])
    assert "une autre personne a ouvert cette page" in text
    assert "vous pouvez la refaire" not in text
    assert "Entre-temps" in WorkFailure.objects.get(person=newcomer).explanation


def test_nobody_writes_to_a_closed_account(client_of, newcomer, staff, start):
    here = f"/plateforme/ouvertures/{start(newcomer).pk}/"
    Person.objects.filter(pk=newcomer.pk).update(is_active=False)
    client_of(staff).post(here, {"reason": "Doute"})
    client_of(staff).post(f"{here}laisser/")
    assert subjects_to(newcomer.email) == []


def test_what_was_begun_is_said_once_above_ones_own_page_and_not_once_its_code_expired(
    client_of, resident, start, clock
):
    clock.at(NOW)
    start(resident)

    def said() -> int:
        return page_of(browser.get(browser.get("/accueil/").url)).count("Vous avez commencé à ouvrir")

    browser = client_of(resident)
    assert [said(), said()] == [1, 0]
    clock.forward(days=3)
    browser = client_of(resident)
    assert said() == 0
