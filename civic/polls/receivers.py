from typing import Any
from uuid import UUID

from django.dispatch import receiver

from civic.accounts.events import person_erased
from civic.core import rotation
from civic.media.events import media_changed
from civic.polls.actions.counting import release_voter
from civic.polls.actions.managing import bump_polls_with
from civic.polls.actions.rotating import boxes, renew_box


@receiver(media_changed)
def bump_polls_that_show(sender: Any, media_id: UUID, **kwargs: Any) -> None:
    bump_polls_with(media_id=media_id)


@receiver(person_erased)
def release_erased_voter(sender: Any, person_id: UUID, **kwargs: Any) -> None:
    release_voter(person_id=person_id)


rotation.register(
    rotation.Things(name="polls.BallotBox", keys=boxes, renew_one=lambda key: renew_box(poll_id=key))
)
