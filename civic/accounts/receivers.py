"""Connects the signals of the sign-in libraries, hears of photos that are ready, and says what lies encrypted in no
field."""

import secrets
from typing import Any
from uuid import UUID

from allauth.account.signals import password_changed, password_reset
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest
from django.middleware.csrf import CSRF_SECRET_LENGTH, CSRF_SESSION_KEY

from civic.accounts import devices, lock  # noqa: F401 (its receivers)
from civic.accounts.actions import account as actions
from civic.accounts.actions.rotating import authenticators, renew_authenticator
from civic.accounts.models import Person
from civic.core import rotation
from civic.core.encryption import blind_index
from civic.core.viewer import SESSION_ID
from civic.live import actions as live
from civic.media.events import media_changed


@receiver(user_logged_in)
def name_session(sender: Any, request: HttpRequest, user: Person, **kwargs: Any) -> None:
    """The secret of their forms' tokens is the person's, not the session's: a form that was open while they signed out
    and in again, in another tab, can still be sent, by them alone (decision 0030)."""
    request.session[SESSION_ID] = secrets.token_hex(16)
    secret = blind_index(f"csrf|{user.pk}")[:CSRF_SECRET_LENGTH]
    request.session[CSRF_SESSION_KEY] = request.META["CSRF_COOKIE"] = secret


@receiver(user_logged_out)
def end_session(sender: Any, request: HttpRequest, **kwargs: Any) -> None:
    if key := request.session.get(SESSION_ID):
        actions.end_session(key=key)


@receiver(media_changed)
def record_new_photo(sender: Any, media_id: UUID, commune_id: int | None, **kwargs: Any) -> None:
    if commune_id is None:
        actions.record_new_photo(media_id=media_id)


@receiver(password_changed)
def record_new_password(sender: Any, user: Person, **kwargs: Any) -> None:
    actions.record_new_password(person=user)


@receiver(password_changed)
def remember_device(sender: Any, request: HttpRequest, user: Person, **kwargs: Any) -> None:
    """All that were known are no more, but for this one."""
    devices.remember_after(request, user)


@receiver([user_logged_out, password_changed, password_reset])
def end_live_updates(sender: Any, user: Person | None, **kwargs: Any) -> None:
    """A session ended, or all that were opened with the former password."""
    if user is not None and user.pk:
        live.signed_out(person_id=user.pk)


rotation.register(
    rotation.Things(
        name="mfa.Authenticator",
        keys=authenticators,
        renew_one=lambda key: renew_authenticator(authenticator_id=key),
    )
)
