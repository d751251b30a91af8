"""What a page says of whose it is, for the device: nothing that names them."""

import re

import pytest

pytestmark = pytest.mark.django_db


def device(response) -> dict[str, str]:
    body = re.search(r"<body[^>]*>", response.content.decode())
    assert body
    return dict(re.findall(r'data-(person|session)="([^"]*)"', body[0]))


@pytest.mark.parametrize("path", ["/{}/", "/faq/"], ids=["cached page", "page"])
def test_a_page_says_whose_it_is_by_a_key_that_is_always_theirs(client_of, resident, mayor, commune, path):
    path = path.format(commune.slug)
    own, again, other = (device(client_of(person).get(path)) for person in (resident, resident, mayor))
    assert own == again
    assert own["person"] != other["person"]
    assert str(resident.pk) not in own["person"]
    assert device(client_of(None).get(path)) == {"person": ""}


def test_sessions_that_end_with_the_browser_differ(client_of, resident, commune):
    sessions = []
    for _ in range(2):
        browser = client_of(resident)
        opened = browser.session
        opened.set_expiry(0)
        opened.save()
        browser.cookies["sessionid"] = opened.session_key
        sessions.append(device(browser.get(f"/{commune.slug}/"))["session"])
    assert sessions[0] != sessions[1]


def test_the_page_that_is_everybody_shares_is_of_nobody(client_of, resident, commune):
    page = client_of(resident).get("/hors-connexion/")
    assert device(page) == {}
    assert page.content == client_of(None).get("/hors-connexion/").content
    assert resident.last_name not in page.content.decode()
    assert "csrfmiddlewaretoken" not in page.content.decode()


def test_an_error_says_nothing_of_whose_it_is(client_of, resident):
    assert device(client_of(resident).get("/nulle-part/ailleurs/")) == {}


def test_to_stay_signed_in_is_a_choice(client):
    box = re.search(r'<input[^>]*name="remember"[^>]*>', client.get("/connexion/").content.decode())
    assert box
    assert "checked" not in box[0]
    assert 'data-controller="remember"' in box[0]
