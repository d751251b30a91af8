from typing import Any
from uuid import UUID

from django.dispatch import receiver

from civic.media.events import media_changed
from civic.polls.actions.managing import bump_polls_with


@receiver(media_changed)
def bump_polls_that_show(sender: Any, media_id: UUID, **kwargs: Any) -> None:
    bump_polls_with(media_id=media_id)
