"""What stands around every page: the menu with many rubrics, its drawer on phones, the ring of the focus, the night."""

import re
from dataclasses import replace
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from civic.accounts.models import Person
from civic.communes.models import Commune
from civic.core import registry
from civic.core.descriptors import MenuAudience, MenuGroup
from civic.posts.models import Post
from tests.journeys.screen import both_widths

LAPTOP = {"width": 1366, "height": 650}
IN_MENU = """
element => { const { top, bottom } = element.getBoundingClientRect(); return top >= 56 && bottom <= innerHeight }
"""
# Of the element that has the focus: whether its ring is cut off, by what stands around it or by the window.
CUT_OFF = """
(async () => {
  await new Promise(done => setTimeout(done, 40));  // motion is reduced to a millisecond, of a later frame
  const focused = document.activeElement;
  if (!focused || focused === document.body) return "";
  const style = getComputedStyle(focused);
  const said = `${focused.tagName}.${focused.className} ${focused.textContent.trim().slice(0, 30)}`;
  const shadow = style.boxShadow !== "none";
  if (style.outlineStyle === "none" && !shadow && !focused.closest(":focus-within:not(body, html, main)"))
    return `no ring: ${said}`;
  const around = style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth) + parseFloat(style.outlineOffset);
  const box = focused.getBoundingClientRect();
  const ring = {
    left: box.left - around, right: box.right + around, top: box.top - around, bottom: box.bottom + around };
  if (!box.width || ring.left < -0.5 || ring.right > innerWidth + 0.5) return `out of the window: ${said}`;
  for (let up = focused.parentElement; up && up !== document.body; up = up.parentElement) {
    const { overflowX, overflowY } = getComputedStyle(up);
    const edge = up.getBoundingClientRect();
    const beyondX = ring.left < edge.left - 0.5 || ring.right > edge.right + 0.5;
    const beyondY = ring.top < edge.top - 0.5 || ring.bottom > edge.bottom + 0.5;
    if ((overflowX !== "visible" && beyondX) || (overflowY !== "visible" && beyondY))
      return `cut off by ${up.tagName}.${up.className}: ${said}`;
    if (getComputedStyle(up).position === "fixed") break;
  }
  return "";
})()
"""


