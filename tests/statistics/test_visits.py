"""Counting visits: who counts, who does not, and that nobody waits for it or can be found in it."""

import threading
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError
from django.test import Client

from civic.accounts.models import Person
from civic.communes.models import Commune
from civic.core.ids import new_id
from civic.live.models import Change
from civic.posts.models import Post
from civic.statistics import middleware
from civic.statistics.actions import visits as actions
from civic.statistics.actions import visits as writing
from civic.statistics.middleware import VisitBuffer, VisitMiddleware, buffer, is_robot
from civic.statistics.models import Hour, PostDay, Salt, Visitor
from civic.town_halls.enums import EDIT_PAGE
from tests.plugins.frozen_time import Clock
from tests.statistics.factories import BROWSER, seen

pytestmark = [pytest.mark.django_db, pytest.mark.at("2026-11-22T10:00")]


@pytest.fixture(autouse=True)
def no_visits(clock: Clock) -> None:
    buffer._seen.clear()
    writing._last_published.clear()


@pytest.fixture
def browse(client_of: Callable[..., Client]) -> Callable[..., Any]:
    """Open a page as someone, from an address and with a browser; the visit stays in memory."""

    def open_page(
        path: str, person: Person | None = None, address: str = "203.0.113.7", **headers: str
    ) -> Any:
        headers = {"user-agent": BROWSER, "x-forwarded-for": address} | headers
        return client_of(person).get(path, headers=headers)

    return open_page


def written() -> tuple[int, int, int]:
    """Visits, visitors and residents among them, of all hours."""
    buffer.write()
    rows = Hour.objects.all()
    return sum(r.visits for r in rows), sum(r.visitors for r in rows), sum(r.members for r in rows)


def test_a_visitor_and_a_resident_are_counted_once_each(commune: Commune, resident: Person, browse: Any):
    for _ in range(3):
        browse(f"/{commune.slug}/")
        browse(f"/{commune.slug}/commune/")
        browse(f"/{commune.slug}/", resident)
    assert written() == (2, 2, 1)
    browse(f"/{commune.slug}/")
    assert written() == (2, 2, 1)
    row = Hour.objects.get()
    assert (row.commune_id, row.day, row.hour) == (commune.pk, date(2026, 11, 22), 10)


def test_who_comes_back_later_makes_another_visit_and_stays_one_visitor(
    commune: Commune, browse: Any, clock: Clock
):
    browse(f"/{commune.slug}/")
    written()
    clock.forward(hours=2)
    browse(f"/{commune.slug}/")
    assert written() == (2, 1, 0)
    clock.forward(hours=24)
    browse(f"/{commune.slug}/")
    assert written() == (3, 2, 0)


def test_addresses_and_browsers_tell_visitors_apart(commune: Commune, browse: Any):
    browse(f"/{commune.slug}/", address="203.0.113.7")
    browse(f"/{commune.slug}/", address="203.0.113.8")
    browse(f"/{commune.slug}/", **{"user-agent": BROWSER + " other"})
    # What the visitor wrote before the proxy's own is not believed.
    browse(f"/{commune.slug}/", address="198.51.100.1, 203.0.113.8")
    assert written() == (3, 3, 0)


def test_the_town_hall_is_not_counted(
    commune: Commune, mayor: Person, delegate_with: Callable[..., Person], browse: Any
):
    browse(f"/{commune.slug}/", mayor)
    browse(f"/{commune.slug}/", delegate_with(EDIT_PAGE))
    assert written() == (0, 0, 0)


@pytest.mark.parametrize(
    "headers",
    [
        {"user-agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"},
        {"user-agent": "curl/8.5.0"},
        {"user-agent": "facebookexternalhit/1.1"},
        {"user-agent": "GoogleOther"},
        {"user-agent": "Mastodon/4"},
        {"user-agent": "HTTrack"},
        {"user-agent": ""},
        {"sec-gpc": "1"},
        {"dnt": "1"},
        {"hx-request": "true"},
        {"sec-purpose": "prefetch;prerender"},
    ],
    ids=str,
)
def test_who_is_not_counted(commune: Commune, browse: Any, headers: dict[str, str]):
    assert browse(f"/{commune.slug}/", **headers).status_code == 200
    assert written() == (0, 0, 0)


@pytest.mark.parametrize(
    "browser",
    [
        "GoogleOther",
        (
            "Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile"
            " Safari/537.36 (compatible; GoogleOther)"
        ),
        "Mastodon/4",
        "Mastodon/4.3.0 (http.rb/5.2.0; +https://mastodon.exemple.fr/)",
        "Mozilla/4.5 (compatible; HTTrack 3.0x; Windows 98)",
        "HTTrack",
        "Pleroma 2.5.0; https://social.exemple.fr",
        "Misskey/13.0",
        "Bluesky Cardyb/1.1; +mailto:support@bsky.app",
        "FeedFetcher-Google; (+http://www.google.com/feedfetcher.html)",
        "Google-InspectionTool/1.0",
        "Mediapartners-Google",
        "meta-externalagent/1.1 (+https://developers.facebook.com/docs/sharing/webmasters/crawler)",
        "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko); compatible; ChatGPT-User/1.0; +https://openai.com/bot",
        "Qwantify/1.0",
        "Heritrix",
        "W3C_Validator/1.3",
        "Teleport Pro/1.29",
        "WordPress/6.4; https://mairie.exemple.fr",
        "PostmanRuntime/7.36",
        "UptimeRobot/2.0",
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/120.0 Safari/537.36",
    ],
)
def test_programs_that_read_by_themselves_are_robots(browser: str):
    assert is_robot(browser)


