from django.tasks import task

from civic.accounts import actions


@task
def forget_ended_sessions() -> None:
    actions.forget_ended_sessions()
