"""What we hand to a browser or a mailbox and want back as it was: in cookies, forms, addresses, links of mails.

Whatever is sealed or signed opens for the purpose that it was made for, and for no other: a purpose belongs to one
module, and is never given to another. What stays in our own columns and files is `encryption`'s.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core import signing

from civic.core.clock import now

_ASKED_FOR = timedelta(days=1)


class BrokenSeal(Exception):
    """Made for another purpose, by somebody else, or too long ago."""


def seal(words: str, *, purpose: str) -> str:
    """Nobody reads it meanwhile."""
    return _cipher(purpose, tuple(settings.ENCRYPTION_KEYS)).encrypt(words.encode()).decode()


def unseal(token: str, *, purpose: str, max_age: timedelta | None = None) -> str:
    cipher = _cipher(purpose, tuple(settings.ENCRYPTION_KEYS))
    try:
        words = cipher.decrypt(token.encode()).decode()
        # Not Fernet's own `ttl`: a clock that was put back would break all that is new.
        made_at = cipher.extract_timestamp(token.encode())
    except (InvalidToken, UnicodeError) as error:
        raise BrokenSeal from error
    if max_age is not None and now().timestamp() - made_at > max_age.total_seconds():
        raise BrokenSeal
    return words


def seal_asked(asked: Mapping[str, str], *, whose: Any, purpose: str) -> str:
    """What somebody looks for, in the address of what is found: for them alone, and for their day."""
    return seal(json.dumps([whose, dict(asked)]), purpose=purpose)


def unseal_asked(token: str, *, whose: Any, purpose: str) -> dict[str, str]:
    """Nothing for a seal that is somebody else's, too old, or none."""
    try:
        made_for, asked = json.loads(unseal(token, purpose=purpose, max_age=_ASKED_FOR))
    except BrokenSeal:
        return {}
    return asked if made_for == whose else {}


def sign(words: str, *, purpose: str) -> str:
    """For links that never expire, whatever becomes of ENCRYPTION_KEYS: everybody reads it, nobody else makes it."""
    return signing.Signer(salt=purpose).sign(words)


def unsign(token: str, *, purpose: str) -> str:
    try:
        return signing.Signer(salt=purpose).unsign(token)
    except (signing.BadSignature, UnicodeError) as error:
        raise BrokenSeal from error


@cache
def _cipher(purpose: str, keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(_derived(key, purpose)) for key in keys])


def _derived(key: str, purpose: str) -> bytes:
    hkdf = HKDF(SHA256(), length=32, salt=None, info=f"seals {purpose}".encode())
    return urlsafe_b64encode(hkdf.derive(urlsafe_b64decode(key)))
