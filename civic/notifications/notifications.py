"""The kinds about what lies below: joining a commune."""

from typing import Any
from uuid import UUID

from django.urls import reverse

from civic.accounts.events import AccountLocked, PasswordChanged
from civic.communes import queries as communes
from civic.communes.enums import MembershipStatus, Right
from civic.communes.events import MembershipAccepted, MembershipLeft, MembershipRefused, MembershipRequested
from civic.delivery.enums import Channel
from civic.journal.events import Event
from civic.journal.models import Entry
from civic.notifications.enums import Category, Frequency, Side
from civic.notifications.events import TrialAsked
from civic.notifications.kinds import Kind, Told


class RequestWaiting(Kind):
    """For those of the town hall who answer requests."""

    key = "request_waiting"
    events: tuple[type[Event], ...] = (MembershipRequested,)
    withdrawn_by: tuple[type[Event], ...] = (MembershipAccepted, MembershipRefused, MembershipLeft)
    renewed_by: tuple[type[Event], ...] = ()
    label = "Une personne demande à s’inscrire"
    category = Category.RESIDENTS
    side = Side.TOWN_HALL
    channels = frozenset({Channel.EMAIL, Channel.PUSH})
    email = Frequency.NOW
    optional = True
    rank = 2
    line = "{subject} demande à s’inscrire"
    grouped = "{count} demandes d’inscription"
    email_subject = "{subject} demande à s’inscrire à la page {of_name}"
    push_text = "Une demande d’inscription attend votre réponse"
    action = "Voir la demande"

    def told(self, event: MembershipRequested, entry: Entry) -> Told | None:
        membership = communes.membership_with_person(event.membership_id)
        if membership is None or membership.status != MembershipStatus.PENDING:
            return None
        return Told(
            subject=membership.person.full_name,
            url=f"/{membership.commune.slug}/mairie/administres/",
            # All that wait stand in one line: they are answered on one page.
            target_type="communes.commune",
            target_id=UUID(int=membership.commune_id),
            source_id=membership.pk,
            commune_id=membership.commune_id,
            people=communes.people_with_right(commune_id=membership.commune_id, right=Right.RESIDENTS),
        )

    def target_of(self, event: Any) -> UUID:
        membership_id: UUID = event.membership_id
        return membership_id

    def body(self, source_id: UUID) -> str:
        membership = communes.membership_with_person(source_id)
        if membership is None:
            return ""
        return "\n\n".join(filter(None, [membership.get_residence_display(), membership.words]))


class RequestAccepted(Kind):
    """Always told: the person waits for it."""

    key = "request_accepted"
    events: tuple[type[Event], ...] = (MembershipAccepted,)
    withdrawn_by: tuple[type[Event], ...] = (MembershipRequested,)  # reopened: decided too soon
    renewed_by: tuple[type[Event], ...] = ()
    label = "La mairie accepte votre inscription"
    category = Category.RESIDENTS
    side = Side.RESIDENT
    channels = frozenset({Channel.EMAIL, Channel.PUSH})
    email = Frequency.NOW
    optional = False
    rank = 1
    line = "La mairie {of_name} a accepté votre inscription"
    grouped = line
    email_subject = "Bienvenue sur la page {of_name}"
    push_text = "Votre inscription est acceptée"
    action = "Ouvrir la page"

    def told(self, event: MembershipAccepted, entry: Entry) -> Told | None:
        return _answer(event.membership_id, MembershipStatus.ACCEPTED)

    def target_of(self, event: Any) -> UUID:
        membership_id: UUID = event.membership_id
        return membership_id

    def body(self, source_id: UUID) -> str:
        return (
            "Vous pouvez dès maintenant lire toutes les publications de la mairie, les commenter et dire ce que "
            "vous aimez."
        )


class RequestRefused(Kind):
    """Always told, with the town hall's words."""

    key = "request_refused"
    events: tuple[type[Event], ...] = (MembershipRefused,)
    withdrawn_by: tuple[type[Event], ...] = (MembershipRequested,)
    renewed_by: tuple[type[Event], ...] = ()
    label = "La mairie n’accepte pas votre inscription"
    category = Category.RESIDENTS
    side = Side.RESIDENT
    channels = frozenset({Channel.EMAIL, Channel.PUSH})
    email = Frequency.NOW
    optional = False
    rank = 1
    line = "La mairie {of_name} n’a pas accepté votre inscription"
    grouped = line
    email_subject = "Votre inscription à la page {of_name}"
    push_text = "La mairie a répondu à votre demande d’inscription"
    action = "Lire la réponse, refaire une demande"

    def told(self, event: MembershipRefused, entry: Entry) -> Told | None:
        return _answer(event.membership_id, MembershipStatus.REFUSED)

    def target_of(self, event: Any) -> UUID:
        membership_id: UUID = event.membership_id
        return membership_id

    def body(self, source_id: UUID) -> str:
        membership = communes.membership_with_person(source_id)
        return f"La mairie vous écrit\u00a0:\n\n{membership.decision_words}" if membership else ""


