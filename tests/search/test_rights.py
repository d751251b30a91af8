"""Each finds what they may see, and no more: whole answers, beside a twin commune with the same texts."""

import re
from datetime import timedelta

import pytest
from django.db import connection

from civic.agenda.models import CalendarEvent
from civic.contents.enums import Status
from civic.core.audience import Audience
from civic.core.clock import now
from civic.posts.enums import FEATURE as POSTS
from civic.posts.enums import PUBLISH
from civic.search import actions
from civic.search.models import Document
from civic.search.queries import finding
from civic.search.queries.finding import Asked, find, lookup_findings
from civic.threads.enums import ThreadAudience
from civic.threads.models import Thread
from civic.town_halls.enums import MANAGE_RESIDENTS
from civic.town_halls.models import TownHall
from tests.agenda.factories import CalendarEventFactory
from tests.discussions.factories import DiscussionFactory
from tests.links.factories import UsefulLinkFactory
from tests.polls.factories import PollFactory
from tests.search.corpus import index, post, search, titles
from tests.threads.factories import MessageFactory, ThreadFactory

PUBLIC = ["lavoir public", "Lavoir événement", "Lavoir lien"]
RESERVED = [
    "lavoir réservé", "Lavoir discussion", "Lavoir sondage", "Lavoir événement réservé",
    "Message · Camille Exemple", "Commentaire · Camille Exemple",
]  # fmt: skip


def _fill(commune, author):
    """The same of everything in each commune, what is not out included."""
    public = post(commune, author, "lavoir public", audience=Audience.PUBLIC)
    discussion = DiscussionFactory(commune=commune, author=author, title="Lavoir discussion")
    rows = [
        public,
        post(commune, author, "lavoir réservé"),
        post(commune, author, "lavoir brouillon", status=Status.DRAFT),
        post(
            commune, author, "lavoir programmé", status=Status.SCHEDULED, publish_at=now() + timedelta(days=1)
        ),
        post(commune, author, "lavoir supprimé", removed_at=now()),
        discussion,
        PollFactory(commune=commune, author=author, title="Lavoir sondage"),
        PollFactory(commune=commune, author=author, title="Lavoir sondage à venir", status=Status.DRAFT),
        CalendarEventFactory(commune=commune, title="Lavoir événement"),
        CalendarEventFactory(commune=commune, title="Lavoir événement réservé", audience=Audience.MEMBERS),
        CalendarEventFactory(commune=commune, title="Lavoir annulé", cancelled_at=now()),
        UsefulLinkFactory(commune=commune, title="Lavoir lien"),
        UsefulLinkFactory(commune=commune, title="Lavoir lien supprimé", removed_at=now()),
        MessageFactory(thread=public.thread, author=author, body="le lavoir, enfin"),
        MessageFactory(thread=discussion.thread, author=author, body="le lavoir fuit"),
        MessageFactory(thread=discussion.thread, author=author, body="le lavoir", removed_at=now()),
    ]
    index(*rows)
    return rows


@pytest.fixture
def twins(commune, other_commune, mayor):
    """Written by one person, so that nothing but the commune distinguishes them."""
    return {place: _fill(place, mayor) for place in (commune, other_commune)}


def _found(viewer, words="lavoir"):
    return sorted(search(viewer, words))


@pytest.mark.engine
def test_who_is_not_of_the_commune_finds_what_is_public(twins, commune, applicant, stranger, viewer_of):
    for person in (None, applicant, stranger):
        assert _found(viewer_of(person, commune)) == sorted(PUBLIC)


@pytest.mark.engine
def test_who_is_of_it_finds_what_is_out(twins, commune, mayor, resident, delegate, viewer_of):
    for person in (resident, delegate, mayor):
        assert _found(viewer_of(person, commune)) == sorted(PUBLIC + RESERVED)


@pytest.mark.engine
def test_comments_are_for_members_whatever_they_stand_under(commune, mayor, resident, viewer_of):
    """Also where the index still says that all may find them."""
    public = post(commune, mayor, "Fontaine", audience=Audience.PUBLIC)
    index(MessageFactory(thread=public.thread, author=resident, body="Ma phrase inimitable"))
    assert Document.objects.get().audience == Audience.MEMBERS
    for audience in Audience:
        Document.objects.update(audience=audience)
        for typed in ("inimitable", "inimit", "inimitabel"):
            assert search(viewer_of(None, commune), typed) == []
    Document.objects.update(audience=Audience.MEMBERS)
    assert search(viewer_of(resident, commune), "inimitable") == ["Commentaire · Anne Martin"]


@pytest.mark.engine
def test_every_result_leads_into_the_commune_in_view(twins, commune, other_commune, mayor, viewer_of):
    for place in (commune, other_commune):
        found = find(viewer_of(mayor, place), Asked(words="lavoir"))
        assert {hit.result.url.split("/")[1] for hit in found.hits} == {place.slug}


