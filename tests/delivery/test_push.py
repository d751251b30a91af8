"""Sealed for the device, signed by us, and sent to nothing but a push service."""

import time
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.management import call_command

from civic.core.refusals import Refusal
from civic.delivery.providers import web_push
from civic.delivery.providers.web_push import Answer, Subscription, from_text, to_text
from civic.delivery.rules import device_name
from tests.delivery.push_service import Device, PushService, claims_of, push_service

WORDS = {"title": "Mairie d’Èze", "body": "Nouvelle publication", "url": "/eze-06/?lu=1", "tag": "a.b"}


@pytest.fixture
def service(settings: Any) -> Iterator[PushService]:
    with push_service() as started:
        settings.PUSH_STAND_INS = [started.host]
        yield started


def subscription(device: Device) -> Subscription:
    return web_push.subscription(device.endpoint, device.keys["p256dh"], device.keys["auth"])


def send(*devices: Device, seconds: float = 30) -> list[Answer]:
    answers = dict(web_push.send_all([(subscription(one), WORDS) for one in devices], seconds=seconds))
    return [answers[place] for place in range(len(devices))]


def private(text: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(from_text(text), "big"), ec.SECP256R1())


def test_the_example_of_the_standard():
    """RFC 8291, section 5 and appendix A."""
    to = Subscription(
        "https://push.example.net/",
        from_text("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"),
        from_text("BTBZMqHH6r4Tts7J_aSIgg"),
    )
    sealed = web_push.seal(
        b"When I grow up, I want to be a watermelon",
        to,
        key=private("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"),
        salt=from_text("DGv6ra1nlYgDCS1FRnbzlw"),
    )
    assert to_text(sealed) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl"
        "7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


def test_the_device_reads_what_was_sent(service, settings):
    device = service.device()
    assert send(device) == [Answer.SENT]
    [received] = service.received
    assert device.read(received.body) == WORDS
    assert b"Mairie" not in received.body
    wanted = {
        "content-encoding": "aes128gcm",
        "content-type": "application/octet-stream",
        "ttl": "86400",
        "urgency": "normal",
    }
    assert {name: received.headers[name] for name in wanted} == wanted
    claims = claims_of(received.headers["authorization"])
    assert claims["aud"] == f"http://{service.host}"
    assert claims["sub"] == f"mailto:{settings.CONTACT_EMAIL}"
    assert claims["k"] == web_push.application_key()
    assert 3600 < claims["exp"] - time.time() <= 24 * 3600


def test_a_signature_of_another_is_none(service):
    send(service.device())
    header = service.received[0].headers["authorization"]
    with pytest.raises(InvalidSignature):
        claims_of(
            header.replace(web_push.application_key(), to_text(from_text(service.device().keys["p256dh"])))
        )


def test_signed_once_an_hour_for_each_service(clock):
    first = web_push.authorization("https://fcm.googleapis.com/fcm/send/a")
    assert web_push.authorization("https://fcm.googleapis.com/fcm/send/b") == first
    assert web_push.authorization("https://web.push.apple.com/a") != first
    clock.forward(minutes=61)
    assert web_push.authorization("https://fcm.googleapis.com/fcm/send/a") != first


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (200, Answer.SENT),
        (201, Answer.SENT),
        (302, Answer.REFUSED),
        (400, Answer.REFUSED),
        (403, Answer.REFUSED),
        (404, Answer.GONE),
        (410, Answer.GONE),
        (413, Answer.REFUSED),
        (429, Answer.LATER),
        (500, Answer.LATER),
        (503, Answer.LATER),
    ],
)
def test_what_a_service_answers(service, status: int, answer: Answer):
    device = service.device()
    service.answers["/envoi/un"] = status
    assert send(device) == [answer]
    assert len(service.received) == 1  # and where it redirects to, nobody goes


def test_a_service_that_is_away(service):
    gone = service.device()
    with push_service() as closed:
        pass
    gone.endpoint = f"http://{closed.host}/envoi/x"
    web_push.settings.PUSH_STAND_INS.append(closed.host)
    assert send(gone) == [Answer.LATER]


