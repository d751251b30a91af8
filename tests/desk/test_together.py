"""Many lines of one kind fold into one, and are put away at once, with a way back."""

import re
from collections.abc import Callable
from html import unescape
from urllib.parse import urlencode, urlsplit

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from civic.core.clock import now
from civic.core.ids import new_id
from civic.desk.actions.claims import claim_task
from civic.desk.marks import TaskBatch
from civic.desk.queries import tasks, waiting
from civic.desk.queries.tasks import MOST, MOST_ALONE, MOST_FOLDED, desk_of
from civic.journal.models import Entry
from civic.live.models import Change
from civic.memberships.models import Membership
from civic.threads.actions.answering import recount_unanswered
from civic.threads.actions.messages import write_message
from civic.threads.enums import MODERATE_COMMENTS
from civic.threads.models import Thread
from civic.threads.thread_kinds import COMMENTS
from civic.town_halls.enums import MANAGE_RESIDENTS
from tests.contents.toys.models import Kite
from tests.contents.toys.queries import CRUMPLED
from tests.desk.waiting import desk_examples
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
    """As the page draws them: each with the one question that was there."""
    return str(TaskBatch("comments", {thread.pk: 1 for thread in threads}))


def unanswered():
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
    assert "Des commentaires attendent une réponse sur 5 pages" in page
    assert "5 choses attendent la mairie" in page
    assert page.count("Tout mettre sans suite") == 1
    assert page.index("Question") < page.index("Tout mettre sans suite")  # seen before
    assert page.count('class="desk-task"') == 6  # the lines are in it


def test_however_many_they_leave_room_for_the_others(
    commune, mayor, resident, applicant, ask, client_of, desk, monkeypatch, clock
):
    for module in (tasks, waiting):
        monkeypatch.setattr(module, "MOST_FOLDED", 4)
    ask(commune, mayor, resident, 6)
    clock.forward(days=4)  # all of them late: they come before anything else
    Membership.objects.filter(person=applicant).update(requested_at=now())
    browser = client_of(mayor)
    page = text_of(browser, desk)
    assert "sur 4 pages" in page
    assert "demande à rejoindre la page" in page
    assert "Plus de 5 choses attendent la mairie" in page
    threads = Thread.objects.exclude(unanswered_number=None).order_by("unanswered_since", "pk")
    browser.post(f"{desk}sans-suite/", {"tasks": tasks_of(threads[:4])})
    assert "3 choses attendent la mairie" in text_of(browser, desk)


def test_late_ones_leave_room_where_few_are_shown(
    commune, mayor, resident, applicant, ask, viewer_of, monkeypatch, clock
):
    for module in (tasks, waiting):
        monkeypatch.setattr(module, "MOST_FOLDED", 2)
    ask(commune, mayor, resident, 5)
    clock.forward(days=4)
    Membership.objects.filter(person=applicant).update(requested_at=now())
    found = desk_of(viewer_of(mayor, commune), most=4)
    assert [one.source.key for one in found.tasks] == ["comments", "comments", "membership_request"]
    assert found.has_more


def test_what_a_colleague_has_taken_stays_alone(
    commune, mayor, resident, ask, client_of, desk, delegate_with, viewer_of
):
    threads = ask(commune, mayor, resident, 5)
    delegate = delegate_with(MODERATE_COMMENTS)
    claim_task(viewer=viewer_of(delegate, commune), source="comments", task_id=threads[0].pk)
    assert "sur 4 pages" in text_of(client_of(mayor), desk)
    assert "sur 5 pages" in text_of(client_of(delegate), desk)


def test_all_at_once_and_back(commune, mayor, resident, ask, client_of, desk):
    threads = ask(commune, mayor, resident, 5)
    browser, sent = client_of(mayor), {"tasks": tasks_of(threads)}
    late = ask(commune, mayor, resident, 1)  # came after the page was drawn
    for _ in range(2):
        assert browser.post(f"{desk}sans-suite/", sent)["Location"] == desk
        assert unanswered() == len(late)
    assert Entry.objects.filter(kind="threads.CommentsPutAway").count() == 5
    assert Change.objects.filter(name="desk").count() == 1
    undo = f"{desk}sans-suite/annuler/?{urlencode(sent)}"
    page = text_of(browser, desk)
    assert "Rien n’a été mis sans suite" in page  # the second time
    assert "Ces commentaires restent sans réponse." in page
    assert page.count(f'formaction="{undo.replace("&", "&amp;")}"') == 1
    for times in (1, 2):
        assert browser.post(undo)["Location"] == desk
        assert unanswered() == 6
        assert Change.objects.filter(name="desk").count() == 1 + times
    assert Entry.objects.filter(kind="threads.CommentsTakenBack").count() == 5
    assert "sur 6 pages" in text_of(browser, desk)


