"""From stop to stop with the keyboard: each has a whole ring, and none is under a bar that stays at the foot."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from civic.core.clock import now
from civic.media.enums import MediaKind, MediaStatus
from civic.media.models import Media
from civic.memberships.enums import MembershipStatus
from civic.posts.models import PostMedia
from civic.statistics.models import PostDay
from civic.town_halls.models import TownHall
from tests.accounts.factories import PersonFactory
from tests.communes.factories import MembershipFactory
from tests.journeys.screen import both_widths
from tests.posts.factories import PostFactory
from tests.statistics.factories import DayFactory

# What is wrong where the focus is. The ring may be drawn by what stands around (a box to drop files on), and inside.
FAULTS = """
async () => {
  for (const _ of "12") await new Promise(requestAnimationFrame);  // motion is reduced to a millisecond
  const one = document.activeElement;
  const name = `${one.tagName}.${one.className} ${one.id} ${(one.ariaLabel ?? one.textContent).trim().slice(0, 40)}`;
  const faults = [];
  let ringed = one;
  const isRinged = el => { const { outlineStyle, outlineWidth } = getComputedStyle(el);
    return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2 };
  while (ringed && !isRinged(ringed)) ringed = ringed.parentElement;
  // The browser's own buttons, in a date or a film, have a ring of the browser's.
  if (!ringed && one.matches("[type^=date], [type=time], video:not(:focus-visible)")) return [];
  if (!ringed) return [`no ring: ${name}`];
  const box = ringed.getBoundingClientRect();
  const { outlineOffset, outlineWidth } = getComputedStyle(ringed);
  const out = parseFloat(outlineOffset) + parseFloat(outlineWidth) - 1;
  const ring = { left: box.left - out, right: box.right + out, top: box.top - out, bottom: box.bottom + out };
  for (let around = ringed.parentElement; around && around !== document.body; around = around.parentElement) {
    const { overflowX, overflowY } = getComputedStyle(around);
    const edge = around.getBoundingClientRect();
    const cut = [];
    if (overflowX !== "visible") cut.push(ring.left < edge.left - 0.5 && "left",
      ring.right > edge.right + 0.5 && "right");
    if (overflowY !== "visible") cut.push(ring.top < edge.top - 0.5 && "top",
      ring.bottom > edge.bottom + 0.5 && "bottom");
    if (cut.some(Boolean)) faults.push(`ring cut (${cut.filter(Boolean)}) by .${around.className}: ${name}`);
  }
  const places = [0.02, 0.25, 0.5, 0.75, 0.98].flatMap(x => [0.05, 0.5, 0.95].map(y =>
    [box.left + x * box.width, box.top + y * box.height]));
  const isSeen = places.some(([x, y]) => {
    const hit = document.elementFromPoint(x, y);
    return hit && (ringed.contains(hit) || hit.contains(one) && hit.matches("label, .file-input"));
  });
  if (!isSeen) faults.push(`hidden: ${name} at ${Math.round(box.top)}–${Math.round(box.bottom)}`);
  return faults;
}
"""


def faults_of_stops(page: Page, most: int = 250) -> list[str]:
    """Down the whole page, and up again: what comes into view at the foot comes then under the bar at the head."""
    found: dict[str, None] = {}
    for key in ("Tab", "Shift+Tab"):
        stops = 0
        page.evaluate("document.activeElement.blur()")
        while stops < most:
            page.keyboard.press(key)
            if page.evaluate("document.activeElement === document.body"):
                break
            stops += 1
            found |= dict.fromkeys(page.evaluate(FAULTS))
        assert 5 < stops < most
    return list(found)


@both_widths
def test_the_bar_that_answers_several_at_once_covers_no_stop(enter, commune, mayor):
    for n in range(12):
        person = PersonFactory(first_name="Anne", last_name=f"Roux {n}")
        MembershipFactory(commune=commune, person=person, status=MembershipStatus.PENDING)
    page: Page = enter(mayor)
    page.goto(f"/{commune.slug}/mairie/administres/")
    page.wait_for_load_state("networkidle")
    page.locator(".resident__choice input").first.check()
    assert faults_of_stops(page) == []


@pytest.mark.parametrize("path", ["actualites/nouvelle/", "sondages/nouveau/"])
@pytest.mark.parametrize("size", [(320, 256), (390, 844), (1280, 900)], ids=str)
def test_the_buttons_at_the_foot_of_a_form_cover_no_stop(enter, commune, mayor, path, size):
    """320 × 256: a window of 1,280 × 1,024 at 400 %."""
    page: Page = enter(mayor, viewport=dict(zip(("width", "height"), size, strict=True)))
    page.goto(f"/{commune.slug}/{path}")
    page.wait_for_load_state("networkidle")
    assert faults_of_stops(page) == []


def test_on_a_low_screen_of_a_desk_photos_are_chosen_above_the_buttons_at_the_foot(enter, commune, mayor):
    page: Page = enter(mayor, viewport={"width": 1280, "height": 800}, is_mobile=False, has_touch=False)
    page.goto(f"/{commune.slug}/actualites/nouvelle/")
    page.wait_for_load_state("networkidle")
    choice, bar = page.locator(".file-input").first, page.locator(".form__actions--stay")

    def room() -> float:
        above, below = choice.bounding_box(), bar.bounding_box()
        assert above
        assert below
        return below["y"] - above["y"] - above["height"]

    assert room() >= 0
    page.locator("#photos").focus()
    assert room() >= 4  # its ring as well


@pytest.fixture
def films(commune, mayor) -> list[Media]:
    """One of the town hall's own, one of another site."""
    both = {MediaKind.VIDEO: "", MediaKind.HOSTED_VIDEO: "https://www.youtube.com/watch?v=dQw4w9WgXcQ"}
    return [
        Media.objects.create(
            commune_id=commune.pk,
            owner_id=mayor.pk,
            kind=kind,
            address=address,
            status=MediaStatus.READY,
            width=1600,
            height=900,
            alt="La fête",
        )
        for kind, address in both.items()
    ]


@both_widths
@pytest.mark.parametrize("colours", ["none", "active"], ids=["colours of the site", "own colours"])
def test_in_the_feed_each_stop_has_a_ring(enter, commune, mayor, resident, films, colours):
    PostFactory(
        commune=commune, author=mayor, title="Un long récit", body=f"<p>{'Il était une fois. ' * 200}</p>"
    )
    for film in films:
        post = PostFactory(commune=commune, author=mayor, title="Le film de la fête")
        PostMedia.objects.create(post=post, media=film, position=0)
    page: Page = enter(resident, forced_colors=colours)
    page.route("**/affiche.webp*", lambda route: route.fulfill(content_type="image/webp", body=b""))
    page.goto(f"/{commune.slug}/")
    page.wait_for_load_state("networkidle")
    assert faults_of_stops(page) == []


@both_widths
def test_in_the_tables_of_figures_each_stop_has_a_ring(enter, commune, mayor):
    yesterday = (now() - timedelta(days=1)).date()
    TownHall.objects.update(joined_at=now() - timedelta(days=20))
    DayFactory(commune=commune, day=yesterday)
    post = PostFactory(commune=commune, author=mayor, title="Les travaux de la rue Haute")
    PostDay.objects.create(commune=commune, day=yesterday, post_id=post.pk, opened=12)
    page: Page = enter(mayor)
    page.goto(f"/{commune.slug}/mairie/statistiques/")
    page.wait_for_load_state("networkidle")
    expect(page.get_by_role("link", name=post.title)).to_be_visible()
    assert faults_of_stops(page) == []
