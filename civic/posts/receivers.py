from typing import Any
from uuid import UUID

from django.dispatch import receiver

from civic.accounts.events import AppearanceChanged
from civic.journal.events import on
from civic.media.events import media_changed
from civic.posts import actions


@receiver(media_changed)
def bump_posts_that_show(sender: Any, media_id: UUID, **kwargs: Any) -> None:
    actions.bump_posts_with(media_id=media_id)


@on(AppearanceChanged)
def bump_posts_of_author(event: AppearanceChanged) -> None:
    actions.bump_posts_of(person_id=event.person_id)
