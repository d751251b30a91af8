"""An account is erased while its person writes, or while others are erased: it is through, and nothing stands."""

import contextlib
from collections.abc import Callable
from datetime import timedelta

import pytest

from civic.accounts.actions.erasure import erase_person
from civic.accounts.models import Person
from civic.agenda.actions import subscribing, taking_part
from civic.agenda.models import Participation
from civic.core.clock import now
from civic.core.refusals import NotAllowed
from civic.media.actions import receiving
from civic.polls.actions import voting
from civic.polls.models import PollOption
from civic.posts import actions as posts
from civic.posts.enums import PUBLISH
from civic.posts.models import Post
from civic.threads.actions import likes, messages
from civic.threads.models import Message, Participant, Thread
from civic.threads.thread_kinds import COMMENTS
from tests.accounts.factories import PersonFactory
from tests.agenda.factories import CalendarEventFactory
from tests.communes.factories import MembershipFactory
from tests.polls.factories import PollFactory
from tests.posts.factories import PostFactory
from tests.together import together

pytestmark = pytest.mark.django_db(transaction=True)


def unless_refused(call: Callable[[], object]) -> Callable[[], None]:
    def run() -> None:
        with contextlib.suppress(NotAllowed):
            call()

    return run


def erasing(person: Person) -> Callable[[], None]:
    return lambda: erase_person(person_id=person.pk)


def assert_counted(threads) -> None:
    for thread in Thread.objects.filter(pk__in=[thread.pk for thread in threads]):
        said = Message.objects.filter(thread=thread, removed_at=None).count()
        speakers = Participant.objects.filter(thread=thread, messages__gt=0).count()
        assert (thread.messages, thread.speakers, thread.likes) == (said, speakers, 0)


def test_who_writes_meanwhile(commune, post, viewer_of):
    for _ in range(6):
        person = PersonFactory()
        MembershipFactory(commune=commune, person=person)
        where = {"viewer": viewer_of(person, commune), "kind": COMMENTS, "thread_id": post.thread_id}
        messages.write_message(**where, body="a", key="a")

        def write(key: str, where=where) -> Callable[[], None]:
            return unless_refused(lambda: messages.write_message(**where, body=key, key=key))

        like = unless_refused(lambda where=where: likes.like_content(**where, liked=True))
        together(erasing(person), write("b"), write("c"), like)
        assert not Person.objects.filter(pk=person.pk).exists()
        assert not Message.objects.filter(author_id=person.pk).exists()
    assert_counted([post.thread])


def test_who_publishes_meanwhile(commune, delegate_with, viewer_of):
    for _ in range(4):
        person = delegate_with(PUBLISH)
        viewer = viewer_of(person, commune)

        def publish(key: str, viewer=viewer) -> Callable[[], None]:
            content = posts.PostContent(title=key)
            return unless_refused(lambda: posts.publish_post(viewer=viewer, key=key, content=content))

        together(erasing(person), publish("a"), publish("b"))
        written = Post.objects.filter(author_id=person.pk).count()
        publish("c")()
        assert Post.objects.filter(author_id=person.pk).count() == written
        left = Person.objects.get(pk=person.pk)  # beside the delegation
        assert (left.is_active, left.email) == (False, f"{person.pk}@erased.invalid")


def test_who_takes_part_meanwhile(commune, delegate_with, viewer_of):
    """Their name is kept beside the delegation: no foreign key refuses what comes too late."""
    event = CalendarEventFactory(
        commune=commune, starts_at=now() + timedelta(days=3), takes_participants=True, places=2
    )
    for _ in range(6):
        person = delegate_with(PUBLISH)
        viewer = viewer_of(person, commune)
        take_part = unless_refused(
            lambda viewer=viewer: taking_part.take_part(viewer=viewer, event_id=event.pk)
        )
        together(erasing(person), take_part)
        take_part()
        assert not Participation.objects.filter(person_id=person.pk).exists()
        event.refresh_from_db()
        assert (event.going, event.waiting) == (0, 0)


def test_who_was_closed_writes_nothing(commune, post, mayor, resident, viewer_of):
    event = CalendarEventFactory(commune=commune, takes_participants=True)
    poll = PollFactory(commune=commune, author=mayor)
    options = [PollOption.objects.filter(poll=poll).first().pk]
    viewer = viewer_of(resident, commune)
    Person.objects.filter(pk=resident.pk).update(is_active=False)
    for write in (
        lambda: taking_part.take_part(viewer=viewer, event_id=event.pk),
        lambda: subscribing.open_subscription(viewer=viewer),
        lambda: voting.cast_vote(viewer=viewer, poll_id=poll.pk, option_ids=options),
        lambda: posts.flag_post(viewer=viewer, post_id=post.pk, reason="illegal", words=""),
        lambda: receiving.require_room(viewer=viewer),
    ):
        with pytest.raises(NotAllowed):
            write()


def test_several_at_once(commune, mayor, viewer_of):
    threads = [PostFactory(commune=commune, author=mayor).thread for _ in range(4)]
    for _ in range(3):
        people = PersonFactory.create_batch(3)
        for place, person in enumerate(people):
            MembershipFactory(commune=commune, person=person)
            viewer = viewer_of(person, commune)
            for thread in threads if place % 2 else threads[::-1]:
                where = {"viewer": viewer, "kind": COMMENTS, "thread_id": thread.pk}
                messages.write_message(**where, body="a", key="a")
                likes.like_content(**where, liked=True)
        together(*map(erasing, people), erasing(people[0]))
        assert not Person.objects.filter(pk__in=[person.pk for person in people]).exists()
    assert_counted(threads)
