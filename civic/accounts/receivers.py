"""Connects the signals of the sign-in libraries, and hears of photos that are ready."""

from typing import Any
from uuid import UUID

from django.dispatch import receiver

from civic.accounts import actions, lock  # noqa: F401 (its receivers)
from civic.media.events import media_changed


@receiver(media_changed)
def show_new_photo(sender: Any, media_id: UUID, commune_id: int | None, **kwargs: Any) -> None:
    if commune_id is None:
        actions.note_new_photo(media_id=media_id)
