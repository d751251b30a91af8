"""The index follows what happens."""

from datetime import time, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from civic.accounts.actions.erasure import erase_person
from civic.agenda.actions import events
from civic.agenda.models import CalendarEvent
from civic.contents import actions as contents
from civic.core.audience import Audience
from civic.core.clock import UNDO_FOR, now, today_in
from civic.posts import actions as posts
from civic.search import actions
from civic.search.models import Document, Word
from civic.search.queries.finding import Asked, find
from civic.threads.models import Message
from civic.worker.models import Job
from tests.contents.contract import CONTRACTS
from tests.posts.factories import PostFactory
from tests.search.corpus import index, post, search
from tests.threads.factories import MessageFactory

pytestmark = pytest.mark.engine


def _found(viewer, words):
    return [hit.result.title for hit in find(viewer, Asked(words=words)).hits]


@pytest.fixture
def publish(commune, mayor, viewer_of):
    viewer = viewer_of(mayor, commune)

    def make(title="Fontaine rénovée", key="a" * 32, **fields):
        content = posts.PostContent(title=title, body="<p>Samedi</p>", **fields)
        return posts.publish_post(viewer=viewer, key=key, content=content)

    return make


def test_what_is_published_is_found_once_the_worker_has_come(publish, commune, mayor, viewer_of, run_jobs):
    viewer = viewer_of(mayor, commune)
    row = publish()
    assert _found(viewer, "fontaine") == []
    run_jobs()
    assert _found(viewer, "fontaine") == ["Fontaine rénovée"]
    content = posts.PostContent(title="Bassin", body="<p>Dimanche</p>")
    posts.edit_post(viewer=viewer, post_id=row.pk, content=content, version=row.version)
    run_jobs()
    assert (_found(viewer, "fontaine"), _found(viewer, "bassin")) == ([], ["Bassin"])


def test_what_is_scheduled_is_found_from_its_hour_on(
    publish, commune, mayor, viewer_of, run_jobs, time_machine
):
    viewer = viewer_of(mayor, commune)
    publish(publish_at=now() + timedelta(days=1))
    run_jobs()
    assert Document.objects.count() == 0
    time_machine.move_to(now() + timedelta(days=1, minutes=5))
    run_jobs()
    assert _found(viewer, "fontaine") == ["Fontaine rénovée"]


def test_what_is_removed_leaves_the_index_and_comes_back(publish, commune, mayor, viewer_of, run_jobs):
    viewer = viewer_of(mayor, commune)
    row = publish()
    run_jobs()
    posts.remove_post(viewer=viewer, post_id=row.pk)
    assert _found(viewer, "fontaine") == []
    run_jobs()
    assert Document.objects.count() == 0
    posts.restore_post(viewer=viewer, post_id=row.pk)
    run_jobs()
    assert _found(viewer, "fontaine") == ["Fontaine rénovée"]


def test_what_is_erased_takes_its_comments_out_of_the_index(
    publish, commune, mayor, resident, viewer_of, run_jobs, time_machine
):
    row = publish()
    index(MessageFactory(thread=row.thread, author=resident, body="Bravo pour la fontaine"))
    run_jobs()
    posts.remove_post(viewer=viewer_of(mayor, commune), post_id=row.pk)
    time_machine.move_to(now() + UNDO_FOR + timedelta(minutes=1))
    contents.erase(label="posts.post", content_id=row.pk)
    assert not Message.objects.exists()
    assert not Document.objects.exists()


def test_what_a_person_wrote_goes_with_their_account(commune, mayor, resident, viewer_of, run_jobs):
    row = post(commune, mayor, "Fontaine")
    index(row, MessageFactory(thread=row.thread, author=resident, body="Ma phrase inimitable"))
    assert _found(viewer_of(mayor, commune), "inimitable") == ["Commentaire · Anne Martin"]
    erase_person(person_id=resident.pk)
    assert [document.source for document in Document.objects.all()] == ["posts.post"]
    actions.purge_words(after=0)
    run_jobs()
    assert sorted(Word.objects.values_list("word", flat=True)) == ["contenu", "fontaine"][1:]


@pytest.mark.parametrize(
    "change", [{"status": "draft"}, {"body": "<p>Lavoir</p>"}, {"audience": Audience.MEMBERS}]
)
def test_words_leave_with_their_text(commune, mayor, viewer_of, run_jobs, change):
    """They were compared with what visitors type."""
    words = [f"fontai{one}{other}" for one in "abcdefgh" for other in "abcdefgh"]
    crowd = post(commune, mayor, "Lettres", " ".join(words), audience=Audience.PUBLIC)
    index(crowd, post(commune, mayor, "Fontaines", audience=Audience.PUBLIC))
    visitor = viewer_of(None, commune)
    assert set(search(visitor, "fontai")) == {crowd.title, "Fontaines"}
    type(crowd).objects.filter(pk=crowd.pk).update(**change)
    index(crowd)
    run_jobs()
    assert search(visitor, "fontai") == ["Fontaines"]
    assert set(Word.objects.filter(audience=Audience.PUBLIC).values_list("word", flat=True)) <= {
        "fontaines",
        "lavoir",
        "lettres",
    }


def test_a_text_that_loses_no_word_has_none_purged(commune, mayor):
    row = post(commune, mayor, "Fontaine")
    index(row)
    type(row).objects.filter(pk=row.pk).update(title="Fontaine du village", published_at=now())
    index(row)
    assert not Job.objects.filter(task=actions.purge_words_of.path).exists()


