"""Signing out ends the session, and not only in the browser that forgets its cookie."""

import pytest
from django.conf import settings
from django.test import Client

from civic.accounts.actions import account as actions
from civic.accounts.models import EndedSession
from civic.viewers.queries.viewer import build_viewer
from tests.accounts.factories import PASSWORD


@pytest.fixture
def signed_in(client, resident):
    client.post("/connexion/", {"login": resident.email, "password": PASSWORD})
    return client


def copy_of(browser):
    """Someone who took the cookie, without the browser."""
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = browser.cookies[settings.SESSION_COOKIE_NAME].value
    return thief


def test_a_copy_of_the_cookie_is_good_until_the_sign_out_and_no_longer(signed_in, commune, resident):
    thief = copy_of(signed_in)
    assert thief.get("/mon-compte/").status_code == 200
    assert resident.full_name in thief.get(f"/{commune.slug}/").content.decode()
    thief = copy_of(signed_in)
    signed_in.post("/deconnexion/")
    assert resident.full_name not in thief.get(f"/{commune.slug}/").content.decode()
    assert thief.get("/mon-compte/")["Location"].startswith("/connexion/")


@pytest.mark.parametrize("path", ["/mon-compte/mot-de-passe/", "/mon-compte/confirmer/", "/deconnexion/"])
def test_nor_does_it_open_the_pages_of_the_sign_in_library(signed_in, path):
    thief = copy_of(signed_in)
    signed_in.post("/deconnexion/")
    assert thief.get(path).status_code == 302
    assert thief.cookies[settings.SESSION_COOKIE_NAME].value == ""


def test_the_sign_in_page_takes_nobody_for_signed_in(signed_in):
    """Else it would send them home, which would send them back."""
    thief = copy_of(signed_in)
    signed_in.post("/deconnexion/")
    page = thief.get("/connexion/")
    assert (page.status_code, page.wsgi_request.user.is_authenticated) == (200, False)


def test_other_devices_go_on(signed_in, client_of, resident):
    phone = client_of(resident)
    signed_in.post("/deconnexion/")
    assert phone.get("/mon-compte/").status_code == 200


def test_it_takes_no_statement_more(signed_in, commune, django_assert_num_queries):
    request = signed_in.get("/mon-compte/").wsgi_request
    for slug in (None, commune.slug):
        with django_assert_num_queries(1):
            assert build_viewer(request, slug).is_authenticated


def test_ended_sessions_are_purged_once_no_cookie_of_theirs_can_be_read(clock, client_of, resident):
    client_of(resident).post("/deconnexion/")
    clock.forward(days=29)
    client_of(resident).post("/deconnexion/")
    actions.purge_ended_sessions()
    assert EndedSession.objects.count() == 2
    clock.forward(days=2)
    actions.purge_ended_sessions()
    assert EndedSession.objects.count() == 1
