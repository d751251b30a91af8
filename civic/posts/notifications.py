"""What people are notified of publications and of what is said under them."""

from typing import Any
from uuid import UUID

from django.urls import reverse

from civic.delegations.queries.people import people_with_right
from civic.delivery.enums import Channel
from civic.journal.events import Event
from civic.journal.models import Entry
from civic.notifications.enums import Frequency, Side
from civic.notifications.kinds import NotificationKind, Recipients
from civic.posts import queries
from civic.posts.enums import CATEGORY, PUBLISH
from civic.posts.events import PostEdited, PostPublished, PostRemoved, PostRestored
from civic.posts.models import Post
from civic.threads import queries as threads
from civic.threads.enums import CATEGORY as COMMENTS
from civic.threads.events import CommentRemoved, CommentWritten
from civic.town_halls.queries.town_halls import current_mayor
from civic.ui.rich_text import excerpt, paragraphs


class PublicationNews(NotificationKind):
    key = "post_published"
    events: tuple[type[Event], ...] = (PostPublished,)
    withdrawn_by: tuple[type[Event], ...] = (PostRemoved,)
    renewed_by: tuple[type[Event], ...] = (PostRestored, PostEdited)
    label = "Nouvelle publication"
    category = CATEGORY
    side = Side.RESIDENT
    channels = frozenset({Channel.EMAIL, Channel.PUSH})
    email = Frequency.NOW
    optional = True
    rank = 1
    line = "{author} a publié «\u00a0{subject}\u00a0»"
    grouped = "{count} nouvelles de «\u00a0{subject}\u00a0»"
    email_subject = "{subject}"
    push_text = "Nouvelle publication de la mairie"
    action = "Lire la publication"

    def recipients(self, event: Any, entry: Entry) -> Recipients | None:
        post = queries.published_post(event.post_id)
        return _about(post, audience=post.audience) if post else None

    def target_of(self, event: Any) -> UUID:
        post_id: UUID = event.post_id
        return post_id

    def body(self, source_id: UUID) -> str:
        post = queries.published_post(source_id)
        return paragraphs(post.body, 900) if post else ""


class _CommentNews(NotificationKind, abstract=True):
    """Something was said under a publication; each kind says who hears of it."""

    events: tuple[type[Event], ...] = (CommentWritten,)
    withdrawn_by: tuple[type[Event], ...] = (PostRemoved, CommentRemoved)
    renewed_by: tuple[type[Event], ...] = ()
    category = COMMENTS
    channels = frozenset({Channel.EMAIL, Channel.PUSH})
    email = Frequency.DAILY
    optional = True
    action = "Lire les commentaires"

    def people(self, post: Post) -> list[UUID]:
        raise NotImplementedError

    def recipients(self, event: CommentWritten, entry: Entry) -> Recipients | None:
        post = queries.post_of_thread(event.thread_id)
        if post is None or threads.standing_message(event.comment_id) is None:
            return None  # removed before anyone was notified
        return _about(post, source_id=event.comment_id, people=self.people(post))

    def target_of(self, event: Any) -> UUID:
        found: UUID = event.comment_id if isinstance(event, CommentRemoved) else event.post_id
        return found

    def body(self, source_id: UUID) -> str:
        comment = threads.standing_message(source_id)
        return comment.text if comment else ""


class CommentOnOwnPost(_CommentNews):
    """For the one who published, or the mayor once that person no longer acts for the town hall."""

    key = "comment_on_own_post"
    label = "Une personne commente une de vos publications"
    side = Side.TOWN_HALL
    rank = 3
    line = "{author} a commenté votre publication «\u00a0{subject}\u00a0»"
    grouped = "{count} nouveaux commentaires sur votre publication «\u00a0{subject}\u00a0»"
    email_subject = "Nouveau commentaire\u00a0: {subject}"
    push_text = "Un nouveau commentaire sous votre publication"

    def people(self, post: Post) -> list[UUID]:
        if post.author_id in people_with_right(commune_id=post.commune_id, right=PUBLISH):
            return [post.author_id]
        mayor = current_mayor(post.commune_id)
        return [mayor.person_id] if mayor else []


class CommentAfterOwn(_CommentNews):
    """For residents who said something under the same publication."""

    key = "comment_after_own"
    label = "Un commentaire sur une publication que vous avez commentée"
    side = Side.RESIDENT
    rank = 4
    line = "{author} a commenté «\u00a0{subject}\u00a0», que vous avez commentée"
    grouped = "{count} nouveaux commentaires sur «\u00a0{subject}\u00a0», que vous avez commentée"
    email_subject = "Nouveau commentaire\u00a0: {subject}"
    push_text = "Un nouveau commentaire sous une publication que vous avez commentée"

    def people(self, post: Post) -> list[UUID]:
        return threads.speakers(post.thread)


def _about(post: Post, **whom: Any) -> Recipients:
    return Recipients(
        subject=post.title or excerpt(post.body, 80) or "Publication",
        url=reverse("post_detail", args=[post.commune.slug, post.pk]),
        target_type="posts.post",
        target_id=post.pk,
        commune_id=post.commune_id,
        **whom,
    )
