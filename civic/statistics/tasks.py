from uuid import UUID

from django.tasks import task

from civic.statistics import actions


@task
def close_days() -> None:
    actions.close_days()


@task
def forget_old_days() -> None:
    actions.forget_old_days()
    actions.forget_reports()


@task
def prepare_report(report_id: str, person_id: str) -> None:
    actions.prepare_report(report_id=UUID(report_id), person_id=UUID(person_id))
