from uuid import UUID

from django.tasks import task

from civic.journal import actions, queries


@task
def dispatch(entry_id: str) -> None:
    actions.tell_receivers(entry_id=UUID(entry_id))


@task
def sweep_undispatched() -> None:
    """Once a day: pick up what an abandoned job left behind."""
    for entry_id in queries.left_behind():
        dispatch.enqueue(entry_id=str(entry_id))


@task
def forget_old_entries() -> None:
    actions.forget_old_entries()
