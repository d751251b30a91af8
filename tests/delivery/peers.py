"""A mail server on loopback that takes what comes, or answers as it was asked to."""

import socket
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from typing import Any

import pytest
from aiosmtpd.controller import Controller


class Postman:
    """Takes what comes, and answers as it was asked to."""

    def __init__(self) -> None:
        self.received: list[Any] = []
        self.answer_to: dict[str, str] = {}
        self.after_data = ""

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.answer_to:
            return self.answer_to[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.after_data:
            return self.after_data
        self.received.append(envelope)
        return "250 OK"

    def mails(self) -> list[Any]:
        return [message_from_bytes(envelope.content, policy=policy.default) for envelope in self.received]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def port(settings: Any) -> int:
    number = free_port()
    settings.MAILERS = settings.MAILERS | {
        "transport": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": number, "timeout": 5},
        }
    }
    return number


@pytest.fixture
def open_office(port: int) -> Iterator[Callable[[], Postman]]:
    opened: list[Controller] = []

    def start() -> Postman:
        postman = Postman()
        controller = Controller(postman, hostname="127.0.0.1", port=port)
        controller.start()
        opened.append(controller)
        return postman

    yield start
    for controller in opened:
        controller.stop()
