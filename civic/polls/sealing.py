"""Envelopes for ballots, and for the count of those that were opened.

The key comes from ENCRYPTION_KEYS and the secret of one poll (`vault`): without either of them nothing opens. Not
Fernet, whose tokens say when they were made. What is sealed has one size whatever it says, and opens only as what it
was sealed as: the ballot of this row in this poll, in the round that it was cast in. Each count opens another round,
named by random bytes: what was opened once does not open again, whoever puts it back.
"""

import struct
from base64 import urlsafe_b64decode
from collections.abc import Collection
from copy import copy
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
_ROUND = 16
_BALLOT = struct.Struct(">I")  # a bit for each option
type Stored = bytes | memoryview[int]  # as SQLite gives it, or PostgreSQL
_TALLY = struct.Struct(f">{MAX_OPTIONS + 1}I")  # then the round


class Uncountable(Exception):
    """The ballots of a poll cannot be opened, or do not agree with who voted."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure)
        self.failure = failure


@dataclass(slots=True)
class Tally:
    """How many ballots were counted, and how many of them chose the option at each place; `round_id`: what those that
    wait were sealed for, empty in polls older than rounds. `is_former`: as versions without rounds seal and read it."""

    ballots: int = 0
    votes: list[int] = field(default_factory=lambda: [0] * MAX_OPTIONS)
    round_id: bytes = field(default_factory=lambda: token_bytes(_ROUND))
    is_former: bool = False

    def add(self, places: Collection[int]) -> None:
        self.ballots += 1
        for place in places:
            self.votes[place] += 1

    def open_round(self) -> None:
        self.round_id = token_bytes(_ROUND)


class Seals:
    """Of one poll. Any of ENCRYPTION_KEYS opens, the first one seals: keys can be rotated while people vote."""

    def __init__(self, *, poll_id: UUID, secret: Stored) -> None:
        self._poll = poll_id.bytes
        self._ciphers = [AESGCM(self._derived(key, bytes(secret))) for key in settings.ENCRYPTION_KEYS]

    def by_first_key(self) -> "Seals":
        """Those that open what needs no other key."""
        found = copy(self)
        found._ciphers = self._ciphers[:1]
        return found

    def seal_ballot(self, ballot_id: UUID, places: Collection[int], round_id: bytes) -> bytes:
        bits = sum(1 << place for place in set(places))
        return self._seal(b"ballot", _BALLOT.pack(bits), ballot_id.bytes + round_id)

    def open_ballot(self, ballot_id: UUID, sealed: Stored, round_id: bytes) -> list[int]:
        (bits,) = _BALLOT.unpack(self._open(b"ballot", bytes(sealed), ballot_id.bytes + round_id))
        return [place for place in range(MAX_OPTIONS) if bits >> place & 1]

    def seal_tally(self, tally: Tally) -> bytes:
        """For a purpose of its own: versions that do not know it say that it does not open, and go on with others."""
        return self._seal(b"rounds", _TALLY.pack(tally.ballots, *tally.votes) + tally.round_id)

    def open_tally(self, sealed: Stored) -> Tally:
        try:
            content, is_former = self._open(b"rounds", bytes(sealed)), False
        except UnreadableValue:
            # What may follow the figures there is how many voters were erased: the box says it.
            content, is_former = self._open(b"tally", bytes(sealed))[: _TALLY.size], True
        ballots, *votes = _TALLY.unpack_from(content)
        return Tally(ballots, votes, content[_TALLY.size :], is_former)

    def _derived(self, key: str, secret: bytes) -> bytes:
        hkdf = HKDF(SHA256(), length=32, salt=secret, info=b"polls " + self._poll)
        return hkdf.derive(urlsafe_b64decode(key))

    def _seal(self, purpose: bytes, content: bytes, bound_to: bytes = b"") -> bytes:
        nonce = token_bytes(_NONCE)
        return nonce + self._ciphers[0].encrypt(nonce, content, purpose + self._poll + bound_to)

    def _open(self, purpose: bytes, sealed: bytes, bound_to: bytes = b"") -> bytes:
        for cipher in self._ciphers:
            try:
                return cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], purpose + self._poll + bound_to)
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
