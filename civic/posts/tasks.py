from uuid import UUID

from django.tasks import task

from civic.core.clock import UNDO_FOR, now
from civic.posts import actions, queries


@task
def publish_due_post(post_id: str) -> None:
    actions.publish_due(post_id=UUID(post_id))


@task
def publish_due_posts() -> None:
    """Every minute: those whose own job was lost."""
    for post_id in queries.due_post_ids():
        actions.publish_due(post_id=post_id)


@task
def erase_post(post_id: str) -> None:
    actions.erase_post(post_id=UUID(post_id))


@task
def erase_removed_posts() -> None:
    """Every night: those whose own job was lost."""
    for post_id in queries.removed_post_ids(now() - UNDO_FOR):
        actions.erase_post(post_id=post_id)
