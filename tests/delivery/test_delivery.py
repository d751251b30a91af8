"""From `message.send()` to the other side of a real SMTP conversation on loopback."""

import socket
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.db import connection, transaction

from civic.delivery import queries, tasks
from civic.delivery.enums import MailStatus
from civic.delivery.models import OutgoingMail
from civic.worker.models import Job
from tests.conftest import Clock

pytestmark = pytest.mark.django_db


class Postman:
    """Takes what comes, and answers as it was told to."""

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

    def letters(self) -> list[Any]:
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


def letter(*to: str) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(
        "Votre inscription à Èze est acceptée",
        "Bonjour Anne,\n\nl’été arrive… à bientôt ! " + "très long " * 40 + "\n.\nfin",
        from_email="Mairie d’Èze <ne-pas-repondre@exemple.test>",
        to=list(to or ["anne@exemple.test"]),
    )
    message.attach_alternative("<p>Bonjour <b>Anne</b>, l’été arrive…</p>", "text/html")
    return message


def test_a_mail_is_queued_in_the_callers_transaction():
    with transaction.atomic():
        letter().send()
        transaction.set_rollback(True)
    assert (OutgoingMail.objects.count(), Job.objects.count()) == (0, 0)
    letter().send()
    assert (OutgoingMail.objects.count(), Job.objects.count()) == (1, 1)


def test_delivered_intact(open_office, run_jobs):
    postman = open_office()
    letter().send()
    run_jobs()
    [envelope] = postman.received
    [arrived] = postman.letters()
    assert envelope.mail_from == "ne-pas-repondre@exemple.test"
    assert envelope.rcpt_tos == ["anne@exemple.test"]
    assert arrived["Subject"] == "Votre inscription à Èze est acceptée"
    assert arrived["From"] == "Mairie d’Èze <ne-pas-repondre@exemple.test>"
    plain = arrived.get_body(("plain",)).get_content().replace("\r\n", "\n")
    assert plain.rstrip("\n") == letter().body
    assert "l’été arrive…" in arrived.get_body(("html",)).get_content()


def test_sent_means_emptied(open_office, run_jobs):
    open_office()
    letter().send()
    run_jobs()
    row = OutgoingMail.objects.get()
    assert (row.status, row.message, row.reason) == (MailStatus.SENT, "", "")
    assert row.sent_at


def test_while_it_waits_neither_address_nor_text_can_be_read_in_the_database():
    EmailMessage("Sujet", "https://exemple.test/secret", to=["anne@exemple.test"]).send()
    with connection.cursor() as cursor:
        cursor.execute("SELECT recipient, message FROM delivery_outgoingmail")
        stored = " ".join(cursor.fetchone())
    assert "anne" not in stored
    assert "secret" not in stored
    assert "secret" in OutgoingMail.objects.get().message


def test_each_recipient_has_a_mail_of_their_own(open_office, run_jobs):
    """One address that is refused keeps nobody else waiting."""
    postman = open_office()
    postman.answer_to["partie@exemple.test"] = "550 No such user"
    letter("anne@exemple.test", "partie@exemple.test", "bruno@exemple.test").send()
    run_jobs()
    assert sorted(envelope.rcpt_tos[0] for envelope in postman.received) == [
        "anne@exemple.test",
        "bruno@exemple.test",
    ]
    refused = OutgoingMail.objects.get(status=MailStatus.FAILED)
    assert (refused.recipient, refused.reason, refused.message) == (
        "partie@exemple.test", "recipient refused (550)", "",
    )  # fmt: skip


def test_a_server_that_is_down_is_tried_again(open_office, run_jobs, clock: Clock):
    letter().send()
    run_jobs(failing=True)
    assert OutgoingMail.objects.get().status == MailStatus.QUEUED
    clock.forward(seconds=11)
    postman = open_office()
    run_jobs(failing=True)
    assert len(postman.received) == 1
    assert OutgoingMail.objects.get().status == MailStatus.SENT


