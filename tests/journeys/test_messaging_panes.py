"""On a large screen each pane of a conversation goes by itself; one's own side stands to the right."""

import re

import pytest
from playwright.sync_api import Page, expect

from civic.messaging.actions import writing
from tests.accounts.factories import PersonFactory
from tests.communes.factories import MembershipFactory
from tests.journeys.screen import both_widths


@pytest.fixture
def long_one(commune, mayor, resident, viewer_of):
    """The last one in which somebody wrote, among more than fit on a screen."""
    for n in range(14):
        other = viewer_of(MembershipFactory(commune=commune, person=PersonFactory()).person, commune)
        writing.write_to_town_hall(viewer=other, addressee="team", body="Bonjour", key=str(n))
    own, town_hall = viewer_of(resident, commune), viewer_of(mayor, commune)
    made = writing.write_to_town_hall(viewer=own, addressee="team", body="Un banc est cassé.", key="k")
    for n in range(12):
        for one in (town_hall, own):
            writing.write_message(viewer=one, thread_id=made.thread_id, body=f"Message {n}", key=f"k{n}")
    return made


def place(page: Page, selector: str) -> dict[str, float]:
    found: dict[str, float] = page.locator(selector).evaluate("one => one.getBoundingClientRect().toJSON()")
    return found


@pytest.mark.parametrize("width", [1280], indirect=True)
@pytest.mark.parametrize("height", [900, 600])
def test_each_pane_goes_by_itself(enter, look, commune, mayor, long_one, height):
    page: Page = enter(mayor, viewport={"width": 1280, "height": height})
    page.goto(f"/{commune.slug}/messagerie/{long_one.thread_id}/?avant=99")
    page.evaluate("document.fonts.ready")
    page.evaluate("scrollTo({top: 400, behavior: 'instant'})")
    form, pane = place(page, ".thread__write"), place(page, ".messaging__left")
    assert form["bottom"] == pytest.approx(height, abs=1), "where one writes stays at the foot"
    assert form["top"] > height / 4
    assert pane["top"] == pytest.approx(56, abs=1), "below the header"
    assert pane["bottom"] <= height

    # By the keyboard: nothing moves for the form, which is there already, and no link is under it.
    page.get_by_label("Votre message").focus()
    for _ in range(3):
        page.keyboard.press("Tab")
    assert page.evaluate("scrollY") == 400
    expect(page.get_by_role("button", name="Envoyer")).to_be_focused()
    for link in page.locator(".comments__list .message__speak").all()[-6:]:
        link.focus()
        assert place(page, ".message__speak:focus")["bottom"] <= place(page, ".thread__write")["top"]

    # The list goes on by itself, to its end.
    before = page.evaluate("scrollY")
    around = place(page, ".messaging__left > :last-child")
    page.mouse.move(around["x"] + 60, around["y"] + 60)
    page.mouse.wheel(0, 200)
    page.wait_for_function("document.querySelector('.messaging__left > :last-child').scrollTop > 0")
    assert page.evaluate("scrollY") == before
    last = page.locator(".messaging__list .conversation__name").last
    last.focus()
    expect(last).to_be_in_viewport()
    look(page, f"messaging-panes-{height}")


@both_widths
def test_ones_own_side_stands_to_the_right(enter, commune, mayor, resident, long_one):
    for person, own, other in ((resident, 1, 0), (mayor, 0, 1)):
        page: Page = enter(person)
        page.goto(f"/{commune.slug}/messagerie/{long_one.thread_id}/")
        bodies = page.locator(".message .comment__body", has_text="Message 11")
        edges = [
            bodies.nth(n).evaluate(
                "one => [one.getBoundingClientRect().right, getComputedStyle(one).borderInlineEndWidth]"
            )
            for n in (own, other)
        ]
        assert edges[0][0] > edges[1][0]
        assert (edges[0][1], edges[1][1]) == ("4px", "0px"), "not by its colour alone"


@both_widths
def test_a_short_conversation_is_read_without_a_move(enter, commune, mayor, resident, viewer_of, width):
    own = viewer_of(resident, commune)
    made = writing.write_to_town_hall(viewer=own, addressee="team", body="Un banc est cassé.", key="k")
    writing.write_message(viewer=own, thread_id=made.thread_id, body="Place de la mairie.", key="k2")
    page: Page = enter(mayor)
    with page.expect_response("**/lu/"):
        page.goto(f"/{commune.slug}/messagerie/{made.thread_id}/")
    last = place(page, "li.message:last-child")
    assert last["bottom"] <= place(page, ".thread__write")["top"]
    if width == 1280:  # its line beside it says no more that something is to read
        assert page.locator(".conversation--unread").count() == 0


@pytest.mark.parametrize("width", [1280], indirect=True)
def test_the_list_stays_as_it_was_narrowed(enter, commune, mayor, long_one):
    page: Page = enter(mayor)
    page.goto(f"/{commune.slug}/messagerie/")
    tabs = page.get_by_role("navigation", name="Conversations").or_(page.locator(".messaging__left"))
    tabs.get_by_role("link", name="À répondre").first.click()
    page.locator(".conversation__name").first.click()
    expect(page.get_by_label("Votre message")).to_be_visible()
    expect(page.locator(".messaging__left [aria-current]", has_text="À répondre")).to_be_visible()
    expect(page.locator("#nouveaux")).to_be_in_viewport()  # as from the whole list
    assert page.url.endswith("?liste=a-repondre")
    page.get_by_role("link", name="Messagerie").last.click()
    expect(page).to_have_url(re.compile(r"/messagerie/\?liste=a-repondre$"))


@both_widths
def test_a_sentence_does_not_slip_under_the_button(enter, commune, resident, mayor, viewer_of):
    own = viewer_of(resident, commune)
    made = writing.write_to_town_hall(viewer=own, addressee="team", body="Un banc est cassé.", key="k")
    page: Page = enter(resident)
    page.goto(f"/{commune.slug}/messagerie/{made.thread_id}/")
    page.get_by_label("Votre message").fill("Il l’est encore.")
    page.wait_for_timeout(700)  # the draft is kept
    page.reload()
    said = page.locator(".toast", has_text="Votre brouillon a été retrouvé")
    expect(said).to_be_visible()
    page.get_by_label("Votre message").click()
    page.get_by_role("button", name="Envoyer").click()
    expect(page.locator("li.message", has_text="Il l’est encore.")).to_be_visible()
    expect(said).to_have_count(0)
