"""From `message.send()` to the other side of a real SMTP conversation on loopback."""

import socket
import threading
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.db import connection, transaction

from civic.delivery import actions
from civic.delivery.enums import MailStatus
from civic.delivery.models import OutgoingMail
from civic.delivery.providers.smtp import MailRefused, ServerAway, submission
from civic.worker.models import Job
from tests.plugins.frozen_time import Clock

pytestmark = pytest.mark.django_db


def message_to(*to: str) -> EmailMultiAlternatives:
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
        message_to().send()
        transaction.set_rollback(True)
    assert (OutgoingMail.objects.count(), Job.objects.count()) == (0, 0)
    message_to().send()
    assert (OutgoingMail.objects.count(), Job.objects.count()) == (1, 1)


def test_delivered_intact(open_office, run_jobs):
    postman = open_office()
    message_to().send()
    run_jobs()
    [envelope] = postman.received
    [arrived] = postman.mails()
    assert envelope.mail_from == "ne-pas-repondre@exemple.test"
    assert envelope.rcpt_tos == ["anne@exemple.test"]
    assert arrived["Subject"] == "Votre inscription à Èze est acceptée"
    assert arrived["From"] == "Mairie d’Èze <ne-pas-repondre@exemple.test>"
    plain = arrived.get_body(("plain",)).get_content().replace("\r\n", "\n")
    assert plain.rstrip("\n") == message_to().body
    assert "l’été arrive…" in arrived.get_body(("html",)).get_content()


def test_sent_means_emptied(open_office, run_jobs):
    open_office()
    message_to().send()
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
    message_to("anne@exemple.test", "partie@exemple.test", "bruno@exemple.test").send()
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
    message_to().send()
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
    message_to().send()
    run_jobs(failing=True)
    assert (postman.received, OutgoingMail.objects.get().status) == ([], MailStatus.QUEUED)
    postman.answer_to.clear()
    postman.after_data = ""
    clock.forward(seconds=11)
    run_jobs(failing=True)
    assert len(postman.received) == 1


def test_a_job_that_runs_twice_sends_once(open_office, run_jobs):
    postman = open_office()
    message_to().send()
    actions.send_mail.enqueue(mail_id=OutgoingMail.objects.get().pk)
    run_jobs()
    assert len(postman.received) == 1


def test_after_an_outage_of_days_the_mail_still_leaves(open_office, run_jobs, clock: Clock):
    message_to().send()
    for _ in range(9):
        run_jobs(failing=True)
        clock.forward(hours=12)
    assert Job.objects.filter(status="dead").count() == 1
    postman = open_office()
    actions.enqueue_unsent_mails()
    run_jobs(failing=True)
    assert len(postman.received) == 1


def test_no_second_job_beside_one_that_is_still_tried(clock: Clock):
    message_to().send()
    clock.forward(hours=20)
    actions.enqueue_unsent_mails()
    assert Job.objects.count() == 1


def test_mails_that_left_are_purged_after_a_month(clock: Clock, run_jobs):
    message_to().send()
    run_jobs()
    assert OutgoingMail.objects.get().status == MailStatus.SENT
    clock.forward(days=29)
    message_to().send()
    actions.purge_old_mails()
    assert OutgoingMail.objects.count() == 2
    clock.forward(days=31)
    actions.purge_old_mails()
    assert OutgoingMail.objects.get().status == MailStatus.QUEUED


def test_a_line_break_in_a_subject_adds_no_header():
    with pytest.raises(ValueError, match="linefeed"):
        EmailMessage("Sujet\nBcc: tous@exemple.test", "x", to=["anne@exemple.test"]).send()
    assert OutgoingMail.objects.count() == 0


# --- Ready mails over one connection --------------------------------------------------------------------------------


