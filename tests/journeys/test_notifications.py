"""The bell and the list while they are open: what happens elsewhere shows without a reload, and can be put away."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from civic.accounts.models import Person
from civic.communes.models import Commune
from civic.core.audience import Audience
from civic.notifications.actions.inbox import open_inbox
from civic.notifications.models import Notification
from civic.posts import actions as posts
from tests.journeys.screen import both_widths

# What the connection of the page says when something changed; the hub has its own tests.
HEARD = "document.dispatchEvent(new CustomEvent('live:notification', {detail: {id: 1, data: %s}}))"


@pytest.fixture
def publish(
    mayor: Person, commune: Commune, viewer_of: Callable[..., Any], run_jobs: Callable[..., int]
) -> Callable[[str], Notification]:
    def now(title: str) -> Notification:
        content = posts.PostContent(
            title=title, body="<p>Samedi, sur la place.</p>", audience=Audience.MEMBERS
        )
        posts.publish_post(viewer=viewer_of(mayor, commune), key=title, content=content)
        for _ in range(100):  # the worker beside sends it
            run_jobs()
            if found := Notification.objects.filter(subject=title).first():
                return found
        raise AssertionError("nobody was notified")

    return now


@pytest.fixture
def page(enter: Callable[..., Page], resident: Person, commune: Commune) -> Page:
    open_inbox(person_id=resident.pk, commune_id=commune.pk)
    return enter(resident)


def bell(page: Page) -> Any:
    return page.locator("[data-bell]:visible")


def test_a_page_that_is_open_hears_of_a_publication(page, look, publish, commune) -> None:
    page.goto(f"/{commune.slug}/")
    expect(bell(page)).to_have_accessible_name("Notifications")
    publish("Fête du village")
    page.evaluate(HEARD % "{}")
    expect(bell(page)).to_have_accessible_name("Notifications, 1 non lue")
    expect(page).to_have_title("(1) Villeneuve · Maires & Citoyens")
    toast = page.locator(".toast")
    expect(toast).to_contain_text("Mairie de Villeneuve : Camille Exemple a publié « Fête du village »")
    look(page, "notifications-toast")
    toast.get_by_role("link", name="Voir").click()
    expect(page.get_by_role("heading", name="Fête du village").first).to_be_visible()
    expect(page).not_to_have_url("**lu=**")
    expect(bell(page)).to_have_accessible_name("Notifications")
    assert "lu=" not in page.url
    # Read in another window: the figure follows, nothing is said.
    publish("Marché de Noël")
    page.evaluate(HEARD % "{read: true}")
    expect(bell(page)).to_have_accessible_name("Notifications, 1 non lue")
    expect(page.locator(".toast")).to_have_count(0)


def test_all_is_read_in_place_and_said_aloud(page, publish) -> None:
    publish("Fête du village")
    page.goto("/notifications/")
    page.wait_for_load_state("networkidle")
    page.get_by_role("button", name="Tout marquer comme lu").press("Enter")
    expect(page.locator("#announcement")).to_have_text("Tout est marqué comme lu.")
    expect(page.locator(".notification__open").first).to_be_focused()
    expect(page.locator(".notification--unread")).to_have_count(0)
    expect(page.get_by_role("button", name="Tout marquer comme lu")).to_have_count(0)
    expect(bell(page)).to_have_accessible_name("Notifications")


def test_the_list_stays_true_and_a_line_can_come_back(page, look, publish) -> None:
    page.goto("/notifications/")
    expect(page.get_by_role("heading", name="Rien de nouveau pour l’instant")).to_be_visible()
    look(page, "notifications-empty")
    for title in ("Fête du village", "Marché de Noël"):
        publish(title)
        page.evaluate(HEARD % "{}")
        expect(page.locator(".notification").first).to_contain_text(title)
    expect(page.locator(".notification--unread")).to_have_count(2)
    expect(page.locator(".toast")).to_have_count(0)
    look(page, "notifications-unread")
    page.get_by_role("button", name="Supprimer : Camille Exemple a publié « Fête du village »").click()
    undo = page.get_by_role("button", name="Annuler")
    expect(undo).to_be_focused()
    expect(bell(page)).to_have_accessible_name("Notifications, 1 non lue")
    expect(page.get_by_role("button", name="Tout marquer comme lu")).to_be_visible()
    look(page, "notifications-put-away")
    undo.click()
    expect(page.locator(".notification").nth(1)).to_contain_text("Fête du village")
    page.get_by_role("button", name="Non lue : Camille Exemple a publié « Marché de Noël »").click()
    expect(page.get_by_role("heading", name="Marché de Noël").first).to_be_visible()


@both_widths
def test_choices_and_the_question_before_deleting_all(page, look, publish, mayor, enter) -> None:
    publish("Fête du village")
    page.goto("/notifications/")
    page.get_by_role("link", name="Choisir ce que je reçois").click()
    look(page, "notifications-choices")
    expect(page.get_by_label("Tout", exact=False).first).to_be_checked()
    page.get_by_label("L’essentiel").check()
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("Vos choix sont enregistrés.")).to_be_visible()
    expect(page.get_by_label("L’essentiel")).to_be_checked()
    page.get_by_text("Choisir nouvelle par nouvelle").click()
    group = page.get_by_role("group", name="Nouvelle publication")
    expect(group.get_by_label("Sur mes appareils")).to_be_disabled()
    look(page, "notifications-choices-one-by-one")
    group.get_by_label("Par e-mail").select_option("weekly")
    group.get_by_label("Sur le site").uncheck()
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("Vos choix sont enregistrés.")).to_be_visible()
    expect(page.get_by_label("Mes propres choix")).to_be_checked()
    look(page, "notifications-choices-own")
    expect(group.get_by_label("Par e-mail")).to_have_value("weekly")
    expect(group.get_by_label("Sur le site")).not_to_be_checked()
    group.get_by_label("Sur le site").check()
    page.get_by_role("button", name="Enregistrer").click()
    page.goto("/notifications/")
    page.get_by_role("link", name="Supprimer toutes les notifications").click()
    look(page, "notifications-delete-all")
    page.get_by_role("button", name="Tout supprimer").click()
    expect(page.get_by_role("heading", name="Rien de nouveau pour l’instant")).to_be_visible()
    town_hall = enter(mayor)
    town_hall.goto("/mon-compte/notifications/")
    look(town_hall, "notifications-choices-mayor")
