"""For the commune's own site: what is told, to whom, how long a cache may keep it, and what is never asked."""

import json
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from civic.alerts.actions.managing import deactivate_alert
from civic.core.clock import now
from civic.statistics.middleware import buffer
from tests.alerts.factories import ROAD, alert_of

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PATHS = ("alertes.json", "alertes.rss", "alertes/widget/")


def text(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def here(commune) -> str:
    return f"/{commune.slug}/"


def test_json_tells_what_is_in_force_and_what_was_of_late(client, here, commune, mayor, viewer_of, clock):
    empty = json.loads(text(client.get(f"{here}alertes.json")))
    assert (empty["in_force"], empty["recent"]) == (None, [])
    assert empty["commune"]["code"] == commune.code
    alert = alert_of(commune, mayor, url="https://exemple.fr/col", expires_at=now() + timedelta(hours=5))
    told = json.loads(text(client.get(f"{here}alertes.json")))
    assert told["in_force"]["id"] == str(alert.pk)
    assert told["in_force"]["text"] == ROAD
    assert told["in_force"]["link"] == "https://exemple.fr/col"
    assert told["in_force"]["sign"] == ["LA ROUTE DU COL EST BARREE."]
    assert told["in_force"]["expires_at"] == alert.expires_at.isoformat(timespec="seconds")
    assert mayor.last_name not in str(told)
    deactivate_alert(viewer=viewer_of(mayor, commune), version=1)
    alert_of(commune, mayor, text="Préparé", activate=False)
    told = json.loads(text(client.get(f"{here}alertes.json")))
    assert told["in_force"] is None
    assert [one["text"] for one in told["recent"]] == [ROAD]
    assert told["recent"][0]["ended_at"]
    clock.forward(days=31)
    assert json.loads(text(client.get(f"{here}alertes.json")))["recent"] == []


def test_rss_is_read_by_readers(client, here, commune, mayor, settings):
    alert_of(commune, mayor, level="danger", text="Crue & <vent>\nMontez à l’étage.")
    answer = client.get(f"{here}alertes.rss")
    assert answer.headers["Content-Type"] == "application/rss+xml; charset=utf-8"
    channel = ElementTree.fromstring(answer.content).find("channel")
    item = channel.find("item")
    assert item.findtext("title") == "Danger\u00a0: Crue & <vent> Montez à l’étage."
    assert item.findtext("description") == "Crue & <vent>\nMontez à l’étage."
    assert item.findtext("link") == f"{settings.SITE_URL}{here}alerte/"
    assert channel.findtext("ttl") == "1"


@pytest.mark.parametrize("path", PATHS)
def test_nobody_is_looked_at(path, client_of, client, here, commune, mayor, resident):
    alert_of(commune, mayor)
    answers = [client_of(person).get(here + path) for person in (None, resident, mayor)]
    assert len({answer.content for answer in answers}) == 1
    for answer in answers:
        assert not answer.cookies
        assert "Cookie" not in answer.headers.get("Vary", "")
        assert answer.headers["Cache-Control"].startswith("public, max-age=")
    assert client.post(here + path).status_code == 405


def test_any_site_may_ask_for_the_data(client, here):
    assert client.get(f"{here}alertes.json").headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.at("2026-11-20T10:00")
@pytest.mark.parametrize("path", PATHS)
def test_no_cache_keeps_it_beyond_its_end(path, client, here, commune, mayor, clock):
    alert_of(commune, mayor, expires_at=now() + timedelta(hours=1))
    assert client.get(here + path).headers["Cache-Control"] == "public, max-age=60"
    clock.at("2026-11-20T10:59:35+01:00")
    last = client.get(here + path)
    assert last.headers["Cache-Control"] == "public, max-age=25"
    assert ROAD in text(last)
    clock.at("2026-11-20T11:00+01:00")  # the job has not come by yet
    over = client.get(here + path)
    assert over.headers["Cache-Control"] == "public, max-age=60"
    if path == "alertes.json":
        assert json.loads(text(over))["in_force"] is None
    elif path == "alertes.rss":
        assert "Terminé · Important" in text(over)
    else:
        assert ROAD not in text(over)


@pytest.mark.at("2026-11-20T10:00")
@pytest.mark.parametrize("path", PATHS)
def test_what_has_not_changed_is_not_sent_again(path, client, here, commune, mayor, clock):
    alert_of(commune, mayor, expires_at=now() + timedelta(hours=1))
    clock.forward(seconds=5)
    first = client.get(here + path)
    by_mark = {"If-None-Match": first.headers["ETag"]}
    by_date = {"If-Modified-Since": first.headers["Last-Modified"]}
    for asked in (by_mark, by_date):
        assert client.get(here + path, headers=asked).status_code == 304
    clock.forward(minutes=10)
    assert client.get(here + path, headers=by_mark).status_code == 304
    alert_of(commune, mayor, text="Déviation par le pont.")
    clock.forward(seconds=5)
    for asked in (by_mark, by_date):
        again = client.get(here + path, headers=asked)
        assert again.status_code == 200
        assert "Déviation" in text(again)


@pytest.mark.at("2026-11-20T10:00")
def test_two_changes_of_one_second_are_two(client, here, commune, mayor, clock):
    """Dates have no finer hour: within the second, none is given."""
    alert_of(commune, mayor)
    assert "Last-Modified" not in client.get(f"{here}alertes.json").headers


@pytest.mark.at("2026-11-20T10:00")
def test_its_end_is_a_change_too(client, here, commune, mayor, clock):
    alert_of(commune, mayor, expires_at=now() + timedelta(hours=1))
    clock.forward(seconds=5)
    by_date = {"If-Modified-Since": client.get(f"{here}alertes.json").headers["Last-Modified"]}
    clock.at("2026-11-20T11:00:05+01:00")
    assert client.get(f"{here}alertes.json", headers=by_date).status_code == 200


def test_the_frame_stands_on_any_site_and_may_do_nothing_else(client, here, commune, mayor):
    alert_of(commune, mayor, level="danger", text="<b>Crue</b>")
    answer = client.get(f"{here}alertes/widget/")
    policy = answer.headers["Content-Security-Policy"]
    assert "frame-ancestors *" in policy
    assert "default-src 'none'" in policy
    assert "form-action 'none'" in policy
    assert "unsafe" not in policy
    assert "X-Frame-Options" not in answer.headers
    assert "&lt;b&gt;Crue" in text(answer)
    assert "Danger : message de la mairie" in text(answer).replace("\u00a0", " ")
    other = client.get(here)
    assert other.headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in other.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("level", "sign", "calls"),
    [
        ("information", "info-circle-fill", False),
        ("important", "exclamation-triangle-fill", False),
        ("danger", "exclamation-triangle-fill", True),
    ],
)
def test_the_frame_shows_how_grave_it_is_where_to_read_more_and_whom_to_call(
    client, here, commune, mayor, level, sign, calls
):
    alert_of(commune, mayor, level=level, url="https://exemple.fr/crue")
    shown = text(client.get(f"{here}alertes/widget/")).partition("<main")[2]
    assert f"#{sign}" in shown
    assert 'href="https://exemple.fr/crue"' in shown
    assert ("Ce message ne remplace ni le" in shown) is calls
    assert ('href="tel:112"' in shown) is calls