class Talker(threading.Thread):
    """An SMTP server, one connection, that says PIPELINING or not. `answers`: its codes to commands and texts, by the
    recipient; a text for nobody is kept apart."""

    def __init__(
        self, *, pipelining: bool, wants_text: bool = False, answers: dict[str, str] | None = None
    ) -> None:
        super().__init__(daemon=True)
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.pipelining, self.wants_text, self.answers = pipelining, wants_text, answers or {}
        self.received: list[tuple[str, bytes]] = []
        self.start()

    def run(self) -> None:
        connection, _ = self.socket.accept()
        with self.socket, connection, connection.makefile("rwb", buffering=0) as line:
            recipient, refused, open_mail = "", "", False
            line.write(b"220 hello\r\n")
            while command := line.readline():
                word = command[:4].upper()
                answer = "250 ok"
                if word == b"EHLO" and self.pipelining:
                    line.write(b"250-talker\r\n250-PIPELINING\r\n")
                elif word == b"MAIL":
                    answer = "503 nested" if open_mail else "250 ok"
                    open_mail, refused = True, ""
                elif word == b"RCPT":
                    recipient = command.decode().split("<")[1].split(">")[0]
                    answer = self.answers.get(recipient, "250 ok")
                    refused = "" if answer.startswith(("250", "data")) else answer
                    answer = "250 ok" if answer.startswith("data") else answer
                elif word == b"DATA" and refused and not self.wants_text:
                    answer = "554 no valid recipients"
                elif word == b"DATA":
                    line.write(b"354 go\r\n")
                    text = b""
                    while (part := line.readline()) != b".\r\n":
                        text += part[1:] if part.startswith(b"..") else part
                    open_mail = False
                    answer = self.answers.get(recipient, "250 ok").removeprefix("data ")
                    if refused:
                        answer = "554 no valid recipients"
                    if answer.startswith("250"):
                        self.received.append((recipient, text))
                elif word == b"RSET":
                    open_mail = False
                line.write(f"{answer}\r\n".encode())
                if word == b"QUIT":
                    return


def submit_all(
    talker: Talker, settings: Any, recipients: list[str], text: bytes = b"Subject: x\r\n\r\n.point\r\n"
):
    settings.MAILERS = settings.MAILERS | {
        "transport": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": talker.socket.getsockname()[1], "timeout": 5},
        }
    }
    outcomes = []
    with submission() as line:
        for recipient, following in zip(recipients, [*recipients[1:], ""], strict=True):
            line.send("nous@exemple.test", recipient, text, following=following)
            try:
                line.outcome()
                outcomes.append("sent")
            except MailRefused as refusal:
                outcomes.append("never" if refusal.final else "later")
    talker.join(timeout=5)
    return outcomes


@pytest.mark.parametrize("wants_text", [False, True], ids=["careful", "hasty"])
@pytest.mark.parametrize("pipelining", [True, False])
def test_one_connection_for_many(settings: Any, pipelining: bool, wants_text: bool) -> None:
    """Whatever is answered about one says nothing of the next, and a text goes to the one whom it is for alone."""
    people = [f"p{number}@exemple.test" for number in range(8)]
    answers = {
        people[1]: "550 no such user",
        people[2]: "451 later",
        people[4]: "data 552 too big",
        people[5]: "data 452 full",
        people[7]: "550 no such user",
    }
    talker = Talker(pipelining=pipelining, wants_text=wants_text, answers=answers)
    outcomes = submit_all(talker, settings, people)
    assert outcomes == ["sent", "never", "later", "sent", "never", "later", "sent", "never"]
    assert [who for who, _ in talker.received] == [people[0], people[3], people[6]]
    assert {text for _, text in talker.received} == {b"Subject: x\r\n\r\n.point\r\n"}


def test_a_connection_that_ends_in_the_middle(settings: Any) -> None:
    class Brief(Talker):
        def run(self) -> None:
            connection, _ = self.socket.accept()
            with self.socket, connection, connection.makefile("rwb", buffering=0) as line:
                line.write(b"220 hello\r\n")
                line.readline()
                line.write(b"250-talker\r\n250 PIPELINING\r\n")
                line.readline()

    with pytest.raises(ServerAway):
        submit_all(Brief(pipelining=True), settings, ["a@exemple.test", "b@exemple.test"])


def test_no_server(port: int) -> None:
    with pytest.raises(ServerAway), submission():
        pass


def test_mails_to_an_address_are_found_however_it_is_written():
    message_to("Anne Martin <Anne@Exemple.test>", "anne@exemple.test", "bo@exemple.test").send()
    OutgoingMail.objects.update(recipient_digest="")
    import_module("civic.delivery.migrations.0005_recipient_digest").digest_addresses(apps, None)
    actions.delete_mails_to(addresses=["anne@exemple.test"])
    assert OutgoingMail.objects.get().recipient == "bo@exemple.test"
