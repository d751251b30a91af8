"""An event on its way to people, from job to job: everyone's row, then the sending of what is due."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction

from civic.core.clock import now
from civic.core.jobs import Lane, job
from civic.delivery import actions as delivery
from civic.delivery import queries as deliveries
from civic.delivery.enums import Channel
from civic.notifications.actions.pushing import send_pushes
from civic.notifications.actions.sending import queue_event, send_mails
from civic.notifications.kinds import kind_of

LATE = timedelta(minutes=10)
_SENDERS = {Channel.EMAIL: send_mails, Channel.PUSH: send_pushes}


@job(lane=Lane.SENDING)
def deliver_event(*, event_id: UUID, kind: str, channel: Channel) -> None:
    """Everyone's row, then the sending of them."""
    if found := kind_of(kind):
        queue_event(event_id=event_id, kind=found, channel=channel)
        send_event.enqueue(event_id=event_id, channel=channel)


@job(lane=Lane.SENDING)
def send_event(*, event_id: UUID, channel: Channel) -> None:
    """All that is due of an event; comes back by itself for what has to wait."""
    if come_back := _SENDERS[channel](event_id=event_id):
        send_event.enqueue_at(
            max(come_back, now() + timedelta(seconds=5)), event_id=event_id, channel=channel
        )


@job(lane=Lane.SENDING)
def resume_sending() -> None:
    """What should have left and did not: its job was lost, or gave up in a long outage."""
    for event_id, channel in deliveries.waiting_events(now() - LATE):
        send_event.enqueue(event_id=event_id, channel=Channel(channel))


@transaction.atomic
def replay_event(*, event_id: UUID, channel: Channel) -> int:
    """Send once more what failed of an event. Returns how many."""
    count = delivery.replay(event_id=event_id, channel=channel)
    if count:
        send_event.enqueue(event_id=event_id, channel=channel)
    return count
