"""What people are told of publications and of what is said under them."""

from typing import Any
from uuid import UUID

from civic.comments import queries as comments
from civic.comments.events import CommentRemoved, CommentWritten
from civic.communes import queries as communes
from civic.communes.enums import Right
from civic.delivery.enums import Channel
from civic.journal.events import Event
from civic.journal.models import Entry
from civic.notifications.enums import Category, Frequency, Side
from civic.notifications.kinds import Kind, Told
from civic.posts import queries
from civic.posts.events import PostEdited, PostPublished, PostRemoved, PostRestored
from civic.posts.models import Post
from civic.ui.rich_text import excerpt, paragraphs


class PublicationNews(Kind):
    key = "post_published"
    events: tuple[type[Event], ...] = (PostPublished,)
    withdrawn_by: tuple[type[Event], ...] = (PostRemoved,)
    renewed_by: tuple[type[Event], ...] = (PostRestored, PostEdited)
    label = "Nouvelle publication"
    category = Category.POSTS
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

    def told(self, event: Any, entry: Entry) -> Told | None:
        post = queries.published_post(event.post_id)
        return _about(post, audience=post.audience) if post else None

    def target_of(self, event: Any) -> UUID:
        post_id: UUID = event.post_id
        return post_id

    def body(self, source_id: UUID) -> str:
        post = queries.published_post(source_id)
        return paragraphs(post.body, 900) if post else ""


class CommentOnOwnPost(Kind):
    """For the one who published, or the mayor once that person no longer acts for the town hall."""

    key = "comment_on_own_post"
    events: tuple[type[Event], ...] = (CommentWritten,)
    withdrawn_by: tuple[type[Event], ...] = (PostRemoved, CommentRemoved)
    renewed_by: tuple[type[Event], ...] = ()
    label = "Une personne commente une de vos publications"
    category = Category.COMMENTS
    side = Side.TOWN_HALL
    channels = frozenset({Channel.EMAIL, Channel.PUSH})
    email = Frequency.DAILY
    optional = True
    rank = 3
    line = "{author} a commenté votre publication «\u00a0{subject}\u00a0»"
    grouped = "{count} nouveaux commentaires sur votre publication «\u00a0{subject}\u00a0»"
    email_subject = "Nouveau commentaire\u00a0: {subject}"
    push_text = "Un nouveau commentaire sous votre publication"
    action = "Lire les commentaires"

    def told(self, event: CommentWritten, entry: Entry) -> Told | None:
        post = queries.post_of_thread(event.thread_id)
        if post is None or not comments.words_of(event.comment_id):
            return None  # removed before anyone was told
        publishers = communes.people_with_right(commune_id=post.commune_id, right=Right.PUBLISH)
        mayor = communes.current_mayor(post.commune_id)
        heir = [mayor.person_id] if mayor else []
        return _about(
            post,
            source_id=event.comment_id,
            people=[post.author_id] if post.author_id in publishers else heir,
        )

    def target_of(self, event: Any) -> UUID:
        return _post_or_comment(event)

    def body(self, source_id: UUID) -> str:
        return comments.words_of(source_id)


class CommentAfterOwn(Kind):
    """For residents who said something under the same publication."""

    key = "comment_after_own"
    events: tuple[type[Event], ...] = (CommentWritten,)
    withdrawn_by: tuple[type[Event], ...] = (PostRemoved, CommentRemoved)
    renewed_by: tuple[type[Event], ...] = ()
    label = "Un commentaire sur une publication que vous avez commentée"
    category = Category.COMMENTS
    side = Side.RESIDENT
    channels = frozenset({Channel.EMAIL, Channel.PUSH})
    email = Frequency.DAILY
    optional = True
    rank = 4
    line = "{author} a commenté «\u00a0{subject}\u00a0», que vous avez commentée"
    grouped = "{count} nouveaux commentaires sur «\u00a0{subject}\u00a0», que vous avez commentée"
    email_subject = "Nouveau commentaire\u00a0: {subject}"
    push_text = "Un nouveau commentaire sous une publication que vous avez commentée"
    action = "Lire les commentaires"

    def told(self, event: CommentWritten, entry: Entry) -> Told | None:
        post = queries.post_of_thread(event.thread_id)
        if post is None or not comments.words_of(event.comment_id):
            return None  # removed before anyone was told
        people = comments.members_in_thread(event.thread_id)
        return _about(post, source_id=event.comment_id, people=people)

    def target_of(self, event: Any) -> UUID:
        return _post_or_comment(event)

    def body(self, source_id: UUID) -> str:
        return comments.words_of(source_id)


def _about(post: Post, **whom: Any) -> Told:
    return Told(
        subject=post.title or excerpt(post.body, 80) or "Publication",
        url=f"/{post.commune.slug}/actualites/{post.pk}/",
        target_type="posts.post",
        target_id=post.pk,
        commune_id=post.commune_id,
        **whom,
    )


def _post_or_comment(event: Any) -> UUID:
    found: UUID = event.comment_id if isinstance(event, CommentRemoved) else event.post_id
    return found