def test_what_is_put_away_alone_is_no_more_counted_in_its_group(
    commune, mayor, resident, ask, client_of, desk, clock
):
    threads = ask(commune, mayor, resident, 5)
    clock.forward(days=4)
    browser, said = client_of(mayor), []

    def press(page: str, thread) -> None:
        address, headers = f"/{commune.slug}/fils/{thread.pk}/{page}/", {"hx-request": "true"}
        sent = {"upto": "1"} if page == "sans-suite" else {}
        answer = browser.post(address, sent, headers=headers | {"referer": HOST + desk}, follow=True)
        words = on_one_line(answer.content.decode()).replace("\xa0", " ")
        group = words.split('id="groupe-comments"')[1].split("</div>")[0]
        said.append((words.split('id="attendent"')[1].split("<")[0].split(">")[1], group))

    for thread in threads:
        press("sans-suite", thread)
    press("reprendre", threads[0])
    totals, groups = zip(*said, strict=True)
    assert [total.split(" la mairie")[0] for total in totals][:4] == [
        *("4 choses attendent", "3 choses attendent", "2 choses attendent", "1 chose attend")
    ]
    expected = ("sur 4 pages", "3 choses attendent encore", "2 choses", "1 chose", "Plus rien", "1 chose")
    assert [words in group for words, group in zip(expected, groups, strict=True)] == [True] * 6
    late = [re.findall(r"Dont (\d) en retard", group) for group in groups]
    assert late == [["4"], ["3"], ["2"], ["1"], [], ["1"]]
    assert ["data-empty" in group for group in groups] == [False, False, False, False, True, False]


TASKS = re.compile(r'name="(tasks|upto)"\s+value="([^"]+)"')


@pytest.mark.parametrize("at_once", [True, False])
def test_what_nobody_saw_is_not_put_away(commune, mayor, resident, ask, client_of, desk, viewer_of, at_once):
    threads = ask(commune, mayor, resident, 5)
    browser = client_of(mayor)
    drawn = dict(reversed(TASKS.findall(browser.get(desk).content.decode())))  # as sent by the first of each
    urgent = {"kind": COMMENTS, "thread_id": threads[0].pk, "body": "URGENT", "key": "2"}
    write_message(viewer=viewer_of(resident, commune), **urgent)
    if at_once:
        browser.post(f"{desk}sans-suite/", {"tasks": drawn["tasks"]})
    else:
        for thread in threads:
            alone = f"/{commune.slug}/fils/{thread.pk}/sans-suite/"
            browser.post(alone, {"upto": drawn["upto"]}, headers={"referer": HOST + desk})
    left = Thread.objects.exclude(unanswered_number=None)
    assert [(thread.pk, thread.unanswered_number) for thread in left] == [(threads[0].pk, 2)]
    page = text_of(browser, desk)
    assert "URGENT" in page
    assert ("D’autres commentaires sont arrivés entre-temps" in page) is not at_once


def test_numbers_of_which_nothing_came_yet_put_nothing_more_away(
    commune, mayor, resident, ask, client_of, desk, viewer_of
):
    threads = ask(commune, mayor, resident, 4)
    browser, forged = client_of(mayor), {thread.pk: 2**31 for thread in threads}
    browser.post(f"{desk}sans-suite/", {"tasks": str(TaskBatch("comments", forged))})
    assert unanswered() == 0
    later = {"kind": COMMENTS, "thread_id": threads[0].pk, "body": "Encore", "key": "2"}
    write_message(viewer=viewer_of(resident, commune), **later)
    recount_unanswered()
    assert unanswered() == 1


def test_without_a_number_nothing_is_put_away(commune, mayor, resident, ask, client_of, desk):
    """A page that a former release drew."""
    (thread,) = ask(commune, mayor, resident, 1)
    alone, browser = f"/{commune.slug}/fils/{thread.pk}/sans-suite/", client_of(mayor)
    assert browser.post(alone, headers={"referer": HOST + desk})["Location"] == desk
    page = browser.get(desk).content.decode()
    assert "entre-temps" in page
    assert "reprendre/" not in page
    assert browser.post(alone, {"upto": "deux"}).status_code == 404
    assert unanswered() == 1


def test_the_way_back_leaves_what_was_put_away_before(commune, mayor, resident, ask, client_of, desk):
    threads = ask(commune, mayor, resident, 5)
    browser = client_of(mayor)
    browser.post(f"/{commune.slug}/fils/{threads[0].pk}/sans-suite/", {"upto": "1"})
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
    assert (threads[0].unanswered_number, unanswered()) == (None, 4)


