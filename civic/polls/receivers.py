from typing import Any
from uuid import UUID

from django.dispatch import receiver

from civic.accounts.events import person_erased
from civic.media.events import media_changed
from civic.polls.actions.counting import release_voter
from civic.polls.actions.managing import bump_polls_with


@receiver(media_changed)
def bump_polls_that_show(sender: Any, media_id: UUID, **kwargs: Any) -> None:
    bump_polls_with(media_id=media_id)


@receiver(person_erased)
def release_erased_voter(sender: Any, person_id: UUID, **kwargs: Any) -> None:
    release_voter(person_id=person_id)
