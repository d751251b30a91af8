"""What people are notified of restrictions and appeals. Nothing of it can be switched off."""

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from civic.core.clock import now
from civic.delivery.enums import Channel
from civic.journal.events import Event
from civic.journal.models import Entry
from civic.moderation import events, queries
from civic.moderation.enums import CATEGORY
from civic.moderation.models import Appeal
from civic.notifications.enums import Frequency, Side
from civic.notifications.kinds import NotificationKind, Recipients
from civic.restrictions.events import (
    ResidentRestricted,
    RestrictionEnded,
    RestrictionLifted,
    RestrictionRestored,
)
from civic.restrictions.models import Restriction
from civic.restrictions.queries import restriction_with_person
from civic.town_halls.queries.town_halls import current_mayor
from civic.ui import french


class _Floor(NotificationKind, abstract=True):
    """About the right to speak: by mail at once, on devices without a word of what it is about."""

    withdrawn_by: tuple[type[Event], ...] = ()
    renewed_by: tuple[type[Event], ...] = ()
    category = CATEGORY
    side = Side.RESIDENT
    channels = frozenset({Channel.EMAIL, Channel.PUSH})
    email = Frequency.NOW
    optional = False
    essential = True
    rank = 1


class _OfRestriction(_Floor, abstract=True):
    def target_of(self, event: Any) -> UUID:
        restriction_id: UUID = event.restriction_id
        return restriction_id

    def _about(self, restriction: Restriction) -> Recipients:
        return Recipients(
            subject=restriction.commune.name,
            url=reverse("restriction_detail", args=[restriction.commune.slug]),
            target_type="restrictions.restriction",
            target_id=restriction.pk,
            commune_id=restriction.commune_id,
            people=[restriction.person_id],
        )


class RestrictionMade(_OfRestriction):
    key = "restriction_made"
    events: tuple[type[Event], ...] = (ResidentRestricted, RestrictionRestored)
    withdrawn_by: tuple[type[Event], ...] = (RestrictionLifted,)
    label = "La mairie suspend votre droit de prendre la parole"
    line = "La mairie {of_name} a suspendu pour un temps votre droit de prendre la parole"
    grouped = line
    email_subject = "Votre droit de prendre la parole sur la page {of_name}"
    push_text = "La mairie vous a écrit au sujet de votre participation"
    action = "Lire la décision, la contester"

    def recipients(self, event: Any, entry: Entry) -> Recipients | None:
        restriction = restriction_with_person(event.restriction_id)
        if restriction is None or restriction.closed_at:
            return None  # lifted, or replaced, before anyone was notified
        return self._about(restriction)

    def body(self, source_id: UUID) -> str:
        restriction = restriction_with_person(source_id)
        if restriction is None:
            return ""
        until = french.until(timezone.localtime(restriction.ends_at), timezone.localtime(now()))
        return (
            f"Vous ne pouvez plus {restriction.forbidden_text}, {until}.\n\n"
            f"Motif\u00a0: {restriction.get_reason_display().lower()}.\n\n"
            f"La mairie vous écrit\u00a0:\n\n{restriction.words}\n\n"
            "Vous continuez à lire la page et à recevoir les alertes. Les actes et l’agenda vous restent ouverts.\n\n"
            "Vous n’êtes pas d’accord\u202f? Ouvrez la décision et choisissez «\u00a0Contester ce blocage\u00a0». "
            "L’équipe de la plateforme, et non la mairie, vous répondra."
        )


class FloorGivenBack(_OfRestriction):
    key = "restriction_lifted"
    events: tuple[type[Event], ...] = (RestrictionLifted, RestrictionEnded)
    withdrawn_by: tuple[type[Event], ...] = (RestrictionRestored,)
    label = "Vous pouvez de nouveau prendre la parole"
    line = "Vous pouvez de nouveau prendre la parole sur la page {of_name}"
    grouped = line
    email_subject = "Vous pouvez de nouveau prendre la parole sur la page {of_name}"
    push_text = "La mairie vous a écrit au sujet de votre participation"
    action = "Ouvrir la page"

    def recipients(self, event: Any, entry: Entry) -> Recipients | None:
        restriction = restriction_with_person(event.restriction_id)
        if restriction is None or restriction.closed_at is None or restriction.lifted_on_appeal:
            return None  # the platform’s own answer says it
        return self._about(restriction)

    def body(self, source_id: UUID) -> str:
        restriction = restriction_with_person(source_id)
        if restriction is None:
            return ""
        again = f"Vous pouvez de nouveau {restriction.restored_text}."
        if restriction.lifted_at is None:
            return f"Le blocage est arrivé à son terme. {again}"
        words = (
            f"\n\nElle vous écrit\u00a0:\n\n{restriction.lifted_words}" if restriction.lifted_words else ""
        )
        return f"La mairie a levé le blocage avant son terme. {again}{words}"


class _OfAppeal(_Floor, abstract=True):
    """By the platform, in its own name: hence of no commune."""

    events: tuple[type[Event], ...] = (events.AppealDecided,)

    def _about(self, appeal: Appeal, url: str, people: list[UUID]) -> Recipients:
        return Recipients(
            subject=appeal.commune.of_name,
            url=url,
            target_type="moderation.appeal",
            target_id=appeal.pk,
            commune_id=None,
            people=people,
        )


class AppealAnswered(_OfAppeal):
    key = "appeal_answered"
    label = "La plateforme répond à votre recours"
    line = "La plateforme a répondu à votre recours contre un blocage sur la page {subject}"
    grouped = line
    email_subject = "Réponse à votre recours, page {subject}"
    push_text = "La plateforme vous a répondu"
    action = "Lire la réponse"

    def recipients(self, event: events.AppealDecided, entry: Entry) -> Recipients | None:
        appeal = queries.appeal_with_people(event.appeal_id)
        if appeal is None:
            return None
        url = reverse("restriction_detail", args=[appeal.commune.slug])
        return self._about(appeal, url, [appeal.person_id])

    def body(self, source_id: UUID) -> str:
        appeal = queries.appeal_with_people(source_id)
        if appeal is None:
            return ""
        return f"{appeal.outcome}\n\nLa plateforme vous écrit\u00a0:\n\n{appeal.answer}"


class AppealAnswerForMayor(_OfAppeal):
    """For the mayor."""

    key = "appeal_decided"
    side = Side.TOWN_HALL
    label = "La plateforme répond au recours contre un blocage"
    line = "La plateforme a répondu au recours contre un blocage sur la page {subject}"
    grouped = line
    email_subject = "Recours contre un blocage sur la page {subject}"
    push_text = "La plateforme a répondu à un recours"
    action = "Voir vos administrés"

    def recipients(self, event: events.AppealDecided, entry: Entry) -> Recipients | None:
        appeal = queries.appeal_with_people(event.appeal_id)
        mayor = current_mayor(appeal.commune_id) if appeal else None
        if appeal is None or mayor is None:
            return None
        url = reverse("membership_list", args=[appeal.commune.slug]) + "?liste=bloques"
        return self._about(appeal, url, [mayor.person_id])

    def body(self, source_id: UUID) -> str:
        appeal = queries.appeal_with_people(source_id)
        if appeal is None:
            return ""
        return (
            f"{appeal.person.full_name} a contesté le blocage décidé par votre mairie. {appeal.outcome}\n\n"
            f"La plateforme a répondu\u00a0:\n\n{appeal.answer}"
        )
