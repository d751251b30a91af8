"""Five wrong passwords lock an account until its owner uses the e-mailed reset link. axes counts; this says so."""

from typing import Any

from allauth.account.signals import password_reset
from axes.signals import user_locked_out
from axes.utils import reset
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMultiAlternatives
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse

from civic.accounts import actions


def attempted_email(request: HttpRequest | None, credentials: dict[str, Any] | None = None) -> str:
    """Whose password was tried: the same key whatever the capitals and whatever the form."""
    credentials = credentials or {}
    email = credentials.get("email") or credentials.get("username")
    if not email and request is not None:
        email = request.POST.get("login", "")
    return str(email or "").strip().lower()


def locked_response(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """The same page whether the account exists or not."""
    return render(request, "account/locked.html", status=429)


@receiver(user_locked_out)
def tell_owner(sender: Any, request: HttpRequest, username: str, **kwargs: Any) -> None:
    person = get_user_model().objects.filter(email=username, is_active=True).first()
    if person is None:
        return
    actions.note_lock(person=person)
    context = {
        "person": person,
        "site_name": settings.SITE_NAME,
        "reset_url": settings.SITE_URL + reverse("account_reset_password"),
    }
    message = EmailMultiAlternatives(
        "Votre compte est bloqué par sécurité",
        render_to_string("account/email/locked_message.txt", context),
        to=[person.email],
    )
    message.attach_alternative(render_to_string("account/email/locked_message.html", context), "text/html")
    message.send()


@receiver(password_reset)
def unlock(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """The owner proved to hold the mailbox: the count starts anew, and other sessions end."""
    reset(username=user.email)
