"""The addresses of a commune that merged lead to the same thing in the new one, or to its page with a sentence."""

import pytest

from civic.town_halls.models import TownHall
from tests.posts.factories import PostFactory

SENTENCE = "Vieilleville fait maintenant partie de Villeneuve."


@pytest.fixture
def old(merged_commune):
    return f"/{merged_commune.slug}/"


@pytest.fixture
def new(commune):
    return f"/{commune.slug}/"


@pytest.mark.parametrize(
    "path", ["", "commune/", "maire/", "actualites/?avant=", "commune/?enregistre=site&x=%C3%A9"]
)
def test_what_the_new_commune_has_too_is_there_with_its_query(old, new, client, path):
    answer = client.get(old + path)
    assert (answer.status_code, answer.url) == (302, new + path)
    assert "messages" not in client.cookies


def test_a_thing_that_went_along_is_found_under_its_id(old, new, commune, resident, mayor, client_of):
    membership = resident.memberships.get(commune=commune)
    answer = client_of(mayor).get(f"{old}mairie/administres/{membership.pk}/")
    assert (answer.status_code, answer.url) == (302, f"{new}mairie/administres/{membership.pk}/")


def test_what_stayed_behind_leads_to_the_page_that_says_why(old, new, merged_commune, mayor, client):
    post = PostFactory(commune=merged_commune, author=mayor, audience="public")
    answer = client.get(f"{old}actualites/{post.pk}/", follow=True)
    assert answer.redirect_chain == [(new, 302)]
    assert SENTENCE in answer.content.decode()


def test_what_is_not_for_the_viewer_to_see_leads_to_the_page(old, new, commune, mayor, client_of, stranger):
    post = PostFactory(commune=commune, author=mayor, audience="members")
    answer = client_of(stranger).get(f"{old}actualites/{post.pk}/", follow=True)
    assert answer.redirect_chain == [(new, 302)]
    assert SENTENCE in answer.content.decode()


def test_a_feature_that_is_off_leads_to_the_page(old, new, commune, client):
    TownHall.objects.filter(commune=commune).update(feature_decisions={"agenda": False})
    assert client.get(f"{old}agenda/").url == new


def test_a_visitor_signs_in_at_the_new_address(old, new, client):
    assert client.get(f"{old}mairie/parametres/").url == f"{new}mairie/parametres/"


def test_what_is_sent_is_not_done(old, new, commune, resident, client_of):
    answer = client_of(resident).post(f"{old}depart/")
    assert (answer.status_code, answer.url) == (302, new)
    assert resident.memberships.get(commune=commune).status == "accepted"


def test_a_fragment_brings_the_whole_page(old, new, client):
    answer = client.get(f"{old}commune/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (200, f"{new}commune/")


def test_the_redirection_is_nobody_else_s(old, client):
    assert client.get(f"{old}commune/").headers["Cache-Control"] == "private, no-cache"


def test_what_never_was_is_still_not_there(old, client, db):
    assert client.get(f"{old}rien-de-tel/").status_code == 404
