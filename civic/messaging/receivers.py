from collections import Counter
from typing import Any
from uuid import UUID

from django.dispatch import receiver

from civic.accounts.events import person_erased
from civic.communes.events import communes_merged
from civic.contents.registry import begin_from_private
from civic.delegations.events import DelegationChanged, DelegationEnded, DelegationWithdrawn
from civic.journal.events import Event, on_entry
from civic.journal.models import Entry
from civic.messaging.actions import assigning, erasing, merging
from civic.messaging.queries import conversations as queries
from civic.messaging.queries import reusing
from civic.messaging.thread_kinds import BETWEEN_MAYORS, BY_RESIDENT, BY_TOWN_HALL
from civic.threads.kinds import Privacy, close_to_others
from civic.town_halls.events import OfficeEnded, OfficeHandedOver

for kind in (BY_RESIDENT, BY_TOWN_HALL, BETWEEN_MAYORS):
    close_to_others(
        kind, Privacy(is_read_by=queries.is_read_by, readers=queries.readers, page_of=queries.page_of)
    )


begin_from_private(reusing.words_to_turn)


@receiver(person_erased)
def erase_conversations_of(sender: Any, person_id: UUID, **kwargs: Any) -> None:
    erasing.erase_conversations(person_id=person_id)


@receiver(communes_merged)
def follow_merged_communes(sender: Any, **kwargs: Any) -> dict[int, Counter[str]]:
    merging.follow_merged_communes()
    return {}


for ends in (DelegationChanged, DelegationWithdrawn, DelegationEnded, OfficeEnded, OfficeHandedOver):

    @on_entry(ends)
    def release_conversations(event: Event, entry: Entry) -> None:
        if entry.commune_id:
            assigning.release(commune_id=entry.commune_id)
