"""Whoever was invited arrives by a link: told whose account it is and where, they choose a first password."""

from datetime import date
from urllib.parse import urlsplit

import pytest

from civic.accounts.actions.account import new_password_url
from civic.accounts.models import Person
from civic.town_halls.actions.offices import bring_town_hall
from tests.accounts.factories import PASSWORD
from tests.accounts.mails import mails_to, path_in, subjects_to

ADDRESS = "camille@exemple.test"
CHANGED = "Votre mot de passe a été changé"


@pytest.fixture
def opened(client, empty_commune):
    """The page of the link, in the browser of an invited mayor."""
    bring_town_hall(
        commune=empty_commune,
        email=ADDRESS,
        first_name="Camille",
        last_name="Vraie",
        since=date(2020, 5, 23),
    )
    return client.get(path_in(mails_to(ADDRESS)[-1], "/mot-de-passe/"), follow=True)


def words(answer):
    return " ".join(answer.content.decode().split())


def choose(client, answer, **more):
    return client.post(answer.redirect_chain[-1][0], {"password1": PASSWORD, **more}, follow=True)


def test_the_link_says_whose_account_it_is_and_what_waits(opened, empty_commune):
    page = words(opened)
    assert "Bienvenue, Camille Vraie" in page
    assert f"La page {empty_commune.of_name} vous attend" in page
    assert ADDRESS in page
    assert "conditions d’utilisation" in page


def test_an_account_opens_on_its_terms(opened, client):
    assert "Cochez cette case" in words(choose(client, opened))
    person = Person.objects.get(email=ADDRESS)
    assert (person.has_usable_password(), person.terms_accepted_at) == (False, None)
    choose(client, opened, terms="on")
    person.refresh_from_db()
    assert person.check_password(PASSWORD)
    assert person.terms_accepted_at


def test_a_first_password_is_no_change(opened, client, run_jobs):
    arrived = words(choose(client, opened, terms="on"))
    assert "Bienvenue ! Votre compte est créé." in arrived
    run_jobs()
    assert CHANGED not in subjects_to(ADDRESS)


def test_another_password_is_one_and_asks_for_no_terms(client, resident, run_jobs):
    page = client.get(urlsplit(new_password_url(person=resident)).path, follow=True)
    assert "Choisissez votre mot de passe" in words(page)
    assert "conditions d’utilisation</a>" not in words(page).split("<footer")[0]
    choose(client, page)
    run_jobs()
    assert CHANGED in subjects_to(resident.email)
