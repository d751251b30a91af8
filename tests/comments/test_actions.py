from dataclasses import replace

import pytest
from django.http import Http404

from civic.comments import actions
from civic.comments.models import Comment, Like, Thread
from civic.core.clock import now
from civic.core.refusals import NotAllowed
from civic.journal.models import Entry
from civic.moderation.models import Flag
from civic.posts.enums import PUBLISH
from tests.comments.factories import CommentFactory
from tests.plugins.frozen_time import Clock


def kinds() -> list[str]:
    return list(Entry.objects.order_by("id").values_list("kind", flat=True))


@pytest.fixture
def reader(resident, commune, viewer_of):
    return viewer_of(resident, commune)


def test_writing(reader, post, clock: Clock):
    comment = actions.write_comment(viewer=reader, thread_id=post.thread_id, body=" Bravo\x02 ! ", key="k1")
    assert (comment.body, comment.author_id, comment.for_town_hall) == ("Bravo !", reader.person_id, False)
    assert comment.written_at == now()
    post.thread.refresh_from_db()
    assert (post.thread.comments, post.thread.version) == (1, 2)
    assert kinds() == ["comments.CommentWritten"]


def test_the_same_form_sent_twice_writes_once(reader, post):
    first = actions.write_comment(viewer=reader, thread_id=post.thread_id, body="Bravo", key="k1")
    again = actions.write_comment(viewer=reader, thread_id=post.thread_id, body="Bravo", key="k1")
    assert again == first
    post.thread.refresh_from_db()
    assert (Comment.objects.count(), post.thread.comments, len(kinds())) == (1, 1, 1)


def test_other_words_from_the_same_form_are_not_lost(reader, post):
    """The page was kept by the browser, « back » brought the form again: what is typed anew counts."""
    for body in ("Bravo", "Et merci"):
        actions.write_comment(viewer=reader, thread_id=post.thread_id, body=body, key="k1")
    assert sorted(Comment.objects.values_list("body", flat=True)) == ["Bravo", "Et merci"]


def test_a_form_without_a_key_still_writes(reader, post):
    for body in ("Bravo", "Et merci"):
        actions.write_comment(viewer=reader, thread_id=post.thread_id, body=body, key="")
    assert Comment.objects.count() == 2


def test_the_same_key_of_two_people_is_two_comments(reader, second_resident, commune, post, viewer_of):
    for viewer in (reader, viewer_of(second_resident, commune)):
        actions.write_comment(viewer=viewer, thread_id=post.thread_id, body="Bravo", key="k1")
    assert Comment.objects.count() == 2


def test_the_town_hall_speaks_as_such(delegate, commune, post, viewer_of):
    viewer = viewer_of(delegate, commune)
    assert actions.write_comment(viewer=viewer, thread_id=post.thread_id, body="Oui", key="k").for_town_hall


@pytest.mark.parametrize(
    ("body", "refusal"),
    [("", actions.CommentEmpty), (" \u200b\x00 ", actions.CommentEmpty), ("é" * 3001, actions.CommentTooLong),
     ("x" * 1_000_000, actions.CommentTooLong)],
)  # fmt: skip
def test_what_is_not_a_comment(reader, post, body, refusal):
    with pytest.raises(refusal):
        actions.write_comment(viewer=reader, thread_id=post.thread_id, body=body, key="k")
    assert Comment.objects.count() == 0


def test_who_may_not_write(post, public_post, commune, applicant, stranger, staff, resident, viewer_of):
    for person in (applicant, stranger, staff, None):
        viewer = viewer_of(person, commune)
        with pytest.raises(NotAllowed):
            actions.write_comment(viewer=viewer, thread_id=public_post.thread_id, body="Non", key="k")
        with pytest.raises(Http404):
            actions.write_comment(viewer=viewer, thread_id=post.thread_id, body="Non", key="k")
    held = replace(viewer_of(resident, commune), restrictions=frozenset({"comments"}))
    with pytest.raises(actions.RestrictedFromSpeaking):
        actions.write_comment(viewer=held, thread_id=post.thread_id, body="Non", key="k")
    assert Comment.objects.filter(thread__commune=commune).count() == 0


def test_a_closed_thread_takes_no_more(reader, post):
    Thread.objects.filter(pk=post.thread_id).update(is_open=False)
    with pytest.raises(actions.ThreadClosed):
        actions.write_comment(viewer=reader, thread_id=post.thread_id, body="Trop tard", key="k")


def test_a_thread_of_another_commune_is_not_there(reader, other_post, other_comment):
    calls = [
        lambda: actions.write_comment(viewer=reader, thread_id=other_post.thread_id, body="x", key="k"),
        lambda: actions.set_like(viewer=reader, thread_id=other_post.thread_id, liked=True),
        lambda: actions.edit_comment(viewer=reader, comment_id=other_comment.pk, body="x"),
        lambda: actions.remove_own_comment(viewer=reader, comment_id=other_comment.pk),
        lambda: actions.flag_comment(viewer=reader, comment_id=other_comment.pk, reason="spam", words=""),
    ]
    for call in calls:
        with pytest.raises(Http404):
            call()


