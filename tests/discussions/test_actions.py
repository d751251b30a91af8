"""Groups and messages: what changes, what is counted, what is refused in words."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.http import Http404

from civic.contents import actions as contents
from civic.contents.refusals import AlreadySent, DateInThePast, DateTooFar, TooLateToRestore, TooManyPinned
from civic.core.clock import now
from civic.core.refusals import NotAllowed
from civic.discussions import queries
from civic.discussions.actions import groups, messages, reading
from civic.discussions.actions.groups import DiscussionContent
from civic.discussions.enums import LEAD_DISCUSSIONS
from civic.discussions.models import Discussion
from civic.discussions.refusals import EndsTooSoon, RemovalReasonMissing
from civic.journal.models import Entry
from civic.live.models import Change
from civic.posts.enums import PUBLISH
from civic.threads.actions import messages as thread_messages
from civic.threads.actions import threads
from civic.threads.models import Message, MessageLike, Participant, Thread
from civic.threads.queries.indexed import subjects
from civic.threads.queries.messages import messages_before
from civic.town_halls.models import TownHall
from tests.communes.factories import RestrictionFactory
from tests.discussions.factories import DiscussionFactory

pytestmark = pytest.mark.django_db


def counters(discussion: Discussion) -> tuple[int, int, int]:
    thread = Thread.objects.get(pk=discussion.thread_id)
    return thread.messages, thread.speakers, thread.last_number


def kinds(target) -> list[str]:
    entries = Entry.objects.filter(target_id=str(target.pk)).order_by("recorded_at", "id")
    return list(entries.values_list("kind", flat=True))


_FAR = datetime(2099, 1, 1, tzinfo=UTC)


# --- Groups ---------------------------------------------------------------------------------------------------------


def test_a_group_is_created_once_and_the_page_is_rendered_again(commune, mayor, viewer_of):
    viewer = viewer_of(mayor, commune)
    version = TownHall.objects.get(commune=commune).version
    content = DiscussionContent(title="Les horaires", description="Qu’en dites-vous ?")
    made = groups.create_discussion(viewer=viewer, key="une", content=content)
    assert groups.create_discussion(viewer=viewer, key="une", content=content) == made
    assert (made.title, made.is_closed, made.author_title, made.is_published) == (
        "Les horaires",
        False,
        "Maire",
        True,
    )
    assert kinds(made) == ["discussions.DiscussionOpened"]
    assert TownHall.objects.get(commune=commune).version == version + 1
    for other in ({"description": "Dites-nous."}, {"is_open": False}, {"title": "La fête"}):
        with pytest.raises(AlreadySent):
            groups.create_discussion(viewer=viewer, key="une", content=replace(content, **other))
    assert groups.create_discussion(viewer=viewer, key="deux", content=content) != made


def test_a_delegate_with_the_right_leads_and_a_resident_does_not(
    commune, delegate_with, resident, viewer_of, discussion
):
    delegate = viewer_of(delegate_with(LEAD_DISCUSSIONS), commune)
    assert groups.create_discussion(viewer=delegate, key="d", content=DiscussionContent(title="Titre")).pk
    for person in (resident, delegate_with(PUBLISH)):
        viewer = viewer_of(person, commune)
        with pytest.raises(NotAllowed):
            groups.create_discussion(viewer=viewer, key="r", content=DiscussionContent(title="Titre"))
        for refused in (
            lambda viewer=viewer: groups.set_open(viewer=viewer, discussion_id=discussion.pk, is_open=False),
            lambda viewer=viewer: groups.pin_discussion(
                viewer=viewer, discussion_id=discussion.pk, pinned=True
            ),
            lambda viewer=viewer: groups.edit_discussion(
                viewer=viewer, discussion_id=discussion.pk, content=DiscussionContent(title="-"), version=1
            ),
        ):
            with pytest.raises(NotAllowed):
                refused()


def test_a_planned_group_waits_for_its_hour(commune, mayor, resident, viewer_of, clock, run_jobs):
    viewer = viewer_of(mayor, commune)
    at = now() + timedelta(days=2)
    made = groups.create_discussion(
        viewer=viewer, key="p", content=DiscussionContent(title="Bientôt", publish_at=at)
    )
    run_jobs()
    assert (made.published_at, kinds(made)) == (None, ["discussions.DiscussionPlanned"])
    with pytest.raises(Http404):
        queries.discussion_in_view(viewer_of(resident, commune), made.pk)
    assert queries.discussion_in_view(viewer, made.pk) == made
    clock.forward(days=2, minutes=1)
    run_jobs()
    made.refresh_from_db()
    assert (made.published_at, kinds(made)) == (
        at,
        ["discussions.DiscussionPlanned", "discussions.DiscussionOpened"],
    )
    assert queries.discussion_in_view(viewer_of(resident, commune), made.pk) == made
    contents.publish_due(label="discussions.discussion", content_id=made.pk)
    assert kinds(made) == ["discussions.DiscussionPlanned", "discussions.DiscussionOpened"]


def test_who_writes_before_the_worker_comes_opens_the_group(commune, mayor, resident, viewer_of):
    late = DiscussionFactory(commune=commune, author=mayor, status="scheduled", publish_at=now())
    assert late.thread.audience == "nobody"
    viewer = viewer_of(resident, commune)
    messages.write_message(viewer=viewer, discussion_id=late.pk, body="Bonjour", key="k")
    assert kinds(late) == ["discussions.DiscussionOpened"]
    assert counters(late) == (1, 1, 1)


def test_a_job_that_was_lost_is_made_up_for(commune, mayor, clock, run_jobs):
    lost = DiscussionFactory(
        commune=commune, author=mayor, status="scheduled", publish_at=now() - timedelta(hours=1)
    )
    contents.publish_all_due()
    run_jobs()
    assert kinds(lost) == ["discussions.DiscussionOpened"]


def test_a_planned_group_is_opened_at_once_by_its_form(commune, mayor, viewer_of, clock, run_jobs):
    viewer, at = viewer_of(mayor, commune), now() + timedelta(days=2)
    made = groups.create_discussion(
        viewer=viewer, key="p", content=DiscussionContent(title="Bientôt", publish_at=at)
    )
    clock.forward(minutes=1)
    groups.edit_discussion(
        viewer=viewer, discussion_id=made.pk, content=DiscussionContent(title="Bientôt"), version=made.version
    )
    assert kinds(made) == ["discussions.DiscussionPlanned", "discussions.DiscussionOpened"]
    clock.forward(days=3)
    run_jobs()
    assert kinds(made) == ["discussions.DiscussionPlanned", "discussions.DiscussionOpened"]


@pytest.mark.parametrize(
    ("opens", "ends", "refusal"),
    [
        (timedelta(days=-1), None, DateInThePast),
        (timedelta(days=900), None, DateTooFar),
        (None, timedelta(days=-1), EndsTooSoon),
        (timedelta(days=3), timedelta(days=2), EndsTooSoon),
        (timedelta(days=3), timedelta(days=3), EndsTooSoon),
    ],
)
def test_dates_that_make_no_sense(commune, mayor, viewer_of, clock, opens, ends, refusal):
    content = DiscussionContent(
        title="Titre", publish_at=opens and now() + opens, closes_at=ends and now() + ends
    )
    with pytest.raises(refusal):
        groups.create_discussion(viewer=viewer_of(mayor, commune), key="x", content=content)
    assert not Discussion.objects.exists()


def test_close_reopen_and_an_end_that_came(
    clock, commune, mayor, resident, viewer_of, discussion, say, run_jobs
):
    viewer = viewer_of(mayor, commune)
    for is_open in (False, False):
        clock.forward(seconds=1)
        groups.set_open(viewer=viewer, discussion_id=discussion.pk, is_open=is_open)
    with pytest.raises(messages.DiscussionClosedNow):
        say(resident, "Trop tard ?")
    clock.forward(seconds=1)
    groups.set_open(viewer=viewer, discussion_id=discussion.pk, is_open=True)
    say(resident, "À temps")
    assert kinds(discussion) == ["discussions.DiscussionClosed", "discussions.DiscussionReopened"]

    ends = DiscussionContent(title=discussion.title, closes_at=now() + timedelta(hours=1))
    groups.edit_discussion(viewer=viewer, discussion_id=discussion.pk, content=ends, version=3)
    version = TownHall.objects.get(commune=commune).version
    clock.forward(hours=1)
    run_jobs()
    assert TownHall.objects.get(commune=commune).version == version + 1  # beside the feed it is gone
    assert queries.discussions_beside(viewer) == []
    with pytest.raises(messages.DiscussionClosedNow):
        say(resident, "Après la fin")
    # An end that has come stays as it is when the words change.
    changed = DiscussionContent(title="Autre titre", closes_at=ends.closes_at)
    groups.edit_discussion(viewer=viewer, discussion_id=discussion.pk, content=changed, version=4)
    groups.set_open(viewer=viewer, discussion_id=discussion.pk, is_open=True)
    assert say(resident, "De nouveau").pk


def test_no_more_than_three_are_pinned(commune, mayor, viewer_of):
    viewer = viewer_of(mayor, commune)
    made = [DiscussionFactory(commune=commune, author=mayor) for _ in range(4)]
    for group in made[:3]:
        groups.pin_discussion(viewer=viewer, discussion_id=group.pk, pinned=True)
    with pytest.raises(TooManyPinned):
        groups.pin_discussion(viewer=viewer, discussion_id=made[3].pk, pinned=True)
    groups.pin_discussion(viewer=viewer, discussion_id=made[0].pk, pinned=False)
    groups.pin_discussion(viewer=viewer, discussion_id=made[3].pk, pinned=True)
    assert [one.pk for one in queries.discussions_of(viewer).discussions][-1] == made[0].pk


# --- A whole group is removed ---------------------------------------------------------------------------------------


def remove(viewer, discussion, reason="Le projet est abandonné"):
    return groups.remove_discussion(viewer=viewer, discussion_id=discussion.pk, reason=reason)


def restore(viewer, discussion):
    return groups.restore_discussion(viewer=viewer, discussion_id=discussion.pk)


def test_a_group_is_removed_with_a_reason_by_who_leads(
    commune, mayor, resident, delegate_with, viewer_of, discussion, say, other_commune, other_mayor
):
    message = say(resident, "Bonjour")
    for person in (resident, delegate_with(PUBLISH)):
        for refused in (remove, restore):
            with pytest.raises(NotAllowed):
                refused(viewer_of(person, commune), discussion)
    for stranger in (viewer_of(other_mayor, other_commune), viewer_of(other_mayor, commune)):
        for unseen in (remove, restore):
            with pytest.raises(Http404):
                unseen(stranger, discussion)
    viewer = viewer_of(mayor, commune)
    for nothing in ("", " \u200b ", "\u3164"):
        with pytest.raises(RemovalReasonMissing):
            remove(viewer, discussion, nothing)
    version = TownHall.objects.get(commune=commune).version
    removed = remove(
        viewer_of(delegate_with(LEAD_DISCUSSIONS), commune), discussion, "Le projet\nest abandonné"
    )
    assert removed.removal_reason == "Le projet est abandonné"
    assert (
        remove(viewer, discussion, "Autre motif").removal_reason == "Le projet est abandonné"
    )  # the first one
    assert kinds(discussion) == ["discussions.DiscussionRemoved"]
    assert TownHall.objects.get(commune=commune).version == version + 1
    assert queries.discussions_of(viewer).discussions == []
    assert queries.discussions_beside(viewer_of(resident, commune)) == []
    for reach in (
        lambda v: queries.discussion_in_view(v, discussion.pk),
        lambda v: queries.message_in_view(v, message.pk),
        lambda v: reading.mark_read(viewer=v, discussion_id=discussion.pk, number=1),
        lambda v: messages.like_message(viewer=v, message_id=message.pk, liked=True),
        lambda v: messages.edit_message(viewer=v, message_id=message.pk, body="Bonsoir"),
        lambda v: messages.remove_own_message(viewer=v, message_id=message.pk),
        lambda v: messages.remove_message(viewer=v, message_id=message.pk, reason="-"),
        lambda v: messages.flag_message(viewer=v, message_id=message.pk, reason="spam", words=""),
        lambda v: groups.set_open(viewer=v, discussion_id=discussion.pk, is_open=False),
    ):
        for person in (resident, mayor):
            with pytest.raises(queries.DiscussionGone, match="Le projet est abandonné"):
                reach(viewer_of(person, commune))
    with pytest.raises(queries.DiscussionGone):
        say(resident, "Encore")
    assert counters(discussion) == (1, 1, 1)


def test_it_comes_back_as_it_was(clock, commune, mayor, resident, viewer_of, discussion, say):
    viewer = viewer_of(mayor, commune)
    message = say(resident, "Bonjour")
    clock.forward(seconds=1)
    remove(viewer, discussion)
    clock.forward(minutes=9)
    for _ in range(2):
        restore(viewer, discussion)
    assert kinds(discussion) == ["discussions.DiscussionRemoved", "discussions.DiscussionRestored"]
    assert messages_before(viewer, queries.discussion_in_view(viewer, discussion.pk).thread).messages == [
        message
    ]
    assert say(resident, "De nouveau").number == 2


def test_what_was_pinned_meanwhile_keeps_its_place(commune, mayor, viewer_of, discussion):
    viewer = viewer_of(mayor, commune)
    made = [discussion, *(DiscussionFactory(commune=commune, author=mayor) for _ in range(3))]
    for group in made[:3]:
        groups.pin_discussion(viewer=viewer, discussion_id=group.pk, pinned=True)
    remove(viewer, discussion)
    groups.pin_discussion(viewer=viewer, discussion_id=made[3].pk, pinned=True)
    assert restore(viewer, discussion).pinned_at is None


def test_after_the_delay_only_the_reason_is_left(
    clock, commune, mayor, resident, second_resident, viewer_of, discussion, say, run_jobs, monkeypatch
):
    monkeypatch.setattr(threads, "STEP", 2)
    viewer, beside = viewer_of(mayor, commune), DiscussionFactory(commune=commune, author=mayor)
    first = say(resident, "Un")
    for words in ("Deux", "Trois", "Quatre"):
        answer = say(second_resident, words, answers=first.pk)
    messages.like_message(viewer=viewer_of(resident, commune), message_id=answer.pk, liked=True)
    Discussion.objects.update(description="De quoi on parle")
    remove(viewer, discussion)
    clock.forward(minutes=5)
    restore(viewer, discussion)
    remove(viewer, discussion, "Cette fois pour de bon")
    clock.forward(minutes=6)
    run_jobs()  # that of the first removal
    contents.erase_all_removed()
    run_jobs()
    assert Message.objects.count() == 4
    clock.forward(minutes=4)
    with pytest.raises(TooLateToRestore):
        restore(viewer, discussion)
    run_jobs()
    discussion.refresh_from_db()
    beside.refresh_from_db()
    assert (discussion.title, discussion.description, discussion.erased_at) == ("", "", now())
    assert (Message.objects.count(), MessageLike.objects.count(), Participant.objects.count()) == (0, 0, 0)
    assert beside.description
    with pytest.raises(queries.DiscussionGone, match="Cette fois pour de bon"):
        queries.discussion_in_view(viewer, discussion.pk)
    with pytest.raises(TooLateToRestore):
        restore(viewer, discussion)


def test_an_erasure_whose_job_was_lost_or_cut_off_is_made_up_for(
    clock, commune, mayor, resident, viewer_of, discussion, say, run_jobs
):
    say(resident, "Un")
    remove(viewer_of(mayor, commune), discussion)
    clock.forward(minutes=10)
    Discussion.objects.update(title="")  # the first step was done
    contents.erase_all_removed()
    run_jobs()
    discussion.refresh_from_db()
    assert (Message.objects.count(), discussion.erased_at) == (0, now())


def test_a_planned_group_that_was_removed_does_not_open(commune, mayor, resident, viewer_of, clock, run_jobs):
    viewer, at = viewer_of(mayor, commune), now() + timedelta(minutes=5)
    made = groups.create_discussion(
        viewer=viewer, key="p", content=DiscussionContent(title="Bientôt", publish_at=at)
    )
    clock.forward(seconds=1)
    remove(viewer, made)
    clock.forward(minutes=6)
    run_jobs()
    with pytest.raises(Http404):
        queries.discussion_in_view(viewer_of(resident, commune), made.pk)
    restore(viewer, made)
    clock.forward(minutes=1)
    contents.publish_all_due()
    run_jobs()
    assert kinds(made) == [
        "discussions.DiscussionPlanned",
        "discussions.DiscussionRemoved",
        "discussions.DiscussionRestored",
        "discussions.DiscussionOpened",
    ]


def test_the_journal_names_a_removed_group_until_it_is_erased(
    clock, commune, mayor, resident, viewer_of, discussion, say, run_jobs
):
    viewer, message = viewer_of(mayor, commune), say(resident, "Bonjour")
    remove(viewer, discussion)
    named = queries.discussion_subjects(viewer, [str(discussion.pk)])
    assert named[str(discussion.pk)].label == "La place du marché"
    assert subjects(viewer, [str(message.pk)]) == {}
    clock.forward(minutes=10)
    run_jobs()
    assert queries.discussion_subjects(viewer, [str(discussion.pk)]) == {}


def test_open_pages_are_notified_that_the_group_changed(
    clock, commune, mayor, viewer_of, discussion, run_jobs
):
    viewer, ends = viewer_of(mayor, commune), now() + timedelta(hours=1)
    groups.set_open(viewer=viewer, discussion_id=discussion.pk, is_open=False)
    groups.set_open(viewer=viewer, discussion_id=discussion.pk, is_open=True)
    groups.edit_discussion(
        viewer=viewer,
        discussion_id=discussion.pk,
        content=DiscussionContent(title="Autre", closes_at=ends),
        version=3,
    )
    clock.forward(hours=1)
    run_jobs()
    remove(viewer, discussion)
    restore(viewer, discussion)
    published = Change.objects.filter(name="discussion").values_list("topic", "data")
    assert list(published) == [(f"commune:{commune.pk}:members", {"id": str(discussion.pk)})] * 6


# --- Messages -------------------------------------------------------------------------------------------------------


def test_answers_stay_in_their_discussion(say, resident, commune, other_discussion, mayor):
    first = say(resident, "Bonjour")
    assert say(resident, "Réponse", answers=first.pk).answers == first
    beside = DiscussionFactory(commune=commune, author=mayor)
    foreign = Message.objects.get(thread=other_discussion.thread)
    for alien in (foreign.pk, beside.pk):
        with pytest.raises(Http404):
            say(resident, "Réponse", answers=alien)


@pytest.mark.parametrize("scopes", [["discussions"], ["all"]])
def test_who_is_restricted_reads_and_takes_back_but_does_not_write(
    say, resident, second_resident, commune, discussion, viewer_of, scopes
):
    own, other = say(resident, "Avant"), say(second_resident, "Bonjour")
    RestrictionFactory(commune=commune, person=resident, scopes=scopes)
    viewer = viewer_of(resident, commune)
    with pytest.raises(thread_messages.Silenced):
        say(resident, "Pendant")
    with pytest.raises(thread_messages.Silenced):
        messages.edit_message(viewer=viewer, message_id=own.pk, body="Autrement")
    assert messages_before(viewer, discussion.thread).messages == [own, other]
    messages.like_message(viewer=viewer, message_id=other.pk, liked=True)
    messages.remove_own_message(viewer=viewer, message_id=own.pk)
    assert Message.objects.filter(body="Pendant").count() == 0


def test_things_of_another_commune_are_not_there(commune, other_discussion, mayor, resident, viewer_of):
    message = Message.objects.get(thread=other_discussion.thread)
    for person in (mayor, resident):
        viewer = viewer_of(person, commune)
        for reach in (
            lambda v=viewer: queries.discussion_in_view(v, other_discussion.pk),
            lambda v=viewer: queries.message_in_view(v, message.pk),
            lambda v=viewer: messages.write_message(
                viewer=v, discussion_id=other_discussion.pk, body="Coucou", key="k"
            ),
            lambda v=viewer: messages.like_message(viewer=v, message_id=message.pk, liked=True),
            lambda v=viewer: reading.mark_read(viewer=v, discussion_id=other_discussion.pk, number=1),
            lambda v=viewer: messages.remove_message(viewer=v, message_id=message.pk, reason="-"),
        ):
            with pytest.raises(Http404):
                reach()
        assert queries.discussions_of(viewer).discussions == []
        reading.mark_all_read(viewer=viewer)
    assert Participant.objects.filter(thread=other_discussion.thread).count() == 1


# --- What was read --------------------------------------------------------------------------------------------------


def mark_of(person, discussion):
    mark = Participant.objects.filter(person=person, thread=discussion.thread).first()
    return mark and mark.read_upto


def test_a_mark_only_grows_and_never_passes_the_last_message(
    say, resident, second_resident, discussion, viewer_of, commune
):
    for n in range(4):
        say(resident, f"Message {n}")
    assert mark_of(resident, discussion) == 4  # who writes has read
    viewer = viewer_of(second_resident, commune)
    assert mark_of(second_resident, discussion) is None
    for asked, kept in ((0, 0), (3, 3), (1, 3), (999_999_999, 4)):
        reading.mark_read(viewer=viewer, discussion_id=discussion.pk, number=asked)
        assert mark_of(second_resident, discussion) == kept


def test_all_are_marked_at_once(
    say, resident, second_resident, discussion, commune, mayor, viewer_of, django_assert_num_queries
):
    for n in range(3):
        say(resident, f"Message {n}")
    beside = DiscussionFactory(commune=commune, author=mayor)
    Thread.objects.filter(pk=beside.thread_id).update(last_number=7)
    later = DiscussionFactory(
        commune=commune, author=mayor, status="scheduled", publish_at=datetime(2099, 1, 1, tzinfo=UTC)
    )
    viewer = viewer_of(second_resident, commune)
    reading.mark_read(viewer=viewer, discussion_id=discussion.pk, number=1)
    # A savepoint around one update, one look and one insert; then what the bell says, two looks in one more.
    with django_assert_num_queries(9):
        reading.mark_all_read(viewer=viewer)
    assert [mark_of(second_resident, one) for one in (discussion, beside, later)] == [3, 7, None]
    assert mark_of(resident, discussion) == 3
