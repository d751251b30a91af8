"""From the official map to the desk of each town hall that it concerns, and never further by itself."""

import logging
import re
import socket
import threading
import time
from contextlib import closing, suppress

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from civic.alerts.enums import SEND_ALERTS
from civic.alerts.models import Alert
from civic.communes.models import Commune
from civic.core.clock import now
from civic.journal.models import Entry
from civic.notifications.models import Notification
from civic.posts.enums import PUBLISH
from civic.town_halls.models import TownHall
from civic.vigilance import meteo_france as provider
from civic.vigilance import queries
from civic.vigilance.actions import purge_old_warnings, read_vigilance
from civic.vigilance.events import VigilanceRaised
from civic.vigilance.models import VigilanceDraft, VigilanceWarning
from tests.accounts.factories import PersonFactory, strengthen
from tests.alerts.factories import ROAD, alert_of
from tests.communes.factories import MembershipFactory
from tests.vigilance.factories import draft_in
from tests.vigilance.meteo_stand_in import HOURS, KEY, TODAY, TOMORROW, domain, item, meteo_france, period

pytestmark = pytest.mark.at("2026-11-20T08:00")


def text(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def service(settings):
    with meteo_france() as started:
        settings.VIGILANCE_URL, settings.VIGILANCE_API_KEY = started.url, KEY
        yield started


@pytest.fixture
def read(run_jobs):
    def carry_out() -> None:
        read_vigilance()
        run_jobs()

    return carry_out


def desk(browser, commune) -> str:
    return " ".join(text(browser.get(f"/{commune.slug}/mairie/")).replace("\u00a0", " ").split())


STORM = "Vigilance orange : orages. Un message est prêt."


def test_orange_puts_a_message_on_the_desk_and_tells_those_in_charge(
    service, read, commune, mayor, resident, delegate_with, client_of, client
):
    helper, writer = delegate_with(SEND_ALERTS), delegate_with(PUBLISH)
    strengthen(helper)
    service.says(period(*TODAY, domain("06", item(3, 3, HOURS), item(1, 2)), domain("75", item(1, 4))))
    read()
    assert service.keys == [KEY]
    for person in (mayor, helper):
        assert STORM in desk(client_of(person), commune)
    assert STORM not in desk(client_of(writer), commune)
    news = {(one.kind, one.person_id) for one in Notification.objects.all()}
    assert news == {("vigilance_orange", mayor.pk), ("vigilance_orange", helper.pk)}
    draft = VigilanceDraft.objects.get()
    page = text(client_of(mayor).get(f"/{commune.slug}/mairie/vigilance/{draft.pk}/")).replace("\u00a0", " ")
    assert (
        "Météo-France annonce une vigilance orange (orages), du vendredi 20 novembre à 14 h au vendredi 20 novembre "
        "à 22 h." in page
    )
    assert not Alert.objects.exists()
    assert "Météo-France" not in text(client.get(f"/{commune.slug}/"))


def test_the_message_opens_in_the_editor_and_is_saved_by_nobody(commune, mayor, client_of):
    draft, browser = draft_in(commune), client_of(mayor)
    page = text(browser.get(f"/{commune.slug}/mairie/vigilance/{draft.pk}/"))
    assert "prendra sa place" not in page
    form = {
        name: page.partition(f'name="{name}" value="')[2].partition('"')[0]
        for name in ("version", "level", "text", "url", "expires_at")
    }
    opened = text(browser.post(f"/{commune.slug}/mairie/alertes/", form | {"action": "change"}))
    assert "vigilance orange" in opened.partition("<textarea")[2].partition("</textarea>")[0]
    assert 'name="expires_at" value="2026-11-20T20:00"' in opened  # the end of the warning
    assert re.search(r'value="important"[^>]* checked', opened)
    assert not Alert.objects.exists()


def test_before_it_takes_the_place_of_what_people_see_one_reads_so(commune, mayor, client_of):
    alert_of(commune, mayor)
    page = text(client_of(mayor).get(f"/{commune.slug}/mairie/vigilance/{draft_in(commune).pk}/"))
    assert f"{ROAD}\u00a0». Celui-ci prendra sa place." in page


def test_once_it_is_over_no_message_is_ready(commune, mayor, client_of, clock):
    path = f"/{commune.slug}/mairie/vigilance/{draft_in(commune).pk}/"
    assert "est prêt" in text(client_of(mayor).get(path))
    clock.forward(hours=13)
    page = text(client_of(mayor).get(path)).partition("<main")[2]
    assert "Cette vigilance est terminée" in page
    assert "prêt" not in page
    assert 'name="text"' not in page


def test_lowered_it_is_orange_again_and_may_be_put_away(service, read, commune, mayor, client_of):
    for colour in (4, 3):
        service.says(period(*TODAY, domain("06", item(3, colour))))
        read()
    browser, draft = client_of(mayor), VigilanceDraft.objects.get()
    shown = desk(browser, commune)
    assert STORM in shown
    browser.post(f"/{commune.slug}/mairie/vigilance/{draft.pk}/sans-suite/", {"upto": "4"})
    assert STORM not in desk(browser, commune)


def test_put_away_as_orange_and_red_again_it_is_said_again(service, read, commune, mayor, client_of):
    browser = client_of(mayor)
    for colour in (4, 3):
        service.says(period(*TODAY, domain("06", item(3, colour))))
        read()
    draft = VigilanceDraft.objects.get()
    browser.post(f"/{commune.slug}/mairie/vigilance/{draft.pk}/sans-suite/", {"upto": "4"})
    read()
    assert STORM not in desk(browser, commune)
    service.says(period(*TODAY, domain("06", item(3, 4))))
    read()
    assert "Vigilance rouge : orages" in desk(browser, commune)
    assert Entry.objects.filter(kind=VigilanceRaised.kind).count() == 2


def test_lifted_and_back_it_is_said_again_once(service, read, commune, mayor, client_of, clock):
    browser = client_of(mayor)
    for colour in (4, 1):
        service.says(period(*TODAY, domain("06", item(3, colour))))
        read()
        for draft in VigilanceDraft.objects.all():
            browser.post(f"/{commune.slug}/mairie/vigilance/{draft.pk}/sans-suite/", {"upto": "4"})
        clock.forward(minutes=30)
    service.says(period(*TODAY, domain("06", item(3, 4))))
    for _ in range(3):
        read()
        clock.forward(minutes=5)
    assert "Vigilance rouge : orages" in desk(browser, commune)
    assert Entry.objects.filter(kind=VigilanceRaised.kind).count() == 2


@pytest.mark.parametrize(
    ("domains", "lifted"),
    [
        ([], False),
        ([domain("75", item(3, 1))], False),
        ([{"domain_id": "06"}], False),
        ([domain("06") | {"phenomenon_items": [{"phenomenon_id": "3"}]}], False),
        ([domain("06", item(3, 1)), {"domain_id": "06", "phenomenon_items": None}], False),
        ([domain("0610", item(9, 1))], False),  # its coast
        ([domain("06", item(3, 2))], True),
        ([domain("06", item(99, 1))], True),
        ([domain("06")], True),
    ],
)
def test_lifted_is_what_an_entry_that_was_read_names_no_more(service, read, commune, mayor, domains, lifted):
    service.says(period(*TODAY, domain("06", item(3, 3))))
    read()
    service.says(period(*TODAY, *domains))
    read()
    assert queries.warnings_that_run(now()).exists() is not lifted


def test_of_waves_the_coast_speaks(service, read, commune, mayor):
    service.says(period(*TODAY, domain("0610", item(9, 3))))
    read()
    service.says(period(*TODAY, domain("06", item(3, 1))))
    read()
    assert queries.warnings_that_run(now()).exists()
    service.says(period(*TODAY, domain("0610", item(9, 1))))
    read()
    assert not queries.warnings_that_run(now()).exists()


def test_read_again_it_is_one_thing_and_graver_it_is_another_one(service, read, commune, mayor, client_of):
    service.says(period(*TODAY, domain("06", item(3, 3))))
    for _ in range(3):
        read()
    assert VigilanceDraft.objects.count() == Notification.objects.count() == 1
    browser, draft = client_of(mayor), VigilanceDraft.objects.get()
    away = f"/{commune.slug}/mairie/vigilance/{draft.pk}/sans-suite/"
    browser.post(away, {"upto": "3"})
    assert STORM not in desk(browser, commune)
    read()
    assert STORM not in desk(browser, commune)
    service.says(period(*TODAY, domain("06", item(3, 4))))
    read()
    assert "Vigilance rouge : orages. Un message est prêt." in desk(browser, commune)
    kinds = sorted(one.kind for one in Notification.objects.all())
    assert kinds == ["vigilance_orange", "vigilance_red"]
    browser.post(away, {"upto": "3"})  # from a page that showed orange
    assert "Vigilance rouge" in desk(browser, commune)
    browser.post(away, {"upto": "4"})
    assert "Vigilance rouge" not in desk(browser, commune)
    browser.post(away.replace("sans-suite", "reprendre"))
    assert "Vigilance rouge" in desk(browser, commune)


def test_red_comes_before_orange_and_before_what_is_late_and_each_says_its_colour(
    commune, mayor, client_of, clock
):
    orange = draft_in(commune, phenomenon=3, colour=3)
    clock.forward(hours=2)  # late
    red = draft_in(commune, phenomenon=1, colour=4)
    lines = desk(client_of(mayor), commune).split('<li class="desk-task')[1:]
    first, second = (line for line in lines if "Météo-France" in line)
    assert lines[0] == first
    assert f"{red.pk}" in first
    assert re.search(r'badge--poppy"><svg[^>]*>.*?</svg>Rouge<', first)
    assert f"{orange.pk}" in second
    assert re.search(r'badge--sun"><svg[^>]*>.*?</svg>Orange<', second)
    page = text(client_of(mayor).get(f"/{commune.slug}/mairie/vigilance/{red.pk}/"))
    assert re.search(r'badge--poppy"><svg[^>]*>.*?</svg>Rouge<', page)


def test_announced_for_tomorrow_it_is_the_same_tomorrow(service, read, commune, mayor, clock):
    service.says(period(*TODAY), period(*TOMORROW, domain("06", item(3, 3))))
    read()
    clock.at("2026-11-21T07:00+01:00")
    service.says(period("J", "2026-11-21T05:00:00Z", "2026-11-21T23:00:00Z", domain("06", item(3, 3))))
    read()
    assert VigilanceWarning.objects.count() == Notification.objects.count() == 1


def test_what_is_lifted_waits_no_more_and_may_come_again(service, read, commune, mayor, client_of, clock):
    browser = client_of(mayor)
    service.says(period(*TODAY, domain("06", item(3, 3))), period(*TOMORROW, domain("06", item(5, 3))))
    read()
    service.says(period(*TODAY, domain("06", item(3, 2))))  # it says nothing of tomorrow
    read()
    clock.forward(minutes=2)
    shown = desk(browser, commune)
    assert "orages" not in shown
    assert "neige et verglas" in shown
    clock.at("2026-11-21T23:59:30+01:00")
    assert "neige et verglas" in desk(browser, commune)
    clock.at("2026-11-22T00:01+01:00")
    assert "neige et verglas" not in desk(browser, commune)


def test_once_people_are_shown_it_nothing_waits(commune, mayor, client_of, clock):
    draft = draft_in(commune)
    browser = client_of(mayor)
    alert_of(commune, mayor, level="danger", is_drill=True, origin=draft.pk)
    clock.forward(minutes=2)
    assert STORM in desk(browser, commune)
    alert_of(commune, mayor, level="danger", text="Feu de forêt.")  # of something else
    clock.forward(minutes=2)
    assert STORM in desk(browser, commune)
    alert_of(commune, mayor, level="danger", origin=draft.pk)  # in its place
    clock.forward(minutes=2)
    assert STORM not in desk(browser, commune)


def test_prepared_from_it_it_waits_until_it_is_activated(commune, mayor, client_of, clock):
    browser, draft, page = client_of(mayor), draft_in(commune), f"/{commune.slug}/mairie/alertes/"
    opened = text(browser.get(f"/{commune.slug}/mairie/vigilance/{draft.pk}/"))
    assert f'name="origin" value="{draft.pk}"' in opened
    form = {"version": "0", "level": "danger", "text": "Montez à l’étage.", "origin": str(draft.pk)}
    assert f'value="{draft.pk}"' in text(browser.post(page, form | {"action": "change"}))
    browser.post(page, form | {"action": "prepare"})
    clock.forward(minutes=2)
    assert STORM in desk(browser, commune)
    assert f'value="{draft.pk}"' in text(browser.get(page))
    before = text(browser.post(page, form | {"version": "1"}))  # « Avant d’activer »
    assert f'name="origin" value="{draft.pk}"' in before
    browser.post(page, form | {"version": "1", "action": "confirm"})
    clock.forward(minutes=2)
    assert STORM not in desk(browser, commune)
    browser.post(f"{page}desactiver/", {"version": "2"})
    assert not Alert.objects.filter(ended_at=None).exists()
    assert f'value="{draft.pk}"' not in text(browser.get(page))


def test_that_of_another_commune_settles_nothing_here(
    commune, other_commune, mayor, other_mayor, client_of, clock
):
    draft = draft_in(commune)
    alert_of(other_commune, other_mayor, level="danger", origin=draft.pk)
    clock.forward(minutes=2)
    assert STORM in desk(client_of(mayor), commune)


def test_a_town_hall_may_do_without_it(
    service, read, commune, mayor, client_of, empty_commune, other_commune
):
    elsewhere = [other_commune.pk, empty_commune.pk]  # the second one has no page: nobody to tell
    Commune.objects.filter(pk__in=elsewhere).update(department=commune.department_id)
    TownHall.objects.filter(commune=commune).update(feature_decisions={"vigilance": False})
    service.says(period(*TODAY, domain("06", item(3, 3))))
    read()
    assert [draft.commune_id for draft in VigilanceDraft.objects.all()] == [other_commune.pk]
    draft = draft_in(commune)
    assert client_of(mayor).get(f"/{commune.slug}/mairie/vigilance/{draft.pk}/").status_code == 404
    assert "Vigilance de Météo-France" in text(
        client_of(mayor).get(f"/{commune.slug}/mairie/parametres/rubriques/")
    )


def test_that_of_another_commune_is_not_there(commune, other_commune, mayor, client_of):
    elsewhere = draft_in(other_commune)
    for path in ("", "sans-suite/", "reprendre/"):
        page = f"/{commune.slug}/mairie/vigilance/{elsewhere.pk}/{path}"
        assert client_of(mayor).post(page, {"upto": "4"}).status_code == (404 if path else 405), path
    assert client_of(mayor).get(f"/{commune.slug}/mairie/vigilance/{elsewhere.pk}/").status_code == 404
    elsewhere.refresh_from_db()
    assert elsewhere.put_away_at is None


def test_no_work_grows_with_residents(service, commune, mayor, run_jobs):
    def statements(phenomenon: int) -> int:
        service.says(period(*TODAY, domain("06", item(phenomenon, 3))))
        with CaptureQueriesContext(connection) as found:
            read_vigilance()
            run_jobs()
        return len(found)

    statements(1)
    few = statements(2)
    for _ in range(20):
        MembershipFactory(commune=commune, person=PersonFactory())
    assert statements(3) == few


# --- Without a key, and when the service fails ------------------------------------------------------------------------


def test_without_a_key_nothing_is_asked(service, read, settings):
    settings.VIGILANCE_API_KEY = ""
    read()
    assert service.keys == []


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"", 200), (b"<html>", 200), (b"[]", 200), (b"{}", 200), (b'{"product": 3}', 200),
        (b'{"product": {"periods": [{}]}}', 200), (b"[" * 100_000, 200), (b" " * 6_000_000, 200),
        (b"{}", 500), (b"{}", 302), (b"{}", 429),
    ],
)  # fmt: skip
def test_what_cannot_be_read_changes_nothing(service, read, commune, mayor, content, status, caplog):
    draft_in(commune)
    service.content, service.status = content, status
    with caplog.at_level(logging.DEBUG):
        read()
    assert VigilanceDraft.objects.filter(warning__ends_at__gt=VigilanceDraft.objects.get().made_at).exists()
    assert KEY not in caplog.text
    assert len(service.keys) == 1


