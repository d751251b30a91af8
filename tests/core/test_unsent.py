"""What was typed in a page whose session ended while it was open: kept for the one who typed it, for nobody else."""

import html
import re

import pytest
from django.test import Client
from django.urls import reverse

from civic.core import seals
from civic.posts.models import Post

pytestmark = pytest.mark.django_db
TYPED = {
    "title": "Fête au lavoir", "content": "Samedi, à midi.", "audience": "members", "when": "now", "key": "k",
    "comments_open": "on", "action": "publish",
}  # fmt: skip
HTMX = {"HX-Request": "true"}


@pytest.fixture
def address(commune) -> str:
    return f"/{commune.slug}/actualites/nouvelle/"


@pytest.fixture
def browser(mayor, client_of) -> Client:
    return client_of(mayor, enforce_csrf_checks=True)


def hidden(response, name: str) -> str:
    found = re.search(rf'name="{name}"\s+value="([^"]+)"', response.content.decode())
    assert found
    return found[1]


@pytest.fixture
def page(browser, address) -> dict[str, str]:
    """The form as it was open, and filled in."""
    return TYPED | {"csrfmiddlewaretoken": hidden(browser.get(address), "csrfmiddlewaretoken")}


def enter(browser: Client, person) -> None:
    browser.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")


def again(browser: Client, address: str, response):
    """« Envoyer mon texte »."""
    return browser.post(address, {name: hidden(response, name) for name in ("csrfmiddlewaretoken", "unsent")})


def is_sent() -> bool:
    return Post.objects.filter(title="Fête au lavoir").exists()


def test_signed_out_and_in_again_in_another_tab_the_form_is_simply_sent(browser, mayor, address, page):
    browser.logout()
    enter(browser, mayor)
    assert browser.post(address, page).status_code == 302
    assert is_sent()


def test_the_same_by_the_pages_themselves(browser, mayor, address, page):
    mayor.set_password("Un-mot-de-passe-1")
    mayor.save()
    enter(browser, mayor)  # the change of password ended the first session
    browser.post(reverse("account_logout"), {"csrfmiddlewaretoken": page["csrfmiddlewaretoken"]})
    token = hidden(browser.get("/connexion/"), "csrfmiddlewaretoken")
    login = {"login": mayor.email, "password": "Un-mot-de-passe-1", "csrfmiddlewaretoken": token}
    assert browser.post("/connexion/", login).status_code == 302
    assert browser.post(address, page).status_code == 302
    assert is_sent()


@pytest.mark.parametrize("end", ["signed out", "expired", "password"])
def test_it_is_kept_until_the_same_person_is_back(browser, mayor, address, page, end):
    if end == "signed out":
        browser.logout()
        browser.get("/connexion/")
    elif end == "expired":
        browser.cookies.clear()
    else:
        mayor.set_password("Un-autre-mot-de-passe-1")
        mayor.save()
    answer = browser.post(address, page)
    assert answer.status_code == 403
    assert "Votre texte est gardé" in answer.content.decode()
    assert not any(words in answer.content.decode() for words in ("lavoir", "midi"))
    answer = again(browser, address, answer)  # too early
    assert answer.status_code == 403
    assert not is_sent()
    enter(browser, mayor)
    assert again(browser, address, answer).status_code == 302
    assert is_sent()


def test_another_person_neither_sees_nor_sends_it(browser, delegate, address, page):
    browser.logout()
    enter(browser, delegate)
    answer = browser.post(address, page)
    assert answer.status_code == 403
    assert "lavoir" not in answer.content.decode()
    assert again(browser, address, answer).status_code == 403
    theirs = hidden(browser.get("/mon-compte/"), "csrfmiddlewaretoken")
    taken = {"csrfmiddlewaretoken": theirs, "unsent": hidden(answer, "unsent")}
    taken = browser.post(address, taken)
    assert (taken.status_code, "lavoir" in taken.content.decode()) == (403, False)
    assert not is_sent()


def test_what_comes_from_another_site_is_not_kept(browser, address, page):
    answer = browser.post(address, page, headers={"Origin": "https://ailleurs.exemple"})
    assert (answer.status_code, 'name="unsent"' in answer.content.decode()) == (403, False)


@pytest.mark.parametrize("secret", ["oldpassword", "code", "option"])
def test_neither_a_password_nor_a_code_nor_a_vote_is_kept(browser, page, secret):
    token = page["csrfmiddlewaretoken"]
    browser.cookies.clear()
    answer = browser.post(
        reverse("account_change_password"), {secret: "x", "other": "y", "csrfmiddlewaretoken": token}
    )
    assert 'name="unsent"' not in answer.content.decode()


@pytest.mark.parametrize("has_token", [True, False], ids=["token", "session"])
def test_a_part_of_a_page_stays_where_it_is(browser, mayor, address, page, has_token):
    if has_token:
        browser.cookies.clear()
    else:
        mayor.set_password("Un-autre-mot-de-passe-1")
        mayor.save()
    open_page = HTMX | {"HX-Current-URL": "http://testserver/eze-06/"}
    answer = browser.post(address, page, headers=open_page)
    assert (answer.status_code, "HX-Redirect" in answer.headers) == (403, False)
    assert "renvoyez votre texte" in answer.content.decode()
    assert 'href="/connexion/?next=/eze-06/" target="_blank"' in html.unescape(
        answer.content.decode()
    ).replace("%2F", "/")


@pytest.mark.parametrize("text", ["autre chose", "e30=", None], ids=["words", "empty", "not sealed"])
def test_what_was_sealed_for_something_else_opens_nothing(browser, address, page, text):
    sealed = seals.seal(text, purpose="something.else") if text else "abc"
    token = page["csrfmiddlewaretoken"]
    assert browser.post(address, {"unsent": sealed, "csrfmiddlewaretoken": token}).status_code == 403


def test_a_form_open_to_anybody_is_sent_again_as_it_was_typed_without_its_password() -> None:
    browser = Client(enforce_csrf_checks=True)
    typed = {"login": "anne@exemple.fr", "password": "Un-secret-1", "csrfmiddlewaretoken": "x" * 32}
    answer = browser.post("/connexion/?next=/eze-06/", typed)
    said = answer.content.decode()
    assert (answer.status_code, "Un-secret-1" in said) == (403, False)
    assert hidden(answer, "login") == "anne@exemple.fr"
    assert 'action="/connexion/?next=/eze-06/"' in said
    assert "Envoyer de nouveau" in said
    again_typed = {name: hidden(answer, name) for name in ("login", "csrfmiddlewaretoken")}
    answer = browser.post("/connexion/", again_typed)
    assert (answer.status_code, 'value="anne@exemple.fr"' in answer.content.decode()) == (422, True)


def test_what_another_site_sent_to_a_form_open_to_anybody_is_not_sent_again() -> None:
    answer = Client(enforce_csrf_checks=True).post(
        "/contact/", {"message": "Piège"}, headers={"Origin": "https://ailleurs.exemple"}
    )
    assert (answer.status_code, "Piège" in answer.content.decode()) == (403, False)


def test_a_stale_part_of_a_page_says_how_to_go_on() -> None:
    answer = Client(enforce_csrf_checks=True).post("/contact/", {"message": "Bonjour"}, headers=HTMX)
    said = answer.content.decode()
    assert (answer.status_code, "La rouvrir (nouvel onglet)" in said, "votre texte reste ici" in said) == (
        403,
        True,
        True,
    )
