"""A phone is added, notified and removed. What the browser's maker does (giving an address) is the test's part; asking,
sealing, sending and showing are ours."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from civic.accounts.models import Person
from civic.core.clock import now
from civic.delivery.enums import Channel, DeliveryStatus, Reason
from civic.delivery.models import Delivery, PushDevice
from civic.worker.enums import JobStatus
from civic.worker.models import Job
from civic.worker.schedule import enqueue_due
from tests.browsers import beside_django
from tests.delivery.push_service import Device, PushService, push_service

# The makers' services cannot be reached from here: the browser answers as it would with them.
GIVES = """(() => {
  const plain = (text) => atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  const bytes = (text) => Uint8Array.from(plain(text), (sign) => sign.charCodeAt(0)).buffer;
  const keys = KEYS;
  const given = {
    endpoint: keys.endpoint,
    getKey: (name) => bytes(keys[name]),
    unsubscribe: async () => { localStorage.removeItem("given"); return true; },
  };
  PushManager.prototype.subscribe = async (options) => {
    if (new Uint8Array(options.applicationServerKey).length !== 65) throw new Error("key");
    localStorage.setItem("given", "1");
    return given;
  };
  PushManager.prototype.getSubscription = async () => (localStorage.getItem("given") ? given : null);
})()"""
CHOICES = "/mon-compte/notifications/"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with beside_django(whole=True) as opened:
        yield opened


@pytest.fixture
def service(settings: Any) -> Iterator[PushService]:
    with push_service() as started:
        settings.PUSH_STAND_INS = [started.host]
        yield started


@pytest.fixture
def open_with(enter, site, service):
    def window(person: Person, device: Device) -> Page:
        page: Page = enter(person, service_workers="allow", permissions=["notifications"])
        page.add_init_script(GIVES.replace("KEYS", str(device.keys)))
        return page

    return window


def test_a_phone_is_added_notified_and_removed(open_with, service, resident, commune, look):
    device = service.device()
    page = open_with(resident, device)
    page.goto(CHOICES)
    expect(page.get_by_text("Aucun appareil pour l’instant")).to_be_visible()
    page.get_by_role("button", name="Prévenir cet appareil").click()
    expect(page.get_by_text("Cet appareil vous prévient.")).to_be_visible()
    expect(page.get_by_text("cet appareil", exact=True)).to_be_visible()
    assert PushDevice.objects.get().person_id == resident.pk

    page.get_by_role("button", name="Tester mes notifications").click()
    expect(page.locator("#resultat")).to_contain_text("reçu par le service du navigateur", timeout=15_000)
    expect(page.locator("#resultat")).to_contain_text("E-mail\u00a0: parti", timeout=15_000)
    look(page, "appareils")
    received = device.read(service.received[0].body)
    assert received["url"].startswith(f"{CHOICES}?lu=")

    page.locator("summary", has_text="Mon compte").click()
    page.get_by_role("button", name="Déconnexion").click()
    page.wait_for_url("**/")
    assert not PushDevice.objects.exists()


def test_what_came_is_shown_once_for_an_object(open_with, service, resident, commune):
    """The browser hands our worker what the service brought."""
    page = open_with(resident, service.device())
    page.goto(CHOICES)
    page.wait_for_function(
        "navigator.serviceWorker.ready.then(() => Boolean(navigator.serviceWorker.controller))"
    )
    session = page.context.new_cdp_session(page)
    registrations: list[str] = []
    session.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: registrations.extend(one["registrationId"] for one in event["registrations"]),
    )
    session.send("ServiceWorker.enable")
    page.wait_for_timeout(500)
    origin = page.evaluate("location.origin")
    shown = (
        "navigator.serviceWorker.ready.then(ours => ours.getNotifications())"
        ".then(all => all.map(one => [one.title, one.body, one.data.url]))"
    )
    for words in ("Première", "Seconde"):
        data = f'{{"title":"Mairie d’Èze","body":"{words}","url":"/eze-06/?lu=1","tag":"post.1"}}'
        session.send(
            "ServiceWorker.deliverPushMessage",
            {"origin": origin, "registrationId": registrations[-1], "data": data},
        )
        for _ in range(40):
            if [one[1] for one in page.evaluate(shown)] == [words]:
                break
            page.wait_for_timeout(100)
    assert page.evaluate(shown) == [["Mairie d’Èze", "Seconde", "/eze-06/?lu=1"]]


def test_a_browser_that_refuses_reads_how_to_change_its_mind(enter, resident, commune, look):
    page: Page = enter(resident)
    page.add_init_script("Object.defineProperty(Notification, 'permission', {get: () => 'denied'})")
    page.goto(CHOICES)
    expect(page.get_by_text("Votre navigateur refuse les notifications")).to_be_visible()
    expect(page.get_by_role("button", name="Prévenir cet appareil")).to_be_hidden()
    look(page, "appareils-refuses")


def test_an_iphone_reads_of_the_home_screen(enter, resident, commune):
    page: Page = enter(
        resident, user_agent="Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Safari/604.1"
    )
    page.add_init_script("delete window.PushManager")
    page.goto(CHOICES)
    expect(page.get_by_text("ajoutez d’abord le site à l’écran d’accueil")).to_be_visible()


def test_a_service_that_cannot_be_reached_is_said(enter, resident, commune):
    page: Page = enter(resident, service_workers="allow", permissions=["notifications"])
    page.add_init_script(
        "PushManager.prototype.subscribe = async () => { throw new DOMException('away', 'AbortError') }"
    )
    page.goto(CHOICES)
    page.get_by_role("button", name="Prévenir cet appareil").click()
    expect(page.get_by_text("n’a pas pu s’inscrire")).to_be_visible()
    expect(page.get_by_role("button", name="Prévenir cet appareil")).to_be_visible()


def test_without_script_the_page_explains(enter, resident, commune):
    page: Page = enter(resident, java_script_enabled=False)
    page.goto(CHOICES)
    expect(page.get_by_text("JavaScript doit être activé")).to_be_visible()
    page.get_by_role("button", name="Tester mes notifications").click()
    expect(page.locator("#resultat")).to_contain_text("Essai demandé")


def test_the_platform_sees_what_leaves(enter, staff, resident, look):
    enqueue_due()
    Job.objects.all().delete()
    Delivery.objects.create(
        event_id=resident.pk, channel=Channel.EMAIL, person_id=resident.pk, due_at=now(), finished_at=now(),
        status=DeliveryStatus.FAILED, reason=Reason.UNREACHABLE,
    )  # fmt: skip
    Job.objects.create(
        task="civic.delivery.actions.send_mail", due_at=now(), finished_at=now(), status=JobStatus.DEAD
    )
    page: Page = enter(staff)
    page.goto("/plateforme/")
    page.get_by_role("link", name="Suivre les envois").click()
    look(page, "envois")
    page.get_by_role("button", name="Renvoyer").click()
    expect(page.get_by_text("1\u00a0envoi repart.")).to_be_visible()
