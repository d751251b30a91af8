"""Reading a page or a picture of somebody else's site, without being led into our own network.

The name is resolved once, every address it gives must be public, and the connection goes to the very address that
was checked: a name that changes its mind in between gains nothing. Proxies of the environment are ignored, since a
proxy would resolve by itself.
"""

import ipaddress
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from queue import Empty, SimpleQueue
from typing import Any
from unicodedata import normalize
from urllib.parse import urljoin, urlsplit

import httpcore
from django.conf import settings

from civic.core.deadline import DeadlineStream, seconds_left
from civic.core.refusals import Refusal
from civic.core.text import clean_text

MAX_REDIRECTS = 3
_REDIRECTS = {301, 302, 303, 307, 308}

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_GIVEN_OUT = ipaddress.ip_network("2000::/3")
# Teredo and other protocols, examples, 6to4, the examples of RFC 9637; and the relays of 6to4.
_NO_PAGES_V6 = [
    ipaddress.ip_network(network) for network in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
]
_NO_PAGES_V4 = [ipaddress.ip_network("192.88.99.0/24"), ipaddress.ip_network("192.0.0.0/24")]

type Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class FetchFailed(Exception):
    """The page was not read. The reason is for the log: it holds no address. `status`: what the server answered, 0 for
    nothing."""

    def __init__(self, reason: str, status: int = 0) -> None:
        super().__init__(reason)
        self.status = status


class NotAWebAddress(Refusal):
    message = "Cette adresse n’est pas celle d’une page web. Elle doit commencer par « https:// »."


class PrivateAddress(Refusal):
    message = "Cette adresse mène à un réseau privé : les habitants ne pourraient pas l’ouvrir."


@dataclass(frozen=True, slots=True)
class Fetched:
    url: str  # after redirects
    content_type: str  # "text/html", lower case, without parameters
    charset: str  # "" when the server did not say
    body: bytes


def require_public_address(url: str) -> str:
    """The address as it is kept, `https://` added when only that is missing. Refuses what no resident could open."""
    url = url.strip()
    # Neither spaces nor what no keyboard writes: controls, and characters that turn the direction of a line.
    if not url or len(url) > 2000 or clean_text(url) != normalize("NFC", url) or any(map(str.isspace, url)):
        raise NotAWebAddress
    if "://" not in url and "." in url.split("/")[0] and ":" not in url.split("/")[0]:
        url = f"https://{url}"
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError as error:
        raise NotAWebAddress from error
    if parts.scheme not in {"http", "https"} or not host or "@" in parts.netloc:
        raise NotAWebAddress
    if _is_allowed_by_tests(host, port or _default_port(parts.scheme)):
        return url
    literal = _literal_address(host)
    if literal is not None:
        if not is_public(literal):
            raise PrivateAddress
    elif "." not in host or host.endswith((".localhost", ".local", ".internal", ".lan", ".home.arpa")):
        raise PrivateAddress
    return url


def fetch(url: str, *, max_bytes: int, seconds: float, accept: Iterable[str], cut: bool = False) -> Fetched:
    """GET `url`. `accept`: content types, or their beginning with a final slash ("image/").

    Past `max_bytes` the reading stops: with `cut` the beginning is returned, else FetchFailed. `seconds` bounds the
    whole, redirects and a server that sends one byte a second included.
    """
    deadline = time.monotonic() + seconds
    accepted = tuple(accept)
    for _ in range(MAX_REDIRECTS + 1):
        host, port = _target(url)
        try:
            answer = _get(url, host, port, deadline, max_bytes, accepted, cut)
        except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError) as error:
            raise FetchFailed(type(error).__name__) from error
        except (OSError, ssl.SSLError, zlib.error, UnicodeError, ValueError) as error:
            raise FetchFailed(type(error).__name__) from error
        if isinstance(answer, Fetched):
            return answer
        try:
            url = urljoin(url, answer)
        except ValueError as error:
            raise FetchFailed("unreadable address") from error
    raise FetchFailed("too many redirects")


def is_public(address: Address) -> bool:
    """Reachable from the whole Internet, also when the IPv4 address hides inside an IPv6 one. Of IPv6, only the part
    that is given out (2000::/3) is; the tunnels in it lead to an IPv4 address of the sender's choice, and serve no
    page."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped
        if address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
        if address not in _GIVEN_OUT or any(address in network for network in _NO_PAGES_V6):
            return False
    elif any(address in network for network in _NO_PAGES_V4):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


class _PublicOnly(httpcore.NetworkBackend):
    """Resolves, checks and connects: the only place of the product that opens a connection on somebody's word."""

    def __init__(self, deadline: float) -> None:
        self.deadline = deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        addresses = _addresses_of(host, port, seconds_left(self.deadline))
        if not _is_allowed_by_tests(host, port) and not all(is_public(_parse(a)) for a in addresses):
            raise FetchFailed("not a public address")
        failure: Exception = FetchFailed("no address")
        for address in addresses[:3]:
            left = self.deadline - time.monotonic()
            if left <= 0:
                break
            try:
                stream = httpcore.SyncBackend().connect_tcp(address, port, timeout=min(5, left))
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return DeadlineStream(stream, partial(seconds_left, self.deadline))
        raise failure


