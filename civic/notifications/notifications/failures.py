"""What was done in the background for a person, and failed."""

from typing import Any
from uuid import UUID

from civic.accounts import queries as accounts
from civic.accounts.enums import FAILURES
from civic.accounts.events import WorkFailed, WorkFailureErased
from civic.delivery.enums import Channel
from civic.journal.events import Event
from civic.journal.models import Entry
from civic.notifications.enums import Frequency, Side
from civic.notifications.kinds import NotificationKind, Recipients


class FailureNews(NotificationKind):
    """On site alone: that is where it is mended."""

    key = "work_failed"
    events: tuple[type[Event], ...] = (WorkFailed,)
    withdrawn_by: tuple[type[Event], ...] = (WorkFailureErased,)
    renewed_by: tuple[type[Event], ...] = ()
    label = "Une photo, une vidéo, un lien, un e-mail ou un sondage rencontre un problème"
    category = FAILURES
    side = Side.RESIDENT
    channels: frozenset[Channel] = frozenset()
    email = Frequency.NEVER
    optional = True
    essential = False
    rank = 8
    line = "{subject}"
    grouped = "{subject}"
    email_subject = "{subject}"
    push_text = label
    action = "Voir quoi faire"

    def recipients(self, event: Any, entry: Entry) -> Recipients | None:
        failure = accounts.failure_of(event.person_id, event.thing_id)
        # A process of a former release, which goes on for a while after an upgrade, writes the words in the journal.
        former = entry.data.get("explanation", ""), entry.data.get("url", "")
        words, url = (failure.explanation, failure.url) if failure else former
        if not words:
            return None
        return Recipients(
            subject=words,
            url=url,
            target_type="accounts.work",
            target_id=event.thing_id,
            commune_id=None,
            people=[event.person_id],
        )

    def body(self, source_id: UUID) -> str:
        return ""

    def target_of(self, event: Any) -> UUID:
        thing_id: UUID = event.thing_id
        return thing_id
