"""A person tries whether notifications reach them."""

from datetime import timedelta

from django.db import transaction

from civic.core.clock import now
from civic.core.refusals import Refusal
from civic.core.viewer import Viewer
from civic.journal.actions import record
from civic.notifications.actions.notifying import notify
from civic.notifications.events import TrialAsked
from civic.notifications.kinds import NotificationKind
from civic.notifications.queries.devices import last_trial

BETWEEN_TRIALS = timedelta(minutes=1)


class TriedAMomentAgo(Refusal):
    message = "Vous venez de faire un essai. Attendez une minute avant le suivant."


@transaction.atomic
def send_trial(*, viewer: Viewer) -> None:
    """A notification of the person's own, by the same way as all others."""
    last = last_trial(viewer)
    if last and now() - last.happened_at < BETWEEN_TRIALS:
        raise TriedAMomentAgo
    # Without an actor: nobody is notified of what they did themselves.
    event = TrialAsked(person_id=viewer.own_id)
    notify(kind=NotificationKind.all["trial"], event=event, entry=record(event))
