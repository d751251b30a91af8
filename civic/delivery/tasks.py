from datetime import timedelta
from uuid import UUID

from django.tasks import task

from civic.core.clock import now
from civic.delivery import actions, queries


@task(priority=10)
def send_mail(mail_id: str) -> None:
    actions.send_queued(mail_id=UUID(mail_id))


@task
def enqueue_unsent() -> None:
    """Once a day: mails whose job was abandoned in a long outage get a new one. Not before: a second job beside one
    that is still being tried could send the mail twice."""
    for mail_id in queries.unsent_since(now() - timedelta(hours=24)):
        send_mail.enqueue(mail_id=str(mail_id))


@task
def forget_old_mails() -> None:
    actions.forget_old_mails()


@task
def forget_old_deliveries() -> None:
    actions.forget_old_deliveries()
