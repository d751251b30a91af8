"""Web push: a short message to a browser through its maker's service (RFC 8030), which can neither read it (RFC 8291)
nor take it from anyone but us (RFC 8292). Why not a library: docs/decisions/0008-web-push.md.

Only the network is here: what becomes of a device or a delivery is decided by those who ask.
"""

import base64
import json
import os
import re
import ssl
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from enum import Enum
from functools import cache, lru_cache
from typing import Any
from urllib.parse import urlsplit

import httpcore
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

from civic.core.clock import now
from civic.core.deadline import DeadlineBackend, seconds_left
from civic.core.refusals import Refusal

SECONDS = 10.0  # for one message, from the name's look-up to the last byte of the answer
TTL = 24 * 3600  # seconds that the service keeps it for a device that is switched off
AT_ONCE = 8
_TOKEN_HOURS = 12
_RECORD = 4096  # one record: a message is never longer
_LONGEST_ENDPOINT = 1000
_HOST = re.compile(r"[a-z0-9.-]+")
_TIMEOUTS_OF_A_DEAD_HOST = 4


class UnknownPushService(Refusal):
    message = (
        "Le service de notifications de ce navigateur n’est pas de ceux que nous connaissons. Essayez avec un "
        "navigateur à jour, par exemple Firefox, Chrome, Edge ou Safari."
    )


class UnreadableSubscription(Refusal):
    message = "Votre navigateur n’a pas donné de quoi le prévenir. Rechargez la page et recommencez."


class Answer(Enum):
    SENT = "the service took it"
    GONE = "the device is no longer there"
    LATER = "not now"
    REFUSED = "the service does not take it"
    NOT_TRIED = "there was no time left"


@dataclass(frozen=True, slots=True)
class Subscription:
    """What a browser gives: where to send, its public key (65 bytes) and the secret shared with it (16 bytes)."""

    endpoint: str
    public_key: bytes
    auth_secret: bytes


def is_on() -> bool:
    return bool(settings.VAPID_PRIVATE_KEY)


def application_key() -> str:
    """Our public key, as browsers want it; "" when push is off."""
    return _public_text(settings.VAPID_PRIVATE_KEY) if is_on() else ""


def new_private_key() -> str:
    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return to_text(number.to_bytes(32, "big"))


def subscription(endpoint: str, public_key: str, auth_secret: str) -> Subscription:
    """Refuses what is no subscription, and an address that is not of a push service: ours would be the server that
    somebody makes knock at doors inside our network."""
    require_endpoint(endpoint)
    try:
        key, secret = from_text(public_key), from_text(auth_secret)
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), key)
    except ValueError as error:
        raise UnreadableSubscription from error
    if len(key) != 65 or len(secret) != 16:
        raise UnreadableSubscription
    return Subscription(endpoint, key, secret)


def require_endpoint(endpoint: str) -> None:
    if not (0 < len(endpoint) <= _LONGEST_ENDPOINT) or not all("!" <= sign <= "~" for sign in endpoint):
        raise UnreadableSubscription
    try:
        parts = urlsplit(endpoint)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError as error:
        raise UnreadableSubscription from error
    if "@" in parts.netloc or parts.fragment:
        raise UnreadableSubscription
    if _is_stand_in(parts.scheme, host, port):
        return
    known = _HOST.fullmatch(host) and any(
        host == suffix or host.endswith(f".{suffix}") for suffix in settings.PUSH_HOSTS
    )
    if parts.scheme != "https" or port not in {None, 443} or not known:
        raise UnknownPushService


def send_all(
    messages: Sequence[tuple[Subscription, Mapping[str, Any]]], *, seconds: float
) -> Iterator[tuple[int, Answer]]:
    """Send all, a few at once, and yield (place in `messages`, answer) as answers come. One that hangs holds nobody;
    what could not be begun within `seconds` is NOT_TRIED."""
    deadline = time.monotonic() + seconds
    with _Service(deadline) as service, ThreadPoolExecutor(AT_ONCE, "push") as threads:
        running = {
            threads.submit(service.send, to, payload): place for place, (to, payload) in enumerate(messages)
        }
        for done in as_completed(running):
            yield running[done], done.result()


# --- The words, sealed ----------------------------------------------------------------------------------------------


