"""What `@page` answers; who is let in where is in tests/architecture/test_access_matrix.py."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import include, path

from civic.core.access import Access, page
from civic.core.refusals import NotAllowed, Refusal
from config import urls


class TooLate(Refusal):
    message = "C’est trop tard."


@page(access=Access.PUBLIC, writes=True)
def refuses(request):
    raise TooLate


@page(access=Access.PUBLIC)
def forbids(request):
    raise NotAllowed


@page(access=Access.SIGNED_IN, writes=True)
def private(request):
    return HttpResponse(request.viewer.name)


@page(access=Access.PUBLIC, writes=True)
def reads(request):
    return HttpResponse(len(request.POST))


handler400 = urls.handler400
urlpatterns = [
    path("lit/", reads),
    path("refuse/", refuses),
    path("interdit/", forbids),
    path("prive/", private),
    path("", include("config.urls")),
]
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]
HTMX = {"HX-Request": "true"}


def test_a_refusal_is_a_page_with_its_sentence(client):
    response = client.post("/refuse/")
    assert response.status_code == 422
    assert "C’est trop tard." in response.content.decode()
    assert "<h1" in response.content.decode()


def test_for_htmx_a_refusal_is_a_line(client):
    response = client.post("/refuse/", headers=HTMX)
    assert response.status_code == 422
    assert "C’est trop tard." in response.content.decode()
    assert "<html" not in response.content.decode()


def test_a_right_that_is_missing_is_403(client):
    assert client.get("/interdit/").status_code == 403


def test_signed_out_goes_to_sign_in_and_comes_back(client):
    response = client.get("/prive/?onglet=2")
    assert (response.status_code, response.url) == (302, "/connexion/?next=%2Fprive%2F%3Fonglet%3D2")


def test_what_was_sent_signed_out_is_not_sent_again_by_a_link(client):
    assert client.post("/prive/").url == "/connexion/"


def test_signed_out_in_a_fragment_moves_the_whole_page(client):
    response = client.get("/prive/", headers=HTMX)
    assert response.status_code == 401
    assert response.headers["HX-Redirect"].startswith("/connexion/")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_methods_that_a_page_does_not_take(client, method):
    assert getattr(client, method)("/interdit/").status_code == 405


def test_a_form_without_its_token_is_refused_in_words():
    response = Client(enforce_csrf_checks=True).post("/refuse/")
    assert response.status_code == 403
    assert "trop longtemps" in response.content.decode()


MUCH = {
    "2 Mo": {"texte": "x" * (2 * 1024 * 1024 + 1)},
    "500 réponses": {f"champ{number}": "x" for number in range(501)},
    "200 fichiers": {f"photo{number}": ("un.jpg", b"x") for number in range(201)},
}


@pytest.mark.parametrize("words", MUCH)
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "line"])
@pytest.mark.parametrize("checks", [True, False], ids=["token first", "view first"])
def test_a_form_that_is_too_much_says_what_is(words, headers, checks, commune):
    typed = {
        name: SimpleUploadedFile(*value) if isinstance(value, tuple) else value
        for name, value in MUCH[words].items()
    }
    browser = Client(enforce_csrf_checks=checks)
    browser.get("/connexion/")  # where the token's secret comes from
    response = browser.post("/lit/", typed, headers=headers)
    said = response.content.decode().replace("\u00a0", " ")
    assert (response.status_code, words in said) == (413, True)
    assert "en arrière" not in said
    assert ("Revenir à la page précédente" in said) == ("<html" in said) == (not headers)


def test_a_session_ends_with_the_password_and_with_signing_out_everywhere(resident, client_of):
    for change in ("password", "everywhere"):
        browser = client_of(resident)
        assert browser.get("/prive/").content.decode() == "Anne Martin"
        if change == "password":
            resident.set_password("Un-autre-mot-de-passe-1")
        else:
            resident.session_version += 1
        resident.save()
        assert browser.get("/prive/").status_code == 302


def test_a_closed_account_is_signed_out(resident, client_of):
    browser = client_of(resident)
    resident.is_active = False
    resident.save()
    assert browser.get("/prive/").status_code == 302


def test_pages_are_not_kept_for_whoever_comes_next(client_of, resident, commune):
    browser = client_of(resident)
    assert browser.get(f"/{commune.slug}/").headers["Cache-Control"] == "private, no-cache"
    assert browser.post("/deconnexion/").headers["Clear-Site-Data"] == '"cache"'
