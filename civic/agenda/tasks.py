from django.tasks import task

from civic.agenda import actions, queries
from civic.core.clock import now


@task
def remind_participants() -> None:
    """Every quarter of an hour: it is 18:00 somewhere. What is not due yet is left for its own evening."""
    for event_id, zone in queries.events_to_remind(now()):
        actions.remind(event_id=event_id, zone=zone)


@task
def forget_old_participations() -> None:
    actions.forget_old_participations()