def test_a_mayor_removes_nothing_in_another_commune(mayor, commune, other_comment, viewer_of):
    with pytest.raises(Http404):
        actions.remove_comment(viewer=viewer_of(mayor, commune), comment_id=other_comment.pk, reason="Non")


def test_editing_within_a_quarter_of_an_hour(reader, post, resident, clock: Clock):
    comment = CommentFactory(thread=post.thread, author=resident, body="Bravo")
    clock.forward(minutes=14, seconds=59)
    actions.edit_comment(viewer=reader, comment_id=comment.pk, body="Bravo à tous")
    comment.refresh_from_db()
    assert (comment.body, comment.edited_at) == ("Bravo à tous", now())
    clock.forward(seconds=1)
    with pytest.raises(actions.TooLateToEdit):
        actions.edit_comment(viewer=reader, comment_id=comment.pk, body="Trop tard")
    comment.refresh_from_db()
    assert comment.body == "Bravo à tous"
    assert kinds() == ["comments.CommentEdited"]


def test_an_edit_that_changes_nothing_leaves_no_trace(reader, comment):
    actions.edit_comment(viewer=reader, comment_id=comment.pk, body=f" {comment.body} ")
    comment.refresh_from_db()
    assert (comment.edited_at, kinds()) == (None, [])


def test_nobody_edits_or_deletes_in_anothers_name(comment, commune, mayor, second_resident, viewer_of):
    for person in (mayor, second_resident):
        viewer = viewer_of(person, commune)
        with pytest.raises(NotAllowed):
            actions.edit_comment(viewer=viewer, comment_id=comment.pk, body="Faux")
        with pytest.raises(NotAllowed):
            actions.remove_own_comment(viewer=viewer, comment_id=comment.pk)


def test_deleting_ones_own(reader, comment):
    actions.remove_own_comment(viewer=reader, comment_id=comment.pk)
    comment.refresh_from_db()
    comment.thread.refresh_from_db()
    assert (comment.body, comment.removed_by, comment.thread.comments) == ("", "author", 0)
    with pytest.raises(actions.AlreadyRemoved):
        actions.remove_own_comment(viewer=reader, comment_id=comment.pk)
    with pytest.raises(actions.AlreadyRemoved):
        actions.edit_comment(viewer=reader, comment_id=comment.pk, body="Retour")
    comment.thread.refresh_from_db()
    assert comment.thread.comments == 0


def test_the_town_hall_removes_with_a_reason(comment, commune, mayor, viewer_of):
    viewer = viewer_of(mayor, commune)
    for reason in ("", "  \n "):
        with pytest.raises(actions.ReasonMissing):
            actions.remove_comment(viewer=viewer, comment_id=comment.pk, reason=reason)
    actions.remove_comment(viewer=viewer, comment_id=comment.pk, reason="Propos\ninjurieux")
    comment.refresh_from_db()
    assert (comment.body, comment.removed_by, comment.removal_reason) == ("", "town_hall", "Propos injurieux")
    assert kinds() == ["comments.CommentRemoved"]


@pytest.mark.parametrize("delegate", [PUBLISH], indirect=True)
def test_without_the_right_nobody_removes(comment, commune, delegate, second_resident, viewer_of):
    for person in (delegate, second_resident):
        with pytest.raises(NotAllowed):
            actions.remove_comment(viewer=viewer_of(person, commune), comment_id=comment.pk, reason="Non")


def test_liking_says_the_state_that_is_wanted(reader, post):
    for liked, likes in ((True, 1), (True, 1), (False, 0), (False, 0), (True, 1)):
        thread = actions.set_like(viewer=reader, thread_id=post.thread_id, liked=liked)
        assert (thread.likes, Like.objects.count()) == (likes, likes)


def test_only_members_like(public_post, commune, applicant, stranger, viewer_of):
    for person in (applicant, stranger, None):
        with pytest.raises(NotAllowed):
            actions.set_like(viewer=viewer_of(person, commune), thread_id=public_post.thread_id, liked=True)


def test_flagging_twice_keeps_the_first(comment, commune, second_resident, viewer_of):
    viewer = viewer_of(second_resident, commune)
    for reason in ("spam", "insult"):
        actions.flag_comment(viewer=viewer, comment_id=comment.pk, reason=reason, words="Pub")
    flag = Flag.objects.get()
    assert (flag.reason, flag.words, flag.commune_id) == ("spam", "Pub", commune.pk)
    assert kinds() == ["moderation.ContentFlagged"]


def test_a_new_name_or_photo_draws_the_threads_anew(comment, resident):
    version = comment.thread.version
    actions.touch_threads_of(person_id=resident.pk)
    comment.thread.refresh_from_db()
    assert comment.thread.version == version + 1
