"""Which accounts this device signed in to before: a signed cookie that only says so, and lives for a year."""

import secrets
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from civic.core.encryption import blind_index

COOKIE = "appareil"
_SALT = "civic.accounts.devices"
_AGE = 365 * 24 * 60 * 60
_MOST_ACCOUNTS = 5  # of a family's computer


def device_of(request: HttpRequest, person_id: UUID) -> str:
    """The name that this device has for the account; "" where it never signed in to it."""
    return dict(_known(request)).get(_account(person_id), "")


def remember(request: HttpRequest, response: HttpResponse, person_id: UUID) -> None:
    """The last account first. A device keeps its name for as long as it signs in."""
    account = _account(person_id)
    name = device_of(request, person_id) or secrets.token_hex(16)
    others = [known for known in _known(request) if known[0] != account]
    response.set_cookie(
        COOKIE,
        signing.dumps([(account, name), *others][:_MOST_ACCOUNTS], salt=_SALT),
        max_age=_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _account(person_id: UUID) -> str:
    return blind_index(f"device|{person_id}")[:32]


def _known(request: HttpRequest) -> list[Any]:
    try:
        known: list[Any] = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=_AGE)
    except signing.BadSignature:
        return []
    return known
