"""One connection to the mail server for many ready mails."""

import re
import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from django.core.mail import mailers
from django.core.mail.backends.smtp import EmailBackend as SmtpBackend

from civic.delivery.providers.email_template import FIT_ADDRESS
from civic.delivery.providers.mailbox import MailboxBackend

_NO_SUCH_MAILBOX = {550, 551, 552, 553}


class ServerAway(Exception):
    """There is no mail server, or it went away in the middle."""


class MailRefused(Exception):
    """The server does not take this mail: for good, or (`final` false) not now."""

    def __init__(self, code: int, words: bytes = b"", *, names_recipient: bool = False) -> None:
        super().__init__()
        self.code = code
        self.final = code >= 500
        # Not so what is said of us: 5.7.x is a matter of rights, and 554 what a relay says that is set up wrongly.
        self.of_mailbox = names_recipient and code in _NO_SUCH_MAILBOX and not words.startswith(b"5.7.")

    @classmethod
    def of(cls, error: smtplib.SMTPRecipientsRefused | smtplib.SMTPResponseException) -> "MailRefused":
        """Of a mail that has one recipient."""
        if isinstance(error, smtplib.SMTPRecipientsRefused):
            return cls(*next(iter(error.recipients.values())), names_recipient=True)
        return cls(error.smtp_code)


class Submission(Protocol):
    """One connection for many ready mails. `send` hands one over and does not wait, `outcome` says how it went: what
    is done between the two is done while the server works. `following`: the recipient of the next mail, if known."""

    def send(self, sender: str, recipient: str, content: bytes, *, following: str = "") -> None:
        """Raises ServerAway."""

    def outcome(self) -> None:
        """Of the last one sent. Raises MailRefused, or ServerAway for it and all that follow."""


@contextmanager
def submission() -> Iterator[Submission]:
    """The way out that is set. Raises ServerAway when there is no server."""
    transport = mailers["transport"]
    if isinstance(transport, MailboxBackend):
        yield _Mailbox(transport)
        return
    assert isinstance(transport, SmtpBackend)
    try:
        transport.open()
        server = transport.connection
        assert server
        server.ehlo_or_helo_if_needed()
    except (OSError, smtplib.SMTPException) as error:
        raise ServerAway from error
    line = _Pipelined(server) if server.has_extn("pipelining") else _StepByStep(server)
    try:
        yield line
    finally:
        if line.is_idle:
            transport.close()
        else:  # the server waits for a text: hung up on, it delivers nothing
            server.close()


class _Mailbox:
    def __init__(self, mailbox: MailboxBackend) -> None:
        self._mailbox = mailbox

    def send(self, sender: str, recipient: str, content: bytes, *, following: str = "") -> None:
        self._mailbox.write(content)

    def outcome(self) -> None:
        pass


class _StepByStep:
    """For a server that wants to be asked one thing at a time."""

    is_idle = True

    def __init__(self, server: smtplib.SMTP) -> None:
        self._server = server
        self._mail = ("", "", b"")

    def send(self, sender: str, recipient: str, content: bytes, *, following: str = "") -> None:
        self._mail = (sender, recipient, content)

    def outcome(self) -> None:
        sender, recipient, content = self._mail
        with _refusals():
            self._server.sendmail(sender, [recipient], content)


class _Pipelined:
    """RFC 2920: each mail leaves together with the envelope of the next one, so that there is one wait for a mail in
    place of four, which cost more than all the rest."""

    def __init__(self, server: smtplib.SMTP) -> None:
        self._server = server
        self._announced = ""  # whose envelope the server has, its answers still to be read
        self._recipient = ""  # of the mail that is on its way
        self._answers: list[tuple[int, bytes]] = []  # to its envelope
        self.is_idle = True

    def send(self, sender: str, recipient: str, content: bytes, *, following: str = "") -> None:
        with _refusals():
            if self._announced != recipient:
                self._server.send(_envelope(sender, recipient))
            self.is_idle = False
            self._recipient, self._answers = recipient, [self._server.getreply() for _ in range(3)]
            text = _dotted(content)
            if self._refused():
                # A server that took no recipient may want a text all the same: nothing then goes to nobody.
                text = b".\r\n" if self._answers[-1][0] == 354 else b"RSET\r\n"
            self._announced = following
            self._server.send(text + (_envelope(sender, following) if following else b""))

    def outcome(self) -> None:
        with _refusals():
            code = self._server.getreply()[0]
            self.is_idle = not self._announced
            if error := self._refused():
                raise error
            if code != 250:
                raise smtplib.SMTPResponseException(code, b"")

    def _refused(self) -> smtplib.SMTPException | None:
        """What the first answer to the envelope that is a no says; None when the server waits for the text."""
        sender, recipient, text = self._answers
        if sender[0] == 250 and recipient[0] not in {250, 251}:
            return smtplib.SMTPRecipientsRefused({self._recipient: recipient})
        refused = next((answer for answer, good in ((sender, 250), (text, 354)) if answer[0] != good), None)
        return smtplib.SMTPResponseException(*refused) if refused else None


def _envelope(sender: str, recipient: str) -> bytes:
    """Raises ValueError for an address that would be another command; EmailTemplate.fill lets none through."""
    if not FIT_ADDRESS.fullmatch(sender) or not FIT_ADDRESS.fullmatch(recipient):
        raise ValueError("address")
    return f"MAIL FROM:<{sender}>\r\nRCPT TO:<{recipient}>\r\nDATA\r\n".encode()


def _dotted(content: bytes) -> bytes:
    """As it stands between DATA and the final dot."""
    text = re.sub(rb"(?m)^\.", b"..", content)
    return text + (b"" if text.endswith(b"\r\n") else b"\r\n") + b".\r\n"


@contextmanager
def _refusals() -> Iterator[None]:
    """What smtplib raises, in the two words that the callers know."""
    try:
        yield
    except smtplib.SMTPServerDisconnected as error:
        raise ServerAway from error
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPResponseException) as refusal:
        raise MailRefused.of(refusal) from refusal
    except OSError as error:
        raise ServerAway from error