class Trial(Kind):
    """« Tester mes notifications »: told by the action itself, by every way there is."""

    key = "trial"
    is_trial = True
    events: tuple[type[Event], ...] = ()
    withdrawn_by: tuple[type[Event], ...] = ()
    renewed_by: tuple[type[Event], ...] = ()
    label = "Essai de vos notifications"
    category = Category.ACCOUNT
    side = Side.RESIDENT
    channels = frozenset({Channel.EMAIL, Channel.PUSH})
    email = Frequency.NOW
    optional = False
    rank = 9
    line = "Vos notifications arrivent\u00a0: ceci est l’essai que vous avez demandé"
    grouped = "{count} essais de vos notifications"
    email_subject = "Vos notifications arrivent bien par e-mail"
    push_text = "Ceci est un essai\u00a0: vos notifications arrivent sur cet appareil"
    action = "Revenir à mes choix"

    def told(self, event: TrialAsked, entry: Entry) -> Told | None:
        return Told(
            subject="Essai de vos notifications",
            url=reverse("notification_choices"),
            target_type="accounts.person",
            target_id=event.person_id,
            commune_id=None,
            people=[event.person_id],
        )

    def body(self, source_id: UUID) -> str:
        return "Vous n’avez rien à faire\u00a0: ce message montre seulement que le chemin jusqu’à vous est libre."


def _answer(membership_id: UUID, status: MembershipStatus) -> Told | None:
    """None once the town hall decided otherwise."""
    membership = communes.membership_with_person(membership_id)
    if membership is None or membership.status != status:
        return None
    page = "" if status == MembershipStatus.ACCEPTED else "inscription/"
    return Told(
        subject=membership.commune.name,
        url=f"/{membership.commune.slug}/{page}",
        target_type="communes.membership",
        target_id=membership.pk,
        commune_id=membership.commune_id,
        people=[membership.person_id],
    )


class _Security(Kind, abstract=True):
    """What touches the account itself: always told, by mail at once."""

    withdrawn_by: tuple[type[Event], ...] = ()
    renewed_by: tuple[type[Event], ...] = ()
    category = Category.ACCOUNT
    side = Side.RESIDENT
    channels = frozenset({Channel.EMAIL, Channel.PUSH})
    email = Frequency.NOW
    optional = False
    rank = 1

    def told(self, event: Any, entry: Entry) -> Told | None:
        return Told(
            subject=self.label,
            url=reverse("account_reset_password"),
            target_type="accounts.person",
            target_id=event.person_id,
            commune_id=None,
            people=[event.person_id],
        )


class AccountBlocked(_Security):
    key = "account_locked"
    events: tuple[type[Event], ...] = (AccountLocked,)
    label = "Votre compte est bloqué par sécurité"
    line = "Votre compte est bloqué par sécurité"
    grouped = line
    email_subject = "Votre compte est bloqué par sécurité"
    push_text = "Votre compte est bloqué par sécurité"
    action = "Débloquer mon compte"

    def body(self, source_id: UUID) -> str:
        return (
            "Cinq mots de passe faux ont été essayés sur votre compte. Par prudence, il est bloqué\u00a0: personne ne "
            "peut plus s’y connecter, pas même avec le bon mot de passe.\n\n"
            "Pour le débloquer, choisissez un nouveau mot de passe. Nous vous enverrons un lien à cette adresse.\n\n"
            "Si ce n’est pas vous qui avez essayé, quelqu’un cherche peut-être à entrer. Votre compte n’a pas été "
            "ouvert. Choisissez un mot de passe que vous n’utilisez nulle part ailleurs."
        )


class NewPassword(_Security):
    key = "password_changed"
    events: tuple[type[Event], ...] = (PasswordChanged,)
    label = "Votre mot de passe a été changé"
    line = "Votre mot de passe a été changé"
    grouped = line
    email_subject = "Votre mot de passe a été changé"
    push_text = "Votre mot de passe a été changé"
    action = "Ce n’est pas moi"

    def body(self, source_id: UUID) -> str:
        return (
            "Vos autres appareils sont déconnectés\u00a0: ils demanderont le nouveau mot de passe.\n\n"
            "Ce n’est pas vous\u202f? Demandez tout de suite un nouveau mot de passe\u00a0: le lien n’arrive qu’à "
            "cette adresse."
        )
