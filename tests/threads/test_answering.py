"""Each thread of comments keeps the first one that the town hall has not answered."""

from importlib import import_module

import pytest
from django.apps import apps

from civic.accounts.actions.erasure import erase_person
from civic.core.clock import now
from civic.core.refusals import NotAllowed
from civic.discussions.actions import messages as discussion_messages
from civic.journal.actions import record
from civic.journal.models import Entry
from civic.threads.actions import answering
from civic.threads.actions.answering import put_away_comments, recount_unanswered, take_back_comments
from civic.threads.actions.messages import remove_message, remove_own_message, write_message
from civic.threads.enums import MODERATE_COMMENTS
from civic.threads.events import CommentsPutAway, CommentsTakenBack
from civic.threads.models import Message, Thread
from civic.threads.queries.answering import unanswered_tasks
from civic.threads.thread_kinds import COMMENTS
from civic.town_halls.enums import EDIT_PAGE
from tests.discussions.factories import DiscussionFactory
from tests.posts.factories import PostFactory


@pytest.fixture
def say(commune, post, viewer_of):
    def write(person, body):
        written = {"kind": COMMENTS, "thread_id": post.thread_id, "body": body, "key": body}
        return write_message(viewer=viewer_of(person, commune), **written)

    return write


@pytest.fixture
def put_away(commune, post, viewer_of, mayor):
    """All that is there, or up to this number."""

    def write(person=mayor, upto=None):
        seen = Thread.objects.get(pk=post.thread_id).last_number if upto is None else upto
        viewer = viewer_of(person, commune)
        return put_away_comments(viewer=viewer, thread_id=post.thread_id, upto=seen)

    return write


@pytest.fixture
def unanswered(post):
    return lambda: Thread.objects.values_list("unanswered_number", flat=True).get(pk=post.thread_id)


def test_it_waits_until_the_town_hall_speaks(say, unanswered, mayor, resident, second_resident):
    assert unanswered() is None
    first = say(resident, "Un")
    say(second_resident, "Deux")
    assert unanswered() == first.number
    assert Thread.objects.get(unanswered_number=1).unanswered_since == first.written_at
    say(mayor, "Réponse")
    assert unanswered() is None
    assert say(resident, "Trois").number == unanswered()


def test_the_desk_says_whether_others_followed(
    commune, post, say, viewer_of, mayor, resident, second_resident
):
    def note() -> str:
        return unanswered_tasks(viewer_of(mayor, commune), [post.thread_id])[post.thread_id].detail

    say(resident, "Un")
    assert note() == ""
    say(second_resident, "Deux")
    assert note() == "D’autres commentaires ont suivi"


def test_what_is_removed_waits_no_more(commune, say, unanswered, viewer_of, resident, second_resident):
    first, second = say(resident, "Un"), say(second_resident, "Deux")
    for person, message, left in ((resident, first, second.number), (second_resident, second, None)):
        remove_own_message(viewer=viewer_of(person, commune), kind=COMMENTS, message_id=message.pk)
        assert unanswered() == left


def test_whoever_erases_their_account_waits_no_more(say, unanswered, resident, second_resident, run_jobs):
    say(resident, "Un")
    second = say(second_resident, "Deux")
    erase_person(person_id=resident.pk)
    run_jobs()
    assert unanswered() == second.number


@pytest.fixture
def take_back(commune, viewer_of):
    """One's own words."""

    def remove(message):
        viewer = viewer_of(message.author, commune)
        remove_own_message(viewer=viewer, kind=COMMENTS, message_id=message.pk)

    return remove


def test_an_answer_that_is_removed_leaves_the_question(
    commune, say, put_away, unanswered, take_back, viewer_of, mayor, delegate_with, resident
):
    question = say(resident, "Un")
    first, second = say(mayor, "Réponse"), say(delegate_with(MODERATE_COMMENTS), "Et encore")
    take_back(first)
    assert unanswered() is None
    remove_message(viewer=viewer_of(mayor, commune), kind=COMMENTS, message_id=second.pk, reason="Erreur")
    assert unanswered() == question.number
    put_away()
    take_back(say(mayor, "Bonjour"))
    assert unanswered() is None


def test_an_answer_of_who_erases_their_account_is_not_asked_for_again(
    say, unanswered, take_back, mayor, delegate_with, resident, run_jobs
):
    say(resident, "Un")
    delegate = delegate_with(MODERATE_COMMENTS)
    say(delegate, "Réponse")
    erase_person(person_id=delegate.pk)
    run_jobs()
    recount_unanswered()
    assert unanswered() is None
    question = say(resident, "Deux")
    take_back(say(mayor, "Réponse aussi"))
    assert unanswered() == question.number