def test_a_key_that_is_wrong_or_a_service_that_is_away_is_said_without_the_key(
    service, read, settings, caplog
):
    settings.VIGILANCE_API_KEY = "autre-clef"
    with caplog.at_level(logging.DEBUG):
        read()
        settings.VIGILANCE_URL = "http://127.0.0.1:9/"
        read()
    assert "autre-clef" not in caplog.text
    with pytest.raises(provider.MapUnread) as raised:
        provider.read_map()
    assert "autre-clef" not in repr(raised.value)
    assert raised.value.__cause__ is None


def test_a_service_that_drips_holds_nobody(service, settings, monkeypatch):
    """One sign of a header now and then: the time is for all of it."""
    monkeypatch.setattr(provider, "SECONDS", 0.5)
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        settings.VIGILANCE_URL = f"http://127.0.0.1:{server.getsockname()[1]}/"

        def drip() -> None:
            with closing(server.accept()[0]) as peer, suppress(OSError):
                peer.sendall(b"HTTP/1.1 200 OK\r\nX-A: ")
                for _ in range(30):
                    peer.sendall(b"x")
                    time.sleep(0.1)

        dripping = threading.Thread(target=drip)
        dripping.start()
        begin = time.monotonic()
        with pytest.raises(provider.MapUnread):
            provider.read_map()
        spent = time.monotonic() - begin
        dripping.join()
    assert spent < 2


def test_what_is_long_over_is_erased(commune, clock):
    draft_in(commune)
    clock.forward(days=29)
    purge_old_warnings()
    assert VigilanceDraft.objects.exists()
    clock.forward(days=3)
    purge_old_warnings()
    assert not VigilanceWarning.objects.exists()


def test_of_a_map_with_a_day_that_is_none_of_its_own_nothing_is_written(service, read, commune, mayor):
    storm = domain("06", item(3, 4))
    service.says(period(*TODAY, storm), period("J1", "2199-12-29T23:00:00Z", "2199-12-30T23:00:00Z", storm))
    read()
    assert not VigilanceWarning.objects.exists()
    assert not Notification.objects.exists()
