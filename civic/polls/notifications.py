"""What people are notified of polls. Never who voted, nor that somebody did."""

from typing import Any, ClassVar
from uuid import UUID

from django.urls import reverse

from civic.core.audience import Audience
from civic.core.clock import now
from civic.delegations.queries.people import people_with_right
from civic.delivery.enums import Channel
from civic.journal.events import Event
from civic.journal.models import Entry
from civic.notifications.enums import Frequency, Side
from civic.notifications.kinds import DoneIn, NotificationKind, Recipients
from civic.notifications.queries.choices import was_notified
from civic.polls import rules
from civic.polls.enums import CATEGORY, HOLD_POLLS
from civic.polls.events import (
    PollAnswered,
    PollAnswerEdited,
    PollClosed,
    PollEdited,
    PollOpened,
    PollRemoved,
    PollRestored,
    PollResumed,
)
from civic.polls.models import Poll, Voter
from civic.polls.queries import polls as queries


class _PollNews(NotificationKind, abstract=True):
    category = CATEGORY
    channels = frozenset({Channel.EMAIL, Channel.PUSH})
    email = Frequency.NOW
    optional = True
    essential = False
    withdrawn_by: tuple[type[Event], ...] = (PollRemoved,)

    def target_of(self, event: Any) -> UUID:
        poll_id: UUID = event.poll_id
        return poll_id


class NewPoll(_PollNews):
    essential = True
    key = "poll_opened"
    events: tuple[type[Event], ...] = (PollOpened, PollResumed)
    # Nobody is asked any more once it is closed, when who took part is erased.
    withdrawn_by: tuple[type[Event], ...] = (PollRemoved, PollClosed)
    renewed_by: tuple[type[Event], ...] = (PollRestored, PollEdited)
    restored_by = (PollRestored,)
    announced_late = True
    done_in = DoneIn(Voter, "poll_id")
    label = "Nouveau sondage"
    side = Side.RESIDENT
    rank = 1
    line = "La mairie vous demande votre avis\u00a0: «\u00a0{subject}\u00a0»"
    grouped = "{count} nouvelles de «\u00a0{subject}\u00a0»"
    email_subject = "Votre avis\u00a0: {subject}"
    push_text = "Un nouveau sondage de la mairie"
    action = "Voter"

    def recipients(self, event: Any, entry: Entry) -> Recipients | None:
        poll = queries.published_poll(event.poll_id)
        if poll is None or not rules.takes_votes(poll, now()):
            return None
        # News only for one whose hour to open came while it was switched off.
        if isinstance(event, PollResumed) and was_notified(kind=self.key, target_id=poll.pk):
            return None
        return _about(poll, audience=Audience.MEMBERS)

    def body(self, source_id: UUID) -> str:
        poll = queries.published_poll(source_id)
        if poll is None:
            return ""
        who = "\n\nCe sondage est réservé aux résidences principales." if poll.is_for_main_residents else ""
        return f"{poll.question}{who}"


class PollOutcome(_PollNews):
    """For everybody whom the poll was shown to: that somebody is notified says nothing about their vote."""

    key = "poll_answered"
    events: tuple[type[Event], ...] = (PollAnswered,)
    renewed_by: tuple[type[Event], ...] = (PollAnswerEdited,)
    label = "Résultat d’un sondage, et suite donnée"
    side = Side.RESIDENT
    rank = 2
    line = "La mairie dit la suite donnée au sondage «\u00a0{subject}\u00a0»"
    grouped = "{count} nouvelles du sondage «\u00a0{subject}\u00a0»"
    email_subject = "Suite donnée\u00a0: {subject}"
    push_text = "La mairie dit la suite donnée à un sondage"
    action = "Voir le sondage"

    def recipients(self, event: Any, entry: Entry) -> Recipients | None:
        poll = queries.published_poll(event.poll_id)
        return _about(poll, audience=Audience.MEMBERS) if poll and poll.outcome else None

    def body(self, source_id: UUID) -> str:
        poll = queries.published_poll(source_id)
        return poll.outcome if poll else ""


class PollIsClosed(_PollNews):
    """For those who keep the polls: residents wait for their answer."""

    key = "poll_closed"
    settled_by: ClassVar[tuple[type[Event], ...]] = (PollAnswered,)
    events: tuple[type[Event], ...] = (PollClosed,)
    renewed_by: tuple[type[Event], ...] = ()
    label = "Un de vos sondages est clos"
    side = Side.TOWN_HALL
    rank = 3
    line = "{subject}\u00a0: le vote est clos, dites la suite que vous y donnez"
    grouped = "{count} nouvelles du sondage «\u00a0{subject}\u00a0»"
    email_subject = "Sondage clos\u00a0: {subject}"
    push_text = "Un sondage de la mairie est clos"
    action = "Voir le sondage"

    def recipients(self, event: Any, entry: Entry) -> Recipients | None:
        poll = queries.published_poll(event.poll_id)
        if poll is None:
            return None
        people = people_with_right(commune_id=poll.commune_id, right=HOLD_POLLS)
        return _about(poll, people=people)

    def settled_target(self, event: PollAnswered, entry: Entry) -> UUID | None:
        return event.poll_id

    def body(self, source_id: UUID) -> str:
        poll = queries.published_poll(source_id)
        if poll is None:
            return ""
        if poll.failure:
            return "Il n’a pas pu être dépouillé\u00a0: les bulletins ont été effacés sans être ouverts."
        if not poll.ballots:
            return "Moins de cinq personnes ont voté\u00a0: les bulletins ont été effacés sans être ouverts."
        return "Le résultat est sur sa page. Vos administrés attendent de savoir ce que vous en ferez."


def _about(poll: Poll, **whom: Any) -> Recipients:
    return Recipients(
        subject=poll.title,
        url=reverse("poll_detail", args=[poll.commune.slug, poll.pk]),
        target_type="polls.poll",
        target_id=poll.pk,
        commune_id=poll.commune_id,
        **whom,
    )
