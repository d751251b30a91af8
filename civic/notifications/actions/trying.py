"""What is sent on request: a person's own trial, and what failed, once more."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction

from civic.core.clock import now
from civic.core.refusals import Refusal
from civic.core.viewer import Viewer
from civic.delivery import actions as delivery
from civic.delivery.enums import Channel
from civic.journal.actions import record
from civic.notifications import queries
from civic.notifications.actions.delivering import send_event
from civic.notifications.actions.telling import tell
from civic.notifications.events import TrialAsked
from civic.notifications.kinds import NotificationKind

BETWEEN_TRIALS = timedelta(minutes=1)


class TriedAMomentAgo(Refusal):
    message = "Vous venez de faire un essai. Attendez une minute avant le suivant."


@transaction.atomic
def try_notifications(*, viewer: Viewer) -> None:
    """A notification of the person's own, by the same way as all others."""
    last = queries.last_trial(viewer)
    if last and now() - last.happened_at < BETWEEN_TRIALS:
        raise TriedAMomentAgo
    # Without an actor: nobody is told of what they did themselves.
    event = TrialAsked(person_id=viewer.own_id)
    tell(kind=NotificationKind.all["trial"], event=event, entry=record(event))


@transaction.atomic
def replay(*, event_id: UUID, channel: Channel) -> int:
    """Send once more what failed of an event. Returns how many."""
    count = delivery.replay(event_id=event_id, channel=channel)
    if count:
        send_event.enqueue(event_id=event_id, channel=channel)
    return count
