"""« Vu » pressed in a long list of answers: the line changes where it stands, and colleagues see each other’s marks."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from civic.accounts.models import Person
from civic.alerts.actions.answering import answer_alert, record_visit
from civic.alerts.enums import SEND_ALERTS
from civic.core.clock import now
from civic.memberships.models import Membership
from civic.viewers.queries.viewer import viewer_for
from tests.accounts.factories import PersonFactory, strengthen
from tests.alerts.factories import alert_of, answer_of
from tests.communes.factories import MembershipFactory
from tests.journeys.reader import focused, read_aloud
from tests.journeys.screen import both_widths
from tests.live.site import live_site


@pytest.fixture(autouse=True)
def site(settings) -> Iterator[str]:
    """The journeys' server with /direct/ on it."""
    with live_site() as address:
        settings.SITE_URL = address
        yield address


@pytest.fixture
def silent(commune, mayor) -> list[Person]:
    """Of four streets, after a danger at which two others called for help."""
    danger = alert_of(commune, mayor, level="danger")
    people = [PersonFactory(first_name="Sam", last_name=f"Silence{number:02}") for number in range(24)]
    for number, person in enumerate(people):
        street = f"{number % 6 + 1} rue {'ABCD'[number // 6]}lpha"
        MembershipFactory(commune=commune, person=person, street=street)
    for number in range(2):
        caller = PersonFactory(first_name="Alix", last_name=f"Appel{number}")
        MembershipFactory(commune=commune, person=caller, street="")
        answer_of(danger, caller, words="Vite", answered_at=now() - timedelta(minutes=9 - number))
    return people


def vu(page: Page, person: Person):
    return page.get_by_role("button", name=f"Vu : {person.full_name}", exact=True)


def not_vu(page: Page, person: Person):
    return page.get_by_role("button", name=f"Pas encore vu : {person.full_name}", exact=True)


def top(page: Page) -> float:
    """Of what has the focus, on the screen."""
    return float(page.evaluate("document.activeElement.getBoundingClientRect().top"))


def open_list(page: Page, commune) -> None:
    with page.expect_response("**/direct/**"):
        page.goto(f"/{commune.slug}/mairie/alertes/reponses/")
    page.wait_for_load_state("networkidle")
    page.evaluate("window.same = true")


@both_widths
def test_the_line_changes_in_its_place_and_the_focus_stays(enter, look, commune, mayor, silent):
    page: Page = enter(mayor)
    open_list(page, commune)
    person = silent[15]
    vu(page, person).focus()
    before = top(page)
    page.keyboard.press("Enter")
    expect(not_vu(page, person)).to_be_focused()
    expect(page.locator("#announcement")).to_have_text(f"{person.full_name} : vu.")
    assert f"{person.full_name} : vu." in read_aloud(page)
    expect(page.locator(".alert-counts")).to_contain_text(re.compile(r"2\d\s+à voir,\s+1\s+déjà vue"))
    expect(page.locator("section", has=page.get_by_role("heading", name="rue Clpha")).first).to_contain_text(
        "1 déjà vue"
    )
    assert abs(top(page) - before) < 20  # the line itself is taller with its mark
    assert focused(page).name == f"Pas encore vu : {person.full_name}"
    before = top(page)
    page.keyboard.press("Enter")  # the way back
    expect(vu(page, person)).to_be_focused()
    expect(page.locator(".alert-counts")).not_to_contain_text("déjà vue")
    assert abs(top(page) - before) < 20
    page.keyboard.press("Enter")
    expect(not_vu(page, person)).to_be_focused()
    assert page.evaluate("window.same")
    look(page, "alert-answers-seen")


