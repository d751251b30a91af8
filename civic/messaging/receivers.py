from typing import Any
from uuid import UUID

from django.dispatch import receiver

from civic.accounts.events import person_erased
from civic.messaging.actions import erasing
from civic.messaging.queries import conversations as queries
from civic.messaging.thread_kinds import BETWEEN_MAYORS, BY_RESIDENT, BY_TOWN_HALL
from civic.threads.kinds import Privacy, close_to_others

for kind in (BY_RESIDENT, BY_TOWN_HALL, BETWEEN_MAYORS):
    close_to_others(
        kind, Privacy(is_read_by=queries.is_read_by, readers=queries.readers, page_of=queries.page_of)
    )


@receiver(person_erased)
def erase_conversations_of(sender: Any, person_id: UUID, **kwargs: Any) -> None:
    erasing.erase_conversations(person_id=person_id)
