"""What covers the page, or is done in it, leaves a person where they were."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from civic.accounts.models import Person
from civic.communes.models import Commune
from civic.contents.enums import Status
from civic.posts.models import Post
from civic.threads.actions.messages import write_message
from civic.threads.thread_kinds import COMMENTS
from tests.posts.factories import PostFactory

Enter = Callable[..., Page]
PHOTOS = """
<div data-controller="lazy photos" data-lazy-script-value="/static/ui/photos.js">
  <a data-photos-target="link" class="photos__item" href="/static/ui/icon-512.png"><img alt="La place"
     src="/static/ui/icon-192.png"></a>
</div>
"""


@pytest.fixture
def long_page(commune: Commune, mayor: Person) -> Commune:
    for number in range(8):
        PostFactory(commune=commune, author=mayor, title=f"Publication {number}", body="<p>Un mot.</p>" * 8)
    return commune


def place(page: Page) -> float:
    return float(page.evaluate("scrollY"))


def scroll(page: Page, to: int) -> float:
    page.wait_for_load_state("networkidle")
    page.evaluate(f"scrollTo(0, {to})")
    return place(page)


def tap(shown: Locator) -> None:
    """As a finger does. Playwright’s own click first scrolls the page for what stands over its foot."""
    box = shown.bounding_box()
    assert box
    shown.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def test_the_way_back_closes_a_photo(enter: Enter, long_page: Commune, resident: Person):
    page = enter(resident)
    page.goto(f"/{long_page.slug}/agenda/")
    page.goto(f"/{long_page.slug}/")
    page.locator("article.post").nth(4).evaluate(
        "(post, html) => post.insertAdjacentHTML('beforeend', html)", PHOTOS
    )
    photo = page.locator(".photos__item")
    photo.scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")
    # As after « Afficher la suite »: htmx loads such a page again on the way back from another address.
    page.evaluate("history.replaceState({htmx: true}, '')")
    page.evaluate("document.body.dataset.same = 'page'")
    viewer = page.get_by_role("dialog")
    before, address = place(page), page.url
    assert before > 0
    ways = (
        page.go_back,
        lambda: page.keyboard.press("Escape"),
        viewer.get_by_role("button", name="Fermer").click,
    )
    for close in ways:
        photo.click()
        expect(viewer).to_be_visible()
        close()
        expect(viewer).to_be_hidden()
        expect(page).to_have_url(address)
        expect(photo).to_be_focused()
        assert place(page) == before
    page.wait_for_timeout(200)
    assert page.evaluate("document.body.dataset.same") == "page"
    page.go_back()
    page.wait_for_url(f"**/{long_page.slug}/agenda/")


def test_the_menu_opens_over_the_page_and_leads_on_from_it(
    enter: Enter, long_page: Commune, resident: Person
):
    page = enter(resident)
    page.goto(f"/{long_page.slug}/")
    before = scroll(page, 900)
    assert before > 0
    menu = page.locator(".commune-menu")
    opener = page.get_by_role("link", name="Menu", exact=True)
    close = page.get_by_role("link", name="Fermer le menu")
    for leave in (page.go_back, lambda: tap(close)):
        tap(opener)
        expect(menu).to_be_visible()
        assert place(page) == before
        leave()
        expect(menu).to_be_hidden()
        assert place(page) == before
    tap(opener)
    menu.get_by_role("link", name="L’agenda").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("agenda", ignore_case=True)
    page.go_back()
    expect(page.locator("article.post").first).to_be_visible()
    expect(menu).to_be_hidden()


def test_without_script_the_menu_opens_by_its_place(enter: Enter, long_page: Commune, resident: Person):
    page = enter(resident, java_script_enabled=False)
    page.goto(f"/{long_page.slug}/")
    page.get_by_role("link", name="Menu", exact=True).click()
    expect(page.locator(".commune-menu")).to_be_visible()


def test_lire_la_suite_is_whole_or_out_of_sight(enter: Enter, commune: Commune, mayor: Person):
    """Before script arrives too, whatever the length of a text."""
    for lines in (12, 14, 20):
        PostFactory(
            commune=commune, author=mayor, body="<ul>" + "<li>Un</li>" * lines + "</ul>", audience="public"
        )
    cut = """one => [...one.querySelectorAll('.fold')].map(text => {
        const more = text.querySelector('.fold__more').getBoundingClientRect();
        return Math.min(more.bottom, text.getBoundingClientRect().bottom) - more.top;
    })"""
    page = enter(java_script_enabled=False)
    page.goto(f"/{commune.slug}/")
    for height in range(250, 480, 7):
        page.evaluate(
            "height => document.querySelectorAll('.fold > ul').forEach(list => "
            "list.style.cssText = `height: ${height}px; overflow: hidden`)", height,
        )  # fmt: skip
        for seen in page.locator("main").evaluate(cut):
            assert seen <= 0 or seen >= 44, f"{seen} px of it at {height}"


def test_sans_suite_keeps_the_place(
    enter: Enter, commune: Commune, mayor: Person, resident: Person, viewer_of: Callable[..., object]
):
    for number in range(6):
        post: Post = PostFactory(
            commune=commune, author=mayor, title=f"Nouvelle {number}", status=Status.PUBLISHED
        )
        write_message(
            viewer=viewer_of(resident, commune), kind=COMMENTS, thread_id=post.thread_id,
            body=f"Question {number} ?", key=str(number),
        )  # fmt: skip
    page = enter(mayor)
    page.goto(f"/{commune.slug}/mairie/")
    page.get_by_text("Les voir une à une").click()
    lines = page.locator("li.desk-task li.desk-task")
    scroll(page, 500)
    button = lines.filter(has_text="Question 4").get_by_role("button", name="Sans suite")
    button.scroll_into_view_if_needed()
    before = place(page)
    assert before > 0
    button.click()
    expect(page.locator("main").get_by_text("Sans réponse\u00a0: ").first).to_be_visible()
    expect(button).to_have_count(0)
    expect(page.get_by_role("button", name="Annuler")).to_be_focused()
    assert abs(place(page) - before) < 60
    expect(page.locator("#attendent")).to_contain_text("5 choses attendent")
    page.get_by_role("button", name="Annuler").click()
    expect(page.locator("#attendent")).to_contain_text("6 choses attendent")
    assert abs(place(page) - before) < 60
