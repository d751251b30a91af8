"""A push service on the loopback network, and devices whose private keys open what it was given."""

import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from civic.delivery.providers.web_push import from_text, to_text


def public_bytes(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def derived(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, info).derive(secret)


@dataclass
class Device:
    """A browser's side: written from RFC 8188 and RFC 8291, as the one who reads."""

    endpoint: str
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    secret: bytes = field(default_factory=lambda: os.urandom(16))

    @property
    def keys(self) -> dict[str, str]:
        return {
            "endpoint": self.endpoint,
            "p256dh": to_text(public_bytes(self.key)),
            "auth": to_text(self.secret),
        }

    def opened(self, body: bytes) -> bytes:
        salt, size, length = body[:16], int.from_bytes(body[16:20], "big"), body[20]
        sender, sealed = body[21 : 21 + length], body[21 + length :]
        assert 17 < len(sealed) <= size
        shared = self.key.exchange(
            ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender)
        )
        secret = derived(shared, self.secret, b"WebPush: info\0" + public_bytes(self.key) + sender, 32)
        content_key = derived(secret, salt, b"Content-Encoding: aes128gcm\0", 16)
        nonce = derived(secret, salt, b"Content-Encoding: nonce\0", 12)
        padded = AESGCM(content_key).decrypt(nonce, sealed, None).rstrip(b"\0")
        assert padded[-1] == 2  # the last record
        return padded[:-1]

    def read(self, body: bytes) -> Any:
        return json.loads(self.opened(body))


def claims_of(authorization: str) -> dict[str, Any]:
    """What a service reads of who we are; raises when the signature is not that of the key beside it."""
    scheme, _, rest = authorization.partition(" ")
    assert scheme == "vapid"
    parts = dict(part.strip().split("=", 1) for part in rest.split(","))
    signed, _, signature = parts["t"].rpartition(".")
    raw = from_text(signature)
    assert len(raw) == 64
    der = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), from_text(parts["k"]))
    public.verify(der, signed.encode(), ec.ECDSA(hashes.SHA256()))
    head, claims = (json.loads(from_text(part)) for part in signed.split("."))
    assert head == {"typ": "JWT", "alg": "ES256"}
    return claims | {"k": parts["k"]}


@dataclass
class Received:
    path: str
    headers: dict[str, str]
    body: bytes


class _Handler(BaseHTTPRequestHandler):
    protocol_version: ClassVar[str] = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        pass

    def do_POST(self) -> None:
        service: PushService = self.server.service  # type: ignore[attr-defined]
        body = self.rfile.read(int(self.headers["Content-Length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        service.received.append(Received(self.path, headers, body))
        answer = service.answers.get(self.path, 201)
        with suppress(BrokenPipeError, ConnectionResetError):
            if answer == "hang":
                service.released.wait(20)
                self.close_connection = True
            elif answer == "drip":
                self._drip()
            else:
                self.send_response(answer)
                self.send_header("Content-Length", "0")
                if answer == 302:
                    self.send_header("Location", f"http://{service.host}/autre")
                self.end_headers()

    def _drip(self) -> None:
        """A byte now and then: no single wait is long."""
        for byte in b"HTTP/1.1 201 Created\r\nX-Slow: " + b"a" * 1000:
            if self.server.service.released.wait(0.05):  # type: ignore[attr-defined]
                return
            self.wfile.write(bytes([byte]))
            self.wfile.flush()


class PushService:
    """Takes what comes, and answers for each path as it was asked to: a status, "hang" or "drip"."""

    def __init__(self) -> None:
        self.received: list[Received] = []
        self.answers: dict[str, int | str] = {}
        self.released = threading.Event()
        self.host = ""

    def device(self, name: str = "un") -> Device:
        return Device(f"http://{self.host}/envoi/{name}")

    def of(self, device: Device) -> list[Received]:
        return [one for one in self.received if device.endpoint.endswith(one.path)]


@contextmanager
def push_service() -> Iterator[PushService]:
    service = PushService()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    server.service = service  # type: ignore[attr-defined]
    service.host = f"127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield service
    finally:
        service.released.set()
        server.shutdown()
        thread.join()
        server.server_close()
