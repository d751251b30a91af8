"""How allauth fits in: our people, our mails, our addresses."""

from typing import Any, ClassVar
from uuid import UUID

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.email_verification import send_verification_email_to_address
from allauth.account.models import EmailAddress
from allauth.account.stages import LoginStage
from allauth.core import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.backends import BaseBackend
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from civic.accounts import queries
from civic.accounts.actions import account as actions
from civic.accounts.models import Person
from civic.accounts.rules import CORRECT_SIGN_UP_WITHIN, address_aside, is_aside
from civic.core import seals
from civic.core.encryption import decrypt, encrypt
from civic.core.text import mailbox
from civic.ui.fields import EmailField
from civic.ui.mails import send_mail

SIGN_UP = "sign-up"  # in the session: whose sign-up waits for the link that went to which address


def sign_up_waiting(request: HttpRequest) -> tuple[UUID, str] | None:
    try:
        words = seals.unseal(
            request.session.get(SIGN_UP, ""), purpose=SIGN_UP, max_age=CORRECT_SIGN_UP_WITHIN
        )
    except seals.BrokenSeal:
        return None
    person_id, _, email = words.partition(" ")
    return UUID(person_id), email


class AsideBackend(BaseBackend):
    """Whoever signed up with an address that is taken signs in as if it were not, as far as the mail that confirms it:
    else their own password would tell them. It takes as long whether there is such a person or not."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> Person | None:
        password = str(credentials.get("password") or "")
        person = queries.person_by_email(address_aside(mailbox(str(credentials.get("email") or ""))))
        if person is None:
            Person().set_password(password)
            return None
        return person if person.check_password(password) else None


class CodeStage(LoginStage):
    """Signing in stops here until the code is right. No password reset and no link of a mail leads around it: each of
    them signs in through these stages, or not at all."""

    key = "code"
    urlname = "account_code"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        person = self.login.user
        if person is None or not queries.needs_code(person):
            return None, True
        # A password that is changed meanwhile ends this sign-in, as it ends sessions.
        self.state["proof"] = person.get_session_auth_hash()
        return redirect(self.urlname), True


class StrongAuthenticationAdapter(DefaultMFAAdapter):
    """Secrets are encrypted as everything is that nobody needs to search."""

    def encrypt(self, text: str) -> str:
        return encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return decrypt(encrypted_text)


class AccountAdapter(DefaultAccountAdapter):
    error_messages: ClassVar = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": (
            "Adresse e-mail ou mot de passe incorrect. Après 5 erreurs, le compte est bloqué par sécurité."
        ),
        "enter_current_password": "Ce n’est pas votre mot de passe actuel.",
        "incorrect_password": "Ce n’est pas votre mot de passe.",
    }

    def get_login_stages(self) -> list[str]:
        """After the password: a verified address, then the code of those who have strong authentication."""
        return ["allauth.account.stages.EmailVerificationStage", "civic.accounts.adapter.CodeStage"]

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """The password alone. The library's own list would name its page for codes too, which is not published here."""
        if not user.has_usable_password():
            return []
        url = reverse("account_reauthenticate")
        return [{"id": "reauthenticate", "description": "Votre mot de passe", "url": url}]

    def is_safe_url(self, url: str) -> bool:
        """« http://[x » is no address, where the library's own question raises."""
        try:
            return super().is_safe_url(url)
        except ValueError:
            return False

    def clean_email(self, email: str) -> str:
        return EmailField().clean(email)

    def save_user(self, request: HttpRequest, user: Person, form: Any, commit: bool = True) -> Person:
        return actions.create_account(person=user, **form.person_fields())

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        context.pop("request", None)  # a mail looks the same whoever asked for it
        send_mail(template_prefix, context, to=email)

    def should_send_confirmation_mail(
        self, request: HttpRequest, email_address: EmailAddress, signup: bool
    ) -> bool:
        """The link of a sign-up, or of its correction, is the only one that is good: it waits for nothing."""
        if signup:
            ratelimit.clear(request, action="confirm_email", key=email_address.email)
        return not is_aside(email_address.email)

    @transaction.atomic
    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Unless somebody else signed up with it at this very moment: then this link is no longer good."""
        person = queries.active_person_for_update(email_address.user_id)
        if person is None or email_address.email not in queries.addresses_to_confirm(person):
            raise Http404
        confirmed: bool = super().confirm_email(request, email_address)
        return confirmed

    def respond_email_verification_sent(self, request: HttpRequest, user: Person) -> HttpResponse:
        """After sign-up, its correction, and a sign-in before the address was confirmed. An account that waits aside
        gets the same answer; the mailbox of what was typed hears that it has one."""
        typed = user.email
        if is_aside(user.email):
            typed = mailbox(request.POST.get("login") or request.POST.get("email", ""))
        if is_aside(user.email) and queries.is_taken(typed):
            send_verification_email_to_address(request, EmailAddress(user=None, email=typed), signup=True)
        request.session[SIGN_UP] = seals.seal(f"{user.pk} {typed}", purpose=SIGN_UP)
        response: HttpResponse = super().respond_email_verification_sent(request, user)
        return response

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