@pytest.mark.parametrize("how", ["hang", "drip"])
def test_one_that_hangs_holds_no_other(service, monkeypatch, how: str):
    monkeypatch.setattr(web_push, "SECONDS", 3.0)  # a busy machine answers within that
    devices = [service.device(f"{number}") for number in range(12)]
    service.answers["/envoi/0"] = how
    began = time.monotonic()
    assert send(*devices) == [Answer.LATER] + [Answer.SENT] * 11
    assert time.monotonic() - began < 10


def test_a_service_that_always_hangs_is_left_alone(service, monkeypatch):
    monkeypatch.setattr(web_push, "SECONDS", 0.5)
    devices = [service.device(f"{number}") for number in range(100)]
    service.answers = {f"/envoi/{number}": "hang" for number in range(100)}
    began = time.monotonic()
    assert set(send(*devices)) == {Answer.LATER}
    assert time.monotonic() - began < 5
    assert len(service.received) < 30


def test_what_there_is_no_time_for_is_not_tried(service):
    assert send(service.device(), seconds=0) == [Answer.NOT_TRIED]
    assert service.received == []


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://fcm.googleapis.com/fcm/send/a",
        "https://fcm.googleapis.com:8443/fcm/send/a",
        "https://fcm.googleapis.com.attaquant.test/a",
        "https://attaquantfcm.googleapis.com/a",
        "https://anne:secret@fcm.googleapis.com/a",
        "https://fcm.googleapis.com@127.0.0.1/a",
        "https://127.0.0.1/a",
        "http://127.0.0.1:8000/a",
        "https://169.254.169.254/latest/",
        "https://[::1]/a",
        "https://localhost/a",
        "https://fcm.googleapis.com/a b",
        "https://fcm.googleapis.com/a\r\nX: y",
        "https://fcm.googleapis.com/" + "a" * 1000,
        "https://[fcm.googleapis.com/a",
        "https://127.0.0.1\\.fcm.googleapis.com/a",
        "https://127.0.0.1;.fcm.googleapis.com/a",
        "https://fcm.googleapis.com:port/a",
        "file:///etc/passwd",
        "",
    ],
)
def test_nothing_else_is_a_push_service(endpoint: str):
    with pytest.raises(Refusal) as refusal:
        web_push.require_endpoint(endpoint)
    assert refusal.value.message.endswith(".")
    # Nor is it sent to, had it come in by another way.
    assert [
        answer for _, answer in web_push.send_all([(Subscription(endpoint, b"", b""), WORDS)], seconds=5)
    ] == [Answer.REFUSED]


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://fcm.googleapis.com/fcm/send/abc:def",
        "https://updates.push.services.mozilla.com/wpush/v2/abc",
        "https://web.push.apple.com/abc",
        "https://wns2-par02p.notify.windows.com/w/?token=abc",
    ],
)
def test_the_services_of_the_four_browsers_are_known(endpoint: str):
    web_push.require_endpoint(endpoint)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("p256dh", "%%%"),
        ("p256dh", "AAAA"),
        ("p256dh", "B" + "A" * 86),
        ("auth", "AAAA"),
        ("auth", "é"),
        ("auth", ""),
    ],
)
def test_keys_that_are_none(name: str, value: str):
    keys = Device("https://web.push.apple.com/a").keys | {name: value}
    with pytest.raises(web_push.UnreadableSubscription):
        web_push.subscription(keys["endpoint"], keys["p256dh"], keys["auth"])


def test_a_new_key_can_be_used_at_once(settings):
    printed = StringIO()
    call_command("make_vapid_key", stdout=printed)
    settings.VAPID_PRIVATE_KEY = printed.getvalue().strip()
    assert (
        claims_of(web_push.authorization("https://web.push.apple.com/a"))["k"] == web_push.application_key()
    )
    settings.VAPID_PRIVATE_KEY = ""
    assert web_push.application_key() == ""


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (
            "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/149 Mobile Safari/537.36",
            "Téléphone Android, Chrome",
        ),
        (
            "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/149.0 Safari/537.36",
            "Tablette Android, Chrome",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605 Version/19 Mobile Safari/604.1",
            "iPhone, Safari",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/149.0 Safari/537.36 Edg/149.0",
            "Ordinateur Windows, Edge",
        ),
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0",
            "Ordinateur Linux, Firefox",
        ),
        ("", "Appareil"),
    ],
)
def test_a_device_has_a_name_its_owner_knows(user_agent: str, name: str):
    assert device_name(user_agent) == name
