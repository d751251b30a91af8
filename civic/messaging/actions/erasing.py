from uuid import UUID

from civic.messaging.queries import conversations as queries
from civic.threads.actions import threads


def erase_conversations(*, person_id: UUID) -> None:
    """Of a resident whose account is being erased: what the town hall answered them goes with what they wrote."""
    for thread_id in queries.threads_of_resident(person_id):
        threads.erase_thread(thread_id=thread_id)
