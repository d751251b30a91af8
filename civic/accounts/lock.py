"""Five wrong passwords lock an account until its owner uses the e-mailed reset link. axes counts; this says so."""

from typing import Any

from allauth.account.signals import password_reset
from axes.signals import user_locked_out
from axes.utils import reset
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from civic.accounts.actions import account as actions
from civic.accounts.models import Person

_LONGEST_ADDRESS = 254  # what axes has room for


def attempted_email(request: HttpRequest | None, credentials: dict[str, Any] | None = None) -> str:
    """Whose password was tried: the same key whatever the capitals and whatever the form."""
    credentials = credentials or {}
    email = credentials.get("email") or credentials.get("username")
    if not email and request is not None:
        email = request.POST.get("login", "")
    return str(email or "").strip().lower()[:_LONGEST_ADDRESS]


def locked_response(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """The same page whether the account exists or not."""
    return render(request, "account/locked.html", status=429)


@receiver(user_locked_out)
def record_lock(sender: Any, request: HttpRequest, username: str, **kwargs: Any) -> None:
    """Once for each time that the account locks, however long someone goes on trying; its owner is notified."""
    actions.record_lock(email=username)


@receiver(password_reset)
def unlock(sender: Any, request: HttpRequest, user: Person, **kwargs: Any) -> None:
    """The owner proved to hold the mailbox: the count starts again. The new password ended all sessions by itself."""
    reset(username=user.email)
    actions.record_unlock(person=user)
