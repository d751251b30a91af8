"""A mail that goes to many: rendered once, with placeholders for what is each one's own, as bytes for the server.

Building a whole message for each recipient costs ten times what sending it does.
"""

import quopri
import re
from collections.abc import Mapping
from email.header import Header
from email.utils import format_datetime, formataddr
from html import escape

from civic.core.clock import now
from civic.core.ids import new_id

_PLACEHOLDER = re.compile("\x02([a-z_]+)\x03")
FIT_ADDRESS = re.compile(r"[!-;=?-~]+")  # visible, and neither < nor >
_LINE_END = re.compile(r"[\r\n\0]")


class UnfitHeader(ValueError):
    """A value that would begin another header."""


def placeholder(name: str) -> str:
    """Stands in the text of an e-mail template for what `fill` is given under that name. Control characters, which no
    text of people holds (core.text)."""
    return f"\x02{name}\x03"


def deliverable(address: str) -> str:
    """The address as mail servers take it: an accented domain in its ASCII form. Raises UnfitHeader for what would be
    another header or command."""
    local, _, domain = address.rpartition("@")
    try:
        ascii_address = f"{local}@{domain.encode('idna').decode()}"
    except UnicodeError as error:
        raise UnfitHeader("To") from error
    if not FIT_ADDRESS.fullmatch(ascii_address):
        raise UnfitHeader("To")
    return ascii_address


class EmailTemplate:
    """`sender`: (name, address). `text` and `html` hold placeholders; `headers` are the same for all recipients."""

    def __init__(
        self,
        *,
        sender: tuple[str, str],
        subject: str,
        text: str,
        html: str,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.sender = sender[1]
        self.subject = subject
        boundary = f"=_{new_id().hex}"
        fixed = {
            "MIME-Version": "1.0",
            "Content-Type": f'multipart/alternative; boundary="{boundary}"',
            "From": _address(*sender),
            "Subject": _encoded(subject),
            "Date": format_datetime(now()),
            # Not an answer to anything: out-of-office programs keep quiet.
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
            **(headers or {}),
        }
        self._head = b"".join(_header(name, value) for name, value in fixed.items())
        part = (
            f"\r\n--{boundary}\r\nContent-Type: text/{{}}; charset=utf-8\r\n"
            "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
        )
        self._pieces: list[bytes | tuple[str, bool]] = [
            part.format("plain").encode(),
            *_split(text, as_html=False),
            part.format("html").encode(),
            *_split(html, as_html=True),
            f"\r\n--{boundary}--\r\n".encode(),
        ]

    def fill(self, *, recipient: str, headers: Mapping[str, str], values: Mapping[str, str]) -> bytes:
        """The message for one person, by their address. `values`: plain text, by the names of the
        placeholders; a missing one is a KeyError. Raises UnfitHeader."""
        recipient = deliverable(recipient)
        out = [self._head, _header("To", recipient)]
        out += [_header(name, value) for name, value in headers.items()]
        for piece in self._pieces:
            if isinstance(piece, bytes):
                out.append(piece)
            else:
                name, as_html = piece
                # A soft line end before and after: the piece's own lines stay short enough.
                out.append(b"=\r\n" + _quoted(escape(values[name]) if as_html else values[name]) + b"=\r\n")
        return b"".join(out)


def _split(text: str, *, as_html: bool) -> list[bytes | tuple[str, bool]]:
    pieces: list[bytes | tuple[str, bool]] = []
    for index, piece in enumerate(_PLACEHOLDER.split(text)):
        if index % 2:
            pieces.append((piece, as_html))
        elif piece:
            pieces.append(_quoted(piece))
    return pieces


def _quoted(text: str) -> bytes:
    body = quopri.encodestring(text.replace("\r\n", "\n").replace("\r", "\n").encode())
    if body.endswith((b" ", b"\t")):  # at the end of a line these would be lost
        body = body[:-1] + (b"=20" if body.endswith(b" ") else b"=09")
    return body.replace(b"\n", b"\r\n")


def _header(name: str, value: str) -> bytes:
    if _LINE_END.search(value.replace("\r\n ", "").replace("\n ", "")):
        raise UnfitHeader(name)
    return f"{name}: {value}\r\n".encode("ascii", "replace")


def _encoded(text: str) -> str:
    line = _LINE_END.sub(" ", text)
    # A text that looks encoded would be decoded where it is shown.
    charset = "us-ascii" if line.isascii() and "=?" not in line else "utf-8"
    return str(Header(line, charset, maxlinelen=76).encode(linesep="\r\n"))


def _address(name: str, address: str) -> str:
    if _LINE_END.search(address) or not address.isascii():
        raise UnfitHeader("address")
    return formataddr((_LINE_END.sub(" ", name), address))
