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
from civic.notifications.models import Reach
from civic.notifications.queries.choices import commune_notification
from civic.town_halls.queries.town_halls import town_hall_of

LATE = timedelta(minutes=10)
_SENDERS = {Channel.EMAIL: send_mails, Channel.PUSH: send_pushes}


@job(lane=Lane.SENDING)
def deliver_event(*, event_id: UUID, kind: str, channel: Channel) -> None:
    """Everyone's row, then the sending of them."""
    if found := kind_of(kind):
        queue_event(event_id=event_id, kind=found, channel=channel)
        count_reach(event_id=event_id)
        send_event.enqueue(event_id=event_id, channel=channel)


@job(lane=Lane.ALERTS)
def deliver_urgent_event(*, event_id: UUID, kind: str, channel: Channel) -> None:
    """The same by a lane of its own: a publication that leaves for hours holds up no alert."""
    if found := kind_of(kind):
        queue_event(event_id=event_id, kind=found, channel=channel)
        count_reach(event_id=event_id)
        send_urgent_event.enqueue(event_id=event_id, channel=channel)


@job(lane=Lane.ALERTS)
def send_urgent_event(*, event_id: UUID, channel: Channel) -> None:
    """What has to wait, for a server that is away, goes on with all other news."""
    send_event(event_id=event_id, channel=channel)


@job(lane=Lane.SENDING)
def send_event(*, event_id: UUID, channel: Channel) -> None:
    """All that is due of an event; comes back by itself for what has to wait."""
    if come_back := _SENDERS[channel](event_id=event_id):
        send_event.enqueue_at(
            max(come_back, now() + timedelta(seconds=5)), event_id=event_id, channel=channel
        )
    else:
        count_reach(event_id=event_id)


def count_reach(*, event_id: UUID) -> None:
    """Of what is for all of a commune: once everyone has a row, and once all have left."""
    notification = commune_notification(event_id)
    town_hall = town_hall_of(notification.commune_id) if notification and notification.commune_id else None
    if notification is None or town_hall is None:
        return
    mails, pushes = (deliveries.tally(event_id, channel) for channel in (Channel.EMAIL, Channel.PUSH))
    Reach.objects.update_or_create(
        notification=notification,
        defaults={
            "people": town_hall.residents,
            "mails": mails.reached + mails.digests,
            "digests": mails.digests,
            "pushes": pushes.reached,
            "waiting": mails.waiting + pushes.waiting,
        },
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
