"""Five wrong passwords lock an account for where they came from, until its owner uses the e-mailed reset link. A device
that signed in before waits instead, and strong authentication still enters. axes asks and answers; this counts.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.account.signals import password_reset
from axes.handlers.base import AxesHandler
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from civic.accounts import devices, queries, rules
from civic.accounts.actions import account as actions
from civic.accounts.actions import tries
from civic.accounts.models import Person
from civic.core.clock import now
from civic.core.text import mailbox
from civic.throttles.rules import source_of

_LONGEST_ADDRESS = 254


def attempted_email(request: HttpRequest | None, credentials: dict[str, Any] | None = None) -> str:
    """Whose password was tried: the same key whatever the capitals and whatever the form."""
    credentials = credentials or {}
    email = credentials.get("email") or credentials.get("username")
    if not email and request is not None:
        email = request.POST.get("login", "")
    return mailbox(str(email or "")[:_LONGEST_ADDRESS])


@dataclass(frozen=True, slots=True)
class _Try:
    email: str
    person: Person | None
    source: str
    is_device: bool

    @classmethod
    def of(cls, request: HttpRequest, credentials: dict[str, Any] | None) -> "_Try":
        email = attempted_email(request, credentials)
        person = queries.person_by_email(email)
        device = devices.device_of(request, person.pk) if person else ""
        return cls(email, person, device or source_of(request), bool(device))


class SourceHandler(AxesHandler):
    """`settings.AXES_HANDLER`."""

    def is_locked(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> bool:
        tried = _Try.of(request, credentials)
        made = queries.wrong_tries(tried.email, tried.source)
        failures = made.failures if made else 0
        if tried.is_device:
            opens_at = rules.device_opens_at(failures, made.last_at) if made else now()
            request.opens_at = opens_at  # type: ignore[attr-defined]
            return now() < opens_at
        if (
            failures < rules.MOST_TRIES
            and queries.tries_of_all_sources(tried.email) < rules.MOST_OF_ALL_SOURCES
        ):
            return False
        return failures >= rules.MOST_BEFORE_CODE or not _code_comes(tried.person, credentials)

    def user_login_failed(
        self, sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any
    ) -> None:
        """Counted also where it was refused unread, but for a device that waits: it would wait for ever."""
        assert request
        tried = _Try.of(request, credentials)
        was_refused: bool = request.axes_locked_out  # type: ignore[attr-defined]
        if tried.is_device and was_refused:
            return
        tries.record_failure(email=tried.email, source=tried.source, is_device=tried.is_device)
        request.axes_locked_out = was_refused or self.is_locked(request, credentials)  # type: ignore[attr-defined]

    def user_logged_in(self, sender: Any, request: HttpRequest, user: Person, **kwargs: Any) -> None:
        for source in (source_of(request), devices.device_of(request, user.pk)):
            tries.clear_source(email=user.email, source=source)
        request.signed_in_id = user.pk  # type: ignore[attr-defined]


def _code_comes(person: Person | None, credentials: dict[str, Any] | None) -> bool:
    """The password is right, and the code of the person's phone is asked next. The time of the answer is the same
    whether there is an account or not."""
    password = str((credentials or {}).get("password") or "")
    if person is None:
        Person().set_password(password)
        return False
    return person.check_password(password) and queries.needs_code(person)


class DeviceMiddleware:
    """Remembers the device of whoever signed in during this request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if person_id := getattr(request, "signed_in_id", None):
            devices.remember(request, response, person_id)
        return response


def locked_response(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """The same page whether the account exists or not. A device that its owner used before reads until when."""
    opens_at: datetime | None = getattr(request, "opens_at", None)
    return render(request, "account/locked.html", {"opens_at": opens_at}, status=429)


@receiver(password_reset)
def unlock(sender: Any, request: HttpRequest, user: Person, **kwargs: Any) -> None:
    """The owner proved to hold the mailbox: all counts start again. The new password ended all sessions by itself."""
    tries.clear_account(email=user.email)
    actions.record_unlock(person=user)