@pytest.mark.engine
def test_a_word_of_the_twin_alone_is_found_nowhere_else(twins, commune, other_commune, mayor, viewer_of):
    index(post(other_commune, mayor, "Patinoire"))
    for typed in ("patinoire", "patino", "patinoore"):
        assert search(viewer_of(mayor, commune), typed) == []


def _answers(client, commune):
    """Whole, but for what differs at each request."""
    answers = {}
    for typed in ("dupond fontzine", "fontzine", "dupond", "dupomt", "fon", "fontaiz", "fontaime à Dupon"):
        page = client.post(f"/{commune.slug}/recherche/", {"q": typed}, follow=True).content.decode()
        main = page.split("<main", 1)[1].split("</main>", 1)[0]
        answers[typed] = re.sub(r'cherche=[^"]+|value="[\w-]{60,}"', "", main)
    return answers


@pytest.mark.engine
def test_a_word_of_a_text_that_one_may_not_see_changes_nothing(
    commune, other_commune, mayor, resident, client_of, viewer_of
):
    """Nearer to what is typed, written the same, beginning the same: neither found nor in the way."""
    seen = post(commune, mayor, "Dupont et fontaine", "Le bon Dupont", audience=Audience.PUBLIC)
    index(seen, post(commune, mayor, "Grande fontaine", audience=Audience.MEMBERS))
    words = "Dupond, fontzine, fontaizé, dupom, fontaizes"
    crowd = " ".join(f"fontai{one}{other} fona{one}{other}" for one in "abcdefgh" for other in "abcdefgh")
    visitor, member = (_answers(client_of(person), commune) for person in (None, resident))
    removed = [post(commune, mayor, f"{words} {n}", audience=Audience.PUBLIC) for n in range(30)]
    index(*removed)
    type(seen).objects.filter(pk__in=[row.pk for row in removed]).update(removed_at=now())
    index(
        post(other_commune, mayor, words, crowd, audience=Audience.PUBLIC),
        CalendarEventFactory(commune=commune, title=words, description=crowd, audience=Audience.TOWN_HALL),
    )
    assert _answers(client_of(resident), commune) == member
    hidden = post(commune, mayor, words, crowd)
    index(hidden)
    assert _answers(client_of(None), commune) == visitor
    assert hidden.title in search(viewer_of(resident, commune), "dupond fontzine")


@pytest.mark.engine
def test_a_word_that_one_may_not_read_is_not_named(twins, commune, resident, mayor, viewer_of):
    """Not even as what they may have meant."""
    index(post(commune, mayor, "Licenciement"))
    assert search(viewer_of(None, commune), "licensiement") == []
    assert search(viewer_of(resident, commune), "licensiement") == ["Licenciement"]


@pytest.mark.engine
def test_a_feature_that_is_off_is_not_searched(twins, commune, mayor, viewer_of):
    TownHall.objects.filter(commune=commune).update(feature_decisions={POSTS: False})
    found = find(viewer_of(mayor, commune), Asked(words="lavoir"))
    assert {hit.source.model for hit in found.hits} == {
        "agenda.calendarevent", "discussions.discussion", "links.usefullink", "polls.poll", "threads.message",
    }  # fmt: skip
    assert "Commentaire · Camille Exemple" not in [hit.result.title for hit in found.hits]


@pytest.mark.engine
def test_what_was_removed_is_gone_before_the_index_knows(twins, commune, mayor, viewer_of):
    post_row = next(row for row in twins[commune] if getattr(row, "title", "") == "lavoir public")
    type(post_row).objects.filter(pk=post_row.pk).update(removed_at=now())
    Thread.objects.filter(pk=post_row.thread_id).update(audience=ThreadAudience.NOBODY)
    assert _found(viewer_of(None, commune)) == ["Lavoir lien", "Lavoir événement"]


@pytest.mark.engine
def test_what_became_reserved_is_gone_for_visitors_before_the_index_knows(twins, commune, viewer_of):
    CalendarEvent.objects.filter(commune=commune).update(audience=Audience.MEMBERS)
    assert "Lavoir événement" not in _found(viewer_of(None, commune))


def test_what_is_said_among_a_few_is_not_indexed(commune, mayor, resident, viewer_of):
    thread = ThreadFactory(commune=commune, audience=ThreadAudience.PARTICIPANTS)
    sealed = ThreadFactory(commune=commune, encrypted=True)
    for one in (thread, sealed):
        index(MessageFactory(thread=one, author=resident, body="secret du lavoir"))
    assert _found(viewer_of(resident, commune)) == _found(viewer_of(mayor, commune)) == []


def _names(viewer, words):
    asked = Asked(words=words)
    return {
        lookup.key: [one.title for one in found.results] for lookup, found in lookup_findings(viewer, asked)
    }


