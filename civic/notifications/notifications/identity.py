"""Changes of identity: asked of town halls, answered to the person."""

from typing import Any
from uuid import UUID

from django.urls import reverse

from civic.delegations.queries.people import people_with_right
from civic.delivery.enums import Channel
from civic.journal.events import Event
from civic.journal.models import Entry
from civic.memberships.enums import CATEGORY, IdentityState
from civic.memberships.events import (
    IdentityAcceptanceTakenBack,
    IdentityAnswerNotNeeded,
    IdentityChangeAccepted,
    IdentityChangeAsked,
    IdentityChanged,
    IdentityChangeRefused,
)
from civic.memberships.queries.identity import answer_by_id, change_by_id
from civic.memberships.rules import identity_words
from civic.notifications.enums import Frequency, Side
from civic.notifications.kinds import NotificationKind, Recipients
from civic.town_halls.enums import MANAGE_RESIDENTS


class IdentityChangeWaiting(NotificationKind):
    """For those of the town hall who answer requests."""

    key = "identity_change_asked"
    events: tuple[type[Event], ...] = (IdentityChangeAsked,)
    withdrawn_by: tuple[type[Event], ...] = (
        IdentityChangeAccepted,
        IdentityChangeRefused,
        IdentityAnswerNotNeeded,
    )
    renewed_by: tuple[type[Event], ...] = (IdentityAcceptanceTakenBack,)
    restored_by = (IdentityAcceptanceTakenBack,)
    label = "Une personne demande à changer d’identité"
    category = CATEGORY
    side = Side.TOWN_HALL
    channels = frozenset({Channel.EMAIL, Channel.PUSH})
    email = Frequency.NOW
    optional = True
    essential = True
    rank = 2
    line = "{subject} demande à changer d’identité"
    grouped = line
    email_subject = "{subject} demande à changer d’identité"
    push_text = "Un changement d’identité attend votre réponse"
    action = "Voir la demande"

    def recipients(self, event: IdentityChangeAsked, entry: Entry) -> Recipients | None:
        answer = answer_by_id(event.answer_id)
        if answer is None or not answer.waits:
            return None
        people = people_with_right(commune_id=answer.commune_id, right=MANAGE_RESIDENTS)
        return Recipients(
            subject=answer.change.former_name,
            url=reverse("identity_answer", args=[answer.commune.slug, answer.pk]),
            target_type="memberships.identityanswer",
            target_id=answer.pk,
            commune_id=answer.commune_id,
            people=[person_id for person_id in people if person_id != answer.change.person_id],
        )

    def target_of(self, event: Any) -> UUID:
        answer_id: UUID = event.answer_id
        return answer_id

    def body(self, source_id: UUID) -> str:
        answer = answer_by_id(source_id)
        if answer is None:
            return ""
        change = answer.change
        return "\n\n".join(
            filter(None, [f"{identity_words(change)}.", change.get_reason_display(), change.words])
        )


class _IdentityOutcome(NotificationKind, abstract=True):
    """For the person, who waits for it."""

    withdrawn_by: tuple[type[Event], ...] = ()
    renewed_by: tuple[type[Event], ...] = ()
    category = CATEGORY
    side = Side.RESIDENT
    channels = frozenset({Channel.EMAIL, Channel.PUSH})
    email = Frequency.NOW
    optional = False
    essential = True
    rank = 1


class IdentityChangeDone(_IdentityOutcome):
    key = "identity_changed"
    events: tuple[type[Event], ...] = (IdentityChanged,)
    label = "Votre changement d’identité est accepté"
    line = "Votre changement d’identité est accepté"
    grouped = line
    email_subject = "Votre changement d’identité est accepté"
    push_text = "Votre changement d’identité est accepté"
    action = "Voir mon identité"

    def recipients(self, event: IdentityChanged, entry: Entry) -> Recipients | None:
        change = change_by_id(event.change_id)
        if change is None or not change.answers.exists():
            return None  # nobody was asked: it was done at once, on the page
        return Recipients(
            subject=change.new_name,
            url=reverse("identity_change"),
            target_type="memberships.identitychange",
            target_id=change.pk,
            commune_id=None,
            people=[change.person_id],
        )

    def body(self, source_id: UUID) -> str:
        change = change_by_id(source_id)
        if change is None:
            return ""
        return (
            f"Vous êtes désormais {change.new_name} sur la plateforme, à côté de tout ce que vous avez écrit. "
            "L’ancien nom reste connu des mairies seules."
        )


class IdentityChangeNotDone(_IdentityOutcome):
    key = "identity_change_refused"
    events: tuple[type[Event], ...] = (IdentityChangeRefused,)
    label = "La mairie n’accepte pas votre changement d’identité"
    line = "La mairie {of_name} n’a pas accepté votre changement d’identité"
    grouped = line
    email_subject = "Votre changement d’identité"
    push_text = "La mairie a répondu à votre changement d’identité"
    action = "Lire la réponse"

    def recipients(self, event: IdentityChangeRefused, entry: Entry) -> Recipients | None:
        answer = answer_by_id(event.answer_id)
        if answer is None or answer.change.state != IdentityState.REFUSED:
            return None
        return Recipients(
            subject=answer.commune.name,
            url=reverse("identity_change"),
            target_type="memberships.identityanswer",
            target_id=answer.pk,
            commune_id=answer.commune_id,
            people=[answer.change.person_id],
        )

    def body(self, source_id: UUID) -> str:
        answer = answer_by_id(source_id)
        if answer is None:
            return ""
        return (
            f"Vous restez {answer.change.former_name}, dans toutes vos communes.\n\n"
            f"La mairie vous écrit\u00a0:\n\n{answer.words}"
        )