@both_widths
def test_a_call_for_help_keeps_its_place_too(enter, commune, mayor, silent):
    page: Page = enter(mayor)
    open_list(page, commune)
    calls = page.locator("#aide li")
    expect(calls.nth(0)).to_contain_text("Appel0")
    button = calls.nth(0).get_by_role("button")
    button.focus()
    before = top(page)
    page.keyboard.press("Enter")
    expect(page.locator(".alert-counts")).to_contain_text("2, dont 1 à voir")
    expect(calls.nth(0)).to_contain_text("Appel0")  # those who are seen go below once one leaves it
    expect(calls.nth(0).get_by_role("button")).to_be_focused()
    assert abs(top(page) - before) < 3
    page.evaluate("document.activeElement.blur()")
    expect(calls.nth(0)).to_contain_text("Appel1")


def test_what_a_colleague_marks_is_there_while_one_goes_on(
    enter, commune, mayor, silent, delegate_with, resident
):
    helper = delegate_with(SEND_ALERTS)
    strengthen(helper)
    page: Page = enter(mayor)
    open_list(page, commune)
    vu(page, silent[8]).focus()
    page.keyboard.press("Enter")
    expect(not_vu(page, silent[8])).to_be_focused()
    colleague = viewer_for(person_id=helper.pk, commune_id=commune.pk)
    other = Membership.objects.get(person=silent[9])
    record_visit(viewer=colleague, membership_id=other.pk, is_seen=True, version=1)
    expect(not_vu(page, silent[9])).to_be_visible(timeout=15_000)
    expect(page.locator(".alert-counts")).to_contain_text("2 déjà vues")
    answer_alert(
        viewer=viewer_for(person_id=resident.pk, commune_id=commune.pk),
        needs_help=True,
        version=1,
        words="Au feu",
    )
    expect(page.locator("#aide")).to_contain_text("Au feu", timeout=15_000)
    expect(not_vu(page, silent[8])).to_be_focused()
    not_vu(page, silent[9]).click()  # a line that came while the page was open answers in its place as well
    expect(vu(page, silent[9])).to_be_focused()
    assert page.evaluate("window.same")


def test_a_double_click_marks_and_does_not_take_it_back(enter, commune, mayor, silent):
    page: Page = enter(mayor)
    open_list(page, commune)
    vu(page, silent[3]).scroll_into_view_if_needed()
    box = vu(page, silent[3]).bounding_box()
    page.mouse.click(box["x"] + 9, box["y"] + 9)
    expect(not_vu(page, silent[3])).to_be_focused()
    page.mouse.down(click_count=2)
    page.mouse.up(click_count=2)
    page.wait_for_timeout(500)
    expect(not_vu(page, silent[3])).to_be_focused()


@both_widths
def test_without_script_the_page_comes_back_at_that_line(enter, commune, mayor, silent):
    page: Page = enter(mayor, java_script_enabled=False)
    page.goto(f"/{commune.slug}/mairie/alertes/reponses/")
    vu(page, silent[15]).click()
    expect(page).to_have_url(re.compile("#visite-"))
    expect(not_vu(page, silent[15])).to_be_in_viewport()


@both_widths
def test_who_answered_on_one_device_is_not_asked_on_another(enter, look, commune, mayor, resident):
    alert_of(commune, mayor, level="danger")
    one, other = enter(resident), enter(resident)
    for page in (one, other):
        with page.expect_response("**/direct/**"):
            page.goto(f"/{commune.slug}/agenda/")
        page.wait_for_load_state("networkidle")
    received = "J’ai bien reçu"
    one.locator("#banner").get_by_role("button", name=received).click()
    for page in (one, other):
        expect(page.locator("#banner")).to_contain_text(f"Vous avez répondu : {received}", timeout=15_000)
        expect(page.locator("#banner").get_by_role("button", name=received)).to_have_count(0)
    look(other, "alert-answered-elsewhere")
    other.goto(f"/{commune.slug}/")  # it keeps it
    expect(other.locator("#banner").get_by_role("button", name=received)).to_have_count(0)
    third: Page = enter(resident)  # was off meanwhile
    third.goto(f"/{commune.slug}/agenda/")
    expect(third.locator("#banner")).to_contain_text(f"Vous avez répondu : {received}")
