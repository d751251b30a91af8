from django.tasks import task

from civic.live import actions


@task
def forget_old_changes() -> None:
    actions.forget_old_changes()
