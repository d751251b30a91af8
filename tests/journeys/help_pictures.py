"""The pictures of the help pages, taken from the demo: `make help-pictures`.

They are files of the product, kept with it: take them again when a screen has changed, look at them, and commit them.
"""

import io
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from tests.browsers import launch
from tests.journeys.demo_site import ROOT, SITE, prepare, server, sign_in

FOLDER = ROOT / "civic" / "site" / "static" / "site" / "help"
HEAVIEST = 60_000  # bytes
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1100, "height": 900}
EDGE = 12  # pixels of the page kept around a part of it

type Scene = Callable[[Page], Locator | None]


def find_commune(page: Page) -> Locator:
    page.goto("/")
    page.get_by_role("combobox").first.press_sequentially("èze", delay=30)
    page.get_by_role("option").first.wait_for()
    return page.locator(".hero__words")


def waiting(page: Page) -> Locator:
    page.goto("/eze-06/inscription/")
    return page.locator(".card--form").first


def feed(page: Page) -> Locator:
    page.goto("/eze-06/")
    return with_photo(page)


def comments(page: Page) -> Locator:
    page.goto("/eze-06/")
    thread = page.locator(".comments").filter(has=page.locator(".comment--townhall")).first
    thread.get_by_label("Votre commentaire").fill("Merci, nous y serons en famille !")
    return thread


def requests(page: Page) -> Locator:
    page.goto("/eze-06/mairie/administres/")
    return page.locator("ul.list > li").first


def editor(page: Page) -> Locator | None:
    page.goto("/eze-06/actualites/nouvelle/")
    page.get_by_role("group", name="Mise en forme").wait_for()
    page.get_by_label("Titre de votre publication").fill("Coupure d’eau rue du Barri mardi matin")
    page.get_by_role("textbox", name="Contenu de votre publication").click()
    page.keyboard.type("Mardi 24 novembre, de 8 h à 11 h. Pensez à remplir une carafe la veille.")
    page.locator(".preview .prose").filter(has_text="la veille").wait_for()
    page.evaluate("document.activeElement.blur()")
    return page.locator(".split")


def menu(page: Page) -> Locator | None:
    page.goto("/eze-06/")
    article = page.locator("article.post:not(.post--pinned)").first
    article.scroll_into_view_if_needed()
    article.locator(".post__head summary").click()
    return article


def unpublished(page: Page) -> Locator:
    page.goto("/eze-06/actualites/a-venir/")
    return page.locator("section.card").first


def vote(page: Page) -> Locator:
    page.goto("/eze-06/")
    page.get_by_role("link", name="Voter").first.click()
    ballot = page.locator("article.poll")
    ballot.get_by_role("radio").first.check()
    return ballot


def discussion(page: Page) -> Locator:
    page.goto("/eze-06/discussions/")
    page.get_by_role("link", name="Accéder à la discussion").first.click()
    messages = page.locator(".discussion")
    messages.wait_for()
    return messages


def agenda(page: Page) -> Locator:
    page.goto("/eze-06/agenda/planning/")
    return page.locator(".calendar-page")


# Name: who looks, on what, at what, at most how high.
SCENES: dict[str, tuple[str, dict[str, int], Scene, int]] = {
    "trouver": ("", PHONE, find_commune, 520),
    "attente": ("attente@eze.demo", PHONE, waiting, 620),
    "fil": ("citoyen@eze.demo", PHONE, feed, 760),
    "commentaires": ("citoyen@eze.demo", PHONE, comments, 620),
    "voter": ("citoyen@eze.demo", PHONE, vote, 760),
    "discussion": ("citoyen@eze.demo", PHONE, discussion, 700),
    "agenda": ("citoyen@eze.demo", PHONE, agenda, 700),
    "demandes": ("maire@eze.demo", PHONE, requests, 620),
    "ecrire": ("maire@eze.demo", DESK, editor, 430),
    "menu": ("maire@eze.demo", PHONE, menu, 420),
    "programmees": ("maire@eze.demo", PHONE, unpublished, 520),
}


def with_photo(page: Page) -> Locator:
    found = page.locator("article.post:not(.post--pinned)").filter(has=page.locator(".photos--1")).first
    found.scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")
    return found


def take(browser: Browser, name: str) -> None:
    email, screen, scene, highest = SCENES[name]
    phone = screen is PHONE
    context = browser.new_context(
        base_url=SITE, locale="fr-FR", viewport=screen, device_scale_factor=2, is_mobile=phone, has_touch=phone,
        reduced_motion="reduce", service_workers="block", timezone_id="Europe/Paris",
    )  # fmt: skip
    if email:
        sign_in(context, email)
    page = context.new_page()
    part = scene(page)
    # What stays in place while the page scrolls would lie over the part.
    page.evaluate(
        "for (const bar of document.querySelectorAll('.bottom-bar, .site-header, .toast')) bar.hidden = true"
    )
    page.wait_for_load_state("networkidle")
    assert part
    box = part.bounding_box()
    assert box, name
    left = max(0, box["x"] - EDGE)
    clip = {
        "x": left,
        "y": max(0, box["y"] + page.evaluate("scrollY") - EDGE),
        "width": min(screen["width"] - left, box["width"] + 2 * EDGE),
        "height": min(box["height"] + 2 * EDGE, highest),
    }
    save(name, page.screenshot(clip=clip, full_page=True))
    context.close()


def save(name: str, png: bytes) -> None:
    """As WebP, of the best quality that stays under HEAVIEST."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    picture = picture.crop((0, 0, picture.width // 2 * 2, picture.height // 2 * 2))  # shown at half of that
    for quality in range(84, 20, -8):
        out = io.BytesIO()
        picture.save(out, "WEBP", quality=quality, method=6)
        if out.tell() <= HEAVIEST:
            break
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / f"{name}.webp").write_bytes(out.getvalue())
    print(f"{name}: {picture.width} × {picture.height}, {out.tell() / 1000:.0f} kB")


def main(names: list[str]) -> int:
    with tempfile.TemporaryDirectory(prefix="civic-help-") as folder:
        state = Path(os.environ.get("STATE_DIR") or folder)
        prepare(state)
        with server(state), sync_playwright() as playwright:
            browser = launch(playwright)
            for name in names or SCENES:
                take(browser, name)
            browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