@pytest.mark.parametrize(
    "browser",
    [
        BROWSER,
        "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Version/19.0 Mobile Safari/604.1",
        "Mozilla/5.0 (Linux; Android 15; CUBOT X70) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36",
        (
            "Mozilla/5.0 (Linux; Android 9; CUBOT_X19) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Mobile"
            " Safari/537.36"
        ),
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0",
        "Mozilla/5.0 (Windows NT 6.1; WOW64; Trident/7.0; rv:11.0) like Gecko",
        (
            "Mozilla/5.0 (Linux; Android 13; SM-A536B; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0"
            " Chrome/119.0 Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/440.0;]"
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) GSA/290.0"
            " Mobile/15E148 Safari/604.1"
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 15_3_1 like Mac OS X; fr-fr) AppleWebKit/605.1.15 QwantMobile/4"
            " Version/15.3 Mobile Safari/604.1"
        ),
        (
            "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/23.0"
            " Chrome/115.0 Mobile Safari/537.36"
        ),
    ],
)
def test_browsers_of_people_are_no_robots(browser: str):
    assert not is_robot(browser)


def test_only_whole_pages_of_communes_with_a_town_hall_count(
    commune: Commune, empty_commune: Commune, browse: Any, client_of: Any, post: Post
):
    for path in (
        "/", "/aide/", f"/{empty_commune.slug}/", f"/{commune.slug}/nulle-part/", "/sante/",
        f"/{commune.slug}/inscription/",  # leads to the sign-in page
        f"/{commune.slug}/actualites/{post.pk}/",  # for residents: a visitor gets 404
    ):  # fmt: skip
        browse(path)
    client_of(None).post(f"/{commune.slug}/", headers={"user-agent": BROWSER})
    client_of(None).head(f"/{commune.slug}/", headers={"user-agent": BROWSER})
    assert written() == (0, 0, 0)


def test_a_publication_opened_is_counted(commune: Commune, public_post: Post, browse: Any, clock: Clock):
    page = f"/{commune.slug}/actualites/{public_post.pk}/"
    browse(page)
    browse(page)  # a reload within seconds
    browse(page, address="203.0.113.9")
    browse(f"{page}partager/")
    buffer.write()
    browse(page)
    buffer.write()
    row = PostDay.objects.get()
    assert (row.commune_id, row.post_id, row.opened) == (commune.pk, public_post.pk, 3)
    assert written() == (2, 2, 0)


def test_no_statement_more_in_the_request(
    commune: Commune, browse: Any, settings: Any, django_assert_num_queries: Any
):
    browse(f"/{commune.slug}/")
    with django_assert_num_queries(2):  # the viewer, the feed
        browse(f"/{commune.slug}/")
    assert len(buffer) == 1
    assert not Visitor.objects.exists()


def test_nothing_written_says_who(commune: Commune, resident: Person, browse: Any):
    browse(f"/{commune.slug}/", resident, address="203.0.113.77")
    browse(f"/{commune.slug}/", address="203.0.113.77")
    buffer.write()
    rows = str(list(Visitor.objects.values())) + str(list(Hour.objects.values()))
    for known in (str(resident.pk), resident.pk.hex, "203.0.113.77", "Firefox", resident.email):
        assert known not in rows
    assert {len(row.digest) for row in Visitor.objects.all()} == {32}


def test_a_digest_tells_nothing_of_another_day_or_commune(commune: Commune, other_commune: Commune):
    monday = date(2026, 11, 23)
    actions.write_visits(seen=[seen(commune, "x"), seen(other_commune, "x"), seen(commune, "x", day=monday)])
    assert len(set(Visitor.objects.values_list("digest", flat=True))) == 3
    assert Salt.objects.count() == 2


def test_two_nodes_count_a_visitor_once(commune: Commune, public_post: Post):
    first, second = VisitBuffer(), VisitBuffer()
    for node in (first, second):
        for hour in (10, 11):
            node.record(seen(commune, "x", hour=hour, is_member=True))
        node.record(seen(commune, "x", hour=11, is_member=True, post_id=public_post.pk))
        node.write()
    rows = {row.hour: (row.visits, row.visitors, row.members) for row in Hour.objects.all()}
    assert rows == {10: (1, 1, 1), 11: (1, 0, 0)}
    assert PostDay.objects.get().opened == 2
    assert Salt.objects.count() == 1


