from datetime import datetime, timedelta
from uuid import UUID

from django.tasks import task

from civic.core.clock import now
from civic.delivery import queries as deliveries
from civic.delivery.enums import Channel
from civic.notifications import actions
from civic.notifications.enums import Frequency
from civic.notifications.kinds import kind_of

LATE = timedelta(minutes=10)
_SENDERS = {Channel.EMAIL: actions.send_mails, Channel.PUSH: actions.send_pushes}


@task(queue_name="sending")
def queue_event(event_id: str, kind: str, channel: str) -> None:
    """Everyone's row, then the sending of them."""
    if found := kind_of(kind):
        actions.queue_event(event_id=UUID(event_id), kind=found, channel=Channel(channel))
        send_event.enqueue(event_id=event_id, channel=channel)


@task(queue_name="sending")
def send_event(event_id: str, channel: str) -> None:
    """All that is due of an event; comes back by itself for what has to wait."""
    send = _SENDERS[Channel(channel)]
    if come_back := send(event_id=UUID(event_id)):
        send_event.using(run_after=max(come_back, now() + timedelta(seconds=5))).enqueue(
            event_id=event_id, channel=channel
        )


@task
def resume_sending() -> None:
    """What should have left and did not: its job was lost, or gave up in a long outage."""
    for event_id, channel in deliveries.waiting_events(now() - LATE):
        send_event.enqueue(event_id=str(event_id), channel=channel)


@task
def start_digests() -> None:
    actions.start_digests()


@task(queue_name="sending")
def send_digests(zones: list[str], frequency: str, period_end: str) -> None:
    actions.send_digests(
        zones=zones, frequency=Frequency(frequency), period_end=datetime.fromisoformat(period_end)
    )


@task
def forget_old_notifications() -> None:
    actions.forget_old_notifications()
    actions.forget_old_digests()
