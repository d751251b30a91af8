"""Envelopes for ballots, and for the count of those that were opened.

The key comes from ENCRYPTION_KEYS and the secret of one poll (`vault`): without either of them nothing opens. Not
Fernet, whose tokens say when they were made. What is sealed has one size whatever it says, and opens only as what it
was sealed as: the ballot of this row in this poll.
"""

import struct
from base64 import urlsafe_b64decode
from collections.abc import Collection
from dataclasses import dataclass, field
from secrets import token_bytes
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from civic.core.encryption import UnreadableValue
from civic.polls import vault
from civic.polls.enums import Failure
from civic.polls.models import MAX_OPTIONS

_NONCE = 12
_BALLOT = struct.Struct(">I")  # a bit for each option
type Stored = bytes | memoryview[int]  # as SQLite gives it, or PostgreSQL
_TALLY = struct.Struct(f">{MAX_OPTIONS + 2}I")


class Uncountable(Exception):
    """The ballots of a poll cannot be opened, or do not agree with who voted."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure)
        self.failure = failure


@dataclass(slots=True)
class Tally:
    """How many ballots were counted, and how many of them chose the option at each place; `erased`: of how many voters
    the account is gone since."""

    ballots: int = 0
    votes: list[int] = field(default_factory=lambda: [0] * MAX_OPTIONS)
    erased: int = 0

    def add(self, places: Collection[int]) -> None:
        self.ballots += 1
        for place in places:
            self.votes[place] += 1


class Seals:
    """Of one poll. Any of ENCRYPTION_KEYS opens, the first one seals: keys can be rotated while people vote."""

    def __init__(self, *, poll_id: UUID, secret: Stored) -> None:
        self._poll = poll_id.bytes
        self._ciphers = [AESGCM(self._derived(key, bytes(secret))) for key in settings.ENCRYPTION_KEYS]

    def seal_ballot(self, ballot_id: UUID, places: Collection[int]) -> bytes:
        bits = sum(1 << place for place in set(places))
        return self._seal(b"ballot", _BALLOT.pack(bits), ballot_id)

    def open_ballot(self, ballot_id: UUID, sealed: Stored) -> list[int]:
        (bits,) = _BALLOT.unpack(self._open(b"ballot", bytes(sealed), ballot_id))
        return [place for place in range(MAX_OPTIONS) if bits >> place & 1]

    def seal_tally(self, tally: Tally) -> bytes:
        return self._seal(b"tally", _TALLY.pack(tally.ballots, *tally.votes, tally.erased))

    def open_tally(self, sealed: Stored) -> Tally:
        # What the version before sealed ends before `erased`.
        content = self._open(b"tally", bytes(sealed)).ljust(_TALLY.size, b"\0")
        ballots, *votes, erased = _TALLY.unpack(content)
        return Tally(ballots, votes, erased)

    def _derived(self, key: str, secret: bytes) -> bytes:
        hkdf = HKDF(SHA256(), length=32, salt=secret, info=b"polls " + self._poll)
        return hkdf.derive(urlsafe_b64decode(key))

    def _seal(self, purpose: bytes, content: bytes, row_id: UUID | None = None) -> bytes:
        nonce = token_bytes(_NONCE)
        return nonce + self._ciphers[0].encrypt(nonce, content, self._bound_to(purpose, row_id))

    def _bound_to(self, purpose: bytes, row_id: UUID | None) -> bytes:
        return purpose + self._poll + (row_id.bytes if row_id else b"")

    def _open(self, purpose: bytes, sealed: bytes, row_id: UUID | None = None) -> bytes:
        for cipher in self._ciphers:
            try:
                return cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], self._bound_to(purpose, row_id))
            except InvalidTag:
                continue
        raise UnreadableValue


def new_box(poll_id: UUID) -> bytes:
    """A secret on the disk, and the count of nothing, sealed with it."""
    return Seals(poll_id=poll_id, secret=vault.create(poll_id)).seal_tally(Tally())


def open_box(poll_id: UUID, tally: Stored) -> tuple[Seals, Tally]:
    """Raises Uncountable where the secret is lost, or is not the one that sealed this count."""
    try:
        seals = Seals(poll_id=poll_id, secret=vault.read(poll_id))
        return seals, seals.open_tally(tally)
    except (vault.SecretLost, UnreadableValue) as error:
        raise Uncountable(Failure.SECRET) from error
