from typing import Any
from uuid import UUID

from django.dispatch import receiver

from civic.accounts.events import AppearanceChanged
from civic.core.viewer import Viewer
from civic.journal.events import Subject, describes, on
from civic.media.events import media_changed
from civic.posts import actions, queries


@receiver(media_changed)
def render_anew(sender: Any, media_id: UUID, **kwargs: Any) -> None:
    actions.touch_posts_showing(media_id=media_id)


@on(AppearanceChanged)
def write_name_anew(event: AppearanceChanged) -> None:
    actions.touch_posts_of(person_id=event.person_id)


@describes("posts.post")
def titles(viewer: Viewer, ids: list[str]) -> dict[str, Subject]:
    return queries.subjects(viewer, ids)
