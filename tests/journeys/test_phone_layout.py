"""What a phone shows where: with a text twice as large, in the menu, at the head of pages and of publications."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from civic.accounts.models import Person
from civic.communes.models import Commune
from civic.core.clock import now
from civic.posts.models import Post
from tests.accounts.factories import PersonFactory
from tests.communes.factories import DelegationFactory, MembershipFactory
from tests.journeys.screen import both_widths

TWICE = "document.documentElement.style.fontSize = '200%'"
BOX = "one => { const { left, right, top, bottom } = one.getBoundingClientRect(); return [left, right, top, bottom] }"


def test_a_text_twice_as_large_leaves_the_header_one_row_and_the_badge_in_its_column(
    enter: Any, resident: Person, post: Post, look: Any
):
    page: Page = enter(resident)
    page.goto(f"/{post.commune.slug}/")
    page.locator(".bottom-bar .count").evaluate("one => { one.hidden = false; one.textContent = '23' }")
    page.evaluate(TWICE)
    header = page.locator(".site-header")
    assert header.evaluate("one => one.offsetHeight") < 844 * 0.15
    for part in (".switch", ".search-link", ".site-header__end .avatar"):
        left, right, top, bottom = header.locator(part).evaluate(BOX)
        assert left >= 16 - 1
        assert right <= 390 - 16 + 1
        assert top >= 0
        assert bottom <= 844 * 0.15
    bell = page.locator(".bottom-bar [data-bell]")
    badge, column = bell.locator(".count").evaluate(BOX), bell.evaluate(BOX)
    assert column[0] <= badge[0]
    assert badge[1] <= column[1] - 4
    look(page, "large-text-header")


def test_a_name_is_never_broken_letter_by_letter(enter: Any, resident: Person, look: Any):
    page: Page = enter(resident)
    page.goto("/mon-compte/")
    page.evaluate(TWICE)
    left, right, top, bottom = page.locator(".person__name").first.evaluate(BOX)
    assert right - left >= 390 / 2
    assert bottom - top <= 3 * 32 * 1.5
    look(page, "large-text-account")


def test_the_counts_of_the_menu_stand_in_one_column_with_a_text_twice_as_large(
    enter: Any, resident: Person, commune: Commune, look: Any
):
    page: Page = enter(resident)
    page.goto(f"/{commune.slug}/")
    page.evaluate(TWICE)
    page.get_by_role("link", name="Menu", exact=True).click()
    page.locator(".commune-menu .menu__item[href]").evaluate_all(
        """all => all.forEach(one => one.insertAdjacentHTML("beforeend", '<span class="count">12</span>'))"""
    )
    edges = page.locator(".commune-menu .count").evaluate_all(
        "all => all.filter(one => one.offsetWidth).map(one => Math.round(one.getBoundingClientRect().right))"
    )
    assert len(edges) > 3
    assert len(set(edges)) == 1
    assert edges[0] <= page.locator(".commune-menu").evaluate("one => one.getBoundingClientRect().right") - 16
    look(page, "large-text-menu")


def test_a_favourite_is_added_without_leaving_the_menu(
    enter: Any, resident: Person, commune: Commune, look: Any
):
    page: Page = enter(resident)
    page.goto(f"/{commune.slug}/agenda/")
    opener = page.get_by_role("link", name="Menu", exact=True)
    opener.click()
    page.get_by_role("button", name="Ajouter à mes favoris").click()
    menu = page.locator(".commune-menu")
    expect(menu.get_by_role("button", name="Ajouté à mes favoris")).to_be_focused()
    expect(page.locator("#messages")).to_contain_text("est dans vos favoris.")
    expect(menu.get_by_role("link", name="L’agenda")).to_have_count(2)
    expect(menu.locator("[aria-current]")).to_have_count(1)
    look(page, "favourite-added")
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(opener).to_be_focused()
    assert "#" not in page.url


def test_headings_begin_at_one_height_and_tabs_take_one_row(
    enter: Any, resident: Person, commune: Commune, look: Any
):
    page: Page = enter(resident)
    heights = {}
    for path in (
        f"/{commune.slug}/agenda/",
        f"/{commune.slug}/sondages/",
        f"/{commune.slug}/ecrire/",
        "/notifications/",
        "/mon-compte/",
        "/aide/",
    ):
        page.goto(path)
        heights[path] = page.locator("h1").evaluate("one => Math.round(one.getBoundingClientRect().top)")
    assert len(set(heights.values())) == 1, heights
    page.goto(reverse("account_display"))
    tabs = page.locator(".tabs").first
    assert tabs.evaluate("one => one.offsetHeight") < 60
    left, right, *_ = tabs.locator("[aria-current]").evaluate(BOX)
    assert left >= 0
    assert right <= 390
    look(page, "account-tabs")


def test_a_publication_says_who_speaks_in_two_lines_in_the_feed_and_on_its_own_page(
    enter: Any, resident: Person, mayor: Person, commune: Commune, post: Post, look: Any
):
    Person.objects.filter(pk=mayor.pk).update(first_name="Sandrine", last_name="Vial")
    Post.objects.filter(pk=post.pk).update(author_title="Adjointe", audience="members")
    page: Page = enter(resident)
    page.goto(reverse("post_detail", args=[commune.slug, post.pk]))
    lines = "one => Math.round(one.offsetHeight / parseFloat(getComputedStyle(one).lineHeight))"
    for path in (page.url, f"/{commune.slug}/"):
        page.goto(path)
        signed = page.locator(".post__signed").first
        assert signed.evaluate(lines) == 1
    look(page, "post-head")


def test_what_one_writes_about_a_photo_has_the_whole_width(
    enter: Any, mayor: Person, commune: Commune, look: Any
):
    page: Page = enter(mayor)
    page.goto(reverse("post_new", args=[commune.slug]))
    page.locator(".form").evaluate(
        """form => { const row = document.querySelector("template[data-uploads-target=template], template");
        const list = document.createElement("ul"); list.className = "uploads";
        list.append(row.content.cloneNode(true)); form.prepend(list) }"""
    )
    row = page.locator(".upload").first
    field = row.locator(".field")
    assert field.evaluate("one => one.offsetWidth") >= row.evaluate("one => one.clientWidth") * 0.85
    look(page, "photo-description")


WORDS = """one => [...one.lastChild.textContent.matchAll(/[^\\s-]+/g)].map(word => {
  const range = document.createRange();
  range.setStart(one.lastChild, word.index);
  range.setEnd(one.lastChild, word.index + word[0].length);
  return new Set([...range.getClientRects()].map(box => box.top)).size;
})"""


def test_no_word_of_the_name_of_a_commune_is_cut_in_two(enter: Any, commune: Commune):
    for name in ("Sanmairie", "Villeneuve-sur-Lot", "Niederschaeffolsheim"):
        Commune.objects.filter(pk=commune.pk).update(name=name)
        page: Page = enter()
        page.goto(f"/{commune.slug}/")
        assert set(page.locator(".switch > span").evaluate(WORDS)) == {1}, name
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_nor_with_a_text_twice_as_large_beside_the_sign_of_several_communes(
    enter: Any, mayor: Person, commune: Commune, other_commune: Commune
):
    MembershipFactory(commune=other_commune, person=mayor)
    page: Page = enter(mayor)
    for name in ("Crulai", "Villeneuve-sur-Lot"):
        Commune.objects.filter(pk=commune.pk).update(name=name)
        page.goto(f"/{commune.slug}/")
        page.evaluate(TWICE)
        page.wait_for_timeout(100)  # the next frame
        expect(page.locator(".switch .icon--turn")).to_be_visible()
        assert set(page.locator(".switch > span").evaluate(WORDS)) == {1}, name
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("wide", [1024, 1280])
def test_every_tab_of_the_account_is_in_sight_at_a_desk(enter: Any, mayor: Person, wide: int, look: Any):
    page: Page = enter(mayor, viewport={"width": wide, "height": 800}, is_mobile=False, has_touch=False)
    page.goto("/mon-compte/")
    assert page.locator(".tabs__tab").count() >= 6
    for tab in page.locator(".tabs__tab").all():
        left, right, *_ = tab.evaluate(BOX)
        assert left >= page.locator("h1").evaluate(BOX)[0] - 1
        assert right <= wide - 16
    last = page.locator(".tabs__tab").last.evaluate(
        "one => document.elementFromPoint("
        "one.getBoundingClientRect().right - 8, one.getBoundingClientRect().top + 8) === one"
    )
    assert last
    if wide == 1280:
        assert len({tab.evaluate("one => one.offsetTop") for tab in page.locator(".tabs__tab").all()}) == 1
    look(page, f"account-tabs-{wide}")


@both_widths
def test_a_short_name_stands_beside_its_sign_where_a_badge_follows(
    enter: Any, mayor: Person, commune: Commune, look: Any
):
    DelegationFactory(
        commune=commune,
        person=PersonFactory(first_name="Olivier", last_name="Brun"),
        given_by=mayor,
        rights=["publish"],
        title="Stagiaire",
        ends_at=now() - timedelta(days=5),
    )
    page: Page = enter(mayor)
    page.goto(reverse("delegation_list", args=[commune.slug]))
    line = page.locator(".person").filter(has_text="Olivier Brun")
    sign, name = line.locator(".avatar").evaluate(BOX), line.locator("div").first.evaluate(BOX)
    assert name[0] >= sign[1]
    assert name[2] < sign[3]
    look(page, "short-name")


def test_the_lines_of_the_box_of_errors_stand_evenly_and_are_as_large_as_a_finger(enter: Any, look: Any):
    page: Page = enter()
    page.goto("/inscription/")
    page.get_by_role("button", name="Créer mon compte").click()
    box = page.locator("#erreurs")
    expect(box).to_be_visible()
    steps = box.locator("li").evaluate_all(
        """all => all.map(one => {
          const range = document.createRange();
          range.selectNodeContents(one);
          const tops = [...new Set([...range.getClientRects()].map(line => Math.round(line.top + line.height / 2)))];
          return tops.sort((a, b) => a - b).slice(1).map((top, place) => top - tops[place]).filter(step => step > 2);
        })"""
    )
    assert any(steps)
    assert max(map(max, filter(None, steps))) - min(map(min, filter(None, steps))) <= 2
    heights = box.locator("li a").evaluate_all("all => all.map(one => one.getClientRects()[0].height)")
    assert min(heights) >= 44
    look(page, "box-of-errors")


def test_what_is_always_received_stands_apart_from_the_cards(enter: Any, resident: Person, look: Any):
    page: Page = enter(resident)
    page.goto(reverse("notification_choices"))
    words, cards = page.locator("#toujours").evaluate(BOX), page.locator(".choice-cards").evaluate(BOX)
    assert cards[2] - words[3] >= 8
    own = page.locator(".levels").get_by_text("Mes propres choix")
    expect(own).to_be_hidden()
    page.get_by_text("Rien", exact=True).click()
    page.get_by_text("L’essentiel", exact=True).click()
    page.get_by_text("Choisir nouvelle par nouvelle").click()
    frequency = page.locator(".matrix__row select").first
    assert frequency.input_value() != "never"
    frequency.select_option("weekly")
    expect(own).to_be_visible()
    expect(page.get_by_role("radio", name="Mes propres choix")).to_be_checked()
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("radio", name="Mes propres choix")).to_be_checked()
    expect(page.locator(".matrix__row select").first).to_have_value("weekly")
    look(page, "own-choices")


def test_forms_of_a_phone_leave_room_to_words_and_fingers(
    enter: Any, mayor: Person, commune: Commune, look: Any
):
    page: Page = enter(mayor)
    page.goto("/mon-compte/")
    links = page.locator(".person__note a")
    upper, lower = (links.nth(place).evaluate(BOX) for place in (0, 1))
    assert lower[2] - upper[3] >= 8
    look(page, "account-links")
    page.goto(reverse("membership_list", args=[commune.slug]))
    words, button = (page.locator(f".residents__filters .search > {one}") for one in ("input", "button"))
    assert words.evaluate("one => one.offsetWidth") >= 280
    assert button.evaluate(BOX)[2] >= words.evaluate(BOX)[3] + 4
    assert page.locator("#id_q_helptext").evaluate(BOX)[2] >= button.evaluate(BOX)[3]
    look(page, "residents-search")
    page.goto(reverse("settings_section", args=[commune.slug, "apparence"]))
    title = page.locator("legend", has_text="Couleur de vos pages").evaluate(BOX)
    assert page.locator(".colours .choice").first.evaluate(BOX)[2] - title[3] >= 8
    look(page, "settings-colour")


# What a select shows has room beside its sign.
FITS = """one => {
  const { font, paddingLeft, paddingRight } = getComputedStyle(one);
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = font;
  const longest = Math.max(...[...one.options].map(option => pen.measureText(option.text).width));
  return longest <= one.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight);
}"""
BAR = """() => {
  const bar = document.querySelector(".bottom-bar");
  const words = document.createTreeWalker(bar, NodeFilter.SHOW_TEXT, one =>
    one.textContent.trim() && !one.parentElement.matches(".count, .visually-hidden")
      ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_SKIP);
  const boxes = [];
  while (words.nextNode()) {
    const range = document.createRange();
    range.selectNodeContents(words.currentNode);
    boxes.push(...[...range.getClientRects()].filter(box => box.width > 2));
  }
  return {
    height: bar.offsetHeight,
    right: Math.max(...boxes.map(box => box.right)),
    gaps: boxes.slice(1).map((box, place) => box.left - boxes[place].right),
  };
}"""


def test_the_bar_at_the_foot_takes_one_row_whatever_the_text_and_buttons_stand_above_it(
    enter: Any, mayor: Person, commune: Commune, look: Any
):
    page: Page = enter(mayor)
    page.goto(reverse("notification_choices"))
    for width, large in ((390, False), (390, True), (320, False), (360, True)):
        page.set_viewport_size({"width": width, "height": 844})
        page.evaluate(TWICE if large else "document.documentElement.style.fontSize = ''")
        page.locator(".levels").evaluate("one => one.scrollIntoView()")
        page.wait_for_timeout(100)  # the next frame
        bar = page.evaluate(BAR)
        assert bar["height"] <= 844 * 0.09
        assert bar["right"] <= width
        assert min(bar["gaps"]) >= 4
        buttons = page.locator(".form__actions--stay").evaluate(BOX)
        assert buttons[3] <= 844 - bar["height"] + 1
        assert buttons[3] >= 844 - bar["height"] - 4
        for one in page.locator(".quiet select").all():
            assert one.evaluate(FITS), width
    look(page, "large-text-foot")


def requests_that_wait(page: Page, commune: Commune) -> list[Any]:
    for number in range(10):
        person = PersonFactory(first_name="Anne-Sophie", last_name=f"Roux {number}")
        MembershipFactory(commune=commune, person=person, status="pending")
    page.goto(f"/{commune.slug}/mairie/administres/")
    page.wait_for_load_state("networkidle")
    return [page.locator(".residents__choice"), page.get_by_role("button", name="Tout choisir")]


def test_the_bar_that_answers_several_covers_neither_what_was_pressed_nor_the_first_names(
    enter: Any, mayor: Person, commune: Commune, look: Any
):
    page: Page = enter(mayor)
    bar, every = requests_that_wait(page, commune)
    every.click()
    expect(bar).to_contain_text("Accepter 10 demandes…")
    top = bar.evaluate(BOX)[2]
    assert page.get_by_role("button", name="Ne rien choisir").evaluate(BOX)[3] <= top
    assert page.locator(".residents .person__name").nth(1).evaluate(BOX)[3] <= top
    look(page, "requests-chosen")
    page.get_by_role("button", name="Accepter 10 demandes…").click()
    expect(page.get_by_role("heading", name="Accepter 10 demandes")).to_be_visible()
    look(page, "requests-accept")
    page.get_by_role("link", name="Annuler", exact=True).click()
    page.get_by_role("button", name="Accepter 10 demandes…").click()  # they are chosen still
    page.get_by_role("button", name="Liste électorale").click()
    expect(page.locator("#messages")).to_contain_text("10 demandes sont acceptées")


def test_nor_does_it_leave_the_screen_or_stay_over_it_with_a_text_twice_as_large(
    enter: Any, mayor: Person, commune: Commune, look: Any
):
    page: Page = enter(mayor)
    bar, every = requests_that_wait(page, commune)
    page.evaluate(TWICE)
    every.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    for button in bar.locator("button").all():
        left, right, *_ = button.evaluate(BOX)
        assert left >= 0
        assert right <= 390
    assert bar.evaluate("one => getComputedStyle(one).position") == "static"
    look(page, "large-text-requests")
