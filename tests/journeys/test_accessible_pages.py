"""What a page is for somebody who does not see it, or sees it in colours of their own: read in the accessibility tree
and in what the browser draws."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from civic.core.clock import now
from civic.polls.actions import counting
from civic.town_halls.models import TownHall
from tests.accounts.factories import PersonFactory
from tests.agenda.factories import CalendarEventFactory
from tests.communes.factories import MembershipFactory
from tests.journeys.reader import focused, read_aloud, role_of, tree, words_of
from tests.journeys.screen import both_widths
from tests.polls.factories import PollFactory, vote
from tests.posts.factories import PostFactory
from tests.statistics.factories import DayFactory

# Of two colours as the browser says them, « rgb(246, 244, 238) »: their contrast.
CONTRAST = """
([a, b]) => {
  const light = colour => {
    const [r, g, b] = colour.match(/[\\d.]+/g).map(Number).map(part => part / 255)
      .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [dark, bright] = [light(a), light(b)].sort((one, other) => one - other);
  return (bright + 0.05) / (dark + 0.05);
}
"""
SPACED = """
* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
p { margin-bottom: 2em !important }
"""


@both_widths
def test_the_link_over_the_menu_leads_to_the_content(enter, commune, mayor, resident):
    PostFactory(commune=commune, author=mayor, title="Les arbres de la place")
    page: Page = enter(resident)
    page.goto(f"/{commune.slug}/discussions/")
    page.keyboard.press("Tab")
    assert focused(page)[:2] == ("link", "Aller au contenu")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.locator("main :focus").count() == 1
    assert page.locator(".commune-menu :focus, header.site-header :focus").count() == 0


def test_behind_the_menu_of_a_phone_there_is_nothing(enter, commune, mayor, resident):
    PostFactory(commune=commune, author=mayor, title="Les arbres de la place")
    page: Page = enter(resident)
    page.goto(f"/{commune.slug}/")
    page.wait_for_load_state("networkidle")
    page.locator(".bottom-bar").get_by_role("link", name="Menu").click()
    expect(page.get_by_role("link", name="Fermer le menu")).to_be_focused()
    nodes = [node for node in tree(page).values() if not node.get("ignored")]
    roles = [role_of(node) for node in nodes]
    assert ("main" in roles, "banner" in roles, "article" in roles) == (False, False, False)
    assert roles.count("navigation") == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_line_of_the_current_tab_is_seen(enter, commune, resident, scheme):
    page: Page = enter(resident, color_scheme=scheme)
    page.goto(f"/{commune.slug}/agenda/planning/")
    tab = page.locator(".tabs__tab[aria-current]")
    line = tab.evaluate("tab => getComputedStyle(tab).borderBottomColor")
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert page.evaluate(CONTRAST, [line, paper]) >= 3


def test_in_the_persons_own_colours_the_current_tab_and_the_focus_are_seen(enter, commune, mayor):
    page: Page = enter(mayor, forced_colors="active")
    page.goto(f"/{commune.slug}/agenda/planning/")
    current = page.locator(".tabs__tab[aria-current]")
    line = current.evaluate("tab => getComputedStyle(tab).borderBottomColor")
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert page.evaluate(CONTRAST, [line, paper]) >= 3
    widths = page.locator(".tabs__tab").evaluate_all(
        "tabs => tabs.map(tab => tab.clientHeight === tab.offsetHeight)"
    )
    assert widths.count(False) == 1, "it alone has a line"

    page.goto(f"/{commune.slug}/actualites/nouvelle/")
    text = page.locator(".editor__text")
    text.focus()
    assert text.evaluate("box => getComputedStyle(box).outline").endswith("solid 3px")


@pytest.mark.parametrize("width", [1280], indirect=True)
def test_the_month_is_a_grid_that_says_how_it_is_walked_through(enter, commune, mayor, resident):
    CalendarEventFactory(commune=commune, title="Repas de quartier", starts_at=now())
    page: Page = enter(resident)
    page.goto(f"/{commune.slug}/agenda/")
    grid = page.get_by_role("grid", name=re.compile("^Agenda "))
    expect(grid).to_have_accessible_description(re.compile("les flèches mènent d’un jour à l’autre"))
    nodes = tree(page)
    (node,) = (one for one in nodes.values() if role_of(one) == "grid")
    inside = [role_of(one) for one in nodes.values() if role_of(one) in {"gridcell", "columnheader"}]
    assert inside.count("columnheader") == 7
    assert inside.count("gridcell") in {28, 35, 42}
    assert "Repas de quartier" in words_of(node, nodes)


@pytest.mark.parametrize("width", [1280], indirect=True)
def test_a_day_grows_with_the_space_between_its_letters(enter, commune, mayor, resident):
    title = "Réunion publique sur le réaménagement de la place du marché et de ses abords"
    CalendarEventFactory(commune=commune, title=title, starts_at=now())
    page: Page = enter(resident)
    page.goto(f"/{commune.slug}/agenda/")
    page.evaluate(
        "css => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css);"
        " document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet] }",
        SPACED,
    )
    event = page.locator(".calendar__event").first
    hidden = event.evaluate("one => one.scrollHeight - one.clientHeight")
    assert hidden <= 1


def test_a_comment_stands_under_headings(enter, commune, mayor, resident):
    post = PostFactory(commune=commune, author=mayor, title="Les arbres de la place")
    page: Page = enter(resident)
    for path, level in ((f"/{commune.slug}/", 3), (f"/{commune.slug}/actualites/{post.pk}/", 2)):
        page.goto(path)
        expect(page.get_by_role("heading", name="Commentaires", exact=True, level=level)).to_have_count(1)


def test_sign_in_says_what_is_needed_and_sign_up_how_a_date_is_written(enter):
    page: Page = enter()
    page.goto("/connexion/")
    expect(page.get_by_text("L’adresse e-mail et le mot de passe sont obligatoires.")).to_be_visible()
    page.goto("/inscription/")
    birth = page.get_by_label("Date de naissance")
    expect(birth).to_have_accessible_description(re.compile("jj/mm/aaaa"))
    assert birth.get_attribute("placeholder") is None
    expect(page.get_by_label("Civilité")).to_have_attribute("autocomplete", "honorific-prefix")


def test_what_was_saved_is_said_once_the_page_is_there(enter, resident):
    page: Page = enter(resident)
    page.goto("/mon-compte/")
    page.get_by_label("Quelques mots sur vous").fill("Je jardine.")
    page.add_init_script(
        "addEventListener('DOMContentLoaded', () => new MutationObserver(() => document.body.dataset.said = '')"
        ".observe(document.getElementById('messages'), { childList: true }))"
    )
    page.get_by_role("button", name="Enregistrer mes informations").click()
    expect(page.locator("body[data-said]")).to_have_count(1)  # a live region is read when it changes
    assert page.locator("#messages p").first.inner_text() in read_aloud(page)


@pytest.mark.parametrize("width", [1280], indirect=True)
def test_bars_are_drawn_in_the_persons_own_colours(enter, commune, mayor):
    TownHall.objects.update(joined_at=now() - timedelta(days=20))
    for ago in range(1, 8):
        DayFactory(commune=commune, day=(now() - timedelta(days=ago)).date())
    page: Page = enter(mayor, forced_colors="active")
    page.goto(f"/{commune.slug}/mairie/statistiques/")
    drawn = page.locator(".chart__text").first
    text = drawn.evaluate("one => getComputedStyle(one).fill")
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert page.evaluate(CONTRAST, [text, paper]) >= 4.5


def test_the_shares_of_a_poll_are_seen_in_the_persons_own_colours(enter, commune, mayor):
    poll = PollFactory(commune=commune, author=mayor, options=["Oui", "Non"])
    people = [PersonFactory() for _ in range(12)]
    for number, person in enumerate(people):
        MembershipFactory(commune=commune, person=person)
        vote(poll, person, number % 3 == 0)
    counting.count_ballots(poll_id=poll.pk)
    page: Page = enter(people[0], forced_colors="active")
    page.goto(f"/{commune.slug}/sondages/{poll.pk}/")
    fill = "one => getComputedStyle(one).fill"
    part, rest = (page.locator(f".poll-result__{one}").first.evaluate(fill) for one in ("part", "rest"))
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert [page.evaluate(CONTRAST, [colour, paper]) >= 3 for colour in (part, rest)] == [True, True]
    assert part != rest