def test_the_forms_of_one_verb_keep_nothing_out_that_begins_so(commune, mayor, resident, viewer_of):
    forms = "fonça fonçai fonçaient fonçais fonçait fonçant fonce fonçons foncer foncera foncerai fonceraient foncerais"
    more = "foncerait foncerons fonceront foncez foncent foncée foncées foncés foncé foncions fonciez"
    index(post(commune, mayor, "Verbe", f"{forms} {more}"), post(commune, mayor, "Foncier"))
    assert "Foncier" in search(viewer_of(resident, commune), "fon")


@pytest.mark.parametrize(
    "contract", [one for one in CONTRACTS if not one.model.__module__.startswith("tests.")], ids=str
)
def test_every_content_is_found_and_leaves_with_its_row(contract, commune, mayor, viewer_of, run_jobs):
    row = contract.make(viewer_of(mayor, commune), "b" * 32)
    run_jobs()
    own = Document.objects.filter(source=row._meta.label_lower, object_id=row.pk)
    assert own.exists()
    row.delete()
    assert not own.exists()


def test_a_series_is_found_once_with_its_next_date(commune, mayor, viewer_of, run_jobs):
    viewer = viewer_of(mayor, commune)
    day = today_in("Europe/Paris") + timedelta(days=3)
    content = events.EventContent(
        title="Marché hebdomadaire", first_day=day, last_day=day, begins=time(8), ends=time(12)
    )
    first = events.add_event(
        viewer=viewer, key="c" * 32, content=content, repeat="weekly", until=day + timedelta(weeks=10)
    )
    run_jobs()
    (hit,) = find(viewer, Asked(words="marché")).hits
    assert (hit.result.at, str(first.pk) in hit.result.url) == (first.starts_at, True)

    *_, last = CalendarEvent.objects.order_by("starts_at")
    events.cancel_event(viewer=viewer, event_id=last.pk)
    run_jobs()
    assert _found(viewer, "marché") == ["Marché hebdomadaire"]
    assert Document.objects.count() == 1


def test_a_date_of_a_series_that_says_something_else_is_found_by_itself(commune, mayor, viewer_of, run_jobs):
    viewer = viewer_of(mayor, commune)
    day = today_in("Europe/Paris") + timedelta(days=3)
    words = {"first_day": day, "last_day": day, "begins": time(8), "ends": time(12)}
    content = events.EventContent(title="Marché", **words)
    first = events.add_event(
        viewer=viewer, key="c" * 32, content=content, repeat="weekly", until=day + timedelta(weeks=3)
    )
    other = events.EventContent(title="Marché aux fleurs", **words)
    events.edit_event(viewer=viewer, event_id=first.pk, content=other, version=first.version)
    run_jobs()
    assert sorted(_found(viewer, "marché")) == ["Marché", "Marché aux fleurs"]


def test_what_was_there_before_the_index_is_brought_in_in_batches(
    commune, mayor, resident, viewer_of, run_jobs, monkeypatch
):
    monkeypatch.setattr(actions, "BATCH", 3)
    PostFactory.create_batch(7, commune=commune, author=mayor, title="Ancienne nouvelle")
    call_command("index_search", stdout=StringIO())
    run_jobs()
    assert len(_found(viewer_of(resident, commune), "ancienne")) == 7


def test_the_nightly_pass_takes_out_what_no_event_said(commune, mayor, resident, viewer_of, run_jobs):
    rows = [post(commune, mayor, f"Fontaine {n}") for n in range(3)]
    index(*rows)
    type(rows[0]).objects.filter(pk=rows[1].pk).update(status="draft")
    type(rows[0]).objects.filter(pk=rows[2].pk)._raw_delete("default")
    actions.index_all()
    run_jobs()
    assert [document.object_id for document in Document.objects.all()] == [rows[0].pk]


def test_words_from_before_audiences_are_read_by_the_town_hall_until_the_night(
    commune, mayor, viewer_of, run_jobs
):
    """Processes of the release before write them so until they stop."""
    index(post(commune, mayor, "Fontaine", audience=Audience.PUBLIC))
    Word.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO search_word (commune_id, word) VALUES (%s, 'fontaine')", [commune.pk])
    everybody = viewer_of(None, commune), viewer_of(mayor, commune)
    assert [search(viewer, "fontzine") for viewer in everybody] == [[], ["Fontaine"]]
    actions.index_all()
    run_jobs()
    assert [search(viewer, "fontzine") for viewer in everybody] == [["Fontaine"], ["Fontaine"]]
    assert set(Word.objects.values_list("audience", flat=True)) == {Audience.PUBLIC}


def test_a_text_that_did_not_change_is_not_written_again(commune, mayor):
    row = post(commune, mayor, "Fontaine")
    index(row)
    with CaptureQueriesContext(connection) as statements:
        index(row)
    assert not [one["sql"] for one in statements if one["sql"].startswith(("INSERT", "UPDATE"))]


def test_a_long_text_is_found_by_its_first_words(commune, mayor, resident, viewer_of):
    words = " ".join(f"mot{n}x" for n in range(20_000))
    index(post(commune, mayor, "Roman", f"fontaine {words} {'z' * 3_000}"))
    assert search(viewer_of(resident, commune), "fontaine") == ["Roman"]
    assert len(Document.objects.get().words.split()) == actions.MOST_ENTRIES
