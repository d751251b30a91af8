"""Fields that are encrypted at rest, with keys of their own that can be rotated (`rotation`).

`ENCRYPTION_KEYS` holds url-safe base64 keys of 32 bytes: the first encrypts, all decrypt. A value that no key
opens raises: silence would write ciphertext on a screen.
"""

import hashlib
import hmac
from base64 import urlsafe_b64decode
from collections.abc import Callable
from functools import cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import FieldError
from django.core.signals import setting_changed
from django.db import models
from django.db.models.lookups import Exact, Lookup
from django.db.models.query_utils import DeferredAttribute


class UnreadableValue(Exception):
    """No key in ENCRYPTION_KEYS opens this value."""


@cache
def _cipher() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.ENCRYPTION_KEYS])


@cache
def _former_ciphers() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.ENCRYPTION_KEYS[1:] or settings.ENCRYPTION_KEYS])


def encrypt(value: str) -> str:
    return _cipher().encrypt(value.encode()).decode()


def decrypt(token: str) -> str:
    try:
        return _cipher().decrypt(token.encode()).decode()
    except InvalidToken as error:
        raise UnreadableValue from error


def encrypt_bytes(content: bytes) -> bytes:
    """The same for a file."""
    return _cipher().encrypt(content)


def decrypt_bytes(token: bytes) -> bytes:
    try:
        return _cipher().decrypt(token)
    except InvalidToken as error:
        raise UnreadableValue from error


def renewed(token: bytes) -> bytes | None:
    """The same value by the first key; None where it is already. Raises UnreadableValue."""
    if _is_signed_by_first(token):
        return None
    try:
        return _cipher().encrypt(_former_ciphers().decrypt(token))
    except InvalidToken as error:
        raise UnreadableValue from error


def _is_signed_by_first(token: bytes) -> bool:
    """As Fernet signs, in a fifth of the time that its opening takes."""
    try:
        content = urlsafe_b64decode(token)
    except ValueError:
        return False
    signature = hmac.digest(_first_signing_key(), content[:-32], "sha256")
    return hmac.compare_digest(signature, content[-32:])


@cache
def _first_signing_key() -> bytes:
    return urlsafe_b64decode(settings.ENCRYPTION_KEYS[0])[:16]


def blind_index(value: str) -> str:
    """A keyed digest to find equal values without reading any: 64 hexadecimal characters. By a key that no rotation
    changes (decision 0043): nothing that was written by another one would be found again."""
    key = (settings.INDEX_KEY or settings.ENCRYPTION_KEYS[-1]).encode()
    return hmac.new(key, value.encode(), hashlib.sha256).hexdigest()


class Ciphertext:
    """A value as it was read, until an instance's field is asked for it. Where no instance stands between (`values()`,
    `annotate()`), whatever would show it, compare it or send it raises: ciphertext on a page is a fault, and one that
    never equals what it stands for goes unseen."""

    __slots__ = ("token",)

    def __init__(self, token: str) -> None:
        self.token = token

    def __repr__(self) -> str:
        return "<Ciphertext>"

    def __str__(self) -> str:
        raise TypeError("Ciphertext: ask an instance's field, or decrypt its token.")

    def __eq__(self, other: object) -> bool:  # and so unhashable
        if isinstance(other, Ciphertext):  # not written again in between
            return self.token == other.token
        raise TypeError("Ciphertext equals nothing else: compare what it stands for.")


def readable(read: Callable[[], str], otherwise: str) -> str:
    """For a page: a value whose key is missing says so, and leaves the others standing."""
    try:
        return read()
    except UnreadableValue:
        return otherwise


class _DecryptedWhenAsked(DeferredAttribute):
    """A list of people shows their names: what else is known of them stays closed."""

    def __get__(self, instance: models.Model | None, owner: Any = None) -> Any:
        value = super().__get__(instance, owner)  # None: of the class
        if isinstance(value, Ciphertext):
            value = decrypt(value.token)
            self.__set__(instance, value)
        return value

    def __set__(self, instance: Any, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class _IsEmpty(Exact):
    """The same value never looks the same: a search for one would find nothing, in silence."""

    def get_prep_lookup(self) -> str:
        if self.rhs != "":
            raise FieldError("An encrypted field is searched by its `blind_index`.")
        return ""


class EncryptedTextField(models.TextField):  # type: ignore[type-arg]
    """Text in Python, ciphertext in the database, decrypted where it is read. Cannot be ordered by, nor searched but
    for what is empty."""

    descriptor_class = _DecryptedWhenAsked

    def get_lookup(self, lookup: str) -> "type[Lookup[Any]] | None":
        if lookup == "exact":
            return _IsEmpty
        return super().get_lookup(lookup) if lookup == "isnull" else None

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return encrypt(value) if value else value

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Ciphertext | str | None:
        return Ciphertext(value) if value else value


def _clear_cipher_cache(*, setting: str, **kwargs: Any) -> None:
    if setting == "ENCRYPTION_KEYS":
        _cipher.cache_clear()
        _former_ciphers.cache_clear()
        _first_signing_key.cache_clear()


setting_changed.connect(_clear_cipher_cache)
