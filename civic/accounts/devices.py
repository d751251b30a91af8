"""Which accounts this device signed in to before: a sealed cookie that only says so, and lives for a year.

It opens nothing: the password is still asked for. So it outlives a new password, or whoever makes its owner ask for
one would shut out their other devices; « Déconnecter partout » ends it. It gets another name at each sign-in: who
copied it is soon somebody else.
"""

import json
import secrets
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare

from civic.accounts.models import Person
from civic.core import seals
from civic.core.encryption import blind_index

COOKIE = "appareil"
_PURPOSE = "civic.accounts.devices"
_AGE = timedelta(days=365)
_MOST_ACCOUNTS = 5  # of a family's computer


def device_of(request: HttpRequest, person: Person) -> str:
    """The name that this device has for the account; "" where it never signed in to it, or not since all ended."""
    name, state = _known(request).get(_account(person), ("", ""))
    return name if constant_time_compare(state, _state(person)) else ""


def remember_after(request: HttpRequest, person: Person) -> None:
    """Once this request is answered."""
    request.remembered = person  # type: ignore[attr-defined]


def remember(request: HttpRequest, response: HttpResponse, person: Person) -> None:
    """The last account first."""
    account = _account(person)
    known = {account: (secrets.token_hex(16), _state(person))} | {
        key: value for key, value in _known(request).items() if key != account
    }
    response.set_cookie(
        COOKIE,
        seals.seal(json.dumps(list(known.items())[:_MOST_ACCOUNTS]), purpose=_PURPOSE),
        max_age=_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _account(person: Person) -> str:
    return blind_index(f"device|{person.pk}")[:32]


def _state(person: Person) -> str:
    """Another one each time that all sessions end."""
    return blind_index(f"device|{person.pk}|{person.session_version}")[:32]


def _known(request: HttpRequest) -> dict[str, tuple[str, str]]:
    try:
        return dict(json.loads(seals.unseal(request.COOKIES.get(COOKIE, ""), purpose=_PURPOSE, max_age=_AGE)))
    except seals.BrokenSeal:
        return {}