def test_only_what_is_ones_own_to_answer(
    commune, mayor, resident, other_commune, other_mayor, stranger, ask, client_of, desk, delegate_with
):
    here, there = ask(commune, mayor, resident, 4), ask(other_commune, other_mayor, stranger, 4)
    sent = {"tasks": tasks_of(here + there)}
    powerless = client_of(delegate_with(MANAGE_RESIDENTS))
    assert powerless.post(f"{desk}sans-suite/", sent).status_code == 404
    assert client_of(resident).post(f"{desk}sans-suite/", sent).status_code == 403
    assert unanswered() == 8
    browser = client_of(mayor)
    browser.post(f"{desk}sans-suite/", sent)
    assert set(Thread.objects.exclude(unanswered_number=None)) == set(there)
    client_of(other_mayor).post(f"/{other_commune.slug}/mairie/sans-suite/", sent)
    assert unanswered() == 0
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
    assert unanswered() == 4


def test_a_source_whose_tasks_have_to_be_done_is_not_put_away(commune, mayor, applicant, client_of, desk):
    sent = {"tasks": str(TaskBatch("membership_request", {new_id(): 0}))}
    assert client_of(mayor).post(f"{desk}sans-suite/", sent).status_code == 404


BATCHES = st.dictionaries(st.uuids(), st.integers(0, 2**31), min_size=1, max_size=MOST_FOLDED)


@given(BATCHES)
def test_a_batch_is_read_as_it_was_written(upto):
    batch = TaskBatch("comments", upto)
    assert TaskBatch.read(str(batch)) == batch
    assert len(str(batch)) < 1000


@pytest.mark.parametrize(("count", "is_read"), [(MOST, True), (4 * MOST, False)])
def test_a_batch_is_no_longer_than_a_desk(count, is_read):
    """Of any length the engine would be asked about as many rows."""
    batch = TaskBatch("comments", {new_id(): 1 for _ in range(count)})
    assert TaskBatch.read(str(batch)) == (batch if is_read else None)


def test_more_late_ones_say_so(commune, mayor, resident, ask, client_of, desk, clock):
    ask(commune, mayor, resident, 4)
    clock.forward(days=4)
    ask(commune, mayor, resident, 1)
    assert "Dont 4 en retard" in text_of(client_of(mayor), desk)


@pytest.fixture
def kites(commune) -> list[Kite]:
    """Of another source that folds, with a few of its own."""
    return [desk_examples()["crumpled_kite"].make(commune, None) for _ in range(5)]


def test_each_source_folds_by_itself(commune, mayor, resident, ask, client_of, desk, kites):
    ask(commune, mayor, resident, MOST_ALONE + 1)
    page = text_of(client_of(mayor), desk)
    assert f"sur {MOST_ALONE + 1} pages" in page
    assert "5 cerfs-volants sont froissés" in page
    assert page.count("Tout mettre sans suite") == 2


def test_what_is_put_away_in_part_comes_back_in_part(commune, mayor, client_of, desk, kites):
    """One that flies stays, and one that has changed since the page was drawn."""
    browser = client_of(mayor)
    drawn = dict(TASKS.findall(browser.get(desk).content.decode()))["tasks"]
    Kite.objects.filter(pk=kites[0].pk).update(pinned_at=now())
    Kite.objects.filter(pk=kites[1].pk).update(version=2)
    browser.post(f"{desk}sans-suite/", {"tasks": drawn})
    crumpled = Kite.objects.filter(title=CRUMPLED).order_by("pk")
    assert set(crumpled) == set(kites[:2])
    page = text_of(browser, desk)
    assert "Ces cerfs-volants sont lissés." in page
    undo = unescape(re.search(r'formaction="([^"]*annuler/[^"]*)"', page)[1])
    batch = TaskBatch.read(QueryDict(urlsplit(undo).query)["tasks"])
    assert set(batch.upto) == {kite.pk for kite in kites[2:]}
    browser.post(undo)
    assert set(crumpled.all()) == set(kites)
    assert "5 cerfs-volants sont froissés" in text_of(browser, desk)


def test_one_of_another_source_is_put_away_on_the_desk(commune, mayor, client_of, desk, kites):
    browser = client_of(mayor)
    for page, left in (("lisser", 4), ("froisser", 5)):
        address = f"/{commune.slug}/cerfs-volants/{kites[0].pk}/{page}/"
        answer = browser.post(address, {"upto": "1"}, headers={"referer": HOST + desk})
        assert answer["Location"] == desk
        assert Kite.objects.filter(title=CRUMPLED).count() == left
