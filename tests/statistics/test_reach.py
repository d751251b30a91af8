"""How far a publication went, and the week at a glance."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from civic.core.clock import now
from civic.core.refusals import NotAllowed
from civic.desk.queries.tasks import desk_of
from civic.journal.actions import record
from civic.notifications.models import Reach
from civic.posts.enums import PUBLISH
from civic.posts.events import PostPublished
from civic.statistics.models import PostDay
from civic.statistics.presenter import reach_lines
from civic.statistics.queries.reach import PostReach, post_reach
from civic.statistics.queries.week import Week
from civic.statistics.rules import in_fives
from civic.town_halls.enums import MANAGE_RESIDENTS
from civic.town_halls.models import TownHall
from tests.accounts.factories import PersonFactory
from tests.communes.factories import MembershipFactory
from tests.posts.factories import PostFactory


@pytest.fixture
def publish(commune, mayor, resident, second_resident, viewer_of, run_jobs):
    """Announce a publication to the residents, one of whom is gathered into the summary of the day."""

    def announce(post):
        TownHall.objects.filter(pk=commune.pk).update(residents=2)
        record(PostPublished(post_id=post.pk), viewer=viewer_of(mayor, commune), target=post)
        run_jobs()

    return announce


def opened(post, count, *, days=0):
    day = (now() - timedelta(days=days)).date()
    PostDay.objects.create(commune=post.commune, day=day, post_id=post.pk, opened=count)


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "moins de 5"), (1, "moins de 5"), (4, "moins de 5"), (5, "environ 5"), (29, "environ 25")],
)
def test_steps_of_five(count, words):
    assert in_fives(count) == words


def test_what_the_worker_counts(commune, post, mayor, viewer_of, publish):
    viewer = viewer_of(mayor, commune)
    assert post_reach(viewer, post.pk).announced is None
    publish(post)
    found = post_reach(viewer, post.pk).announced
    assert found
    assert (found.people, found.mails, found.digests, found.pushes, found.waiting) == (2, 2, 0, 0, 0)


def test_on_its_page(commune, post, mayor, client_of, publish):
    publish(post)
    opened(post, 20)
    opened(post, 9, days=1)
    page = client_of(mayor).get(f"/{commune.slug}/mairie/statistiques/publications/{post.pk}/")
    words = page.content.decode().replace("\xa0", " ")
    assert "Annoncée à 2 personnes" in words
    assert "environ 25" in words
    part = client_of(mayor).get(
        f"/{commune.slug}/mairie/statistiques/publications/{post.pk}/", headers={"hx-request": "true"}
    )
    assert "<h1" not in part.content.decode()
    assert 'id="portee"' in part.content.decode()


def test_the_publication_leads_to_it_for_who_publishes(commune, post, mayor, resident, client_of):
    address = f"/{commune.slug}/actualites/{post.pk}/"
    link = f"/{commune.slug}/mairie/statistiques/publications/{post.pk}/"
    assert link in client_of(mayor).get(address).content.decode()
    assert link not in client_of(resident).get(address).content.decode()


def test_whose_it_is_to_know(commune, other_post, post, mayor, delegate_with, viewer_of):
    assert post_reach(viewer_of(delegate_with(PUBLISH), commune), post.pk).opened == 0
    with pytest.raises(NotAllowed):
        post_reach(viewer_of(delegate_with(MANAGE_RESIDENTS), commune), post.pk)
    with pytest.raises(Http404):
        post_reach(viewer_of(mayor, commune), other_post.pk)


def test_the_week(commune, other_post, mayor, viewer_of):
    viewer, moment = viewer_of(mayor, commune), now()
    assert desk_of(viewer).beside.week == Week(0, 0, 0)
    for days in (0, 6, 8):
        person = PersonFactory()
        MembershipFactory(commune=commune, person=person, decided_at=moment - timedelta(days=days))
        post = PostFactory(commune=commune, author=mayor, published_at=moment - timedelta(days=days))
        opened(post, 3, days=days)
    opened(other_post, 50)
    assert desk_of(viewer).beside.week == Week(2, 6, 2)


def test_the_week_on_the_desk(commune, mayor, delegate_with, client_of):
    post = PostFactory(commune=commune, author=mayor)
    opened(post, 3)
    path = f"/{commune.slug}/mairie/"
    page = " ".join(client_of(mayor).get(path).content.decode().split())
    assert "<strong>1</strong> publication parue" in page
    assert "<strong>moins de 5</strong> lectures" in page
    assert "Ces sept jours" not in client_of(delegate_with(PUBLISH)).get(path).content.decode()


@pytest.mark.parametrize(("times", "said"), [(0, False), (4, False), (5, True)])
def test_of_a_week_without_publication_no_few_readings_are_said(commune, mayor, client_of, times, said):
    former = PostFactory(commune=commune, author=mayor, published_at=now() - timedelta(days=30))
    if times:
        opened(former, times)
    page = " ".join(client_of(mayor).get(f"/{commune.slug}/mairie/").content.decode().split())
    assert "<strong>Aucune</strong> publication parue" in page
    assert ("</strong> lectures" in page) == said


def test_nobody_reads_like_one_person(commune, post, mayor, client_of, publish):
    """Of one resident, it would tell whether they have opened it."""
    publish(post)
    addresses = [
        f"/{commune.slug}/mairie/statistiques/publications/{post.pk}/",
        f"/{commune.slug}/mairie/statistiques/",
        f"/{commune.slug}/mairie/",
    ]
    figures = re.compile(r"<dd>[^<]*</dd>|moins de 5|<strong>[^<]*</strong> lectures?|<td>[^<]*</td>")
    before = [figures.findall(client_of(mayor).get(path).content.decode()) for path in addresses]
    assert "moins de 5" in str(before[0])
    opened(post, 1)
    after = [figures.findall(client_of(mayor).get(path).content.decode()) for path in addresses]
    assert after == before


def test_reading_it_costs_the_same_in_a_large_town(commune, post, mayor, viewer_of, publish):
    publish(post)
    viewer = viewer_of(mayor, commune)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            post_reach(viewer, post.pk)
        counts.append(len(captured))
        for _ in range(3):
            MembershipFactory(commune=commune, person=PersonFactory())
    assert counts[0] == counts[1] <= 5
    assert Reach.objects.count() == 1


@pytest.mark.parametrize(
    ("people", "mails", "digests", "pushes", "lines"),
    [
        (1, 1, 0, 0, []),
        (19, 10, 5, 5, []),
        (20, 17, 4, 0, ["environ 15", "moins de 5"]),
        (1204, 1013, 207, 12, ["environ 1\u202f010, dont environ 205 dans leur résumé", "environ 10"]),
    ],
)
def test_ways_never_say_what_one_person_chose(post, people, mails, digests, pushes, lines):
    announced = Reach(people=people, mails=mails, digests=digests, pushes=pushes)
    assert [count for _, count in reach_lines(PostReach(post, announced, 0))] == lines
