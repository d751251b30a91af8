"""Five wrong passwords lock an account for where they came from, until its owner uses the e-mailed reset link. A device
that signed in before waits instead, and strong authentication still enters. axes asks and answers; this counts.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from allauth.account.signals import password_reset
from axes.handlers.base import AxesHandler
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from civic.accounts import devices, queries, rules
from civic.accounts.actions import account as actions
from civic.accounts.actions import tries
from civic.accounts.models import Person
from civic.accounts.rules import Closed
from civic.core.clock import now
from civic.core.text import mailbox
from civic.throttles.rules import source_of

_LONGEST_ADDRESS = 254


class _Words(NamedTuple):
    heading: str
    happened: str
    otherwise: str


_LOCKED = "Ce compte est bloqué par sécurité"
_NOT_YOU = "Ce n’est pas vous qui avez essayé\u202f? Ces essais n’ont pas ouvert votre compte."
_KNOWN_DEVICES = (
    "Les appareils avec lesquels vous vous êtes déjà connecté continuent de l’ouvrir, sauf ceux que vous avez "
    "déconnectés depuis et ceux où plusieurs mots de passe faux ont été essayés."
)
_WORDS = {
    Closed.DEVICE: _Words(
        "Cet appareil doit attendre un peu",
        "Plusieurs mots de passe faux ont été essayés avec cet appareil.",
        f"{_NOT_YOU} Vos autres appareils continuent de l’ouvrir.",
    ),
    Closed.SOURCE: _Words(
        _LOCKED,
        "Cinq mots de passe faux ont été essayés. D’ici, même le bon mot de passe n’ouvre plus ce compte pour "
        "l’instant.",
        f"{_NOT_YOU} {_KNOWN_DEVICES}",
    ),
    Closed.EVERYWHERE: _Words(
        _LOCKED,
        "Beaucoup d’essais ont été faits sur ce compte, depuis plusieurs endroits. Pour l’instant, même le bon mot de "
        "passe ne l’ouvre plus d’un appareil que vous n’avez pas encore utilisé.",
        f"{_NOT_YOU} {_KNOWN_DEVICES} Si vous avez la connexion renforcée, le bon mot de passe suivi de votre code "
        "l’ouvre aussi.",
    ),
}


def attempted_email(request: HttpRequest | None, credentials: dict[str, Any] | None = None) -> str:
    """Whose password was tried: the same key whatever the capitals and whatever the form."""
    credentials = credentials or {}
    email = credentials.get("email") or credentials.get("username")
    if not email and request is not None:
        email = request.POST.get("login", "")
    return mailbox(str(email or "")[:_LONGEST_ADDRESS])


@dataclass(frozen=True, slots=True)
class _Try:
    """`device`: the mark of one that signed in before, while nobody guesses with it from place to place."""

    email: str
    person: Person | None
    source: str
    device: str

    @classmethod
    def of(cls, request: HttpRequest, credentials: dict[str, Any] | None) -> "_Try":
        email = attempted_email(request, credentials)
        person = queries.person_by_email(email)
        device = devices.device_of(request, person) if person else ""
        if device and queries.wrong_tries(email, device).failures >= rules.MOST_OF_ONE_DEVICE:
            device = ""
        return cls(email, person, source_of(request), device)


class SourceHandler(AxesHandler):
    """`settings.AXES_HANDLER`."""

    def is_locked(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> bool:
        closed, opens_at = _closed(_Try.of(request, credentials), credentials)
        request.closed, request.opens_at = closed, opens_at  # type: ignore[attr-defined]
        return closed is not None

    def user_login_failed(
        self, sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any
    ) -> None:
        """Counted also where it was refused unread, but for a device that waits: it would wait for ever."""
        assert request
        tried = _Try.of(request, credentials)
        was_refused: bool = request.axes_locked_out  # type: ignore[attr-defined]
        if tried.device and was_refused:
            return
        tries.record_failure(email=tried.email, source=tried.source, device=tried.device)
        request.axes_locked_out = was_refused or self.is_locked(request, credentials)  # type: ignore[attr-defined]

    def user_logged_in(self, sender: Any, request: HttpRequest, user: Person, **kwargs: Any) -> None:
        tries.clear_source(
            email=user.email, source=source_of(request), device=devices.device_of(request, user)
        )
        devices.remember_after(request, user)


def _closed(tried: _Try, credentials: dict[str, Any] | None) -> tuple[Closed | None, datetime | None]:
    """And until when, where it opens by itself."""
    if tried.device:
        made = queries.wrong_tries(tried.email, tried.source, tried.device)
        opens_at = rules.device_opens_at(made.failures, made.last_at)
        return (Closed.DEVICE, opens_at) if rules.waits(opens_at, now()) else (None, None)
    failures = queries.wrong_tries(tried.email, tried.source).failures
    closed = rules.closed_to_source(
        failures=failures, of_all_sources=queries.tries_of_all_sources(tried.email)
    )
    if closed and failures < rules.MOST_BEFORE_CODE and _code_comes(tried.person, credentials):
        return None, None
    return closed, None


def _code_comes(person: Person | None, credentials: dict[str, Any] | None) -> bool:
    """The password is right, and the code of the person's phone is asked next. The time of the answer is the same
    whether there is an account or not."""
    password = str((credentials or {}).get("password") or "")
    if person is None:
        Person().set_password(password)
        return False
    return person.check_password(password) and queries.needs_code(person)


class DeviceMiddleware:
    """Remembers the device of whoever signed in, or began all sessions anew, during this request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if person := getattr(request, "remembered", None):
            devices.remember(request, response, person)
        return response


def locked_response(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """The same page whether the account exists or not: it says what happened, and where."""
    context = {
        "words": _WORDS[request.closed],  # type: ignore[attr-defined]
        "opens_at": request.opens_at,  # type: ignore[attr-defined]
    }
    return render(request, "account/locked.html", context, status=429)


@receiver(password_reset)
def unlock(sender: Any, request: HttpRequest, user: Person, **kwargs: Any) -> None:
    """The owner proved to hold the mailbox: the counts start again. The new password ended all sessions by itself."""
    tries.reopen_account(email=user.email)
    actions.record_unlock(person=user)