def test_the_frame_is_empty_where_there_is_none(client, here):
    shown = text(client.get(f"{here}alertes/widget/")).partition("<main")[2]
    assert "<section" not in shown


def test_what_another_site_shows_is_no_visit_of_the_page(client, here, commune, mayor):
    alert_of(commune, mayor)
    before = len(buffer)
    client.get(f"{here}alertes/widget/", headers={"User-Agent": BROWSER})
    assert len(buffer) == before
    client.get(here, headers={"User-Agent": BROWSER})
    assert len(buffer) == before + 1


def test_two_statements_however_many_there_were(client, here, commune, mayor, viewer_of):
    def statements(path: str) -> int:
        with CaptureQueriesContext(connection) as found:
            client.get(here + path)
        return len(found)

    alert_of(commune, mayor)
    for number in range(5):
        alert_of(commune, mayor, text=f"Étape {number}.")
    for path in PATHS:
        client.get(here + path)
        assert statements(path) == 2


def test_of_another_commune_nothing(client, here, other_commune, other_mayor):
    alert_of(other_commune, other_mayor, text="Texte d’Autreville")
    for path in PATHS:
        assert "Autreville" not in text(client.get(here + path))
        assert client.get(f"/nulle-part-99/{path}").status_code == 404


def test_the_town_hall_reads_what_to_copy(client_of, here, mayor, settings):
    page = text(client_of(mayor).get(f"{here}mairie/alertes/site/"))
    assert f"&lt;iframe src=&quot;{settings.SITE_URL}{here}alertes/widget/&quot;" in page
    for path in ("alertes.json", "alertes.rss"):
        assert f'href="{settings.SITE_URL}{here}{path}"' in page
