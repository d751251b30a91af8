"""What waits for whom, in what order, and with as many statements whatever there is."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from civic.accounts.models import Person
from civic.core.clock import now
from civic.core.registry import desk_sources
from civic.desk.queries import tasks, waiting
from civic.desk.queries.beside import questions_of
from civic.memberships.models import Membership
from civic.polls.enums import HOLD_POLLS
from civic.town_halls.models import TownHall
from civic.vigilance.models import VigilanceDraft
from tests.accounts.factories import PersonFactory, strengthen
from tests.alerts.factories import answer_of, danger_in
from tests.communes.factories import MembershipFactory
from tests.desk.waiting import desk_examples
from tests.html import on_one_line
from tests.posts.factories import PostFactory


def fill(commune, person):
    """One thing of each source, in this commune."""
    for example in desk_examples().values():
        example.make(commune, person)


def keys(found):
    return {one.source.key for one in found}


def test_each_source_brings_its_line(commune, mayor, viewer_of):
    fill(commune, mayor)
    viewer = viewer_of(mayor, commune)
    desk = tasks.desk_of(viewer)
    sources = waiting.sources_for(viewer)
    assert keys(desk.information) == {source.key for source in sources if source.late_after is None}
    assert keys(desk.tasks) == {source.key for source in sources if source.late_after is not None}
    assert all(one.task.text and one.task.url and one.task.action for one in desk.tasks + desk.information)


def test_late_ones_first_then_the_oldest(commune, mayor, viewer_of):
    fill(commune, mayor)
    viewer = viewer_of(mayor, commune)
    rows = waiting.waiting_rows(viewer, limit=tasks.MOST)
    assert [(row.urgency, row.since) for row in rows] == sorted((row.urgency, row.since) for row in rows)
    assert {row.urgency for row in rows} == set(waiting.Urgency)
    after = {source.key: source.late_after for source in desk_sources() if source.late_after}
    late = [
        row
        for row in rows
        if row.source in after
        and row.urgency > waiting.Urgency.FIRST
        and row.since <= now() - after[row.source]
    ]
    assert [row for row in rows if row.urgency == waiting.Urgency.LATE] == late


def test_a_call_for_help_stands_before_a_red_vigilance_that_is_older(commune, mayor, viewer_of):
    fill(commune, mayor)
    VigilanceDraft.objects.update(made_at=now() - timedelta(hours=2))
    rows = waiting.waiting_rows(viewer_of(mayor, commune), limit=tasks.MOST)
    first = [row for row in rows if row.urgency <= waiting.Urgency.FIRST]
    assert [row.source for row in first] == ["alert_help", "vigilance"]
    assert first[0].since > first[1].since


def test_a_call_for_help_stands_before_what_is_late(commune, mayor, client_of):
    for days in (40, 90):
        long_ago = now() - timedelta(days=days)
        MembershipFactory(commune=commune, person=PersonFactory(), status="pending", requested_at=long_ago)
    TownHall.objects.update(joined_at=now() - timedelta(days=400))
    caller = PersonFactory(first_name="Marc", last_name="Olivieri")
    answer_of(danger_in(commune), caller)
    page = on_one_line(client_of(mayor).get(f"/{commune.slug}/mairie/").content.decode())
    first = page.partition('<li class="desk-task')[2].partition("</li>")[0]
    assert first.startswith(" desk-task--first")
    assert "Marc Olivieri a besoin d’aide" in first
    assert "Urgent" in first
    assert "En retard" in page
    assert page.count("desk-task--first") == 1


def test_what_waited_before_the_page_opened_is_as_old_as_the_page(commune, mayor, viewer_of):
    """Nobody was there to answer it."""
    fill(commune, mayor)

    def late() -> set[str]:
        rows = waiting.waiting_rows(viewer_of(mayor, commune), limit=tasks.MOST)
        assert min(row.since for row in rows) >= TownHall.objects.get(commune=commune).joined_at
        return {row.source for row in rows if row.urgency == waiting.Urgency.LATE}

    before = late()
    TownHall.objects.update(joined_at=now() - timedelta(hours=2))
    slow = {one.key for one in desk_sources() if one.late_after and one.late_after > timedelta(hours=2)}
    assert before & slow
    assert not late() & slow


def test_putting_the_sources_together_reads_nothing(commune, mayor, viewer_of, django_assert_num_queries):
    """It is done once a minute: what a source read meanwhile would be of before. And what is remembered is small."""
    viewer = viewer_of(mayor, commune)
    questions = questions_of(viewer, with_week=True)
    with django_assert_num_queries(0):
        sql, params = waiting._statement.__wrapped__(viewer, tasks.MOST, False, questions, 0)
    assert "UNION ALL" in sql
    assert len(sql) + len(repr(params)) < 50_000


@pytest.mark.parametrize("hour", ["10:00:00", "23:59:30"])
def test_the_week_is_of_seven_days_until_its_last_minute(commune, mayor, viewer_of, clock, hour):
    clock.at("2026-11-16T10:00:00+01:00")
    PostFactory(commune=commune, author=mayor, published_at=now())
    viewer = viewer_of(mayor, commune)
    for day, published in (("22", 1), ("23", 0)):
        clock.at(f"2026-11-{day}T{hour}+01:00")
        assert tasks.desk_of(viewer, with_week=True).beside.week.published == published


def test_every_line_leads_to_a_page_that_opens(commune, mayor, viewer_of, client_of):
    fill(commune, mayor)
    viewer, browser = viewer_of(mayor, commune), client_of(mayor)
    desk = tasks.desk_of(viewer)
    answers = {
        one.source.key: browser.get(urlsplit(one.task.url)._replace(fragment="").geturl()).status_code
        for one in desk.tasks + desk.information
    }
    assert answers == dict.fromkeys((source.key for source in waiting.sources_for(viewer)), 200)


def test_every_line_is_known_by_its_id(commune, mayor, viewer_of, client_of):
    """By which an open page renews the others around the one somebody is on."""
    fill(commune, mayor)
    text = client_of(mayor).get(f"/{commune.slug}/mairie/").text
    lines = re.findall(r'<li class="desk-task[^>]*>', text)
    ids = [re.search(r' id="ligne-([^"]+)"', line) for line in lines]
    assert all(ids)
    assert len({one[1] for one in ids if one}) == len(lines) > 3
    assert 'data-live-refresh-around-value="true"' in text


def test_nothing_of_the_twin_commune(commune, mayor, other_commune, other_mayor, viewer_of, client_of):
    fill(other_commune, other_mayor)
    assert waiting.waiting_rows(viewer_of(mayor, commune), limit=tasks.MOST) == []
    page = client_of(mayor).get(f"/{commune.slug}/mairie/").content.decode()
    assert "Rien n’attend encore la mairie" in page
    assert "Autreville" not in page


RIGHTS = sorted({right for example in desk_examples().values() for right in example.rights})


@pytest.mark.parametrize("right", RIGHTS, ids=str)
def test_a_delegate_sees_what_their_right_lets_them_do(commune, mayor, viewer_of, delegate_with, right):
    delegate = delegate_with(right)
    strengthen(delegate)  # else what is guarded sleeps
    fill(commune, delegate)
    desk = tasks.desk_of(viewer_of(delegate, commune))
    seen = {key for key, example in desk_examples().items() if right in example.rights}
    assert keys(desk.tasks + desk.information) == seen


def test_nobody_is_asked_to_answer_their_own_request(commune, delegate, viewer_of):
    MembershipFactory(commune=commune, person=delegate, status="pending")
    assert tasks.count_waiting(viewer_of(delegate, commune)) == 0


def test_a_feature_that_is_off_asks_for_nothing(commune, mayor, viewer_of):
    fill(commune, mayor)
    commune.town_hall.feature_decisions = {"posts": False, "polls": False, "links": False}
    commune.town_hall.save()
    found = tasks.desk_of(viewer_of(mayor, commune))
    assert not {key for key in keys(found.tasks) if key.startswith(("post", "poll", "dead", "comments"))}


def statements(browser, path):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert browser.get(path).status_code == 200
    return len(captured)


def test_as_many_statements_for_two_as_for_one(commune, mayor, viewer_of, client_of):
    browser, path = client_of(mayor), f"/{commune.slug}/mairie/"
    fill(commune, mayor)
    statements(browser, path)
    once = statements(browser, path)
    fill(commune, mayor)  # three of each would be more than the desk shows
    assert statements(browser, path) == once


def test_a_line_that_comes_with_its_row_costs_no_statement(
    commune, mayor, viewer_of, django_assert_num_queries
):
    """What is only counted brings nothing along."""
    examples = desk_examples()
    viewer = viewer_of(mayor, commune)
    of_rows = [source for source in waiting.sources_for(viewer) if source.line]
    assert len(of_rows) > 4
    for source in of_rows:
        examples[source.key].make(commune, mayor)
    tasks.desk_of(viewer)
    with django_assert_num_queries(1):
        desk = tasks.desk_of(viewer)
    assert keys(desk.tasks + desk.information) == {source.key for source in of_rows}
    counted = waiting.waiting_rows(viewer, limit=tasks.MOST, without_information=True)
    assert counted
    assert not any(row.columns for row in counted)


def test_more_than_are_shown(commune, mayor, viewer_of):
    for _ in range(4):
        MembershipFactory(commune=commune, person=PersonFactory(), status="pending")
    viewer = viewer_of(mayor, commune)
    found = tasks.desk_of(viewer, most=2)
    assert (len(found.tasks), found.has_more) == (2, True)
    assert (len(tasks.desk_of(viewer, most=4).tasks), tasks.desk_of(viewer, most=4).has_more) == (4, False)
    assert tasks.count_waiting(viewer, most=2) == 3


@pytest.mark.parametrize(
    ("waiting", "words"),
    [
        (tasks.MOST, f"{tasks.MOST} choses attendent"),
        (tasks.MOST + 1, f"Plus de {tasks.MOST} choses attendent"),
    ],
)
def test_the_page_and_the_feed_say_that_there_are_more(commune, mayor, client_of, waiting, words):
    people = Person.objects.bulk_create(PersonFactory.build_batch(waiting))
    Membership.objects.bulk_create(
        MembershipFactory.build(commune=commune, person=person, status="pending") for person in people
    )
    browser = client_of(mayor)
    page = on_one_line(browser.get(f"/{commune.slug}/mairie/").content.decode()).replace("\u00a0", " ")
    assert f"{words} la mairie" in page
    assert page.count('class="desk-task"') == tasks.MOST
    feed = browser.get(f"/{commune.slug}/").content.decode().replace("\u00a0", " ")
    assert f"{words} au bureau" in feed


def test_the_feed_says_how_much_waits(commune, mayor, resident, applicant, client_of):
    feed = client_of(mayor).get(f"/{commune.slug}/").content.decode().replace("\xa0", " ")
    assert "1 chose attend au bureau" in feed
    assert "au bureau" not in client_of(resident).get(f"/{commune.slug}/").content.decode()
    Membership.objects.filter(person=applicant).update(status="accepted")
    assert "au bureau" not in client_of(mayor).get(f"/{commune.slug}/").content.decode()


def test_where_one_arrives(commune, mayor, delegate, resident, client_of):
    MembershipFactory(commune=commune, person=delegate)
    arrivals = [client_of(person).get("/accueil/")["Location"] for person in (mayor, delegate, resident)]
    assert arrivals == [f"/{commune.slug}/mairie/", f"/{commune.slug}/mairie/", f"/{commune.slug}/"]


def test_what_waits_is_louder_than_what_one_may_begin(commune, mayor, client_of):
    fill(commune, mayor)
    page = on_one_line(client_of(mayor).get(f"/{commune.slug}/mairie/").content.decode())
    waiting, _, beside = page.partition('aria-label="Et aussi"')
    assert 'class="button" href' in waiting
    looks = re.findall(r'class="(button[^"]*)"', beside.partition("</aside>")[0])
    assert looks
    assert all("button--quiet" in look for look in looks)


def test_the_quick_actions_are_those_one_may_do(commune, mayor, delegate_with, client_of):
    path = f"/{commune.slug}/mairie/"
    new_post, new_poll = (
        f'href="/{commune.slug}/actualites/nouvelle/"',
        f'href="/{commune.slug}/sondages/nouveau/"',
    )
    own = client_of(delegate_with(HOLD_POLLS)).get(path).content.decode()
    assert new_poll in own
    assert new_post not in own
    assert new_post in client_of(mayor).get(path).content.decode()


def test_how_old_a_task_is_in_words(commune, mayor, client_of):
    MembershipFactory(
        commune=commune,
        person=PersonFactory(first_name="Jeanne", last_name="Martin"),
        status="pending",
        requested_at=now() - timedelta(days=4, hours=1),
    )
    page = client_of(mayor).get(f"/{commune.slug}/mairie/").content.decode().replace("\xa0", " ")
    assert "Demande d’inscription depuis 4 jours" in page
    assert "En retard" in page
    assert "Jeanne Martin demande à rejoindre la page" in page
