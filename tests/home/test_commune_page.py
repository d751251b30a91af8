"""What opens the commune's page, for whom; what stands above the feed, and beside it."""

import re
from datetime import timedelta

import pytest

from civic.communes.models import Commune
from civic.core.clock import now
from civic.core.descriptors import HomePlace
from civic.memberships.models import Membership
from civic.town_halls.actions.pages import bump_page_version
from tests.agenda.factories import CalendarEventFactory
from tests.html import on_one_line
from tests.plugins.frozen_time import Clock

pytestmark = pytest.mark.django_db

COVER, PICTURE, SHORT_HEAD = 'class="card mayor"', 'first-visit"', 'class="card short-head"'
WAITING = re.compile(r'class="strip__text">([^<]*)<')


@pytest.fixture
def here(commune) -> str:
    return f"/{commune.slug}/"


def words(response) -> str:
    return on_one_line(response.text).replace("\u202f", " ").replace("\u00a0", " ")


def waiting(browser, here: str) -> list[str]:
    return WAITING.findall(words(browser.get(here)))


def head(answer) -> list[bool]:
    return [part in answer.text for part in (COVER, PICTURE, SHORT_HEAD)]


def test_members_see_the_picture_once_and_never_the_whole_cover(resident, second_resident, here, client_of):
    browser = client_of(resident)
    assert head(browser.get(here)) == [False, True, True]
    assert head(browser.get(here)) == [False, False, True]
    assert head(client_of(second_resident).get(here)) == [False, True, True]  # each on their own device


def test_who_acts_for_the_town_hall_begins_with_the_short_head(mayor, delegate, here, client_of):
    for person in (mayor, delegate):
        assert head(client_of(person).get(here)) == [False, False, True]


def test_the_strip_is_asked_for_by_itself(mayor, resident, applicant, here, client_of):
    browser = client_of(mayor)
    page = browser.get(here).text
    assert f'hx-get="{here}attend/"' in page
    strip = browser.get(f"{here}attend/", headers={"HX-Request": "true"})
    assert words(strip).count("chose attend au bureau") == page.count("attend au bureau") == 2
    assert "<main" not in strip.text
    Membership.objects.filter(person=applicant).delete()
    assert "attend au bureau" not in browser.get(f"{here}attend/", headers={"HX-Request": "true"}).text
    assert browser.get(f"{here}attend/").url == here
    assert "attend/" not in client_of(resident).get(here).text


def test_it_is_remembered_in_the_browser_for_this_commune_alone(resident, here, client_of):
    cookie = client_of(resident).get(here).cookies["couverture"]
    assert (cookie.value, cookie["path"], cookie["httponly"], cookie["samesite"]) == ("1", here, True, "Lax")


def test_visitors_and_applicants_see_it_each_time(applicant, here, client_of):
    for browser in (client_of(None), client_of(applicant)):
        for _ in range(2):
            page = browser.get(here)
            assert COVER in page.text
            assert "couverture" not in page.cookies


def test_the_short_head_leads_where_the_cover_does(mayor, resident, commune, here, client_of):
    browser = client_of(resident)
    for _ in range(2):
        page = words(browser.get(here))
        for page_of in ("maire", "commune", "aujourdhui"):
            assert f'href="{here}{page_of}/"' in page
        assert mayor.full_name in page


def test_who_publishes_begins_there(mayor, resident, here, client_of):
    action = f'href="{here}actualites/nouvelle/"'
    for person, is_there in ((mayor, True), (resident, False)):
        browser = client_of(person)
        browser.get(here)
        assert (
            action in browser.get(here).text.partition("short-head")[2].partition("</section>")[0]
        ) is is_there


def test_nothing_but_what_waits_stands_above_the_feed(resident, here, client_of):
    """A section of an app has its place in the feed, or beside it."""
    assert [place.name for place in HomePlace] == ["FEED", "TODAY", "BESIDE_FEED"]


def test_today_has_a_page_of_its_own(resident, commune, here, client_of, client):
    CalendarEventFactory(
        commune=commune, title="Vide-grenier", starts_at=now(), ends_at=now() + timedelta(hours=1)
    )
    for browser in (client_of(resident), client):
        page = words(browser.get(f"{here}aujourdhui/"))
        parts = ("La mairie</h2>", "Aujourd’hui, ", "Vide-grenier", 'href="tel:112"', "day-more", "<table")
        places = [page.index(part) for part in parts]
        assert places == sorted(places)


@pytest.mark.at("2026-11-27T11:30")  # a Friday
def test_the_cached_page_says_at_each_minute_whether_the_town_hall_is_open(
    resident, commune, here, client_of, client, clock: Clock
):
    hours = [{"first": 1, "last": 5, "hours": [["09:00", "12:00"], ["14:00", "16:30"]], "note": ""}]
    Commune.objects.filter(pk=commune.pk).update(opening_hours=hours)
    bump_page_version(commune_id=commune.pk)
    said = []
    for ahead in (0, 30, 5 * 60, 19 * 60):
        clock.forward(minutes=ahead)
        for browser in (client_of(resident), client):
            for path in (here, f"{here}aujourdhui/"):
                said += re.findall(r'class="open-now">([^<]+)<', words(browser.get(path)))
    assert said == [
        words_at
        for words_at in (
            "Ouverte jusqu’à 12 h",
            "Fermée, ouvre à 14 h",
            "Fermée, rouvre lundi à 9 h",
            "Fermée aujourd’hui, rouvre lundi à 9 h",
        )
        for _ in range(4)
    ]


@pytest.mark.at("2026-11-22T10:00")
def test_todays_events_wait_for_those_who_may_see_them(resident, mayor, stranger, commune, here, client_of):
    def event(title: str, **fields):
        fields = {"starts_at": now() + timedelta(hours=2), "audience": "members"} | fields
        return CalendarEventFactory(commune=commune, title=title, **fields)

    event("Pour tous", audience="public")
    event("Hier", audience="public", starts_at=now() - timedelta(days=1))
    event("Demain", audience="public", starts_at=now() + timedelta(days=1))
    event("Ce matin", audience="public", starts_at=now() - timedelta(hours=3))
    event("Réunion", starts_at=now() + timedelta(hours=4))
    event("Bureau", audience="town_hall", starts_at=now() + timedelta(hours=6))
    bump_page_version(commune_id=commune.pk)
    members = ["Pour tous : aujourd’hui, de 12 h à 13 h", "Réunion : aujourd’hui, de 14 h à 15 h"]
    assert waiting(client_of(resident), here) == members
    assert waiting(client_of(mayor), here)[:3] == [*members, "Bureau : aujourd’hui, de 16 h à 17 h"]
    for person in (stranger, None):
        assert waiting(client_of(person), here) == []
