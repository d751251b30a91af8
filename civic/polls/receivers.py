from typing import Any
from uuid import UUID

from django.dispatch import receiver

from civic.media.events import media_changed
from civic.polls import actions


@receiver(media_changed)
def render_anew(sender: Any, media_id: UUID, **kwargs: Any) -> None:
    actions.touch_polls_showing(media_id=media_id)
