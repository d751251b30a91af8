"""A part of the page changes, for somebody who does not see it: the focus stays or goes where they would look, and the
change is said aloud. All of it is pressed with the keyboard and read in the accessibility tree."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from civic.threads.actions.messages import write_message
from civic.threads.thread_kinds import COMMENTS
from civic.viewers.queries.viewer import viewer_for
from tests.accounts.factories import PersonFactory
from tests.communes.factories import MembershipFactory
from tests.discussions.factories import DiscussionFactory
from tests.journeys.reader import focused, read_aloud
from tests.posts.factories import PostFactory
from tests.threads.factories import MessageFactory, ThreadFactory


@pytest.fixture
def feed(enter, commune, mayor, resident) -> Callable[[], Page]:
    def open_feed() -> Page:
        page: Page = enter(resident)
        page.goto(f"/{commune.slug}/")
        page.wait_for_load_state("networkidle")
        return page

    return open_feed


def press(control: Locator) -> None:
    """With the keyboard."""
    control.focus()
    control.press("Enter")


def expect_said(page: Page, words: str) -> None:
    expect(page.locator("#announcement")).to_have_text(words)
    assert words in read_aloud(page)


def comment(page: Page, words: str) -> None:
    page.get_by_label("Votre commentaire").fill(words)
    press(page.get_by_role("button", name="envoyer votre commentaire"))


def test_who_comments_changes_and_deletes_always_knows_where_they_are(feed, commune, mayor):
    PostFactory(commune=commune, author=mayor, title="Les arbres de la place")
    page = feed()
    comment(page, "Des tilleuls")
    expect_said(page, "Votre commentaire est envoyé.")
    assert focused(page)[:2] == ("textbox", "Votre commentaire")

    press(page.get_by_role("link", name="Modifier"))
    field = page.locator(".comment__edit").get_by_label("Votre commentaire")
    expect(field).to_be_focused()
    press(page.get_by_role("link", name="Annuler"))
    expect_said(page, "Rien n’a changé.")
    expect(page.locator("li.comment")).to_be_focused()
    assert "Des tilleuls" in focused(page).name

    press(page.get_by_role("link", name="Modifier"))
    field.fill("")
    press(page.get_by_role("button", name="Enregistrer"))
    expect(field).to_have_accessible_description("Écrivez votre commentaire avant de l’envoyer.")
    expect(field).to_be_focused()
    field.fill("Des tilleuls, pour l’ombre")
    press(page.get_by_role("button", name="Enregistrer"))
    expect_said(page, "Votre commentaire est modifié.")
    assert "pour l’ombre" in focused(page).name

    press(page.get_by_role("link", name="Supprimer"))
    expect(page.get_by_role("link", name="Garder")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Escape")
    expect(page.locator("li.comment")).to_be_focused()
    press(page.get_by_role("link", name="Supprimer"))
    press(page.get_by_role("button", name="Supprimer"))
    expect_said(page, "Votre commentaire est supprimé.")
    assert focused(page).name == "Commentaire supprimé par son auteur"


def test_who_goes_to_comment_may_write_at_once(enter, feed, commune, mayor, resident):
    PostFactory(commune=commune, author=mayor, title="Les arbres de la place")
    page = feed()
    press(page.get_by_role("link", name="Commenter"))
    expect(page.get_by_label("Votre commentaire")).to_be_focused()
    page.keyboard.type("Des tilleuls")
    press(page.get_by_role("button", name="envoyer votre commentaire"))
    expect(page.locator("li.comment")).to_have_count(1)

    desk: Page = enter(mayor)
    desk.goto(f"/{commune.slug}/mairie/")
    desk.get_by_role("link", name="Répondre").first.click()
    expect(desk.get_by_label("Votre commentaire")).to_be_focused()


def test_who_goes_to_comment_where_nobody_may_reads_why(feed, commune, mayor):
    PostFactory(
        commune=commune, author=mayor, thread=ThreadFactory(commune=commune, feature="posts", is_open=False)
    )
    page = feed()
    press(page.get_by_role("link", name="Commenter"))
    expect(page.get_by_text("Les commentaires sont fermés.")).to_be_focused()


def test_an_empty_comment_leads_back_to_its_field_which_says_why(feed, commune, mayor):
    PostFactory(commune=commune, author=mayor, title="Les arbres de la place")
    page = feed()
    press(page.get_by_role("button", name="envoyer votre commentaire"))
    field = page.get_by_label("Votre commentaire")
    expect(field).to_have_accessible_description("Écrivez votre commentaire avant de l’envoyer.")
    assert focused(page) == (
        "textbox",
        "Votre commentaire",
        "Écrivez votre commentaire avant de l’envoyer.",
    )


def test_what_was_wrong_is_said_until_one_corrects_it(feed, commune, mayor):
    PostFactory(commune=commune, author=mayor, title="Les arbres de la place")
    page = feed()
    press(page.get_by_role("button", name="envoyer votre commentaire"))
    said, field = page.get_by_text("Écrivez votre commentaire"), page.get_by_label("Votre commentaire")
    expect(said).to_be_visible()
    page.wait_for_timeout(200)  # htmx settles
    page.keyboard.type("D")
    expect(said).to_have_count(0)
    expect(field).to_have_accessible_description("")
    expect(field).not_to_have_attribute("aria-invalid", "true")
    expect(field).to_be_focused()


def test_who_writes_at_the_beginning_of_a_long_discussion_is_led_to_their_message(
    enter, commune, mayor, resident
):
    discussion = DiscussionFactory(commune=commune, author=mayor)
    for n in range(60):
        MessageFactory(thread=discussion.thread, author=mayor, body=f"Mot {n}")
    page: Page = enter(resident)
    page.goto(discussion.thread.page)
    page.wait_for_load_state("networkidle")
    page.get_by_label("Votre message").fill("Bonjour à tous")
    press(page.get_by_role("button", name="Envoyer"))
    own = page.locator("li.message", has_text="Bonjour à tous")
    expect(own).to_be_focused()
    expect(own).to_be_in_viewport()


def test_a_refusal_describes_the_field_that_it_stands_above(feed, commune, mayor):
    PostFactory(commune=commune, author=mayor, title="Les arbres de la place")
    page = feed()
    page.context.clear_cookies()
    comment(page, "Des tilleuls")
    expect(page.get_by_label("Votre commentaire")).to_have_accessible_description(
        "Votre session est terminée. Connectez-vous avec le même compte, puis renvoyez votre texte. "
        "Me connecter (nouvel onglet)"
    )
    assert any("Votre session est terminée" in line for line in read_aloud(page))


def test_older_publications_are_read_from_the_first_that_came(feed, commune, mayor):
    for n in range(1, 13):
        PostFactory(commune=commune, author=mayor, title=f"Publication {n}")
    page = feed()
    shown = page.locator("article.post").count()
    press(page.get_by_role("link", name="Publications plus anciennes"))
    expect(page.locator("article.post")).to_have_count(12)
    first = page.locator("article.post").nth(shown)
    expect(first).to_be_focused()
    expect_said(page, f"{12 - shown} publications de plus")
    assert focused(page)[:2] == ("article", first.get_by_role("heading").first.inner_text())
    page.keyboard.press("Tab")
    assert first.locator(":focus").count() == 1, "the next stop is in the first that came"


def test_older_comments_are_read_from_the_first_that_came(feed, commune, mayor, second_resident):
    post = PostFactory(commune=commune, author=mayor, title="La fête du village")
    for n in range(1, 31):
        MessageFactory(thread=post.thread, author=second_resident, body=f"Remarque {n}.")
    page = feed()
    before = page.locator("li.comment").count()
    press(page.get_by_role("link", name="Charger les anciens commentaires"))
    expect(page.locator("li.comment:focus")).to_have_count(1)
    came = page.locator("li.comment").count() - before
    expect_said(page, f"{came} commentaires de plus")
    first = page.locator("li.comment").first
    expect(first).to_be_focused()
    assert first.locator(".comment__text").inner_text() in focused(page).name


def test_a_list_goes_on_at_its_first_new_line(enter, commune, mayor, resident):
    for n in range(45):
        DiscussionFactory(commune=commune, author=mayor, title=f"Groupe {n}")
    page: Page = enter(resident)
    page.goto(f"/{commune.slug}/discussions/")
    page.wait_for_load_state("networkidle")
    press(page.get_by_role("link", name="Discussions plus anciennes"))
    expect(page.locator("main :focus:not(.more *)")).to_have_count(1)
    assert any(" de plus" in line for line in read_aloud(page))


def test_what_was_edited_in_place_takes_the_focus_back(enter, commune, mayor):
    page: Page = enter(mayor)
    page.goto(f"/{commune.slug}/maire/")
    page.wait_for_load_state("networkidle")
    press(page.get_by_role("link", name="Modifier le slogan"))
    expect(page.get_by_role("heading", name="Modifier le slogan")).to_be_focused()
    press(page.get_by_role("link", name="Annuler"))
    expect(page.locator("#slogan")).to_be_focused()
    page.keyboard.press("Tab")
    assert focused(page)[:2] == ("link", "Modifier le slogan")


def test_a_comment_that_the_mayor_answers_waits_no_more_above_the_feed(enter, commune, mayor, resident):
    post = PostFactory(commune=commune, author=mayor, title="Les arbres de la place")
    write_message(
        viewer=viewer_for(person_id=resident.pk, commune_id=commune.pk),
        kind=COMMENTS,
        thread_id=post.thread_id,
        body="Lesquels ?",
        key="1",
    )
    page: Page = enter(mayor)
    page.goto(f"/{commune.slug}/")
    page.wait_for_load_state("networkidle")
    strip = page.get_by_text("1\u00a0chose attend au bureau")
    expect(strip.first).to_be_visible()
    comment(page, "Des tilleuls")
    expect(page.get_by_text("au bureau")).to_have_count(0)
    expect(page.get_by_label("Votre commentaire")).to_be_focused()


def test_who_accepts_stays_where_they_were_in_the_list(enter, commune, mayor):
    for number in range(8):
        person = PersonFactory(first_name="Anne", last_name=f"Roux{'abcdefgh'[number]}")
        MembershipFactory(commune=commune, person=person, status="pending")
    page: Page = enter(mayor)
    page.goto(f"/{commune.slug}/mairie/administres/")
    page.wait_for_load_state("networkidle")
    tab = page.get_by_role("navigation", name="Administrés").get_by_role("link", name="En attente")
    summary = page.locator("summary").filter(has_text="Accepter Anne Rouxf")
    press(summary)
    place = page.evaluate("scrollY")
    press(page.locator("details[open]").get_by_role("button", name="Personne connue de la mairie"))
    words = page.get_by_text("Anne Rouxf fait maintenant partie de vos administrés.", exact=True)
    expect(words).to_be_focused()
    assert abs(page.evaluate("scrollY") - place) < 300
    expect(tab).to_contain_text("7")
    page.keyboard.press("Enter")  # once too often: nothing is undone
    page.keyboard.press("Tab")
    expect(words).to_be_visible()
    assert focused(page).name.startswith("Annuler")
    page.keyboard.press("Enter")
    expect_said(page, "La demande d’Anne Rouxf est de nouveau en attente.")
    expect(summary).to_be_focused()
    expect(tab).to_contain_text("8")
