"""Order, pages, what each sees, and what a page costs."""

import re
from datetime import date, timedelta
from html import unescape
from uuid import UUID

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from civic.accounts.actions import account as accounts
from civic.core.clock import now
from civic.posts import actions, queries
from civic.posts.models import Post
from civic.posts.pages import pages_asked
from civic.threads.models import ContentLike
from civic.town_halls.models import TownHall
from tests.accounts.factories import PersonFactory
from tests.communes.factories import MembershipFactory
from tests.posts.factories import PostFactory
from tests.threads.factories import MessageFactory


@pytest.fixture
def reader(resident, commune, viewer_of):
    return viewer_of(resident, commune)


def plan(read) -> str:
    """How SQLite goes about the last statement of `read`."""
    with CaptureQueriesContext(connection) as statements:
        read()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {statements.captured_queries[-1]['sql']}")
        return " | ".join(row[3] for row in cursor.fetchall())


def ids(page) -> list:
    return [UUID(row.post_id) for row in page.rows]


def test_pinned_first_then_newest(reader, commune, mayor):
    moment = now()
    old, new, pinned = (
        PostFactory(commune=commune, author=mayor, published_at=moment - timedelta(days=days))
        for days in (3, 1, 9)
    )
    Post.objects.filter(pk=pinned.pk).update(pinned_at=moment)
    assert ids(queries.feed(reader)) == [pinned.pk, new.pk, old.pk]
    assert [row.pinned for row in queries.feed(reader).rows] == [True, False, False]


