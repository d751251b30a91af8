"""Around the pages that are a person's own stands the commune they come from."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from civic.core.viewer import VISITOR
from civic.town_halls.models import TownHall
from civic.ui.last_commune import LAST_COMMUNE
from civic.viewers.queries.viewer import viewer_alone
from tests.communes.factories import CommuneFactory, MembershipFactory

pytestmark = pytest.mark.django_db
OWN = ["/notifications/", "/mon-compte/", "/mon-compte/notifications/", "/aide/", "/faq/"]


def surroundings(response) -> tuple[str, list[str]]:
    """The tint of the page, and where its menu leads."""
    page = response.content.decode()
    tint = re.search(r'<body[^>]*data-theme="(\w+)"', page)
    menu = re.search(r'<nav class="commune-menu".*?</nav>', page, re.DOTALL)
    return tint[1] if tint else "", re.findall(
        r'<a class="menu__item" href="([^"]+)"', menu[0]
    ) if menu else []


@pytest.mark.parametrize("path", OWN)
def test_a_page_of_ones_own_has_the_menu_and_colour_of_the_commune_one_comes_from(
    path, client_of, resident, commune, other_commune
):
    MembershipFactory(person=resident, commune=other_commune)
    TownHall.objects.filter(commune=commune).update(colour="clay")
    TownHall.objects.filter(commune=other_commune).update(colour="sea")
    browser = client_of(resident)
    for place, colour in ((commune, "clay"), (other_commune, "sea"), (commune, "clay")):
        feed = surroundings(browser.get(f"/{place.slug}/"))
        assert surroundings(browser.get(path)) == feed
        assert feed[0] == colour
        assert f"/{place.slug}/" in feed[1]


def test_before_any_commune_was_in_view_it_is_the_closest(client_of, mayor, commune, other_commune):
    MembershipFactory(person=mayor, commune=other_commune)
    _, menu = surroundings(client_of(mayor).get("/notifications/"))
    assert f"/{commune.slug}/" in menu


def test_a_commune_that_one_waits_for_does_not_take_the_place_of_ones_own(
    client_of, resident, commune, other_commune
):
    MembershipFactory(person=resident, commune=other_commune, status="pending", residence="second")
    browser = client_of(resident)
    browser.get(f"/{other_commune.slug}/")
    _, menu = surroundings(browser.get("/mon-compte/communes/"))
    assert f"/{commune.slug}/" in menu


def test_a_commune_that_is_not_theirs_is_not_kept(client_of, resident, commune, other_commune):
    browser = client_of(resident)
    assert LAST_COMMUNE not in browser.get(f"/{other_commune.slug}/").cookies
    browser.cookies[LAST_COMMUNE] = other_commune.slug
    _, menu = surroundings(browser.get("/notifications/"))
    assert f"/{commune.slug}/" in menu


def test_page_and_frame_are_read_at_once(client_of, resident, commune):
    browser = client_of(resident)
    browser.get(f"/{commune.slug}/")
    with CaptureQueriesContext(connection) as statements:
        response = browser.get("/mon-compte/affichage/")
    people = [sql for sql in statements.captured_queries if "session_version, p.pinned_entries" in sql["sql"]]
    assert len(people) == 1
    viewer = response.wsgi_request.viewer  # what every rule of the page goes by
    assert (viewer.commune, viewer.membership, viewer.person_id) == (VISITOR.commune, "", resident.pk)
    assert viewer == viewer_alone(person_id=resident.pk)


@pytest.mark.parametrize("slug", ["nulle-part", "", "é", "a b", '"\\000"', "x" * 3000])
def test_what_else_the_cookie_says_is_passed_over(client_of, resident, commune, slug):
    browser = client_of(resident)
    browser.cookies[LAST_COMMUNE] = slug
    _, menu = surroundings(browser.get("/notifications/"))
    assert f"/{commune.slug}/" in menu


def test_a_commune_that_merged_is_passed_over(client_of, resident, commune, other_commune):
    MembershipFactory(person=resident, commune=other_commune)
    type(other_commune).objects.filter(pk=other_commune.pk).update(merged_into=commune, is_current=False)
    browser = client_of(resident)
    browser.cookies[LAST_COMMUNE] = other_commune.slug
    _, menu = surroundings(browser.get("/notifications/"))
    assert f"/{commune.slug}/" in menu
    assert not any(address.startswith(f"/{other_commune.slug}/") for address in menu)


def test_a_visitor_has_no_menu_where_no_commune_is_and_none_is_remembered(client_of, commune):
    browser = client_of(None)
    assert LAST_COMMUNE not in browser.get(f"/{commune.slug}/").cookies
    assert surroundings(browser.get("/aide/")) == ("", [])


def test_who_belongs_nowhere_has_their_own_pages_as_a_menu(client_of, staff):
    _, menu = surroundings(client_of(staff).get("/notifications/"))
    assert "/mon-compte/" in menu


def test_the_cookie_is_written_when_it_changes_and_no_more(client_of, resident, commune):
    browser = client_of(resident)
    assert browser.get(f"/{commune.slug}/").cookies[LAST_COMMUNE].value == commune.slug
    assert LAST_COMMUNE not in browser.get(f"/{commune.slug}/").cookies


def test_signing_out_takes_it_along(client_of, resident, commune):
    browser = client_of(resident)
    browser.get(f"/{commune.slug}/")
    assert browser.post("/deconnexion/").cookies[LAST_COMMUNE].value == ""


@pytest.mark.parametrize("communes", [1, 2, 5])
def test_the_switch_leads_somewhere_with_any_number_of_communes(communes, client_of, resident, commune):
    for _ in range(communes - 1):
        MembershipFactory(person=resident, commune=CommuneFactory())
    page = client_of(resident).get(f"/{commune.slug}/").content.decode()
    if communes == 1:
        assert f'<a class="switch" href="/{commune.slug}/">' in page
    else:
        panel = page.partition("Vos communes")[2].partition("</details>")[0]
        assert len(re.findall(r'href="/[a-z0-9-]+/"', panel)) == communes
