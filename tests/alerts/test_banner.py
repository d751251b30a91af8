"""Above every page: for whom, in which order, at what price, and never an old one."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from civic.alerts.actions.managing import deactivate_alert
from civic.core.clock import now
from civic.core.viewer import Banner
from tests.alerts.factories import ROAD, alert_of


def text(answer) -> str:
    return answer.content.decode()


def statements(browser, path) -> int:
    with CaptureQueriesContext(
        connection,
    ) as found:
        browser.get(path)
    return len(found)


PAGES = ("", "agenda/", "liens/", "commune/", "recherche/", "alerte/")


def test_it_is_read_first_on_every_page_by_everybody(
    commune, mayor, resident, applicant, stranger, client_of
):
    alert_of(commune, mayor)
    for person in (None, stranger, applicant, resident, mayor):
        for path in PAGES:
            page = text(client_of(person).get(f"/{commune.slug}/{path}"))
            above, _, _ = page.partition('<a class="skip-link"')
            assert ROAD in above, (person, path)
            assert "message de la mairie de Villeneuve" in above
    assert ROAD in text(client_of(resident).get("/mon-compte/"))
    assert ROAD not in text(client_of(None).get("/aide/"))


def test_pages_that_were_rendered_before_show_it_and_let_it_go(
    commune, mayor, resident, client_of, viewer_of
):
    browser, here = client_of(resident), f"/{commune.slug}/"
    assert ROAD not in text(browser.get(here))
    alert_of(commune, mayor)
    assert ROAD in text(browser.get(here))
    alert_of(commune, mayor, text="Déviation par le pont.")
    assert ROAD not in text(browser.get(here))
    assert "Déviation par le pont." in text(browser.get(here))
    deactivate_alert(viewer=viewer_of(mayor, commune), version=2)
    assert "Déviation" not in text(browser.get(here))


@pytest.mark.at("2026-11-20T10:00")
def test_it_goes_at_the_second_of_its_expiry_from_pages_that_are_asked_for(commune, mayor, client, clock):
    alert_of(commune, mayor, expires_at=now() + timedelta(hours=1))
    clock.at("2026-11-20T10:59:59+01:00")
    assert ROAD in text(client.get(f"/{commune.slug}/"))
    assert "jusqu’au" in text(client.get(f"/{commune.slug}/"))
    clock.at("2026-11-20T11:00:00+01:00")
    assert ROAD not in text(client.get(f"/{commune.slug}/"))
    assert "aucun message d’alerte" in text(client.get(f"/{commune.slug}/alerte/"))


def test_it_costs_no_statement(commune, mayor, resident, client_of):
    here = f"/{commune.slug}/"
    browsers = [client_of(None), client_of(resident)]
    for browser in browsers * 2:  # what is rendered is kept, what is asked often is prepared
        browser.get(here)
    before = [statements(browser, here) for browser in browsers]
    alert_of(commune, mayor)
    for (
        browser
    ) in browsers:  # once a version, it is rendered: for who may answer a danger, and for who may not
        browser.get(here)
    assert [statements(browser, here) for browser in browsers] == before


def test_a_danger_says_whom_to_call(commune, mayor, client):
    alert_of(commune, mayor, level="danger")
    above = text(client.get(f"/{commune.slug}/")).partition('<a class="skip-link"')[0]
    assert "Danger" in above
    for number in ("18", "112"):
        assert f'<a href="tel:{number}">{number}</a>' in above
    assert "FR-Alert" not in above  # a line never ends within it


def test_the_town_hall_finds_its_editor_on_the_feed_and_on_the_desk(commune, mayor, resident, client_of):
    editor = f'href="/{commune.slug}/mairie/alertes/"'
    for path in ("", "mairie/"):
        assert editor in text(client_of(mayor).get(f"/{commune.slug}/{path}"))
    assert editor not in text(client_of(resident).get(f"/{commune.slug}/"))


@pytest.mark.parametrize("ends_at", [None, datetime.fromisoformat("2026-11-20T10:00+00:00")])
def test_what_stands_beside_the_settings_is_read_as_it_was_written(ends_at):
    banner = Banner("k", 3, ends_at, closes=ends_at is None)
    assert Banner.read(banner.as_text) == banner
    assert not banner.is_over(datetime.fromisoformat("2026-11-20T09:59:59+00:00"))
    assert banner.is_over(datetime.fromisoformat("2026-11-20T10:00+00:00")) is (ends_at is not None)


# --- While a page is open -------------------------------------------------------------------------------------------


@pytest.mark.at("2026-11-20T10:00")
def test_an_open_page_asks_for_the_message_alone_and_counts_by_our_clock(commune, mayor, client, clock):
    address = f"/{commune.slug}/alerte/bandeau/"
    assert f'data-banner-url-value="{address}"' in text(client.get(f"/{commune.slug}/"))
    assert text(client.get(address)) == ""
    alert = alert_of(commune, mayor, expires_at=now() + timedelta(hours=1))
    for _ in range(2):  # the second one is not rendered again
        clock.forward(minutes=10)
        message = text(client.get(address)).strip()
        assert message.startswith("<section")
        assert f'data-key="{alert.pk}.1"' in message
        assert f'data-ends="{int(alert.expires_at.timestamp() * 1000)}"' in message
        assert f'data-now="{int(now().timestamp() * 1000)}"' in message
    clock.forward(minutes=40)
    assert text(client.get(address)) == ""


def test_who_belongs_to_the_commune_hears_of_it_the_others_ask(commune, mayor, resident, stranger, client_of):
    for person, follows in ((None, "false"), (stranger, "false"), (resident, "true"), (mayor, "true")):
        page = text(client_of(person).get(f"/{commune.slug}/"))
        assert f'data-banner-follows-value="{follows}"' in page


def test_put_away_on_a_device_it_comes_back_with_other_words(commune, mayor, client, other_commune):
    alert = alert_of(commune, mayor, level="information")
    here = f"/{commune.slug}/"
    assert "Fermer le message" in text(client.get(here))
    client.cookies["put_away"] = f"{alert.pk}.1"
    assert ROAD not in text(client.get(here))
    assert ROAD not in text(client.get(f"{here}alerte/bandeau/"))
    alert_of(commune, mayor, level="information", text="Déviation par le pont.")
    assert "Déviation par le pont." in text(client.get(here))


@pytest.mark.parametrize("level", ["important", "danger"])
def test_what_is_graver_is_not_put_away(commune, mayor, client, level):
    alert = alert_of(commune, mayor, level=level)
    client.cookies["put_away"] = f"{alert.pk}.1"
    page = text(client.get(f"/{commune.slug}/"))
    assert "Fermer le message" not in page
    assert ROAD in page


def test_where_no_town_hall_is_nothing_is_asked_for(empty_commune, client):
    assert 'id="banner"' not in text(client.get(f"/{empty_commune.slug}/"))


def test_who_belongs_to_the_commune_answers_a_danger_on_it(commune, mayor, resident, stranger, client_of):
    alert_of(commune, mayor, level="danger")
    for person, answers in ((None, False), (stranger, False), (resident, True), (mayor, True)):
        page = text(client_of(person).get(f"/{commune.slug}/liens/"))
        assert ("J’ai bien reçu" in page) is answers
        assert ("Répondre à la mairie" in page) is not answers
