"""What waits for whom, in what order, and with as many statements whatever there is."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from civic.contents.enums import Status
from civic.core.clock import now
from civic.core.registry import desk_sources
from civic.desk.queries import tasks
from civic.media.models import Media
from civic.memberships.models import Membership, ProofRequest
from civic.polls.enums import HOLD_POLLS
from civic.posts.enums import PUBLISH
from civic.posts.models import PostMedia
from civic.threads.actions.messages import write_message
from civic.threads.enums import MODERATE_COMMENTS
from civic.threads.thread_kinds import COMMENTS
from civic.town_halls.enums import EDIT_PAGE, MANAGE_RESIDENTS
from tests.accounts.factories import PersonFactory
from tests.communes.factories import DelegationFactory, MembershipFactory
from tests.links.factories import UsefulLinkFactory
from tests.polls.factories import PollFactory
from tests.posts.factories import PostFactory


def fill(commune, mayor, viewer_of):
    """One thing of each source, in this commune."""
    moment = now()
    ago = {days: moment - timedelta(days=days) for days in (1, 2, 4, 9)}
    MembershipFactory(commune=commune, person=PersonFactory(), status="pending", requested_at=ago[4])
    answered = MembershipFactory(commune=commune, person=PersonFactory(), status="pending")
    ProofRequest.objects.create(membership=answered, asked_at=ago[9], words="?", sent_at=ago[2])
    published = PostFactory(commune=commune, author=mayor, title=f"Fête de {commune.name}")
    neighbour = PersonFactory()
    MembershipFactory(commune=commune, person=neighbour)
    write_message(
        viewer=viewer_of(neighbour, commune),
        kind=COMMENTS,
        thread_id=published.thread_id,
        body=f"Question de {commune.name}",
        key="1",
    )
    PostFactory(commune=commune, author=mayor, title="À finir", status=Status.DRAFT, published_at=None)
    PostFactory(
        commune=commune,
        author=mayor,
        title="À venir",
        status=Status.SCHEDULED,
        published_at=None,
        publish_at=moment + timedelta(days=3),
    )
    failed = Media.objects.create(commune_id=commune.pk, owner_id=mayor.pk, kind="photo", status="failed")
    PostMedia.objects.create(post=published, media=failed, position=0)
    PollFactory(commune=commune, author=mayor, published_at=ago[9], closes_at=ago[1], closed_at=ago[1])
    PollFactory(commune=commune, author=mayor, status=Status.DRAFT)
    PollFactory(commune=commune, author=mayor, status=Status.SCHEDULED, publish_at=moment + timedelta(days=1))
    UsefulLinkFactory(commune=commune, is_dead=True, problem="missing", failing_since=ago[9])
    invited = {"commune": commune, "given_by": mayor, "accepted_at": None, "rights": [PUBLISH]}
    DelegationFactory(**invited, person=PersonFactory(), mail_refused_at=ago[1])
    DelegationFactory(**invited, person=PersonFactory())
    DelegationFactory(
        commune=commune,
        given_by=mayor,
        person=PersonFactory(),
        rights=[PUBLISH],
        ends_at=moment + timedelta(days=2),
    )


def keys(found):
    return {one.source.key for one in found}


INFORMATION = {"post_scheduled", "poll_scheduled", "delegation_answer", "delegation_end"}


def test_each_source_brings_its_line(commune, mayor, viewer_of):
    fill(commune, mayor, viewer_of)
    desk = tasks.desk_of(viewer_of(mayor, commune))
    assert keys(desk.information) == INFORMATION
    assert keys(desk.tasks) == {source.key for source in desk_sources()} - INFORMATION
    assert all(one.task.text and one.task.url and one.task.action for one in desk.tasks + desk.information)


def test_late_ones_first_then_the_oldest(commune, mayor, viewer_of):
    fill(commune, mayor, viewer_of)
    rows = tasks.waiting_rows(viewer_of(mayor, commune), desk_sources())
    assert [row.source for row in rows if row.urgency == tasks.Urgency.LATE] == ["membership_request"]
    waiting = [row for row in rows if row.urgency == tasks.Urgency.WAITING]
    assert [row.source for row in waiting][:2] == ["dead_link", "membership_proof"]
    assert [row.since for row in waiting] == sorted(row.since for row in waiting)
    assert {row.source for row in rows[-len(INFORMATION) :]} == INFORMATION


def test_every_line_leads_to_a_page_that_opens(commune, mayor, viewer_of, client_of):
    fill(commune, mayor, viewer_of)
    browser, desk = client_of(mayor), tasks.desk_of(viewer_of(mayor, commune))
    answers = {
        one.source.key: browser.get(urlsplit(one.task.url)._replace(fragment="").geturl()).status_code
        for one in desk.tasks + desk.information
    }
    assert answers == dict.fromkeys((source.key for source in desk_sources()), 200)


def test_nothing_of_the_twin_commune(commune, mayor, other_commune, other_mayor, viewer_of, client_of):
    fill(other_commune, other_mayor, viewer_of)
    assert tasks.waiting_rows(viewer_of(mayor, commune), desk_sources()) == []
    page = client_of(mayor).get(f"/{commune.slug}/mairie/").content.decode()
    assert "Rien n’attend encore la mairie" in page
    assert "Autreville" not in page


RIGHTS = {
    MANAGE_RESIDENTS: {"membership_request", "membership_proof"},
    PUBLISH: {"post_draft", "post_scheduled", "comments"},
    MODERATE_COMMENTS: {"comments"},
    HOLD_POLLS: {"poll_outcome", "poll_draft", "poll_scheduled"},
    EDIT_PAGE: {"dead_link"},
}


@pytest.mark.parametrize("right", RIGHTS, ids=str)
def test_a_delegate_sees_what_their_right_lets_them_do(commune, mayor, viewer_of, delegate_with, right):
    fill(commune, mayor, viewer_of)
    desk = tasks.desk_of(viewer_of(delegate_with(right), commune))
    assert keys(desk.tasks + desk.information) == RIGHTS[right]


def test_nobody_is_asked_to_answer_their_own_request(commune, delegate, viewer_of):
    MembershipFactory(commune=commune, person=delegate, status="pending")
    assert tasks.count_waiting(viewer_of(delegate, commune)) == 0


def test_a_feature_that_is_off_asks_for_nothing(commune, mayor, viewer_of):
    fill(commune, mayor, viewer_of)
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


def test_as_many_statements_for_three_as_for_one(commune, mayor, viewer_of, client_of):
    browser, path = client_of(mayor), f"/{commune.slug}/mairie/"
    fill(commune, mayor, viewer_of)
    statements(browser, path)
    once = statements(browser, path)
    fill(commune, mayor, viewer_of)
    fill(commune, mayor, viewer_of)
    assert statements(browser, path) == once


def test_more_than_are_shown(commune, mayor, viewer_of, client_of, monkeypatch):
    monkeypatch.setattr(tasks, "MOST", 2)
    for _ in range(4):
        MembershipFactory(commune=commune, person=PersonFactory(), status="pending")
    monkeypatch.setattr("civic.desk.views.desk.MOST", 2)
    monkeypatch.setattr("civic.desk.pages.MOST", 2)
    monkeypatch.setattr(tasks.waiting_rows, "__defaults__", (3,))
    browser = client_of(mayor)
    page = browser.get(f"/{commune.slug}/mairie/").content.decode().replace("\xa0", " ")
    assert "Plus de 2 choses attendent la mairie" in page
    assert page.count('class="desk-task"') == 2
    feed = browser.get(f"/{commune.slug}/").content.decode().replace("\xa0", " ")
    assert "Plus de 2 choses attendent au bureau" in feed


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
