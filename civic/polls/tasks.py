from uuid import UUID

from django.tasks import task

from civic.core.clock import UNDO_FOR, now
from civic.polls import actions, queries


@task
def open_poll(poll_id: str) -> None:
    actions.open_due(poll_id=UUID(poll_id))


@task
def close_poll(poll_id: str) -> None:
    actions.close_poll(poll_id=UUID(poll_id))


@task
def count_ballots(poll_id: str) -> None:
    while actions.count_ballots(poll_id=UUID(poll_id)):
        pass


@task
def keep_polls() -> None:
    """Every minute: those whose own job was lost are opened and closed, and ballots that wait are counted."""
    for poll_id in queries.due_to_open(now()):
        actions.open_due(poll_id=poll_id)
    for poll_id in queries.due_to_close(now()):
        actions.close_poll(poll_id=poll_id)
    actions.ask_counts()


@task
def erase_poll(poll_id: str) -> None:
    actions.erase_poll(poll_id=UUID(poll_id))


@task
def erase_removed_polls() -> None:
    """Every night: those whose own job was lost."""
    for poll_id in queries.removed_before(now() - UNDO_FOR):
        actions.erase_poll(poll_id=poll_id)