def test_who_erases_their_account_and_answered_nothing_settles_nothing(
    commune, say, unanswered, viewer_of, mayor, resident, second_resident, run_jobs
):
    question = say(resident, "Un")
    say(second_resident, "Merci")
    answer = say(mayor, "Réponse")
    erase_person(person_id=second_resident.pk)
    run_jobs()
    assert unanswered() is None
    removal = {"kind": COMMENTS, "message_id": answer.pk, "reason": "Erreur"}
    remove_message(viewer=viewer_of(mayor, commune), **removal)
    assert unanswered() == question.number


def test_what_who_erases_their_account_answered_is_not_taken_back(
    commune, post, say, put_away, unanswered, viewer_of, mayor, delegate_with, resident, run_jobs
):
    say(resident, "Un")
    put_away()
    delegate = delegate_with(MODERATE_COMMENTS)
    say(delegate, "Réponse, tout de même")
    erase_person(person_id=delegate.pk)
    run_jobs()
    take_back_comments(viewer=viewer_of(mayor, commune), thread_id=post.thread_id)
    assert unanswered() is None


def test_of_what_is_no_comment_nothing_waits(commune, mayor, resident, second_resident, viewer_of, run_jobs):
    discussion = DiscussionFactory(commune=commune, author=mayor)
    for person in (resident, second_resident):
        viewer = viewer_of(person, commune)
        discussion_messages.write_message(viewer=viewer, discussion_id=discussion.pk, body="Oui", key="1")
    erase_person(person_id=second_resident.pk)
    run_jobs()
    assert not Thread.objects.exclude(unanswered_number=None).exists()


def test_only_those_answer_whose_it_is(say, unanswered, take_back, delegate_with, resident):
    delegate = delegate_with(EDIT_PAGE)
    say(delegate, "Bonjour")
    assert unanswered() is None
    question = say(resident, "Un")
    spoken = say(delegate, "Bonjour encore")
    assert unanswered() == question.number
    take_back(spoken)
    assert unanswered() == question.number
    say(delegate_with(MODERATE_COMMENTS), "Réponse")
    assert unanswered() is None


def test_put_away_and_taken_back(commune, post, say, put_away, unanswered, viewer_of, mayor, resident):
    say(mayor, "Bonjour")
    question = say(resident, "Un")
    viewer = viewer_of(mayor, commune)
    for _ in range(2):
        put_away()
        assert unanswered() is None
    for _ in range(2):
        take_back_comments(viewer=viewer, thread_id=post.thread_id)
        assert unanswered() == question.number
    kinds = Entry.objects.filter(kind__startswith="threads.CommentsT") | Entry.objects.filter(
        kind="threads.CommentsPutAway"
    )
    assert sorted(kinds.values_list("kind", flat=True)) == [
        "threads.CommentsPutAway",
        "threads.CommentsTakenBack",
    ]
    put_away()
    assert say(resident, "Deux").number == unanswered()


def test_what_was_put_away_before_stays_so(
    commune, post, say, put_away, unanswered, viewer_of, mayor, resident
):
    say(resident, "Un")
    viewer = viewer_of(mayor, commune)
    put_away()
    second = say(resident, "Deux")
    put_away()
    say(resident, "Trois")
    take_back_comments(viewer=viewer, thread_id=post.thread_id)
    assert unanswered() == second.number
    say(mayor, "Réponse")
    take_back_comments(viewer=viewer, thread_id=post.thread_id)
    assert unanswered() is None


def test_what_came_since_goes_on_waiting(
    commune, post, say, put_away, unanswered, viewer_of, mayor, resident, second_resident
):
    seen = say(resident, "Merci")
    urgent = say(second_resident, "URGENT")
    assert put_away(upto=seen.number).unanswered_number == urgent.number == unanswered()
    put_away(upto=seen.number)  # a double click
    assert unanswered() == urgent.number
    assert Entry.objects.filter(kind="threads.CommentsPutAway").count() == 1
    take_back_comments(viewer=viewer_of(mayor, commune), thread_id=post.thread_id)
    assert unanswered() == seen.number
    put_away(upto=10**8)
    assert unanswered() is None
    assert Thread.objects.get(pk=post.thread_id).put_away_number == urgent.number
    assert say(resident, "Encore").number == unanswered()


def test_whose_it_is_to_put_away(say, put_away, delegate_with, resident):
    say(resident, "Un")
    with pytest.raises(NotAllowed):
        put_away(delegate_with(EDIT_PAGE))


def test_those_of_the_last_month_are_found_by_the_migration(say, unanswered, mayor, resident):
    say(resident, "Un")
    say(mayor, "Réponse")
    last = say(resident, "Deux")
    Thread.objects.update(unanswered_number=None, unanswered_since=None)
    import_module("civic.threads.migrations.0006_unanswered_comments").find_unanswered(apps, None)
    assert unanswered() == last.number