@pytest.fixture
def many_rubrics(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twenty-five more than there are."""
    entries = registry.menu()
    more = tuple(
        replace(
            entries[0],
            label=f"Rubrique à venir {number}",
            group=list(MenuGroup)[number % len(MenuGroup)],
            position=500 + number,
            audience=MenuAudience.ANYONE,
            url_name="link_list",
            bar_label="",
        )
        for number in range(25)
    )
    monkeypatch.setattr(registry, "menu", lambda: entries + more)


def test_every_entry_of_a_long_menu_is_reached_by_the_wheel_and_by_the_keyboard(
    enter: Any, mayor: Person, commune: Commune, many_rubrics: None, look: Any
):
    page: Page = enter(mayor, viewport=LAPTOP, has_touch=False, is_mobile=False)
    page.goto(f"/{commune.slug}/")
    entries = page.locator(".commune-menu .menu__item")
    assert entries.count() >= 40
    look(page, "menu-of-forty")
    assert not entries.last.evaluate(IN_MENU)
    page.locator(".commune-menu").hover()
    page.mouse.wheel(0, 4000)
    page.wait_for_timeout(300)
    assert entries.last.evaluate(IN_MENU)
    assert page.evaluate("scrollY") == 0
    entries.first.focus()
    for _ in range(entries.count() + len(MenuGroup) + 3):
        page.keyboard.press("Tab")
        if entries.last.evaluate("element => element === document.activeElement"):
            break
    expect(entries.last).to_be_focused()
    assert entries.last.evaluate(IN_MENU)
    # The page that is open is in view, however far down it stands.
    page.goto(reverse("town_hall_settings", args=[commune.slug]))
    page.wait_for_load_state("networkidle")
    assert page.locator(".commune-menu [aria-current]").first.evaluate(IN_MENU)


def test_the_drawer_of_a_phone_holds_the_focus_and_closes_by_escape_and_by_the_way_back(
    enter: Any, mayor: Person, commune: Commune, many_rubrics: None, look: Any
):
    page: Page = enter(mayor)
    page.goto(f"/{commune.slug}/agenda/")
    opener = page.get_by_role("link", name="Menu", exact=True)
    for close in (lambda: page.keyboard.press("Escape"), page.go_back, lambda: page.mouse.click(380, 300)):
        opener.click()
        expect(page.get_by_role("link", name="Fermer le menu")).to_be_focused()
        for _ in range(3):
            page.keyboard.press("Shift+Tab")
            assert page.evaluate(
                "document.activeElement === document.body || Boolean(document.activeElement.closest('nav'))"
            )
        close()
        expect(page.locator(".commune-menu")).to_be_hidden()
        expect(opener).to_be_focused()
    opener.click()
    look(page, "drawer-of-forty")


def test_groups_that_were_put_away_stay_so_on_this_device(enter: Any, resident: Person, commune: Commune):
    page: Page = enter(resident, viewport=LAPTOP, has_touch=False, is_mobile=False)
    page.goto(f"/{commune.slug}/")
    page.wait_for_load_state("networkidle")
    page.locator(".commune-menu summary", has_text="Participer").click()
    page.wait_for_timeout(100)
    page.goto("/notifications/")
    expect(page.locator(".commune-menu details:not([open]) summary")).to_have_text("Participer")


@both_widths
def test_the_ring_of_the_focus_is_never_cut_off(enter: Any, width: int, mayor: Person, post: Post):
    page: Page = enter(mayor)
    slug = post.commune.slug
    faults: list[str] = []
    for path in (
        f"/{slug}/",
        f"/{slug}/agenda/",
        f"/{slug}/actualites/nouvelle/",
        "/notifications/",
        "/mon-compte/affichage/",
    ):
        page.goto(path)
        page.wait_for_load_state("networkidle")
        for theme in ("light", "dark") if path.endswith(f"/{slug}/") else ("light",):
            page.emulate_media(color_scheme=theme)
            page.evaluate("document.activeElement?.blur()")
            for _ in range(60):
                page.keyboard.press("Tab")
                if fault := page.evaluate(CUT_OFF):
                    faults.append(f"{path} {fault}")
    assert sorted(set(faults)) == [], "\n".join(sorted(set(faults)))


def test_the_night_is_chosen_in_the_account_and_holds_on_every_page(
    enter: Any, resident: Person, commune: Commune, look: Any
):
    page: Page = enter(resident)
    page.goto("/mon-compte/affichage/")
    look(page, "display")
    page.get_by_role("radio", name=re.compile("^Sombre")).check()
    page.get_by_role("button", name="Choisir cette apparence").click()
    for path in ("/mon-compte/affichage/", f"/{commune.slug}/", f"/{commune.slug}/agenda/"):
        page.goto(path)
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(16, 20, 31)"
        look(page, f"night{path.replace('/', '-')}")
    page.emulate_media(media="print")
    expect(page.locator("body")).to_have_css("color", "rgb(0, 0, 0)")


@pytest.mark.parametrize("path", ["actualites/nouvelle/", "sondages/nouveau/", "agenda/nouveau/"])
def test_what_a_long_form_is_for_is_in_reach_on_a_phone(
    enter: Any, mayor: Person, commune: Commune, path: str
):
    page: Page = enter(mayor)
    page.goto(f"/{commune.slug}/{path}")
    button = page.locator(".form .button--primary")
    expect(button).to_have_count(1)
    bar = page.locator(".bottom-bar").evaluate("one => one.getBoundingClientRect().top")
    for scrolled in (0, 400):
        page.evaluate("top => scrollTo(0, top)", scrolled)
        top, bottom = button.evaluate(
            "one => (({top, bottom}) => [top, bottom])(one.getBoundingClientRect())"
        )
        assert 56 < top < bottom <= bar, scrolled


def test_what_a_resident_can_write_is_on_the_first_screen_of_a_phone(
    enter: Any, resident: Person, commune: Commune, look: Any
):
    page: Page = enter(resident)
    page.goto(reverse("quick_action_list", args=[commune.slug]))
    ways = page.locator("main .quick-actions__link").all()
    assert ways
    assert all(one.evaluate(IN_MENU) for one in ways)
    look(page, "write")


def test_a_phone_number_stays_on_its_line(enter: Any, resident: Person, commune: Commune):
    page: Page = enter(resident)
    page.goto(f"/{commune.slug}/aujourdhui/")
    number = page.locator("main a[href^='tel:']").first
    page.evaluate("document.querySelector('main').style.width = '9rem'")
    assert number.evaluate("one => one.getClientRects().length") == 1
