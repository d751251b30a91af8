from django.tasks import task

from civic.worker import actions


@task
def forget_finished_jobs() -> None:
    actions.forget_finished_jobs()