def test_many_communes_cost_a_handful_of_statements(
    commune: Commune, other_commune: Commune, django_assert_max_num_queries: Any
):
    for who in range(300):
        buffer.record(seen(commune if who % 2 else other_commune, str(who), post_id=new_id()))
    with django_assert_max_num_queries(14):
        buffer.write()
    assert {row.visitors for row in Hour.objects.all()} == {150}


def test_what_cannot_be_written_waits_for_the_next_time(commune: Commune, monkeypatch: pytest.MonkeyPatch):
    buffer.record(seen(commune, "x"))
    with monkeypatch.context() as away:
        away.setattr(actions, "write_visits", lambda **kwargs: (_ for _ in ()).throw(DatabaseError))
        assert buffer.write() == 0
        buffer.record(seen(commune, "y"))
    assert buffer.write() == 2
    assert written() == (2, 2, 0)


def test_half_a_writing_is_none(commune: Commune, monkeypatch: pytest.MonkeyPatch):
    buffer.record(seen(commune, "x", post_id=new_id()))
    with monkeypatch.context() as broken:
        broken.setattr(writing, "_add_opened", lambda opened: (_ for _ in ()).throw(DatabaseError))
        assert buffer.write() == 0
    assert not Visitor.objects.exists()
    assert written() == (1, 1, 0)


def test_the_memory_is_bounded(commune: Commune, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(middleware, "MOST_BUFFERED", 3)
    for who in range(5):
        buffer.record(seen(commune, str(who)))
    assert len(buffer) == 3
    assert written() == (3, 3, 0)


def test_a_clock_that_jumped_far_is_not_believed(commune: Commune, clock: Clock):
    actions.write_visits(
        seen=[seen(commune, "x", day=date(2031, 1, 1)), seen(commune, "x", day=date(2020, 1, 1))]
    )
    assert not Hour.objects.exists()
    assert not Salt.objects.exists()


def test_the_hour_is_the_communes(browse: Any, commune: Commune, clock: Clock):
    Commune.objects.filter(pk=commune.pk).update(timezone="Indian/Reunion")
    clock.at("2026-11-22T22:30:00+01:00")
    browse(f"/{commune.slug}/")
    buffer.write()
    row = Hour.objects.get()
    assert (row.day, row.hour) == (date(2026, 11, 23), 1)


@pytest.mark.parametrize(
    ("moments", "hours"),
    [
        # Spring: two o'clock does not exist. Autumn: it comes twice, and is one hour to the figures.
        (["2026-03-29T00:30:00+00:00", "2026-03-29T01:30:00+00:00"], {1: 1, 3: 1}),
        (["2026-10-25T00:30:00+00:00", "2026-10-25T01:30:00+00:00"], {2: 1}),
    ],
)
def test_days_when_the_clocks_change(
    commune: Commune, browse: Any, clock: Clock, moments: list[str], hours: dict[int, int]
):
    for moment in moments:
        clock.at(moment)
        browse(f"/{commune.slug}/")
    buffer.write()
    assert {row.hour: row.visits for row in Hour.objects.all()} == hours


def test_open_pages_hear_of_it_now_and_then(commune: Commune, monkeypatch: pytest.MonkeyPatch):
    for who in "xyz":
        buffer.record(seen(commune, who))
        buffer.write()
    published = Change.objects.filter(name="statistics")
    assert [(one.topic, one.data) for one in published] == [(f"commune:{commune.pk}:town_hall", {})]
    monkeypatch.setattr(writing, "PUBLISH_EVERY", 0)
    buffer.record(seen(commune, "z2"))
    buffer.write()
    assert published.all().count() == 2


def test_the_thread_starts_with_the_first_visit_and_writes(
    commune: Commune, monkeypatch: pytest.MonkeyPatch, settings: Any
):
    done = threading.Event()
    settings.VISITS_THREAD = True
    monkeypatch.setattr(middleware, "WRITE_EVERY", 0.01)
    monkeypatch.setattr(actions, "write_visits", lambda *, seen: done.set())
    fresh = VisitBuffer()
    assert fresh._thread is None
    fresh.record(seen(commune, "x"))
    thread = fresh._thread
    assert thread is not None
    assert thread.daemon
    fresh.record(seen(commune, "y"))
    assert fresh._thread is thread
    assert done.wait(5)
    monkeypatch.setattr(middleware, "WRITE_EVERY", 3600.0)  # it sleeps until the process ends


def test_an_end_in_good_order_writes_first(commune: Commune):
    buffer.record(seen(commune, "x"))
    middleware.write_before_exit()
    assert written() == (1, 1, 0)


def test_a_page_that_fails_is_answered_all_the_same(commune: Commune, rf: Any):
    """Nothing in the counting may break a page that has no viewer, such as an error."""
    from django.http import HttpResponse

    answer = HttpResponse("x")
    assert VisitMiddleware(lambda request: answer)(rf.get("/")) is answer
    assert len(buffer) == 0