def _addresses_of(host: str, port: int, seconds: float) -> list[str]:
    """The system asks name servers for as long as it likes: past the deadline we no longer listen to it."""
    answers: SimpleQueue[list[Any] | Exception] = SimpleQueue()

    def ask() -> None:
        try:
            answers.put(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except Exception as error:
            answers.put(error)

    threading.Thread(target=ask, daemon=True).start()
    try:
        found = answers.get(timeout=seconds)
    except Empty as error:
        raise FetchFailed("name not found in time") from error
    if isinstance(found, Exception):
        raise found
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def _target(url: str) -> tuple[str, int]:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or _default_port(parts.scheme)
    except ValueError as error:
        raise FetchFailed("unreadable address") from error
    if parts.scheme not in {"http", "https"} or not host or "@" in parts.netloc:
        raise FetchFailed("not a web address")
    if port not in {80, 443} and not _is_allowed_by_tests(host, port):
        raise FetchFailed("port")
    return host, port


def _get(
    url: str, host: str, port: int, deadline: float, max_bytes: int, accepted: tuple[str, ...], cut: bool
) -> Fetched | str:
    """The page, or where it redirects to."""
    parts = urlsplit(url)
    ascii_host = host if ":" in host else host.encode("idna").decode()
    path = _ascii(parts.path or "/") + (f"?{_ascii(parts.query)}" if parts.query else "")
    target = httpcore.URL(
        scheme=parts.scheme.encode(), host=ascii_host.encode(), port=port, target=path.encode()
    )
    host_field = f"[{ascii_host}]" if ":" in ascii_host else ascii_host
    headers: dict[bytes | str, bytes | str] = {
        "Host": host_field if port == _default_port(parts.scheme) else f"{host_field}:{port}",
        "User-Agent": f"Maires-et-Citoyens/1.0 (link preview; +{settings.SITE_URL})",
        "Accept": ", ".join(kind + "*" if kind.endswith("/") else kind for kind in accepted),
        "Accept-Language": "fr, *;q=0.5",
        "Accept-Encoding": "gzip, identity",
    }
    with (
        httpcore.ConnectionPool(
            ssl_context=httpcore.default_ssl_context(),
            network_backend=_PublicOnly(deadline),
            max_connections=1,
        ) as pool,
        pool.stream("GET", target, headers=headers) as response,
    ):
        answered = {
            name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers
        }
        if response.status in _REDIRECTS and "location" in answered:
            return _location(answered["location"].encode("latin-1"))
        if response.status != 200:
            raise FetchFailed(f"status {response.status}", response.status)
        kind, _, parameters = answered.get("content-type", "").partition(";")
        kind = kind.strip().lower()
        if not any(kind.startswith(a) if a.endswith("/") else kind == a for a in accepted):
            raise FetchFailed("content type")
        body = _read(response, answered.get("content-encoding", ""), max_bytes, cut)
        charset = parameters.lower().partition("charset=")[2].split(";")[0].strip(" \"'").lower()
        return Fetched(url, kind, charset, body)


def _location(sent: bytes) -> str:
    """As browsers do: UTF-8, and bytes that are not keep their value."""
    try:
        return sent.decode().strip()
    except UnicodeDecodeError:
        return "".join(chr(byte) if byte < 0x80 else f"%{byte:02X}" for byte in sent).strip()


def _read(response: httpcore.Response, encoding: str, max_bytes: int, cut: bool) -> bytes:
    """At most `max_bytes`, counted after decompression: a small answer may unfold without end."""
    if encoding not in {"", "identity", "gzip", "x-gzip"}:
        raise FetchFailed("encoding")
    unfold = zlib.decompressobj(wbits=31) if "gzip" in encoding else None
    body = b""
    for chunk in response.iter_stream():
        body += unfold.decompress(chunk, max_bytes + 1 - len(body)) if unfold else chunk
        if len(body) > max_bytes:
            if cut:
                return body[:max_bytes]
            raise FetchFailed("too long")
    return body


def _literal_address(host: str) -> Address | None:
    """127.0.0.1, ::1, and the older ways to write one that resolvers still accept: 2130706433, 0x7f.1, 0177.1."""
    try:
        return _parse(host)
    except ValueError:
        pass
    try:
        return ipaddress.IPv4Address(socket.inet_aton(host))
    except (OSError, UnicodeEncodeError):
        return None


def _parse(address: str) -> Address:
    return ipaddress.ip_address(address.partition("%")[0])


def _ascii(text: str) -> str:
    return "".join(c if "!" <= c <= "~" else "".join(f"%{byte:02X}" for byte in c.encode()) for c in text)


def _default_port(scheme: str) -> int:
    return 443 if scheme == "https" else 80


def _is_allowed_by_tests(host: str, port: int) -> bool:
    """`settings.MEDIA_FETCH_ALLOWED_HOSTS`, "host:port": empty but in tests, and a system check keeps it so."""
    return f"{host}:{port}" in getattr(settings, "MEDIA_FETCH_ALLOWED_HOSTS", ())