def test_every_publication_once_even_of_the_same_instant(reader, commune, mayor, other_commune):
    moment = now()
    made = [
        PostFactory(commune=commune, author=mayor, published_at=moment - timedelta(minutes=number // 9))
        for number in range(45)
    ]
    Post.objects.filter(pk=made[40].pk).update(pinned_at=moment)
    seen, cursor, sizes = [], "", []
    while True:
        page = queries.feed(reader, cursor)
        seen += ids(page)
        sizes.append(len(page.rows))
        cursor = page.older
        if not cursor:
            break
    size = queries.PAGE_SIZE
    assert sizes == [size + 1, *[size] * ((44 - size) // size), (44 - size) % size]
    unpinned = sorted(
        (p for p in made if p is not made[40]), key=lambda p: (p.published_at, p.pk), reverse=True
    )
    assert seen == [made[40].pk, *(post.pk for post in unpinned)]


def test_exactly_a_page_has_nothing_older(reader, commune, mayor):
    PostFactory.create_batch(queries.PAGE_SIZE, commune=commune, author=mayor)
    assert queries.feed(reader).older == ""


def test_as_many_pages_as_were_loaded_before_in_one_statement(
    reader, commune, mayor, django_assert_num_queries
):
    PostFactory.create_batch(3 * queries.PAGE_SIZE + 2, commune=commune, author=mayor)
    with django_assert_num_queries(1):
        found = queries.feed(reader, pages=2)
    assert len(found.rows) == 2 * queries.PAGE_SIZE
    third = queries.feed(reader, found.older)
    assert len({*ids(found), *ids(third)}) == 3 * queries.PAGE_SIZE
    assert queries.feed(reader, pages=4).older == ""


@pytest.mark.parametrize(
    ("asked", "pages"),
    [({}, 1), ({"pages": "3"}, 3), ({"pages": "99"}, queries.MOST_PAGES), ({"pages": "0"}, 1),
     ({"pages": "-2"}, 1), ({"pages": "x"}, 1), ({"pages": "٣"}, 1), ({"pages": "9" * 50}, 1)],
)  # fmt: skip
def test_how_many_pages_an_address_may_ask_for(asked, pages):
    assert pages_asked(asked) == pages


def test_older_publications_are_kept_in_the_address(commune, mayor, resident, client_of):
    """For who comes back from one of them: the commune's page then shows them all."""
    PostFactory.create_batch(3 * queries.PAGE_SIZE, commune=commune, author=mayor)
    browser, here = client_of(resident), f"/{commune.slug}/"
    first = browser.get(here).text
    assert 'hx-replace-url="?pages=2"' in first
    (older,) = re.findall(r'hx-get="([^"]*avant=[^"]*)"', first)
    part = browser.get(unescape(older), headers={"HX-Request": "true"}).text
    assert 'hx-replace-url="?pages=3"' in part
    back = browser.get(here, {"pages": "2"}).text
    assert back.count('<article class="post"') == 2 * queries.PAGE_SIZE
    assert 'hx-replace-url="?pages=3"' in back
    assert "hx-replace-url" not in browser.get(unescape(older)).text  # a page of its own


@pytest.mark.skipif(connection.vendor != "sqlite", reason="reads SQLite’s plans")
def test_each_feed_begins_at_an_index_of_its_own(reader, commune, mayor, viewer_of):
    """A visitor’s does not look through what is for members, and an older page not through the newer ones."""
    PostFactory.create_batch(25, commune=commune, author=mayor, audience="public")
    assert "post_public_feed (commune_id=?)" in plan(lambda: queries.feed(viewer_of(None, commune)))
    assert "post_feed (commune_id=?)" in plan(lambda: queries.feed(reader))
    older = queries.feed(reader).older
    assert "post_feed (commune_id=? AND (published_at,id)<(?,?))" in plan(lambda: queries.feed(reader, older))


@pytest.mark.parametrize("cursor", ["x", "2026-01-01_x", "_", "2026-13-01T00:00:00_" + "0" * 32, "é" * 300])
def test_a_cursor_made_up_is_not_found(reader, cursor):
    with pytest.raises(Http404):
        queries.feed(reader, cursor)


def test_each_sees_what_is_for_them(commune, other_commune, post, public_post, mayor, resident, applicant,
                                    stranger, staff, viewer_of):  # fmt: skip
    PostFactory(commune=commune, author=mayor, status="draft")
    PostFactory(commune=commune, author=mayor, status="scheduled", publish_at=now())
    PostFactory(commune=commune, author=mayor, removed_at=now())
    PostFactory(commune=commune, author=mayor, audience="public", pinned_at=now(), removed_at=now())
    everything, public = {post.pk, public_post.pk}, {public_post.pk}
    for person, expected in ((resident, everything), (mayor, everything), (applicant, public),
                             (stranger, public), (staff, public), (None, public)):  # fmt: skip
        assert set(ids(queries.feed(viewer_of(person, commune)))) == expected, person


def test_what_one_likes_is_marked(reader, second_resident, commune, post, public_post, resident, viewer_of):
    ContentLike.objects.create(thread=post.thread, person=resident)
    liked = {UUID(row.post_id): row.liked for row in queries.feed(reader).rows}
    assert liked == {post.pk: True, public_post.pk: False}
    assert not any(row.liked for row in queries.feed(viewer_of(second_resident, commune)).rows)
    assert not any(row.liked for row in queries.feed(viewer_of(None, commune)).rows)


# --- Cost -----------------------------------------------------------------------------------------------------------


def statements(browser, address: str) -> int:
    browser.cookies["couverture"] = "1"  # of who has been here before
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(address).status_code == 200
    return len(captured)


def fill(commune, mayor, resident, count: int) -> None:
    for _ in range(count):
        post = PostFactory(commune=commune, author=mayor)
        MessageFactory.create_batch(4, thread=post.thread, author=resident)


# The viewer, the bell’s count, the feed; a mayor’s also the desk’s.
@pytest.mark.parametrize(("rank", "needed"), [("visitor", 2), ("resident", 3), ("mayor", 4)])
def test_the_feed_costs_the_same_with_one_item_and_with_three(
    rank, needed, commune, mayor, resident, client_of, empty_caches
):
    from civic.ui.fragments import fragment_cache

    person = {"visitor": None, "resident": resident, "mayor": mayor}[rank]
    browser, address = client_of(person), f"/{commune.slug}/"
    counts = {}
    for items in (1, 3):
        fill(commune, mayor, resident, items - Post.objects.count())
        Post.objects.update(audience="public")
        fragment_cache.clear()
        counts[items] = (statements(browser, address), statements(browser, address))
    assert counts[1] == counts[3]
    cold, warm = counts[3]
    assert warm == needed
    # Once for each change: what stands beside the feed and what may wait above it, a statement for each feature.
    assert cold <= 17


def test_the_signed_in_feed_of_twenty_takes_at_most_six_statements(commune, mayor, resident, client_of):
    fill(commune, mayor, resident, 20)
    browser, address = client_of(resident), f"/{commune.slug}/"
    statements(browser, address)
    assert statements(browser, address) <= 6


def test_what_was_rendered_for_one_serves_the_other(commune, mayor, resident, second_resident, client_of):
    fill(commune, mayor, resident, 5)
    first, second, address = client_of(resident), client_of(second_resident), f"/{commune.slug}/"
    cold = statements(first, address)
    assert statements(second, address) < cold
    assert statements(second, address) == statements(first, address)


def test_a_new_name_of_the_author_shows_on_what_was_cached(
    commune, mayor, resident, post, client_of, viewer_of, run_jobs
):
    browser, address = client_of(resident), f"/{commune.slug}/"
    assert mayor.full_name in browser.get(address).content.decode()
    fields = {name: getattr(mayor, name) for name in ("first_name", "civility", "mobile")}
    fields |= {"last_name": "Nouveaunom", "presentation": "", "birth_date": date(1960, 1, 2)}
    accounts.change_profile(viewer=viewer_of(mayor, commune), fields=fields)
    run_jobs()
    page = browser.get(address).content.decode()
    assert page.count(f"{mayor.first_name} Nouveaunom") == 2  # on the mayor’s card and on the publication
    assert mayor.full_name not in page


def test_the_feed_costs_the_same_for_ten_residents_and_a_thousand(commune, mayor, resident, client_of):
    from civic.accounts.models import Person
    from civic.memberships.models import Membership

    fill(commune, mayor, resident, 3)
    browser, address = client_of(resident), f"/{commune.slug}/"
    statements(browser, address)
    before = statements(browser, address)
    people = Person.objects.bulk_create(
        PersonFactory.build(email=f"foule{number}@exemple.test", password="!") for number in range(1000)
    )
    Membership.objects.bulk_create(
        MembershipFactory.build(commune=commune, person=person) for person in people
    )
    TownHall.objects.filter(commune=commune).update(residents=1001)
    assert statements(browser, address) == before


def test_the_page_of_one_publication_costs_the_same_with_one_comment_and_with_three(
    commune, mayor, resident, client_of
):
    post = PostFactory(commune=commune, author=mayor)
    browser, address = client_of(resident), f"/{commune.slug}/actualites/{post.pk}/"
    counts = set()
    for number in (1, 2):
        MessageFactory.create_batch(number, thread=post.thread, author=resident)
        statements(browser, address)
        counts.add(statements(browser, address))
    assert len(counts) == 1
    assert counts.pop() <= 7


@pytest.mark.parametrize("count", [1, 3])
def test_the_lists_of_the_town_hall_cost_the_same(commune, mayor, client_of, count, viewer_of):
    for number in range(count):
        content = actions.PostContent(title=f"Brouillon {number}")
        actions.save_draft(viewer=viewer_of(mayor, commune), key=str(number), content=content)
    browser = client_of(mayor)
    assert statements(browser, f"/{commune.slug}/actualites/a-venir/") <= 6
