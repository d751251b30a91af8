"""What people are notified of publications. Of what is said under them: `civic.threads.notifications`."""

from typing import Any
from uuid import UUID

from django.urls import reverse

from civic.delivery.enums import Channel
from civic.journal.events import Event
from civic.journal.models import Entry
from civic.notifications.enums import Frequency, Side
from civic.notifications.kinds import NotificationKind, Recipients
from civic.posts import queries
from civic.posts.enums import CATEGORY
from civic.posts.events import PostEdited, PostPublished, PostRemoved, PostRestored
from civic.ui.rich_text import paragraphs


class PublicationNews(NotificationKind):
    key = "post_published"
    events: tuple[type[Event], ...] = (PostPublished,)
    withdrawn_by: tuple[type[Event], ...] = (PostRemoved,)
    renewed_by: tuple[type[Event], ...] = (PostRestored, PostEdited)
    restored_by = (PostRestored,)
    announced_late = True
    label = "Nouvelle publication"
    category = CATEGORY
    side = Side.RESIDENT
    channels = frozenset({Channel.EMAIL, Channel.PUSH})
    email = Frequency.NOW
    optional = True
    essential = True
    rank = 1
    line = "{author} a publié «\u00a0{subject}\u00a0»"
    grouped = "{count} nouvelles de «\u00a0{subject}\u00a0»"
    email_subject = "{subject}"
    push_text = "Nouvelle publication de la mairie"
    action = "Lire la publication"

    def recipients(self, event: Any, entry: Entry) -> Recipients | None:
        post = queries.published_post(event.post_id)
        if post is None:
            return None
        return Recipients(
            subject=queries.title_of(post),
            url=reverse("post_detail", args=[post.commune.slug, post.pk]),
            target_type="posts.post",
            target_id=post.pk,
            commune_id=post.commune_id,
            audience=post.audience,
        )

    def target_of(self, event: Any) -> UUID:
        post_id: UUID = event.post_id
        return post_id

    def body(self, source_id: UUID) -> str:
        post = queries.published_post(source_id)
        return paragraphs(post.body, 900) if post else ""