def test_residents_are_found_by_who_may_manage_them(
    commune, mayor, resident, applicant, stranger, delegate_with, viewer_of
):
    manager = delegate_with(MANAGE_RESIDENTS)
    for person in (mayor, manager):
        assert _names(viewer_of(person, commune), "mart")["administres"] == ["Anne Martin"]
        assert _names(viewer_of(person, commune), "attend").get("administres") == ["Ines Attend"]
        assert "administres" not in _names(viewer_of(person, commune), "lointain")
    for person in (None, applicant, resident, stranger, delegate_with(PUBLISH)):
        assert "administres" not in _names(viewer_of(person, commune), "mart")


def test_the_help_is_everybody_s(commune, mayor, resident, viewer_of):
    for person in (None, resident, mayor):
        assert _names(viewer_of(person, commune), "mot de passe oublié")["aide"]
    assert _names(viewer_of(None, commune), "épingler publication")["aide"]


@pytest.mark.engine
def test_a_page_is_full_though_some_of_it_is_gone(commune, mayor, resident, viewer_of):
    rows = [post(commune, mayor, f"Kermesse {n}", days=n) for n in range(1, 91)]
    index(*rows)
    type(rows[0]).objects.filter(pk__in=[row.pk for row in rows[:65]]).update(removed_at=now())
    viewer = viewer_of(resident, commune)
    first = find(viewer, Asked(words="kermesse"))
    assert [hit.result.title for hit in first.hits] == [f"Kermesse {n}" for n in range(66, 86)]
    second = find(viewer, Asked(words="kermesse"), first.older)
    assert [hit.result.title for hit in second.hits] == [f"Kermesse {n}" for n in range(86, 91)]
    assert second.older == ""


@pytest.mark.engine
@pytest.mark.parametrize("many", [3, 2_000])
def test_pages_go_on_from_titles_to_texts(commune, mayor, resident, viewer_of, monkeypatch, many):
    """Whether they are read from the latest on, or all at first."""
    monkeypatch.setattr(finding, "_MANY", many)
    index(*(post(commune, mayor, f"Kermesse {n}", days=n) for n in range(1, 16)))
    index(*(post(commune, mayor, f"Autre {n}", "la kermesse", days=n) for n in range(1, 16)))
    viewer = viewer_of(resident, commune)
    pages, cursor = [], ""
    while True:
        found = find(viewer, Asked(words="kermesse"), cursor)
        pages += [hit.result.title for hit in found.hits]
        cursor = found.older
        if not cursor:
            break
    assert pages == [f"Kermesse {n}" for n in range(1, 16)] + [f"Autre {n}" for n in range(1, 16)]


@pytest.mark.engine
@pytest.mark.parametrize(
    ("typed", "meaning"), [("kermesse", "0"), ("kerme", "1"), ("kermese", "2"), ("kermase", "3")]
)
def test_pages_go_on_in_what_the_first_one_took_the_words_for(
    commune, mayor, resident, viewer_of, typed, meaning
):
    """As typed, only begun, with one letter wrong, with two."""
    index(*(post(commune, mayor, f"Kermesse {n}", days=n) for n in range(1, 26)))
    viewer = viewer_of(resident, commune)
    first = find(viewer, Asked(words=typed))
    assert first.older[0] == meaning
    assert titles(find(viewer, Asked(words=typed), first.older)) == [f"Kermesse {n}" for n in range(21, 26)]


@pytest.mark.engine
def test_what_means_the_same_is_asked_once(commune, mayor, resident, viewer_of, django_assert_num_queries):
    """So few letters are no beginning, and not taken for mistyped."""
    index(post(commune, mayor, "Kermesse"))
    viewer = viewer_of(resident, commune)
    # Titles and texts in the index; around it, how PostgreSQL plans.
    with django_assert_num_queries(5 if connection.vendor == "postgresql" else 2):
        assert titles(find(viewer, Asked(words="zz"))) == []


@pytest.mark.engine
def test_the_number_of_statements_does_not_grow(
    commune, mayor, resident, viewer_of, django_assert_num_queries
):
    viewer = viewer_of(resident, commune)
    for count in (1, 3):
        index(*(post(commune, mayor, f"Kermesse {count} {n}", days=n) for n in range(1, count + 1)))
        # Titles and texts in the index, then the publications; around it, how PostgreSQL plans.
        with django_assert_num_queries(6 if connection.vendor == "postgresql" else 3):
            find(viewer, Asked(words="kermesse"))


@pytest.mark.engine
def test_it_is_narrowed_to_a_section_and_to_dates(twins, commune, mayor, resident, viewer_of):
    viewer = viewer_of(resident, commune)
    assert search(viewer, "lavoir", section="polls.poll") == ["Lavoir sondage"]
    assert search(viewer, "lavoir", section="aide") == []
    index(post(commune, mayor, "vieux lavoir", days=400))
    assert search(viewer, "vieux lavoir") == ["vieux lavoir"]
    assert search(viewer, "vieux lavoir", since=now() - timedelta(days=365)) == []


@pytest.mark.engine
def test_a_whole_index_pass_changes_nothing(twins, commune, resident, viewer_of, run_jobs):
    before = _found(viewer_of(resident, commune))
    actions.index_all()
    run_jobs()
    assert _found(viewer_of(resident, commune)) == before
