from uuid import UUID

from django.tasks import task

from civic.core.clock import UNDO_FOR, now
from civic.discussions import actions, queries


@task
def open_due_discussion(discussion_id: str) -> None:
    actions.open_due(discussion_id=UUID(discussion_id))


@task
def open_due_discussions() -> None:
    """Every minute: those whose own job was lost."""
    for discussion_id in queries.due_discussion_ids(now()):
        actions.open_due(discussion_id=discussion_id)


@task
def show_ended_discussion(discussion_id: str) -> None:
    actions.show_ended(discussion_id=UUID(discussion_id))


@task
def erase_discussion(discussion_id: str) -> None:
    actions.erase_discussion(discussion_id=UUID(discussion_id))


@task
def erase_removed_discussions() -> None:
    """Every night: those whose own job was lost."""
    for discussion_id in queries.removed_discussion_ids(now() - UNDO_FOR):
        actions.erase_discussion(discussion_id=discussion_id)
