"""Many lines of one kind fold into one, and are put away at once, with a way back."""

from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.core.clock import now
from civic.core.ids import new_id
from civic.desk.actions.claims import claim_task
from civic.desk.marks import TaskBatch
from civic.desk.queries import tasks
from civic.desk.queries.tasks import MOST, MOST_ALONE
from civic.journal.models import Entry
from civic.live.models import Change
from civic.memberships.models import Membership
from civic.threads.actions.messages import write_message
from civic.threads.enums import MODERATE_COMMENTS
from civic.threads.models import Thread
from civic.threads.thread_kinds import COMMENTS
from civic.town_halls.enums import MANAGE_RESIDENTS
from tests.html import on_one_line
from tests.posts.factories import PostFactory

HOST = "http://testserver"


@pytest.fixture
def ask(viewer_of) -> Callable[..., list[Thread]]:
    """As many publications, each with a question of this person."""

    def write(commune, mayor, person, count):
        threads = [PostFactory(commune=commune, author=mayor).thread for _ in range(count)]
        for number, thread in enumerate(threads):
            said = {"body": f"Question {number}", "key": "1"}
            write_message(viewer=viewer_of(person, commune), kind=COMMENTS, thread_id=thread.pk, **said)
        return threads

    return write


@pytest.fixture
def desk(commune) -> str:
    return f"/{commune.slug}/mairie/"


def tasks_of(threads):
    return str(TaskBatch("comments", [thread.pk for thread in threads]))


def waiting():
    return Thread.objects.exclude(unanswered_number=None).count()


def text_of(browser, path):
    return on_one_line(browser.get(path).content.decode()).replace("\xa0", " ")


def test_above_three_they_fold(commune, mayor, resident, ask, client_of, desk):
    browser = client_of(mayor)
    ask(commune, mayor, resident, MOST_ALONE)
    page = text_of(browser, desk)
    assert "Tout mettre sans suite" not in page
    ask(commune, mayor, resident, 2)
    page = text_of(browser, desk)
    assert "5 publications ont des commentaires sans réponse" in page
    assert "5 choses attendent la mairie" in page
    assert page.count("Tout mettre sans suite") == 1
    assert page.count('class="desk-task"') == 6  # the lines are in it


def test_however_many_they_leave_room_for_the_others(
    commune, mayor, resident, applicant, ask, client_of, desk, monkeypatch, clock
):
    monkeypatch.setattr(tasks, "MOST_FOLDED", 4)
    ask(commune, mayor, resident, 6)
    clock.forward(days=4)  # all of them late: they come before anything else
    Membership.objects.filter(person=applicant).update(requested_at=now())
    browser = client_of(mayor)
    page = text_of(browser, desk)
    assert "4 publications ont" in page
    assert "demande à rejoindre la page" in page
    assert "Plus de 5 choses attendent la mairie" in page
    threads = Thread.objects.exclude(unanswered_number=None).order_by("unanswered_since", "pk")
    browser.post(f"{desk}sans-suite/", {"tasks": tasks_of(threads[:4])})
    assert "3 choses attendent la mairie" in text_of(browser, desk)


def test_what_a_colleague_has_taken_stays_alone(
    commune, mayor, resident, ask, client_of, desk, delegate_with, viewer_of
):
    threads = ask(commune, mayor, resident, 5)
    delegate = delegate_with(MODERATE_COMMENTS)
    claim_task(viewer=viewer_of(delegate, commune), source="comments", task_id=threads[0].pk)
    assert "4 publications ont" in text_of(client_of(mayor), desk)
    assert "5 publications ont" in text_of(client_of(delegate), desk)


