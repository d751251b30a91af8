"""Whoever has answered a danger is not asked on every page: it says what they said, at no statement more."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.alerts.factories import alert_of

HELP = {"answer": "help", "words": "Ma mère est alitée"}
RECEIVED = {"answer": "received"}
AGAIN = "Voir ou renouveler ma demande"
SAID, CALLED = "Vous avez répondu : J’ai bien reçu.", "Vous avez demandé de l’aide."


def above(browser, path: str) -> str:
    shown = browser.get(path).content.decode().partition('<a class="skip-link"')[0]
    return " ".join(shown.replace("\u00a0", " ").split())


@pytest.fixture
def links(commune) -> str:
    return f"/{commune.slug}/liens/"


@pytest.fixture
def answer(here) -> str:
    return f"{here}repondre/?version=1&bandeau=1"


def test_whoever_received_it_may_still_call(client_of, links, answer, danger, resident, second_resident):
    browser = client_of(resident)
    assert 'value="received"' in above(browser, links)
    browser.post(answer, RECEIVED)
    shown = above(browser, links)
    assert SAID in shown
    assert 'value="received"' not in shown
    assert "J’ai besoin d’aide" in shown
    for other in (client_of(second_resident), client_of(resident)):  # somebody else; another device
        assert SAID not in above(other, links)
        assert 'value="received"' in above(other, links)


def test_whoever_called_is_asked_nothing_until_they_say_that_all_is_well(
    client_of, here, links, answer, danger, resident, commune, mayor
):
    browser = client_of(resident)
    browser.post(f"{here}repondre/?version=1", HELP)
    for _ in range(2):  # also once the words have changed
        shown = above(browser, links)
        assert CALLED in shown
        assert AGAIN in shown
        assert 'value="received"' not in shown
        alert_of(commune, mayor, level="danger", text="L’eau monte encore.")
    page = browser.post(answer, RECEIVED, follow=True).content.decode()  # from a page of before
    assert "tient toujours" not in page  # its words were others
    browser.post(f"{here}repondre/?version=2", {"answer": "ended"}, follow=True)
    assert SAID in above(browser, links)


def test_whoever_ended_their_call_elsewhere_may_call_again_from_each_device(
    client_of, here, links, danger, resident, commune, mayor
):
    """What a device keeps of the call is of before: it hides the way to ask for help from nobody."""
    phone = client_of(resident)
    phone.post(f"{here}repondre/?version=1", HELP)
    client_of(resident).post(f"{here}repondre/?version=1", {"answer": "ended"})
    for _ in range(2):  # also once the words have changed
        assert f'href="{here}#repondre"> <svg' in above(phone, links)
        assert AGAIN in above(phone, links)
        alert_of(commune, mayor, level="danger", text="L’eau monte encore.")
    page = phone.get(here).content.decode()
    assert "Envoyer ma demande d’aide" in page
    assert CALLED not in above(phone, links)  # the page told the device
    assert "J’ai besoin d’aide" in above(phone, links)


def test_received_from_a_page_of_before_says_that_the_call_stands(
    client_of, here, answer, danger, resident, links
):
    browser = client_of(resident)
    browser.post(f"{here}repondre/?version=1", HELP)
    page = browser.post(answer, RECEIVED, follow=True, headers={"Referer": f"http://testserver{links}"})
    assert page.request["PATH_INFO"] == here
    assert "Votre demande d’aide tient toujours" in page.content.decode()


def test_other_words_are_asked_about_again(client_of, here, links, answer, danger, resident, commune, mayor):
    browser = client_of(resident)
    browser.post(answer, RECEIVED)
    alert_of(commune, mayor, level="danger", url="https://exemple.fr/")  # the same words
    assert SAID in above(browser, links)
    alert_of(commune, mayor, level="danger", text="Contrordre : restez chez vous")
    assert SAID not in above(browser, links)
    assert 'value="received"' in above(browser, links)


def test_a_device_that_others_sign_in_on_says_nothing_of_before(
    client_of, links, answer, danger, resident, second_resident
):
    browser = client_of(resident)
    browser.post(answer, RECEIVED)
    kept = browser.cookies["alert_answer"].value
    assert str(resident.pk) not in kept
    other = client_of(second_resident)
    for value in (kept, "", ".", "a.b.c", kept.replace(".1", ".99"), kept.replace("received", "safe")):
        other.cookies["alert_answer"] = value
        assert SAID not in above(other, links)


def test_the_device_forgets_it_as_its_person_signs_out(client_of, answer, danger, resident):
    browser = client_of(resident)
    browser.post(answer, RECEIVED)
    assert browser.cookies["alert_answer"].value
    browser.post(reverse("account_logout"))
    assert not browser.cookies["alert_answer"].value


def test_another_device_learns_of_it_on_the_page_of_the_alert(
    client_of, here, links, answer, danger, resident
):
    client_of(resident).post(answer, RECEIVED)
    browser = client_of(resident)
    browser.get(here)
    assert SAID in above(browser, links)


def test_it_costs_no_statement(client_of, links, answer, danger, resident):
    browser = client_of(resident)
    for _ in range(2):
        browser.get(links)
    with CaptureQueriesContext(connection) as before:
        browser.get(links)
    browser.post(answer, RECEIVED)
    browser.get(links)  # says that it was received, and is rendered once a version
    with CaptureQueriesContext(connection) as found:
        assert SAID in above(browser, links)
    assert len(found) == len(before)


@pytest.mark.parametrize(
    ("before", "leads"),
    [
        ("http://testserver{links}?page=2", "{links}?page=2"),
        ("https://ailleurs.example/", "{here}"),
        ("http://testserver//ailleurs.example/", "{here}"),
        ("", "{here}"),
    ],
)
def test_one_stays_on_the_page_that_one_was_reading(
    client_of, here, links, answer, danger, resident, before, leads
):
    browser, names = client_of(resident), {"here": here, "links": links}
    answered = browser.post(answer, RECEIVED, headers={"Referer": before.format(**names)})
    assert answered.url == leads.format(**names)
    own = browser.post(
        f"{here}repondre/?version=1", RECEIVED, headers={"Referer": f"http://testserver{links}"}
    )
    assert own.url == here


def test_what_was_said_is_written_as_one_writes_it_and_not_asked_again(
    client_of, here, answer, danger, resident
):
    browser = client_of(resident)
    browser.post(answer, RECEIVED)
    page = browser.get(here).content.decode().partition("<main")[2]
    assert "J’ai bien reçu</strong>, " in page
    assert 'value="received"' not in page
    assert "J’ai besoin d’aide" in page
