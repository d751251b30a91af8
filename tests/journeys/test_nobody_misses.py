"""From the mayor's button to everyone concerned: another window's bell, a mail, a device; and how to have no more."""

import re
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import Page, expect

from civic.accounts.models import Person
from civic.communes.models import Commune
from civic.delivery import actions as delivery
from civic.delivery.providers import web_push
from civic.notifications.actions.choosing import save_choices
from civic.notifications.actions.inbox import open_inbox
from civic.notifications.models import Notification, QuietHours
from civic.posts import actions as posts
from tests.delivery.push_service import push_service
from tests.live.site import live_site


@pytest.fixture
def site(settings: Any) -> Iterator[str]:
    """The journeys' server with /direct/ on it."""
    with live_site() as address:
        settings.SITE_URL = address
        yield address


def mails_to(person: Person) -> list[Any]:
    found = [
        message_from_bytes(path.read_bytes(), policy=policy.default)
        for path in sorted(Path(django_settings.MAILBOX_DIR).glob("*.eml"))
    ]
    return [mail for mail in found if person.email in mail["To"]]


def waited_for(page: Page, found: Callable[[], Any]) -> Any:
    for _ in range(150):
        if result := found():
            return result
        page.wait_for_timeout(100)
    raise AssertionError("it did not come")


def test_a_publication_reaches_everyone(
    enter,
    look,
    settings,
    commune: Commune,
    mayor: Person,
    resident: Person,
    second_resident: Person,
    viewer_of,
):
    for person in (mayor, resident, second_resident):
        open_inbox(person_id=person.pk, commune_id=commune.pk)
    save_choices(
        viewer=viewer_of(second_resident, commune),
        commune_ids=[commune.pk],
        choices={"post_published_email": "never"},
    )
    QuietHours.objects.create(person=resident)  # none: the story may take place at night
    with push_service() as service:
        settings.PUSH_STAND_INS = [service.host]
        device = service.device("telephone")
        keys = device.keys
        delivery.add_device(
            viewer=viewer_of(resident, commune),
            subscription=web_push.subscription(keys["endpoint"], keys["p256dh"], keys["auth"]),
            name="Téléphone",
        )

        waiting: Page = enter(resident)
        with waiting.expect_response("**/direct/**") as connected:
            waiting.goto(f"/{commune.slug}/commune/")
        assert connected.value.status == 200
        bell = waiting.locator("[data-bell]:visible")
        expect(bell).to_have_accessible_name("Notifications")

        writing: Page = enter(mayor)
        writing.goto(f"/{commune.slug}/actualites/nouvelle/")
        writing.get_by_label("Titre de votre publication").fill("L’eau sera coupée jeudi")
        expect(writing.get_by_role("group", name="Mise en forme")).to_be_visible()
        writing.get_by_role("textbox", name="Contenu de votre publication").click()
        writing.keyboard.type("De 9 h à 12 h, rue Basse.")
        writing.get_by_role("button", name="Valider").click()
        expect(writing.locator("#messages")).to_contain_text("Publiée")

        # The other window, untouched: nobody reloads it.
        expect(bell).to_have_accessible_name("Notifications, 1 non lue", timeout=15_000)
        expect(waiting).to_have_title(re.compile(r"^\(1\) "))
        toast = waiting.locator(".toast")
        expect(toast).to_contain_text("L’eau sera coupée jeudi")
        look(waiting, "notifications-arrived")

        # The device: sealed for it, without a name or a title.
        (message,) = waited_for(waiting, lambda: service.of(device))
        received = device.read(message.body)
        assert received["title"] == f"Mairie {commune.of_name}"
        assert "eau" not in str(received)
        assert f"/{commune.slug}/actualites/" in received["url"]

        # The mail, for the one who wants it alone.
        (mail,) = waited_for(waiting, lambda: mails_to(resident))
        assert mail["Subject"] == "L’eau sera coupée jeudi"
        assert "rue Basse" in mail.get_body(("plain",)).get_content()
        assert mails_to(second_resident) == []

    # What the device and the mail open marks it as read, in every window.
    other: Page = enter(resident)
    other.goto(received["url"])
    expect(other.get_by_role("heading", name="L’eau sera coupée jeudi").first).to_be_visible()
    expect(bell).to_have_accessible_name("Notifications", timeout=15_000)

    # The mail program's own button: no session, no token.
    stop = mail["List-Unsubscribe"].strip("<>").removeprefix(django_settings.SITE_URL)
    assert Client(enforce_csrf_checks=True).post(stop, {"List-Unsubscribe": "One-Click"}).status_code == 200
    stranger: Page = enter()
    stranger.goto(stop)
    expect(stranger.get_by_role("heading", level=1)).to_contain_text("C’est noté")
    look(stranger, "notifications-stopped")
    other.goto("/mon-compte/notifications/")
    expect(other.locator("[name=post_published_email]")).to_have_value("never")


def test_who_signs_out_hears_no_more(enter, commune: Commune, resident: Person, run_jobs):
    open_inbox(person_id=resident.pk, commune_id=commune.pk)
    page: Page = enter(resident)
    with page.expect_response("**/direct/**"):
        page.goto(f"/{commune.slug}/")
    asked: list[str] = []
    page.locator('details.menu:has-text("Déconnexion") > summary').click()
    page.get_by_role("button", name="Déconnexion").first.click()
    page.wait_for_load_state()
    page.on("request", lambda request: asked.append(request.url) if "/direct/" in request.url else None)
    page.goto(f"/{commune.slug}/")
    page.wait_for_timeout(2000)
    assert asked == []


def test_without_the_connection_the_page_still_asks(
    enter, commune: Commune, mayor: Person, resident: Person, viewer_of, run_jobs
):
    """A proxy that lets no stream through: after a few tries the page asks once a minute."""
    open_inbox(person_id=resident.pk, commune_id=commune.pk)
    page: Page = enter(resident)
    tried: list[str] = []

    def refuse(route: Any) -> None:
        tried.append(route.request.url)
        route.abort()

    page.route("**/direct/**", refuse)
    page.clock.install()
    page.goto(f"/{commune.slug}/commune/")
    bell = page.locator("[data-bell]:visible")
    expect(bell).to_have_accessible_name("Notifications")
    content = posts.PostContent(title="Travaux", body="<p>Lundi.</p>")
    posts.publish_post(viewer=viewer_of(mayor, commune), key="t", content=content)
    waited_for(page, lambda: Notification.objects.filter(subject="Travaux").exists())
    for _ in range(40):  # minutes, in a moment
        page.clock.run_for(15_000)
        if bell.get_attribute("data-bell") == "1":
            break
    expect(bell).to_have_accessible_name("Notifications, 1 non lue")
    assert len(tried) >= 3
