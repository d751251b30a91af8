"""« J’aime », of a message and of a content."""

import pytest
from django.http import Http404

from civic.core.refusals import NotAllowed
from civic.discussions.actions.messages import like_message, remove_own_message
from civic.discussions.thread_kinds import MESSAGES
from civic.threads.actions import likes
from civic.threads.actions.messages import MessageAlreadyRemoved
from civic.threads.models import ContentLike, MessageLike
from civic.threads.thread_kinds import COMMENTS
from tests.discussions.factories import DiscussionFactory
from tests.threads.factories import MessageFactory

pytestmark = pytest.mark.django_db


def like(viewer, post, liked=True):
    return likes.like_content(viewer=viewer, kind=COMMENTS, thread_id=post.thread_id, liked=liked)


def test_liking_a_content_says_the_state_that_is_wanted(reader, post):
    for liked, count in ((True, 1), (True, 1), (False, 0), (False, 0), (True, 1)):
        assert (like(reader, post, liked).likes, ContentLike.objects.count()) == (count, count)


def test_only_members_like_a_content(
    public_post, commune, applicant, stranger, viewer_of, reader, other_post
):
    for person in (applicant, stranger, None):
        with pytest.raises(NotAllowed):
            like(viewer_of(person, commune), public_post)
    with pytest.raises(Http404):
        like(reader, other_post)


def test_likes_of_a_message_are_counted_once(reader, second_resident, mayor, commune, viewer_of):
    discussion = DiscussionFactory(commune=commune, author=mayor)
    message = MessageFactory(thread=discussion.thread, author=second_resident)
    for liked, count in ((True, 1), (True, 1), (False, 0), (False, 0), (True, 1)):
        changed = like_message(viewer=reader, message_id=message.pk, liked=liked)
        assert (changed.likes, MessageLike.objects.filter(message=message).count()) == (count, count)
    remove_own_message(viewer=viewer_of(second_resident, commune), message_id=message.pk)
    with pytest.raises(MessageAlreadyRemoved):
        like_message(viewer=reader, message_id=message.pk, liked=False)


def test_each_kind_answers_at_its_own_addresses_alone(
    reader, comment, post, commune, mayor, client_of, resident
):
    discussion = DiscussionFactory(commune=commune, author=mayor)
    message = MessageFactory(thread=discussion.thread, author=mayor)
    with pytest.raises(Http404):
        likes.like_message(viewer=reader, kind=MESSAGES, message_id=comment.pk, liked=True)
    browser = client_of(resident)
    for address in (
        f"/{commune.slug}/commentaires/{message.pk}/",
        f"/{commune.slug}/fils/{discussion.thread_id}/commentaires/",
        f"/{commune.slug}/discussions/messages/{comment.pk}/",
        f"/{commune.slug}/discussions/{post.thread_id}/",
    ):
        assert browser.get(address).status_code == 404