@pytest.mark.parametrize("is_away", [False, True])
def test_upgraded_rows(say, put_away, unanswered, take_back, mayor, resident, is_away):
    """What the town hall said then answers, whoever said it; what was put away stays so."""
    question, answer = say(resident, "Un"), say(mayor, "Réponse")
    if is_away:
        say(resident, "Deux")
        put_away()
    Message.objects.update(settles=None)
    Thread.objects.update(put_away_number=0, put_away_from=0)
    import_module("civic.threads.migrations.0008_put_away").find_put_away(apps, None)
    recount_unanswered()
    assert unanswered() is None
    take_back(answer)
    assert unanswered() == (None if is_away else question.number)


def test_upgraded_rows_of_which_some_wait(say, unanswered, take_back, mayor, resident):
    """The first was left in peace: it was older than a month."""
    answer = say(mayor, "Bonjour")
    for words in ("Un", "Deux", "Trois"):
        say(resident, words)
    Message.objects.update(settles=None)
    Thread.objects.update(unanswered_number=3)
    import_module("civic.threads.migrations.0008_put_away").find_put_away(apps, None)
    recount_unanswered()
    assert unanswered() == 3
    take_back(answer)
    assert unanswered() == 3


def test_what_a_former_process_wrote_is_counted_at_night(
    say, unanswered, mayor, resident, clock, monkeypatch
):
    monkeypatch.setattr(answering, "BATCH", 2)
    question = say(resident, "Un")
    Thread.objects.update(unanswered_number=None, unanswered_since=None)
    recount_unanswered()
    assert unanswered() == question.number
    assert Thread.objects.get(unanswered_number=1).unanswered_since == question.written_at
    say(resident, "Deux")
    say(mayor, "Réponse")
    Message.objects.update(settles=None)
    Thread.objects.update(unanswered_number=question.number)
    recount_unanswered()
    assert unanswered() is None
    say(resident, "Trois")
    Thread.objects.update(unanswered_number=None)
    clock.forward(days=8)
    recount_unanswered()
    assert unanswered() is None


@pytest.fixture
def put_away_formerly(post):
    """« Sans suite » in a process of a former release, which knows no numbers of what is put away."""

    def write():
        thread = Thread.objects.get(pk=post.thread_id)
        Thread.objects.filter(pk=thread.pk).update(unanswered_number=None, unanswered_since=None)
        entry = record(CommentsPutAway(thread_id=thread.pk), target=thread)
        data = {name: value for name, value in entry.data.items() if name != "upto"}
        Entry.objects.filter(pk=entry.pk).update(data=data, recorded_at=now())

    return write


def test_what_a_former_process_put_away_stays_so(
    say, put_away_formerly, unanswered, resident, second_resident, clock
):
    say(resident, "Un")
    clock.forward(minutes=1)
    put_away_formerly()
    recount_unanswered()
    assert unanswered() is None
    clock.forward(minutes=1)
    fresh = say(second_resident, "Deux")
    recount_unanswered()
    assert unanswered() == fresh.number


def test_what_came_after_a_former_process_put_away_waits(
    say, put_away_formerly, unanswered, resident, second_resident, clock
):
    say(resident, "Un")
    put_away_formerly()
    clock.forward(minutes=1)
    fresh = say(second_resident, "Deux")
    recount_unanswered()
    assert unanswered() == fresh.number


def test_what_was_taken_back_since_waits(post, say, put_away_formerly, unanswered, resident, clock):
    question = say(resident, "Un")
    put_away_formerly()
    clock.forward(minutes=1)
    thread = Thread.objects.get(pk=post.thread_id)
    entry = record(CommentsTakenBack(thread_id=thread.pk), target=thread)
    Entry.objects.filter(pk=entry.pk).update(recorded_at=now())
    recount_unanswered()
    assert unanswered() == question.number


def test_what_was_put_away_up_to_a_number_says_nothing_of_the_next(
    say, put_away, unanswered, resident, second_resident, clock
):
    seen, urgent = say(resident, "Un"), say(second_resident, "URGENT")
    clock.forward(minutes=1)
    put_away(upto=seen.number)
    Thread.objects.update(unanswered_number=None, unanswered_since=None)
    recount_unanswered()
    assert unanswered() == urgent.number


def test_the_recount_asks_no_more_of_many_that_are_right(
    say, resident, commune, mayor, viewer_of, django_assert_num_queries
):
    say(resident, "Un")
    for number in range(4):
        thread = PostFactory(commune=commune, author=mayor).thread
        for words in ("Un", "Deux"):
            written = {"kind": COMMENTS, "body": words, "key": f"{words} {number}"}
            write_message(viewer=viewer_of(resident, commune), thread_id=thread.pk, **written)
    with django_assert_num_queries(3):  # two pages, the second one empty, and what each thread should say
        recount_unanswered()
