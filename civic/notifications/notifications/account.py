"""One's own account."""

from typing import Any
from uuid import UUID

from django.urls import reverse

from civic.accounts.enums import CATEGORY
from civic.accounts.events import (
    AccountLocked,
    CodesRefused,
    PasswordChanged,
    RecoveryCodesRenewed,
    RecoveryCodeUsed,
    StrongAuthenticationDisabled,
    StrongAuthenticationEnabled,
)
from civic.delivery.enums import Channel
from civic.journal.events import Event
from civic.journal.models import Entry
from civic.notifications.enums import Frequency, Side
from civic.notifications.events import TrialAsked
from civic.notifications.kinds import NotificationKind, Recipients


class Trial(NotificationKind):
    """« Tester mes notifications »: sent by the action itself, by every way there is."""

    key = "trial"
    is_trial = True
    events: tuple[type[Event], ...] = ()
    withdrawn_by: tuple[type[Event], ...] = ()
    renewed_by: tuple[type[Event], ...] = ()
    label = "Essai de vos notifications"
    category = CATEGORY
    side = Side.RESIDENT
    channels = frozenset({Channel.EMAIL, Channel.PUSH})
    email = Frequency.NOW
    optional = False
    essential = True
    rank = 9
    line = "Vos notifications arrivent\u00a0: ceci est l’essai que vous avez demandé"
    grouped = "{count} essais de vos notifications"
    email_subject = "Vos notifications arrivent bien par e-mail"
    push_text = "Ceci est un essai\u00a0: vos notifications arrivent sur cet appareil"
    action = "Revenir à mes choix"

    def recipients(self, event: TrialAsked, entry: Entry) -> Recipients | None:
        return Recipients(
            subject="Essai de vos notifications",
            url=reverse("notification_choices"),
            target_type="accounts.person",
            target_id=event.person_id,
            commune_id=None,
            people=[event.person_id],
        )

    def body(self, source_id: UUID) -> str:
        return "Vous n’avez rien à faire\u00a0: ce message montre seulement que le chemin jusqu’à vous est libre."


class _Security(NotificationKind, abstract=True):
    """What touches the account itself: always sent, by e-mail at once."""

    goes_to_sign_in = True

    withdrawn_by: tuple[type[Event], ...] = ()
    renewed_by: tuple[type[Event], ...] = ()
    category = CATEGORY
    side = Side.RESIDENT
    channels = frozenset({Channel.EMAIL, Channel.PUSH})
    email = Frequency.NOW
    optional = False
    essential = True
    rank = 1
    action = "Ce n’est pas moi"

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """The label says it everywhere: there is nothing personal in it, and it happens to one person once."""
        cls.line = cls.grouped = cls.email_subject = cls.push_text = cls.label
        super().__init_subclass__(**kwargs)

    def recipients(self, event: Any, entry: Entry) -> Recipients | None:
        return Recipients(
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
    action = "Débloquer mon compte"

    def body(self, source_id: UUID) -> str:
        return (
            "Cinq mots de passe faux ont été essayés sur votre compte. Par prudence, il est bloqué pour qui les a "
            "essayés, même avec le bon mot de passe. Les appareils avec lesquels vous vous êtes déjà connecté "
            "continuent de l’ouvrir.\n\n"
            "C’était vous\u202f? Choisissez un nouveau mot de passe\u00a0: le lien que nous vous enverrons à cette "
            "adresse ouvre votre compte sur l’appareil où vous l’utilisez.\n\n"
            "Ce n’était pas vous\u202f? Quelqu’un cherche peut-être à entrer. Votre compte n’a pas été ouvert. Si cela "
            "continue, nous ne vous écrirons pas à chaque essai. Un mot de passe que vous n’utilisez nulle part "
            "ailleurs et la connexion renforcée vous protègent."
        )


class NewPassword(_Security):
    key = "password_changed"
    events: tuple[type[Event], ...] = (PasswordChanged,)
    label = "Votre mot de passe a été changé"

    def body(self, source_id: UUID) -> str:
        return (
            "Vos autres appareils sont déconnectés\u00a0: ils demanderont le nouveau mot de passe.\n\n"
            "Ce n’est pas vous\u202f? Demandez tout de suite un nouveau mot de passe\u00a0: le lien n’arrive qu’à "
            "cette adresse."
        )


class StrongOn(_Security):
    key = "strong_enabled"
    events: tuple[type[Event], ...] = (StrongAuthenticationEnabled,)
    label = "La connexion renforcée est activée"

    def body(self, source_id: UUID) -> str:
        return (
            "À chaque connexion, un code de votre téléphone vous est demandé après le mot de passe. Vos autres "
            "appareils sont déconnectés\u00a0: ils le demanderont aussi.\n\n"
            "Gardez vos codes de secours en lieu sûr\u00a0: ils vous ouvrent votre compte si le téléphone est perdu."
        )


class StrongOff(_Security):
    key = "strong_disabled"
    events: tuple[type[Event], ...] = (StrongAuthenticationDisabled,)
    label = "La connexion renforcée est désactivée"

    def body(self, source_id: UUID) -> str:
        return (
            "Votre mot de passe suffit de nouveau pour vous connecter. Si vous agissez pour une mairie, les alertes et "
            "les SMS vous sont fermés tant qu’elle n’est pas réactivée.\n\n"
            "Ce n’est pas vous\u202f? Demandez tout de suite un nouveau mot de passe."
        )


class NewRecoveryCodes(_Security):
    key = "recovery_codes_renewed"
    events: tuple[type[Event], ...] = (RecoveryCodesRenewed,)
    label = "Vos codes de secours ont été remplacés"

    def body(self, source_id: UUID) -> str:
        return "Les anciens n’ouvrent plus rien\u00a0: détruisez-les, et gardez les nouveaux en lieu sûr."


class RecoveryCodeSpent(_Security):
    key = "recovery_code_used"
    events: tuple[type[Event], ...] = (RecoveryCodeUsed,)
    label = "Un code de secours a ouvert votre compte"

    def body(self, source_id: UUID) -> str:
        return (
            "Chaque code de secours ne sert qu’une fois. S’il vous en reste peu, créez-en de nouveaux dans «\u00a0Mon "
            "compte\u00a0», «\u00a0Connexion renforcée\u00a0».\n\n"
            "Ce n’est pas vous\u202f? Quelqu’un a votre mot de passe et vos codes\u00a0: demandez tout de suite un "
            "nouveau mot de passe, puis remplacez vos codes."
        )


class WrongCodes(_Security):
    key = "codes_refused"
    events: tuple[type[Event], ...] = (CodesRefused,)
    label = "Cinq codes faux ont été essayés sur votre compte"
    action = "Changer mon mot de passe"

    def body(self, source_id: UUID) -> str:
        return (
            "La personne qui a essayé connaît votre mot de passe. Elle n’est pas entrée\u00a0: il lui manque le code "
            "que montre votre téléphone.\n\n"
            "Si ce n’est pas vous, changez de mot de passe maintenant. Si c’est vous, attendez un quart d’heure et "
            "vérifiez que l’heure de votre téléphone est juste."
        )
