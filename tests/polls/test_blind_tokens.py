"""A trial, not the product: docs/decisions/0026-blind-tokens.md. Tokens that the server signs without seeing them
(RFC 9474, RSABSSA-SHA384-PSS-Randomized), so that even while it runs it cannot tell who cast which ballot.

The voter's side is written out here; what signs is bare RSA; what verifies is `cryptography`, which shares nothing with
either. `python -m tests.polls.test_blind_tokens` prints the figures of the note.
"""

import secrets
import time
from collections import Counter
from hashlib import sha384
from random import Random

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA384

SALT, PREFIX, EXPONENT = 48, 32, 65537
PSS = padding.PSS(mgf=padding.MGF1(SHA384()), salt_length=SALT)


def _mask(seed: bytes, length: int) -> bytes:
    blocks = range(-(-length // 48))
    return b"".join(sha384(seed + block.to_bytes(4)).digest() for block in blocks)[:length]


def encoded(message: bytes, bits: int, salt: bytes) -> int:
    """EMSA-PSS of RFC 8017, 9.1.1."""
    size = -(-bits // 8)
    digest = sha384(bytes(8) + sha384(message).digest() + salt).digest()
    block = b"\x01".rjust(size - len(digest) - len(salt) - 1, b"\0") + salt
    masked = bytearray(a ^ b for a, b in zip(block, _mask(digest, len(block)), strict=True))
    masked[0] &= 0xFF >> (8 * size - bits)
    return int.from_bytes(bytes(masked) + digest + b"\xbc")


class Voter:
    """What a browser would do."""

    def __init__(self, key: rsa.RSAPublicKey) -> None:
        self._key, self._n = key, key.public_numbers().n
        self.token = secrets.token_bytes(PREFIX + 32)  # the random prefix, and the ballot's own key

    def blinded(self) -> int:
        message = encoded(self.token, self._key.key_size - 1, secrets.token_bytes(SALT))
        factor = secrets.randbelow(self._n - 2) + 2
        self._inverse = pow(factor, -1, self._n)
        return message * pow(factor, EXPONENT, self._n) % self._n

    def finished(self, blind_signature: int) -> bytes:
        size = self._key.key_size // 8
        signature = (blind_signature * self._inverse % self._n).to_bytes(size)
        self._key.verify(signature, self.token, PSS, SHA384())
        return signature


class Signer:
    """What the server would do, once for each voter: it sees who asks, and a number that says nothing."""

    def __init__(self, bits: int = 2048) -> None:
        self.key = rsa.generate_private_key(EXPONENT, bits)
        numbers = self.key.private_numbers()
        self._p, self._q, self._dp, self._dq, self._qi = (
            numbers.p,
            numbers.q,
            numbers.dmp1,
            numbers.dmq1,
            numbers.iqmp,
        )

    def sign(self, blinded: int) -> int:
        of_p, of_q = pow(blinded, self._dp, self._p), pow(blinded, self._dq, self._q)
        signature = of_q + self._q * (self._qi * (of_p - of_q) % self._p)
        numbers = self.key.public_key().public_numbers()
        assert pow(signature, numbers.e, numbers.n) == blinded  # a fault would give the key away
        return signature


class Box:
    """What takes ballots from anybody who has a token, once for each token, without knowing anybody."""

    def __init__(self, key: rsa.RSAPublicKey) -> None:
        self._key, self.ballots = key, dict[bytes, int]()

    def cast(self, token: bytes, signature: bytes, choice: int) -> bool:
        self._key.verify(signature, token, PSS, SHA384())
        return self.ballots.setdefault(token, choice) == choice


@pytest.fixture(scope="module")
def signer():
    return Signer()


def test_a_token_that_was_signed_blind_is_a_signature_like_any(signer):
    voter = Voter(signer.key.public_key())
    signature = voter.finished(signer.sign(voter.blinded()))
    signer.key.public_key().verify(signature, voter.token, PSS, SHA384())
    with pytest.raises(InvalidSignature):
        signer.key.public_key().verify(signature, voter.token[:-1] + b"?", PSS, SHA384())


def test_whoever_signs_cannot_tell_which_token_it_was(signer):
    """Any pair fits: for each request and each token there is a factor that leads from one to the other."""
    numbers = signer.key.public_key().public_numbers()
    voters = [Voter(signer.key.public_key()) for _ in range(4)]
    requests = [voter.blinded() for voter in voters]
    signed = [signer.sign(request) for request in requests]
    signatures = [voter.finished(one) for voter, one in zip(voters, signed, strict=True)]
    for request, own in zip(requests, signed, strict=True):
        for signature in signatures:
            factor = own * pow(int.from_bytes(signature), -1, numbers.n) % numbers.n
            message = pow(int.from_bytes(signature), numbers.e, numbers.n)
            assert message * pow(factor, numbers.e, numbers.n) % numbers.n == request


def test_an_evening_counts_each_token_once_and_nobody_else(signer):
    box, random = Box(signer.key.public_key()), Random(3)
    choices = [random.randrange(4) for _ in range(20)]
    cast = []
    for choice in choices:
        voter = Voter(signer.key.public_key())
        cast.append((voter.token, voter.finished(signer.sign(voter.blinded())), choice))
    for ballot in random.sample(cast, len(cast)):  # at another moment, from nobody
        assert box.cast(*ballot)
    token, signature, choice = cast[0]
    assert not box.cast(token, signature, choice + 1)
    with pytest.raises(InvalidSignature):
        box.cast(secrets.token_bytes(64), signature, 0)
    assert Counter(box.ballots.values()) == Counter(choices)


def _milliseconds(call, times=30):
    start = time.perf_counter()
    for _ in range(times):
        call()
    return 1000 * (time.perf_counter() - start) / times


def _print_figures():
    for bits in (2048, 3072, 4096):
        start = time.perf_counter()
        signer = Signer(bits)
        made = 1000 * (time.perf_counter() - start)
        voter = Voter(signer.key.public_key())
        blinded = voter.blinded()
        signed = signer.sign(blinded)
        signature = voter.finished(signed)
        public = signer.key.public_key()
        sign = _milliseconds(lambda signer=signer, blinded=blinded: signer.sign(blinded))
        verify = _milliseconds(
            lambda key=public, token=voter.token, own=signature: key.verify(own, token, PSS, SHA384())
        )
        print(f"{bits}: key {made:.0f} ms; blind {_milliseconds(voter.blinded):.2f} ms; sign {sign:.2f} ms")
        print(
            f"  verify {verify:.3f} ms; request and answer {bits // 8} B each; ballot {64 + len(signature)} B"
        )


if __name__ == "__main__":
    _print_figures()
