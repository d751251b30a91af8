"""From the official map to the desk of each town hall that it concerns, and never further by itself."""

import json
import logging
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from civic.alerts.enums import SEND_ALERTS
from civic.alerts.models import Alert
from civic.communes.models import Commune
from civic.notifications.models import Notification
from civic.posts.enums import PUBLISH
from civic.town_halls.models import TownHall
from civic.vigilance import meteo_france as provider
from civic.vigilance import rules
from civic.vigilance.actions import purge_old_warnings, read_vigilance
from civic.vigilance.models import VigilanceDraft, VigilanceWarning
from tests.accounts.factories import PersonFactory, strengthen
from tests.alerts.factories import alert_of
from tests.communes.factories import MembershipFactory
from tests.vigilance.factories import draft_in
from tests.vigilance.meteo_stand_in import KEY, domain, item, meteo_france, period, vigilance_map

pytestmark = pytest.mark.at("2026-11-20T08:00")
TODAY = ("J", "2026-11-20T05:00:00Z", "2026-11-20T23:00:00Z")
TOMORROW = ("J1", "2026-11-20T23:00:00Z", "2026-11-21T23:00:00Z")
HOURS = ("2026-11-20T13:00:00Z", "2026-11-20T21:00:00Z")


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
    assert "vigilance orange : orages, du vendredi 20 novembre à 14 h au vendredi 20 novembre à 22 h" in page
    assert not Alert.objects.exists()
    assert "Météo-France" not in text(client.get(f"/{commune.slug}/"))


def test_the_message_opens_in_the_editor_and_is_saved_by_nobody(commune, mayor, client_of):
    draft, browser = draft_in(commune), client_of(mayor)
    page = text(browser.get(f"/{commune.slug}/mairie/vigilance/{draft.pk}/"))
    form = {
        name: page.partition(f'name="{name}" value="')[2].partition('"')[0]
        for name in ("version", "level", "text", "url")
    }
    opened = text(browser.post(f"/{commune.slug}/mairie/alertes/", form | {"action": "change"}))
    assert "vigilance orange" in opened.partition("<textarea")[2].partition("</textarea>")[0]
    assert not Alert.objects.exists()


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


def test_once_people_are_warned_nothing_waits(commune, mayor, client_of, clock):
    draft_in(commune)
    browser = client_of(mayor)
    alert_of(commune, mayor, level="danger", is_drill=True)
    clock.forward(minutes=2)
    assert STORM in desk(browser, commune)
    alert_of(commune, mayor, level="danger")
    clock.forward(minutes=2)
    assert STORM not in desk(browser, commune)


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
        assert client_of(mayor).post(page, {"upto": "4"}).status_code in {404, 405}
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


# --- What the map says ------------------------------------------------------------------------------------------------


def test_orange_and_red_alone_and_the_graver_of_two():
    found = rules.read(
        vigilance_map(
            period(
                *TODAY,
                domain("29", item(1, 3), item(2, 1), item(99, 4)),
                domain("2910", item(9, 4)),
                domain("FRA", item(1, 4)),
                domain("99", item(1, 3)),
                domain("2A", item(3, 3, ("2026-11-20T10:00:00Z", "2026-11-20T12:00:00Z"), HOURS)),
            ),
            period(*TODAY, domain("29", item(1, 4))),
        )
    )
    assert {(one.department, one.phenomenon, one.colour) for one in found.forecasts} == {
        ("29", 1, 4), ("29", 9, 4), ("99", 1, 3), ("2A", 3, 3),
    }  # fmt: skip
    [storm] = [one for one in found.forecasts if one.department == "2A"]
    assert (storm.begins_at.hour, storm.ends_at.hour) == (10, 21)


def test_single_entries_of_another_shape_are_passed_over():
    content = vigilance_map(period(*TODAY, domain("06", item(3, 3))))
    domains = content["product"]["periods"][0]["timelaps"]["domain_ids"]
    domains[:0] = [None, 3, {}, {"domain_id": "06"}, {"domain_id": "06", "phenomenon_items": [None, {}, 4]}]
    domains[-1]["phenomenon_items"][0]["timelaps_items"] = [None, {"begin_time": "hier"}]
    assert len(rules.read(json.loads(json.dumps(content))).forecasts) == 1


def test_each_phenomenon_has_a_text_that_is_ready_and_short_enough():
    for phenomenon in range(1, 10):
        for colour in (3, 4):
            ready = rules.message_of(
                colour, phenomenon, ("mercredi 30 septembre à 23 h 59", "mercredi 30 septembre à 23 h 59")
            )
            assert 100 < len(ready.text) < 500, phenomenon


@pytest.mark.parametrize(
    ("phenomenon", "said", "blanks"),
    [
        (6, "Fortes chaleurs du 20 à 14 h au 21 à 22 h.", ["[lieu]", "[heure]", "[heure]"]),
        (7, "Grand froid du 20 à 14 h au 21 à 22 h.", ["[lieu]"]),
        (8, "Fort risque d’avalanches du 20 à 14 h au 21 à 22 h.", ["[routes]"]),
        (5, "Neige et verglas attendus du 20 à 14 h au 21 à 22 h.", ["[rues]"]),
    ],
)
def test_the_hours_of_the_warning_stand_where_it_is_said_when(phenomenon, said, blanks):
    ready = rules.message_of(3, phenomenon, ("20 à 14 h", "21 à 22 h"))
    assert said in ready.text
    assert re.findall(r"\[[^]]+\]", ready.text) == blanks


@pytest.mark.parametrize("end", ["9999-12-31T23:00:00Z", "0001-01-01T00:00:00Z"])
def test_an_hour_that_no_clock_shows_is_none(end):
    known = domain("06", item(3, 3, ("2026-11-20T13:00:00Z", end)))
    (one,) = rules.read(vigilance_map(period(*TODAY, known))).forecasts
    assert one.ends_at.year == 2026
    with pytest.raises(rules.MapUnreadable):
        rules.read(vigilance_map(period("J", TODAY[1], end, known)))


def test_what_is_long_over_is_erased(commune, clock):
    draft_in(commune)
    clock.forward(days=29)
    purge_old_warnings()
    assert VigilanceDraft.objects.exists()
    clock.forward(days=3)
    purge_old_warnings()
    assert not VigilanceWarning.objects.exists()