def test_all_at_once_and_back(commune, mayor, resident, ask, client_of, desk):
    threads = ask(commune, mayor, resident, 5)
    browser, sent = client_of(mayor), {"tasks": tasks_of(threads)}
    late = ask(commune, mayor, resident, 1)  # came after the page was drawn
    for _ in range(2):
        assert browser.post(f"{desk}sans-suite/", sent)["Location"] == desk
        assert waiting() == len(late)
    assert Entry.objects.filter(kind="threads.CommentsPutAway").count() == 5
    assert Change.objects.filter(name="desk").count() == 1
    undo = f"{desk}sans-suite/annuler/?{urlencode(sent)}"
    page = text_of(browser, desk)
    assert "Ces commentaires restent sans réponse." in page
    assert page.count(f'formaction="{undo.replace("&", "&amp;")}"') == 1
    for _ in range(2):
        assert browser.post(undo)["Location"] == desk
        assert waiting() == 6
    assert Entry.objects.filter(kind="threads.CommentsTakenBack").count() == 5
    assert "6 publications ont" in text_of(browser, desk)


def test_the_way_back_leaves_what_was_put_away_before(commune, mayor, resident, ask, client_of, desk):
    threads = ask(commune, mayor, resident, 5)
    browser = client_of(mayor)
    browser.post(f"/{commune.slug}/fils/{threads[0].pk}/sans-suite/")
    answer = browser.post(
        f"{desk}sans-suite/",
        {"tasks": tasks_of(threads)},
        headers={"hx-request": "true", "referer": HOST + desk},
        follow=True,
    )
    line = answer.content.decode()
    assert line.count("<li") == 1
    assert f"?{urlencode({'tasks': tasks_of(threads[1:])})}" in line
    browser.post(f"{desk}sans-suite/annuler/?{urlencode({'tasks': tasks_of(threads[1:])})}")
    threads[0].refresh_from_db()
    assert (threads[0].unanswered_number, waiting()) == (None, 4)


def test_only_what_is_ones_own_to_answer(
    commune, mayor, resident, other_commune, other_mayor, stranger, ask, client_of, desk, delegate_with
):
    here, there = ask(commune, mayor, resident, 4), ask(other_commune, other_mayor, stranger, 4)
    sent = {"tasks": tasks_of(here + there)}
    powerless = client_of(delegate_with(MANAGE_RESIDENTS))
    assert powerless.post(f"{desk}sans-suite/", sent).status_code == 404
    assert client_of(resident).post(f"{desk}sans-suite/", sent).status_code == 403
    assert waiting() == 8
    browser = client_of(mayor)
    browser.post(f"{desk}sans-suite/", sent)
    assert set(Thread.objects.exclude(unanswered_number=None)) == set(there)
    client_of(other_mayor).post(f"/{other_commune.slug}/mairie/sans-suite/", sent)
    assert waiting() == 0
    back = f"{desk}sans-suite/annuler/?{urlencode(sent)}"
    assert powerless.post(back).status_code == 404
    browser.post(back)
    assert set(Thread.objects.exclude(unanswered_number=None)) == set(here)


@pytest.mark.parametrize("written", ["", "comments", "comments.", "comments.é", "comments.AAAA", "x" * 9000])
def test_what_no_page_wrote_changes_nothing(commune, mayor, resident, ask, client_of, desk, written):
    ask(commune, mayor, resident, 4)
    browser = client_of(mayor)
    sent = {"tasks": written}
    for address, data in ((f"{desk}sans-suite/", sent), (f"{desk}sans-suite/annuler/?{urlencode(sent)}", {})):
        assert browser.post(address, data)["Location"] == desk
    assert waiting() == 4


def test_a_source_whose_tasks_have_to_be_done_is_not_put_away(commune, mayor, applicant, client_of, desk):
    sent = {"tasks": str(TaskBatch("membership_request", [new_id()]))}
    assert client_of(mayor).post(f"{desk}sans-suite/", sent).status_code == 404


@given(st.lists(st.uuids(), min_size=1, max_size=MOST))
def test_a_batch_is_read_as_it_was_written(ids):
    batch = TaskBatch("comments", ids)
    assert TaskBatch.read(str(batch)) == batch
    assert len(str(batch)) < 1200


def test_more_late_ones_say_so(commune, mayor, resident, ask, client_of, desk, clock):
    ask(commune, mayor, resident, 4)
    clock.forward(days=4)
    ask(commune, mayor, resident, 1)
    assert "Dont 4 en retard" in text_of(client_of(mayor), desk)
