"""Each thread of comments keeps the first one that the town hall has not answered."""

from importlib import import_module

import pytest
from django.apps import apps

from civic.accounts.actions.erasure import erase_person
from civic.core.refusals import NotAllowed
from civic.journal.models import Entry
from civic.threads.actions.answering import put_away_comments, take_back_comments
from civic.threads.actions.messages import remove_own_message, write_message
from civic.threads.models import Thread
from civic.threads.thread_kinds import COMMENTS
from civic.town_halls.enums import EDIT_PAGE


@pytest.fixture
def say(commune, post, viewer_of):
    def write(person, body):
        written = {"kind": COMMENTS, "thread_id": post.thread_id, "body": body, "key": body}
        return write_message(viewer=viewer_of(person, commune), **written)

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


def test_put_away_and_taken_back(commune, post, say, unanswered, viewer_of, mayor, resident):
    say(mayor, "Bonjour")
    question = say(resident, "Un")
    viewer = viewer_of(mayor, commune)
    for _ in range(2):
        put_away_comments(viewer=viewer, thread_id=post.thread_id)
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
    put_away_comments(viewer=viewer, thread_id=post.thread_id)
    assert say(resident, "Deux").number == unanswered()


def test_whose_it_is_to_put_away(commune, post, say, viewer_of, delegate_with, resident):
    say(resident, "Un")
    with pytest.raises(NotAllowed):
        put_away_comments(viewer=viewer_of(delegate_with(EDIT_PAGE), commune), thread_id=post.thread_id)


def test_those_of_the_last_month_are_found_by_the_migration(say, unanswered, mayor, resident):
    say(resident, "Un")
    say(mayor, "Réponse")
    last = say(resident, "Deux")
    Thread.objects.update(unanswered_number=None, unanswered_since=None)
    import_module("civic.threads.migrations.0006_unanswered_comments").find_unanswered(apps, None)
    assert unanswered() == last.number
