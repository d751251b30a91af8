"""How allauth fits in: our people, our mails, our addresses."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse

from civic.accounts import actions
from civic.accounts.models import Person
from civic.ui.mails import send_mail


class AccountAdapter(DefaultAccountAdapter):
    error_messages: ClassVar = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": (
            "Adresse e-mail ou mot de passe incorrect. Après 5 erreurs, le compte est bloqué par sécurité."
        ),
        "enter_current_password": "Ce n’est pas votre mot de passe actuel.",
        "incorrect_password": "Ce n’est pas votre mot de passe.",
    }

    def save_user(self, request: HttpRequest, user: Person, form: Any, commit: bool = True) -> Person:
        return actions.create_account(person=user, **form.person_fields())

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        context.pop("request", None)  # a mail looks the same whoever asked for it
        send_mail(template_prefix, context, to=email)

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        return settings.SITE_URL + reverse("account_confirm_email", args=[emailconfirmation.key])

    def get_reset_password_from_key_url(self, key: str) -> str:
        uid, _, token = key.partition("-")
        return settings.SITE_URL + reverse("account_reset_password_from_key", args=[uid, token])

    def get_email_verification_redirect_url(self, email_address: EmailAddress) -> str:
        """Where one arrives from the link of the mail: opened in another browser, it signs nobody in. What is
        confirmed, and what comes next, is said by the receivers of `email_confirmed`."""
        if self.request.user.is_authenticated:
            return reverse(settings.LOGIN_REDIRECT_URL)
        messages.info(self.request, "Connectez-vous avec votre mot de passe pour continuer.")
        return reverse(settings.LOGIN_URL)

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any
    ) -> None:
        """allauth's own notices are left out: our pages say what happened."""
