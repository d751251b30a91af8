"""Who acts for a town hall: invitations and their answers, what is changed or over, a change of mayor."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from civic.core import registry
from civic.delegations.enums import CATEGORY, OFFICES
from civic.delegations.events import (
    DelegationAccepted,
    DelegationChanged,
    DelegationDeclined,
    DelegationEnded,
    DelegationOffered,
    DelegationRestored,
    DelegationWithdrawn,
)
from civic.delegations.models import Delegation
from civic.delegations.queries.delegations import delegation_with_people
from civic.delivery.enums import Channel
from civic.journal.events import Event
from civic.journal.models import Entry
from civic.notifications.enums import Frequency, Side
from civic.notifications.kinds import NotificationKind, Recipients
from civic.town_halls.events import OfficeEnded, OfficeHandedOver, TownHallJoined
from civic.town_halls.queries.town_halls import office_by_id
from civic.ui import french


class _AboutDelegation(NotificationKind, abstract=True):
    """To the person who holds it, or is asked to: never silent, since it changes what they may do."""

    withdrawn_by: tuple[type[Event], ...] = ()
    renewed_by: tuple[type[Event], ...] = ()
    category = CATEGORY
    side = Side.RESIDENT
    channels = frozenset({Channel.EMAIL, Channel.PUSH})
    email = Frequency.NOW
    optional = False
    essential = True
    rank = 1

    def concerns(self, delegation: Delegation, event: Any) -> bool:
        """Is there something to say of it?"""
        return delegation.accepted_at is not None

    def people(self, delegation: Delegation) -> list[UUID]:
        return [delegation.person_id]

    def address(self, delegation: Delegation) -> str:
        return reverse("delegation_detail", args=[delegation.commune.slug, delegation.pk])

    def recipients(self, event: Any, entry: Entry) -> Recipients | None:
        delegation = delegation_with_people(event.delegation_id)
        if delegation is None or not self.concerns(delegation, event):
            return None
        return Recipients(
            subject=delegation.display_name,
            url=self.address(delegation),
            target_type="delegations.delegation",
            target_id=delegation.pk,
            commune_id=delegation.commune_id,
            people=self.people(delegation),
        )

    def target_of(self, event: Any) -> UUID:
        delegation_id: UUID = event.delegation_id
        return delegation_id

    def body(self, source_id: UUID) -> str:
        delegation = delegation_with_people(source_id)
        return _terms(delegation) if delegation else ""


class _Offer(_AboutDelegation, abstract=True):
    events: tuple[type[Event], ...] = (DelegationOffered,)
    withdrawn_by: tuple[type[Event], ...] = (DelegationWithdrawn, DelegationEnded)
    renewed_by: tuple[type[Event], ...] = (DelegationRestored,)
    restored_by = (DelegationRestored,)
    label = "La mairie vous propose une procuration"
    line = "{author} vous propose d’agir pour la mairie {of_name}"
    grouped = line
    email_subject = "La mairie {of_name} vous propose d’agir en son nom"
    push_text = "Une mairie vous propose une procuration"
    action = "Lire et répondre"
    newcomer: bool

    def concerns(self, delegation: Delegation, event: Any) -> bool:
        is_offer = isinstance(event, DelegationOffered)
        return delegation.accepted_at is None and not (is_offer and event.newcomer != self.newcomer)


class DelegationProposed(_Offer):
    key = "delegation_offered"
    newcomer = False


class DelegationProposedToNewcomer(_Offer):
    """The mail that brings the link to choose a password says it all: on the site, the line waits."""

    key = "delegation_offered_newcomer"
    channels: frozenset[Channel] = frozenset()
    newcomer = True


class _DelegationAnswer(_AboutDelegation, abstract=True):
    """To the mayor who gave it."""

    side = Side.TOWN_HALL
    optional = True
    essential = False
    rank = 3
    action = "Voir mes procurations"

    def concerns(self, delegation: Delegation, event: Any) -> bool:
        return True

    def people(self, delegation: Delegation) -> list[UUID]:
        return [delegation.given_by_id]

    def address(self, delegation: Delegation) -> str:
        return reverse("delegation_list", args=[delegation.commune.slug])


class DelegationTaken(_DelegationAnswer):
    key = "delegation_accepted"
    events: tuple[type[Event], ...] = (DelegationAccepted,)
    label = "Une personne accepte votre procuration"
    line = "{subject} a accepté votre procuration"
    grouped = line
    email_subject = "{subject} a accepté votre procuration"
    push_text = "Une personne a accepté votre procuration"


class DelegationRefused(_DelegationAnswer):
    key = "delegation_declined"
    events: tuple[type[Event], ...] = (DelegationDeclined,)
    label = "Une personne refuse votre procuration"
    line = "{subject} a refusé votre procuration"
    grouped = line
    email_subject = "{subject} a refusé votre procuration"
    push_text = "Une personne a répondu à votre procuration"


class DelegationAltered(_AboutDelegation):
    key = "delegation_changed"
    events: tuple[type[Event], ...] = (DelegationChanged,)
    label = "La mairie modifie votre procuration"
    line = "La mairie {of_name} a modifié votre procuration"
    grouped = line
    email_subject = "Votre procuration de la mairie {of_name} a changé"
    push_text = "Votre procuration a changé"
    action = "Voir ma procuration"


class _Over(_AboutDelegation, abstract=True):
    action = "Voir ma procuration"

    def body(self, source_id: UUID) -> str:
        return "Ce que vous avez écrit pour la mairie reste en ligne. Merci pour ce que vous avez fait."


class DelegationTakenBack(_Over):
    key = "delegation_withdrawn"
    events: tuple[type[Event], ...] = (DelegationWithdrawn,)
    withdrawn_by: tuple[type[Event], ...] = (DelegationRestored,)  # the mayor thought better of it
    label = "La mairie retire votre procuration"
    line = "La mairie {of_name} a retiré votre procuration"
    grouped = line
    email_subject = "Votre procuration de la mairie {of_name} est retirée"
    push_text = "Votre procuration est retirée"


class DelegationOver(_Over):
    key = "delegation_ended"
    events: tuple[type[Event], ...] = (DelegationEnded,)
    label = "Votre procuration prend fin avec le mandat du maire"
    line = "Votre procuration {of_name} a pris fin avec le mandat du maire"
    grouped = line
    email_subject = "Votre procuration {of_name} a pris fin avec le mandat du maire"
    push_text = "Votre procuration a pris fin"


class _Office(NotificationKind, abstract=True):
    """Of no entry of the menu: « Mes procurations » counts what is said of these."""

    withdrawn_by: tuple[type[Event], ...] = ()
    renewed_by: tuple[type[Event], ...] = ()
    category = OFFICES
    side = Side.RESIDENT
    email = Frequency.NOW
    optional = False
    essential = True
    rank = 1
    action = "Ouvrir la page"

    def recipients(self, event: Any, entry: Entry) -> Recipients | None:
        office = office_by_id(event.office_id)
        if office is None or (isinstance(event, OfficeEnded) and not event.notify):
            return None
        return Recipients(
            subject=office.commune.name,
            url=reverse("commune_page", args=[office.commune.slug]),
            target_type="town_halls.office",
            target_id=office.pk,
            commune_id=office.commune_id,
            people=[office.person_id],
        )


class MayorInOffice(_Office):
    """A mail of its own says it, with the link to choose a password or without."""

    key = "office_begun"
    events: tuple[type[Event], ...] = (TownHallJoined, OfficeHandedOver)
    channels: frozenset[Channel] = frozenset()
    label = "Votre page de maire est ouverte"
    line = "Vous êtes maire {of_name}\u00a0: la page de la commune est la vôtre"
    grouped = line
    email_subject = line
    push_text = "Votre page de maire est ouverte"

    def body(self, source_id: UUID) -> str:
        return ""


class FormerMayor(_Office):
    key = "office_ended"
    events: tuple[type[Event], ...] = (OfficeEnded,)
    channels = frozenset({Channel.EMAIL, Channel.PUSH})
    label = "Votre mandat de maire est terminé"
    line = "Votre mandat de maire {of_name} est terminé"
    grouped = line
    email_subject = "Votre mandat de maire {of_name} est terminé"
    push_text = "Votre mandat de maire est terminé"

    def body(self, source_id: UUID) -> str:
        return (
            "La page reste à la commune, avec ses administrés et toutes ses publications\u00a0: les vôtres gardent "
            "votre nom. Les procurations que vous aviez données ont pris fin.\n\n"
            "Vous continuez à lire la page et à y participer, comme administré.\n\n"
            "Ce n’est pas exact\u202f? Écrivez-nous."
        )


def _terms(delegation: Delegation) -> str:
    """What stands in it, as plain paragraphs. In the commune's time zone, which the mail sets."""
    rights = [right for right in registry.rights() if right in delegation.rights]
    until = f" jusqu’au {_day(delegation.ends_at)}" if delegation.ends_at else ""
    return "\n\n".join(
        [
            f"Fonction\u00a0: {delegation.title}",
            *(f"{right.label}\u00a0: {right.sentence}" for right in rights),
            f"À partir du {_day(delegation.starts_at)}{until}",
        ]
    )


def _day(moment: datetime) -> str:
    return french.day(timezone.localtime(moment).date(), timezone.localdate())
