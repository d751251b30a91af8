"""Each picture on each page: sharp where it is shown, and no larger a file than it takes."""

import re
import shutil
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from playwright.sync_api import Page

from civic.accounts.models import Person
from civic.core.audience import Audience
from civic.core.ids import new_id
from civic.media import storage
from civic.media.actions.preparing import prepare_photo
from civic.media.actions.receiving import receive_photo, receive_portrait
from civic.media.enums import MediaStatus
from civic.media.models import LinkPreview, Media
from civic.town_halls.actions.settings import change_emblem
from civic.town_halls.models import TownHall
from civic.viewers.queries.viewer import viewer_for
from tests.architecture.world import World
from tests.journeys.test_every_page import PAGES, rank_of
from tests.media.files import photo
from tests.polls.factories import PollFactory
from tests.posts.factories import PostFactory
from tests.threads.factories import MessageFactory

# A panorama, two that cameras take, a square, one that was held upright.
SHAPES = [(3000, 1000), (2400, 1600), (2000, 1500), (1600, 1600), (1500, 2000)]
SCREENS = [(390, 844, 2), (390, 844, 3), (1280, 900, 1)]
PICTURE = re.compile(r"<img [^>]*/(?:medias|portraits)/[^>]*>")
UUIDS = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\?v=\d+")
TOO_LARGE = 2.2
ENOUGH = 2  # points of the screen for one of the page: more is seen by nobody
ROUNDED = 0.98  # of the width of a column, and of the browser, which takes the copy that is nearest
SIDES = [96, 320]  # of a portrait and of an emblem
PICTURES = """
(async () => {
  for (const one of document.images) { one.loading = "eager"; await one.decode().catch(() => null) }
  const found = [];
  for (const one of document.images) {
    const { width, height } = one.getBoundingClientRect();
    if (!width || !/medias|portraits/.test(one.currentSrc)) continue;
    const file = new Image();
    file.src = one.currentSrc;
    if (!await file.decode().then(() => true, () => false)) continue;  // an example of the addresses: no picture
    const style = getComputedStyle(one);
    const inside = width - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    const across = (height - parseFloat(style.paddingTop) - parseFloat(style.paddingBottom))
      * file.naturalWidth / file.naturalHeight;
    const fit = { cover: Math.max, contain: Math.min }[style.objectFit] ?? ((own) => own);
    found.push({
      shown: fit(inside, across), real: file.naturalWidth,
      where: `${one.closest("[class]").className} in ${one.parentElement.closest("[class]").className}`,
      copies: [...one.srcset.matchAll(/ (\\d+)w/g)].map(([, copy]) => Number(copy)),
    });
  }
  return found;
})()
"""


def prepared(media: Media) -> Media:
    prepare_photo(media_id=media.pk)
    media.refresh_from_db()
    assert media.is_ready
    return media


@pytest.fixture
def world(db: None, settings: Any, tmp_path: Any) -> World:
    """Everywhere a picture may stand there is one; under publications in every number, and of every shape."""
    settings.MEDIA_ROOT = tmp_path / "media"
    built = World()
    place = built.here
    viewer = viewer_for(person_id=place.mayor.pk, commune_id=place.commune.pk)

    @cache
    def original(width: int, height: int) -> Media:
        made = prepared(receive_photo(viewer=viewer, file=photo(width, height)))
        Media.objects.filter(pk=made.pk).update(audience=Audience.PUBLIC)
        made.refresh_from_db()
        return made

    def picture(width: int, height: int) -> Media:
        """A copy: each shape is prepared once, which takes a second."""
        first = original(width, height)
        made = Media(
            **{field.attname: getattr(first, field.attname) for field in Media._meta.concrete_fields}
        )
        made.pk = new_id()
        made.save(force_insert=True)
        shutil.copytree(*(settings.MEDIA_ROOT / storage.folder(one.pk) for one in (first, made)))
        return made

    for number in range(1, 6):
        post = PostFactory(commune=place.commune, author=place.mayor, audience=Audience.PUBLIC)
        for position in range(number):
            post.media_rows.create(media=picture(*SHAPES[(position + number) % 5]), position=position)
    link = LinkPreview.objects.create(
        commune_id=place.commune.pk, owner_id=place.mayor.pk, url="https://exemple.fr/", title="Une page",
        status=MediaStatus.READY, audience=Audience.PUBLIC, picture=picture(3000, 1000),
    )  # fmt: skip
    PostFactory(commune=place.commune, author=place.mayor, audience=Audience.PUBLIC, link=link)
    poll = PollFactory(commune=place.commune, author=place.mayor)
    for option, shape in zip(poll.options.all(), SHAPES[1:], strict=False):
        option.media = picture(*shape)
        option.save()
    for person in (place.mayor, place.resident):
        person.photo = prepared(receive_portrait(owner_id=person.pk, file=photo(900, 900)))
        person.save()
        MessageFactory(thread=post.thread, author=person)
    prepared(change_emblem(viewer=viewer, file=photo(900, 900)))
    TownHall.objects.filter(commune=place.commune).update(emblem_shown=True)
    return built


def fault_of(picture: dict[str, Any], density: int) -> str:
    need = picture["shown"] * density
    copies = picture["copies"] or (SIDES if picture["real"] in SIDES else [picture["real"]])
    seen = f"{picture['where']}: {picture['real']} px for {picture['shown']:.0f} × {density}, of {copies}"
    if picture["real"] < picture["shown"] * min(density, ENOUGH) * ROUNDED and picture["real"] < max(copies):
        return f"blurred {seen}"
    if picture["real"] > TOO_LARGE * need and any(need <= copy < picture["real"] for copy in copies):
        return f"too large {seen}"
    return ""


def pages_with_pictures(page: Page, paths: list[str]) -> list[str]:
    """Of those that show nothing but the same portraits and emblems, the first."""
    found, known = [], set()
    for path in paths:
        html = page.request.get(path).text()
        shown = {UUIDS.sub("", tag) for tag in PICTURE.findall(html)} if "<html" in html else set()
        if any("sizes=" in tag for tag in shown) or shown - known:
            found.append(path)
        known |= shown
    return found


@pytest.mark.parametrize("rank", ["visitor", "resident", "mayor"])
def test_each_picture_is_sharp_and_no_larger_than_it_takes(
    world: World, enter: Callable[..., Page], rank: str
) -> None:
    person: Person | None = world.person(rank, None)
    commune = f"/{world.here.commune.slug}/"
    paths = [commune] + [world.path(address, person) for address in PAGES if rank_of(address) == rank]
    faults: set[str] = set()
    seen: set[str] = set()
    opened: list[str] = []
    for width, height, density in SCREENS:
        page = enter(person, viewport={"width": width, "height": height}, device_scale_factor=density)
        opened = opened or [commune, *pages_with_pictures(page, paths)]  # the same on each screen
        for path in opened:
            page.goto(path)
            for picture in page.evaluate(PICTURES):
                seen.add(picture["where"])
                if fault := fault_of(picture, density):
                    faults.add(f"{path} at {width}: {fault}")
    assert len(seen) >= 4, seen
    assert sorted(faults) == [], "\n".join(sorted(faults))
