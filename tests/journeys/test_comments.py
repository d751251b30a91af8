"""Two residents talk under a publication: each sees the other's comments come in, answers them, and is led to one."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from civic.threads.models import Message
from civic.throttles.models import Counter
from tests.accounts.factories import PASSWORD
from tests.journeys.screen import both_widths
from tests.live.site import live_site
from tests.posts.factories import PostFactory
from tests.threads.factories import MessageFactory


@pytest.fixture
def site(settings) -> Iterator[str]:
    """The journeys' server with /direct/ on it."""
    with live_site() as address:
        settings.SITE_URL = address
        yield address


@pytest.fixture
def arrive(enter, commune) -> Callable[..., Page]:
    """Open the feed, and wait until it hears of what others write."""

    def open_page(person) -> Page:
        window: Page = enter(person)
        with window.expect_response("**/direct/**"):
            window.goto(f"/{commune.slug}/")
        window.wait_for_load_state("networkidle")
        return window

    return open_page


def comment(page: Page, words: str) -> None:
    page.get_by_label("Votre commentaire").fill(words)
    page.get_by_role("button", name="envoyer votre commentaire").click()


def sign_in(page: Page, person) -> None:
    page.get_by_label("Adresse e-mail").fill(person.email)
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Me connecter").click()


@both_widths
def test_comments_come_in_and_are_answered(enter, look, arrive, commune, mayor, resident, second_resident):
    PostFactory(commune=commune, author=mayor, title="Les arbres de la place")
    anne, bruno = arrive(resident), arrive(second_resident)
    comment(anne, "Des tilleuls, pour l’ombre")
    expect(anne.locator("li.comment", has_text="Des tilleuls")).to_have_count(1)
    arrived = bruno.locator("li.comment", has_text="Des tilleuls")
    expect(arrived).to_have_count(1)  # live
    expect(bruno.get_by_role("status").filter(has_text="Nouveau commentaire de Anne Martin")).to_be_attached()

    arrived.get_by_role("link", name="Répondre à Anne Martin").click()
    expect(bruno.get_by_text("Vous répondez à Anne Martin")).to_be_visible()
    expect(bruno.get_by_label("Votre commentaire")).to_be_focused()
    look(bruno, "comments-answer")
    comment(bruno, "Et pour le miel")
    answer = anne.locator("li.comment", has_text="Et pour le miel")
    expect(answer.locator("blockquote")).to_contain_text("Des tilleuls, pour l’ombre")
    expect(bruno.get_by_text("Vous répondez à Anne Martin")).to_have_count(0)
    expect(bruno.locator("li.comment", has_text="Et pour le miel")).to_have_count(1)  # its own, once
    look(anne, "comments-answered")

    # What is taken back goes from the quotation too, on the open page of the other one.
    anne.get_by_role("link", name="Supprimer").click()
    anne.get_by_role("button", name="Supprimer").click()
    expect(bruno.get_by_text("Commentaire supprimé par son auteur")).to_be_visible()
    expect(bruno.locator("blockquote")).to_have_text("Commentaire supprimé")


@pytest.mark.parametrize("width", [390], indirect=True)
def test_a_comment_has_an_address_and_is_answered_without_script(
    enter, commune, mayor, resident, second_resident
):
    post = PostFactory(commune=commune, author=mayor, title="La fête du village")
    for n in range(1, 46):
        MessageFactory(thread=post.thread, author=second_resident, body=f"Remarque {n}")
    page: Page = enter(resident, java_script_enabled=False)
    page.goto(f"/{commune.slug}/commentaires/{Message.objects.get(number=20, thread=post.thread).pk}/")
    expect(page.get_by_text("Remarque 20", exact=True)).to_be_in_viewport()
    page.locator("li.comment", has_text="Remarque 20").get_by_role("link", name="Répondre").click()
    expect(page.get_by_text("Vous répondez à Bruno Petit")).to_be_attached()
    comment(page, "Sans script")
    expect(page.get_by_text("Sans script", exact=True)).to_be_in_viewport()
    expect(page.locator("li.comment", has_text="Sans script").locator("blockquote")).to_contain_text(
        "Remarque 20"
    )