def seal(
    payload: bytes, to: Subscription, *, key: ec.EllipticCurvePrivateKey | None = None, salt: bytes = b""
) -> bytes:
    """RFC 8291, one record of aes128gcm. `key` and `salt`: new for each message, but in the standard's own
    example."""
    key, salt = key or ec.generate_private_key(ec.SECP256R1()), salt or os.urandom(16)
    ours = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), to.public_key)
    shared = key.exchange(ec.ECDH(), theirs)
    secret = _derived(shared, to.auth_secret, b"WebPush: info\0" + to.public_key + ours, 32)
    content_key = _derived(secret, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derived(secret, salt, b"Content-Encoding: nonce\0", 12)
    sealed = AESGCM(content_key).encrypt(nonce, payload + b"\x02", None)
    return salt + _RECORD.to_bytes(4, "big") + bytes([len(ours)]) + ours + sealed


def _derived(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, info).derive(secret)


# --- Who we are -----------------------------------------------------------------------------------------------------


def authorization(endpoint: str) -> str:
    """RFC 8292. One signature serves an hour of messages to the same service."""
    parts = urlsplit(endpoint)
    return _signed(
        f"{parts.scheme}://{parts.netloc}",
        int(now().timestamp()) // 3600,
        settings.VAPID_PRIVATE_KEY,
        f"mailto:{settings.CONTACT_EMAIL}",
    )


@lru_cache(maxsize=100)
def _signed(audience: str, hour: int, private: str, subject: str) -> str:
    claims = {"aud": audience, "exp": (hour + _TOKEN_HOURS) * 3600, "sub": subject}
    head = to_text(json.dumps({"typ": "JWT", "alg": "ES256"}, separators=(",", ":")).encode())
    token = f"{head}.{to_text(json.dumps(claims, separators=(',', ':')).encode())}"
    r, s = decode_dss_signature(_private(private).sign(token.encode(), ec.ECDSA(hashes.SHA256())))
    return (
        f"vapid t={token}.{to_text(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}, k={_public_text(private)}"
    )


@cache
def _private(text: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(from_text(text), "big"), ec.SECP256R1())


@cache
def _public_text(private: str) -> str:
    public = _private(private).public_key()
    return to_text(public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def to_text(data: bytes) -> str:
    """base64url without padding, as everywhere in web push."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def from_text(text: str) -> bytes:
    """Raises ValueError."""
    text = text.rstrip("=")
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


# --- The network ----------------------------------------------------------------------------------------------------

_own = threading.local()  # .deadline: of the message that this thread is sending


@cache
def _certificates() -> ssl.SSLContext:
    return httpcore.default_ssl_context()  # read once: it is a quarter of a second's work


class _Service:
    """Connections that are kept for many messages, and which services do not answer at all."""

    def __init__(self, deadline: float) -> None:
        self._deadline = deadline
        self._hung: Counter[str] = Counter()
        self._pool = httpcore.ConnectionPool(
            ssl_context=_certificates(),
            network_backend=DeadlineBackend(_left),
            max_connections=AT_ONCE,
            max_keepalive_connections=AT_ONCE,
        )

    def __enter__(self) -> "_Service":
        return self

    def __exit__(self, *exception: object) -> None:
        self._pool.close()

    def send(self, to: Subscription, payload: Mapping[str, Any]) -> Answer:
        """Never raises: whatever is wrong with one message is its own answer."""
        if time.monotonic() > self._deadline:
            return Answer.NOT_TRIED
        try:
            require_endpoint(to.endpoint)
        except Refusal:
            return Answer.REFUSED
        host = urlsplit(to.endpoint).netloc
        if self._hung[host] >= _TIMEOUTS_OF_A_DEAD_HOST:
            return Answer.LATER
        try:
            words = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
            status = self._post(to.endpoint, seal(words, to))
        except httpcore.TimeoutException:
            self._hung[host] += 1
            return Answer.LATER
        except (OSError, httpcore.NetworkError, httpcore.ProtocolError, ssl.SSLError):
            return Answer.LATER
        except ValueError:  # a key that is none
            return Answer.REFUSED
        self._hung[host] = 0
        if 200 <= status < 300:
            return Answer.SENT
        if status in {404, 410}:
            return Answer.GONE
        return Answer.LATER if status == 429 or status >= 500 else Answer.REFUSED

    def _post(self, endpoint: str, body: bytes) -> int:
        _own.deadline = time.monotonic() + SECONDS
        headers: dict[bytes | str, bytes | str] = {
            "Authorization": authorization(endpoint),
            "Content-Encoding": "aes128gcm",
            "Content-Length": str(len(body)),
            "Content-Type": "application/octet-stream",
            "TTL": str(TTL),
            "Urgency": "normal",
        }
        wait = {"timeout": {"connect": SECONDS, "read": SECONDS, "write": SECONDS, "pool": SECONDS}}
        with self._pool.stream("POST", endpoint, headers=headers, content=body, extensions=wait) as response:
            read = 0
            for chunk in response.iter_stream():  # so that the connection can serve again
                read += len(chunk)
                if read > 20_000:
                    break
            return response.status


def _left() -> float:
    """Connections serve one message after the other: the deadline is that of the one in hand."""
    return seconds_left(_own.deadline)


def _is_stand_in(scheme: str, host: str, port: int | None) -> bool:
    """`settings.PUSH_STAND_INS`, "host:port": a service of tests on this machine, without TLS. Not in real settings."""
    return scheme == "http" and f"{host}:{port}" in getattr(settings, "PUSH_STAND_INS", ())