@pytest.mark.parametrize("when", ["recipient", "data"])
def test_try_later_is_tried_later(open_office, run_jobs, clock: Clock, when: str):
    postman = open_office()
    if when == "recipient":
        postman.answer_to["anne@exemple.test"] = "451 Greylisted"
    else:
        postman.after_data = "451 Try again later"
    letter().send()
    run_jobs(failing=True)
    assert (postman.received, OutgoingMail.objects.get().status) == ([], MailStatus.QUEUED)
    postman.answer_to.clear()
    postman.after_data = ""
    clock.forward(seconds=11)
    run_jobs(failing=True)
    assert len(postman.received) == 1


def test_a_job_that_runs_twice_sends_once(open_office, run_jobs):
    postman = open_office()
    letter().send()
    tasks.send_mail.enqueue(mail_id=str(OutgoingMail.objects.get().pk))
    run_jobs()
    assert len(postman.received) == 1


def test_after_an_outage_of_days_the_mail_still_leaves(open_office, run_jobs, clock: Clock):
    letter().send()
    for _ in range(9):
        run_jobs(failing=True)
        clock.forward(hours=12)
    assert Job.objects.filter(status="dead").count() == 1
    postman = open_office()
    tasks.enqueue_unsent.call()
    run_jobs(failing=True)
    assert len(postman.received) == 1


def test_no_second_job_beside_one_that_is_still_tried(clock: Clock):
    letter().send()
    clock.forward(hours=20)
    tasks.enqueue_unsent.call()
    assert Job.objects.count() == 1


def test_mails_that_left_are_forgotten_after_a_month(clock: Clock, run_jobs):
    letter().send()
    run_jobs()
    assert OutgoingMail.objects.get().status == MailStatus.SENT
    clock.forward(days=29)
    letter().send()
    tasks.forget_old_mails.call()
    assert OutgoingMail.objects.count() == 2
    clock.forward(days=31)
    tasks.forget_old_mails.call()
    assert OutgoingMail.objects.get().status == MailStatus.QUEUED


def test_a_line_break_in_a_subject_adds_no_header():
    with pytest.raises(ValueError, match="linefeed"):
        EmailMessage("Sujet\nBcc: tous@exemple.test", "x", to=["anne@exemple.test"]).send()
    assert OutgoingMail.objects.count() == 0


# --- The demo's mailbox ---------------------------------------------------------------------------------------------


def test_the_mailbox_shows_mails_newest_first(client, run_jobs, clock: Clock):
    for subject in ("Premier", "Second"):
        EmailMessage(subject, f"Texte {subject}", to=["anne@exemple.test"]).send()
        run_jobs()
        clock.forward(seconds=2)
    assert [mail.subject for mail in queries.mailbox()] == ["Second", "Premier"]
    html = client.get("/demo/boite-aux-lettres/").content.decode()
    assert html.index("Second") < html.index("Premier")


def test_a_mail_opens_with_its_links_and_without_scripts(client, run_jobs):
    message = letter()
    message.attach_alternative(
        "<p><a href='/verification/abc/'>Confirmer</a><script>x()</script></p>", "text/html"
    )
    message.send()
    run_jobs()
    [mail] = queries.mailbox()
    page = client.get(f"/demo/boite-aux-lettres/{mail.name}/")
    assert mail.subject in page.content.decode()
    body = client.get(f"/demo/boite-aux-lettres/{mail.name}/contenu/")
    policy_sent = body.headers["Content-Security-Policy"]
    assert policy_sent.startswith("default-src 'none'")
    assert "script-src" not in policy_sent


def test_outside_the_demo_there_is_no_mailbox(client, settings, run_jobs):
    letter().send()
    run_jobs()
    [mail] = queries.mailbox()
    settings.DEMO = False
    for address in ("", f"{mail.name}/", f"{mail.name}/contenu/"):
        assert client.get(f"/demo/boite-aux-lettres/{address}").status_code == 404