def test_a_comment_is_changed_where_it_stands_and_a_long_one_is_read_again(arrive, commune, mayor, resident):
    PostFactory(commune=commune, author=mayor, title="Les arbres de la place")
    page = arrive(resident)
    comment(page, "Des tilleuls")
    page.get_by_role("link", name="Modifier").click()
    field = page.locator("form.comment__edit").get_by_label("Votre commentaire")
    expect(field).to_be_focused()
    page.keyboard.insert_text(", pour l’ombre")
    expect(field).to_have_value("Des tilleuls, pour l’ombre")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator("li.comment", has_text="Des tilleuls, pour l’ombre")).to_have_count(1)

    page.get_by_label("Votre commentaire").focus()
    page.keyboard.insert_text("Des tilleuls. " * 220)
    expect(page.get_by_text("80 caractères de trop")).to_be_in_viewport()
    send = page.get_by_role("button", name="envoyer votre commentaire")
    expect(send).to_be_in_viewport()
    typed = page.get_by_label("Votre commentaire").bounding_box()
    send.click()
    expect(page.get_by_text("Votre commentaire est trop long")).to_be_visible()
    page.wait_for_timeout(200)  # htmx settles
    assert page.get_by_label("Votre commentaire").bounding_box()["height"] == typed["height"]


def test_a_comment_sent_after_the_session_ended_is_sent_once_one_has_signed_in_again(
    enter, look, commune, mayor, resident
):
    PostFactory(commune=commune, author=mayor, title="Les arbres de la place")
    page: Page = enter(resident)
    page.goto(f"/{commune.slug}/")
    page.context.clear_cookies()
    comment(page, "Des tilleuls")
    refused = page.get_by_role("alert").filter(has_text="Votre session est terminée")
    expect(refused).to_be_visible()
    expect(page.locator(".toast")).to_have_count(0)
    look(page, "comments-session-ended")
    with page.context.expect_page() as opened:
        refused.get_by_role("link", name="Me connecter (nouvel onglet)").click()
    sign_in(opened.value, resident)
    opened.value.wait_for_url(f"**/{commune.slug}/")
    page.get_by_role("button", name="envoyer votre commentaire").click()
    expect(page.locator("li.comment", has_text="Des tilleuls")).to_have_count(1)
    expect(refused).to_have_count(0)


def test_a_comment_comes_back_after_a_sign_in_in_the_same_tab(enter, commune, mayor, resident):
    PostFactory(commune=commune, author=mayor, title="Les arbres de la place")
    page: Page = enter(resident)
    page.goto(f"/{commune.slug}/")
    page.context.clear_cookies()
    comment(page, "Des tilleuls")
    expect(page.get_by_role("alert").filter(has_text="Votre session est terminée")).to_be_visible()
    page.wait_for_timeout(700)  # kept by now
    page.goto(f"/connexion/?next=/{commune.slug}/")
    sign_in(page, resident)
    page.wait_for_url(f"**/{commune.slug}/")
    expect(page.get_by_label("Votre commentaire")).to_have_value("Des tilleuls")


def test_a_like_too_many_leaves_the_button(enter, look, commune, mayor, resident):
    PostFactory(commune=commune, author=mayor, title="Les arbres de la place")
    page: Page = enter(resident)
    page.goto(f"/{commune.slug}/")
    like = page.get_by_role("button", name="J’aime")
    for pressed in ("true", "false"):
        like.click()
        expect(like).to_have_attribute("aria-pressed", pressed)
    Counter.objects.update(hits=1_000)
    like.click()
    expect(page.locator(".toast")).to_contain_text("Vous avez beaucoup envoyé en peu de temps")
    expect(like).to_have_attribute("aria-pressed", "false")
    look(page, "comments-like-refused")
