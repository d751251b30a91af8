"""« Mes appareils » and « Tester mes notifications », as a browser uses them."""

from typing import Any

import pytest
from django.http import Http404
from django.test import Client
from django.urls import reverse

from civic.delivery import actions as delivery
from civic.delivery import queries
from civic.delivery.enums import Channel
from civic.delivery.models import Delivery, PushDevice
from civic.notifications.models import Notification
from civic.notifications.queries.devices import trial_of
from demo import mailbox
from tests.delivery.push_service import Device
from tests.html import on_one_line

pytestmark = pytest.mark.django_db
CHOICES = "/mon-compte/notifications/"
PHONE = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/149.0 Mobile Safari/537.36"


@pytest.fixture
def phone(client_of, resident) -> Client:
    return client_of(resident, headers={"user-agent": PHONE})


def add(browser: Client, device: Device, **changed: str) -> Any:
    return browser.post(reverse("device_add"), device.keys | changed)


def page(browser: Client) -> str:
    return on_one_line(browser.get(CHOICES).content.decode())


def test_a_device_is_added_shown_and_removed(phone, service, resident):
    assert "Aucun appareil pour l’instant" in page(phone)
    assert add(phone, service.device()).url == f"{CHOICES}#appareils"
    device = PushDevice.objects.get()
    assert (device.name, device.person) == ("Téléphone Android, Chrome", resident)
    shown = page(phone)
    assert "Téléphone Android, Chrome" in shown
    assert device.endpoint not in shown
    phone.post(reverse("device_remove", args=[device.pk]))
    assert not PushDevice.objects.exists()


def test_what_the_database_holds_opens_nothing(phone, service):
    from django.db import connection

    device = service.device()
    add(phone, device)
    with connection.cursor() as cursor:
        cursor.execute("SELECT endpoint, auth_secret, endpoint_digest FROM delivery_pushdevice")
        stored = " ".join(cursor.fetchone())
    assert device.endpoint not in stored
    assert device.keys["auth"] not in stored


def test_the_same_browser_again_is_the_same_device(phone, service):
    device = service.device()
    add(phone, device)
    add(phone, device)
    assert PushDevice.objects.count() == 1


def test_a_browser_belongs_to_who_signed_in_last(phone, service, client_of, second_resident):
    device = service.device()
    add(phone, device)
    add(client_of(second_resident), device)
    assert PushDevice.objects.get().person == second_resident


def test_nobody_removes_the_device_of_another(phone, service, client_of, second_resident, stranger, mayor):
    add(phone, service.device())
    address = reverse("device_remove", args=[PushDevice.objects.get().pk])
    for person in (second_resident, stranger, mayor):
        assert client_of(person).post(address).status_code == 404
        assert "Téléphone Android" not in page(client_of(person))
    assert PushDevice.objects.count() == 1


def test_ten_devices_and_no_more(phone, service):
    for number in range(10):
        add(phone, service.device(str(number)))
    refused = add(phone, service.device("onze"))
    assert refused.status_code == 422
    assert "déjà 10 appareils" in refused.content.decode()
    assert PushDevice.objects.count() == 10
    add(phone, service.device("9"))  # one that is there already
    assert PushDevice.objects.count() == 10


@pytest.mark.parametrize(
    "changed",
    [
        {"endpoint": "https://10.0.0.1/a"},
        {"endpoint": "http://fcm.googleapis.com/a"},
        {"endpoint": "https://fcm.googleapis.com:22/a"},
        {"endpoint": "https://moi:secret@fcm.googleapis.com/a"},
        {"endpoint": "https://exemple.fr/a"},
        {"endpoint": ""},
        {"p256dh": "AAAA"},
        {"auth": ""},
        {"auth": "A" * 5000},
    ],
    ids=str,
)
def test_a_hostile_subscription_is_refused_in_words(phone, service, changed):
    answer = add(phone, service.device(), **changed)
    assert answer.status_code == 422
    assert "navigateur" in answer.content.decode()
    assert not PushDevice.objects.exists()


def test_from_another_site_nothing_is_added(client_of, resident, service):
    browser = client_of(resident, enforce_csrf_checks=True)
    assert add(browser, service.device()).status_code == 403


def test_the_browser_changes_its_address(phone, service, client_of):
    """Its messenger has no page, hence no token and maybe no session: the former address is the proof."""
    before, after = service.device("avant"), service.device("apres")
    add(phone, before)
    messenger = Client(enforce_csrf_checks=True)
    assert (
        messenger.post(reverse("device_renew"), after.keys | {"former": before.endpoint}).status_code == 204
    )
    device = PushDevice.objects.get()
    assert queries.subscription_of(device).endpoint == after.endpoint
    assert messenger.post(reverse("device_renew"), before.keys | {"former": "deviné"}).status_code == 204
    assert PushDevice.objects.get().endpoint == after.endpoint


def test_signing_out_removes_this_browser_alone(phone, service, resident):
    here, there = service.device("ici"), service.device("ailleurs")
    add(phone, here)
    add(phone, there)
    phone.post(reverse("account_logout"), {"push_endpoint": here.endpoint})
    assert [device.endpoint for device in PushDevice.objects.all()] == [there.endpoint]


def test_signing_out_leaves_the_device_of_another(phone, service, client_of, second_resident):
    device = service.device()
    add(client_of(second_resident), device)
    phone.post(reverse("account_logout"), {"push_endpoint": device.endpoint})
    assert PushDevice.objects.count() == 1


def test_without_a_key_nothing_is_said_of_devices(phone, settings, service):
    settings.VAPID_PRIVATE_KEY = ""
    shown = page(phone)
    assert "Mes appareils</h2>" not in shown
    assert "Tester mes notifications" in shown
    assert add(phone, service.device()).status_code == 404


def test_remove_raises_for_what_is_not_there(viewer_of, resident, commune):
    from uuid import uuid4

    with pytest.raises(Http404):
        delivery.remove_device(viewer=viewer_of(resident, commune), device_id=uuid4())


# --- The trial ------------------------------------------------------------------------------------------------------


def test_a_trial_says_what_arrived(phone, service, resident, run_jobs):
    device = service.device()
    add(phone, device)
    assert phone.post(reverse("notification_trial")).url == f"{CHOICES}#essai"
    under_way = page(phone)
    assert "en route" in under_way
    assert 'hx-trigger="every 2s"' in under_way
    run_jobs()
    assert device.read(service.received[0].body)["body"].startswith("Ceci est un essai")
    part = on_one_line(
        phone.get(reverse("notification_trial"), headers={"hx-request": "true"}).content.decode()
    )
    assert "parti" in part
    assert "Téléphone Android, Chrome</strong>\u00a0: reçu par le service du navigateur" in part
    assert "every 2s" not in part
    assert "<html" not in part
    [mail] = mailbox.mails()
    assert (mail.recipient, mail.subject) == (
        resident.email, "Vos notifications arrivent bien par e-mail",
    )  # fmt: skip
    assert "vous l’avez demandé" in mail.text


def test_a_trial_is_not_held_by_the_night(phone, service, run_jobs, clock):
    clock.at("2026-11-22 23:30+01:00")
    add(phone, service.device())
    phone.post(reverse("notification_trial"))
    run_jobs()
    assert len(service.received) == 1


@pytest.mark.parametrize(
    ("answer", "said"),
    [(410, "il ne reçoit plus rien"), (403, "il ne reçoit plus rien"), (503, "ne répond pas")],
)
def test_a_trial_says_what_failed_and_what_to_do(phone, service, run_jobs, answer, said):
    add(phone, service.device())
    service.answers["/envoi/un"] = answer
    phone.post(reverse("notification_trial"))
    run_jobs()
    assert said in page(phone)


def test_of_two_devices_the_one_that_failed_is_named(
    phone, service, run_jobs, client_of, resident, viewer_of, commune
):
    add(phone, service.device("a"))
    computer = client_of(resident, headers={"user-agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/150.0"})
    add(computer, service.device("b"))
    service.answers["/envoi/b"] = 500
    phone.post(reverse("notification_trial"))
    run_jobs()
    trial = trial_of(viewer_of(resident, commune))
    assert {one.name: one.arrived for one in trial.outcomes} == {
        "E-mail": True,
        "Téléphone Android, Chrome": True,
        "Ordinateur Windows, Firefox": False,
    }
    assert "Refaites un essai" in page(phone)


def test_one_trial_a_minute(phone, service, clock):
    phone.post(reverse("notification_trial"))
    again = phone.post(reverse("notification_trial"))
    assert again.status_code == 422
    assert "Attendez une minute" in again.content.decode()
    first = Notification.objects.get()
    clock.forward(seconds=61)
    phone.post(reverse("notification_trial"))
    assert Notification.objects.get().event_id != first.event_id


def test_the_page_stops_asking_after_half_a_minute(phone, service, clock):
    phone.post(reverse("notification_trial"))
    assert "every 2s" in page(phone)
    clock.forward(seconds=31)
    shown = page(phone)
    assert "every 2s" not in shown
    assert "Rechargez la page" in shown


def test_a_trial_concerns_nobody_else(phone, service, client_of, second_resident, run_jobs):
    phone.post(reverse("notification_trial"))
    run_jobs()
    assert "Essai demandé" not in page(client_of(second_resident))
    assert set(Delivery.objects.values_list("channel", flat=True)) == {Channel.EMAIL}


def test_a_trial_is_no_line_of_the_matrix(phone, service):
    assert "Essai de vos notifications" not in page(phone)
