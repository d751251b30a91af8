"""The behaviours in a real browser, on the gallery: what each adds to a page that works without it."""

from collections.abc import Iterator
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.browsers import beside_django

pytestmark = [pytest.mark.journey, pytest.mark.real_time, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with beside_django() as opened:
        yield opened


@pytest.fixture
def page(browser: Browser, live_server) -> Iterator[Page]:
    context = browser.new_context(base_url=live_server.url, locale="fr-FR", service_workers="block")
    opened = context.new_page()
    problems: list[str] = []
    opened.on("pageerror", lambda error: problems.append(str(error)))
    yield opened
    context.close()
    assert problems == []


def until(page: Page, expression: str) -> None:
    """Wait for a script's truth. Playwright's own wait evaluates text in the page, which our policy refuses."""
    for _ in range(100):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"never came: {expression}")


def photo(colour: str, size: tuple[int, int] = (400, 300)) -> bytes:
    file = BytesIO()
    Image.new("RGB", size, colour).save(file, "JPEG")
    return file.getvalue()


def test_the_completion_is_driven_by_the_keyboard(page):
    page.route("**/communes/?q=*", lambda route: route.fulfill(body=OPTIONS, content_type="text/html"))
    page.goto("/")
    field = page.get_by_role("combobox")
    field.press_sequentially("eze")
    expect(page.get_by_role("option")).to_have_count(2)
    assert field.get_attribute("aria-expanded") == "true"
    field.press("ArrowDown")
    field.press("ArrowDown")
    chosen = page.get_by_role("option", selected=True)
    assert field.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    expect(chosen).to_contain_text("Ézanville")
    field.press("Escape")
    assert field.get_attribute("aria-expanded") == "false"


OPTIONS = (
    '<li role="option" data-label="Èze"><a href="/eze-06/">Èze</a></li>'
    '<li role="option" data-label="Ézanville"><a href="/ezanville-95/">Ézanville</a></li>'
)


def test_a_draft_comes_back_with_its_bold(page):
    page.goto("/demo/composants/publication/")
    text = page.locator(".editor__text")
    text.wait_for()  # the editor has taken the place of the plain field
    text.click()
    page.keyboard.type("Bonjour ")
    page.keyboard.press("Control+b")
    page.keyboard.type("tous")
    page.get_by_label("Titre de votre publication").fill("Essai")
    until(page, "Boolean(sessionStorage.getItem('draft::gallery')?.includes('Essai'))")
    page.reload()
    expect(text.locator("b")).to_have_text("tous")
    assert page.get_by_label("Titre de votre publication").input_value() == "Essai"
    page.get_by_role("button", name="L’effacer").click()
    assert page.get_by_label("Titre de votre publication").input_value() == ""


def test_pasted_text_loses_what_is_not_ours(page):
    page.goto("/demo/composants/publication/")
    page.locator(".editor__text").click()
    page.evaluate(
        """() => {
            const data = new DataTransfer();
            data.setData("text/html", '<h1 style="color:red">Titre</h1>'
              + '<a href="javascript:alert(1)" onclick="x()">ici</a>'
              + '<img src=x onerror="window.broken=1"><b>gras</b><script>window.broken=1<' + '/script>');
            document.querySelector(".editor__text").dispatchEvent(
              new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
        }"""
    )
    sent = page.locator("#text").input_value()
    assert "<strong>gras</strong>" in sent
    for unwanted in ("style", "javascript", "onclick", "<img", "<h1", "script"):
        assert unwanted not in sent
    assert page.evaluate("window.broken") is None


def test_photos_are_ordered_described_and_removed_before_they_are_sent(page):
    page.goto("/demo/composants/publication/")
    page.set_input_files(
        "#photos",
        [
            {"name": f"{name}.jpg", "mimeType": "image/jpeg", "buffer": photo(name)}
            for name in ("red", "green", "blue")
        ],
    )
    rows = page.locator(".upload")
    expect(rows).to_have_count(3)
    rows.nth(0).get_by_label("Photo 1").fill("Le marché")
    page.get_by_role("button", name="Descendre la photo 1").click()
    names = "[...document.querySelector('#photos').files].map(file => file.name)"
    assert page.evaluate(names) == ["green.jpg", "red.jpg", "blue.jpg"]
    assert rows.nth(1).get_by_label("Photo 2").input_value() == "Le marché"
    page.get_by_role("button", name="Retirer la photo 1").click()
    assert page.evaluate(names) == ["red.jpg", "blue.jpg"]
    assert page.evaluate("[...document.querySelectorAll('[name=photo]')].map(e => e.value)") == [
        "new:0",
        "new:1",
    ]


def test_a_heavy_photo_is_made_lighter_before_it_leaves(page):
    page.goto("/demo/composants/publication/")
    file = BytesIO()
    Image.effect_noise((4000, 3000), 60).convert("RGB").save(file, "JPEG", quality=92)
    heavy = file.getvalue()
    page.set_input_files("#photos", [{"name": "grande.jpg", "mimeType": "image/jpeg", "buffer": heavy}])
    until(page, f"document.querySelector('#photos').files[0]?.size < {len(heavy) // 2}")


def test_the_viewer_opens_moves_and_gives_the_focus_back(page):
    page.goto("/demo/composants/commune/")
    photos = page.locator(".photos__item")
    photos.first.scroll_into_view_if_needed()
    page.wait_for_selector("dialog.viewer", state="attached")
    photos.first.click()
    viewer = page.get_by_role("dialog", name="Photos en plein écran")
    expect(viewer).to_contain_text("1 sur 3")
    page.keyboard.press("ArrowRight")
    expect(viewer).to_contain_text("2 sur 3")
    page.keyboard.press("Escape")
    expect(viewer).to_be_hidden()
    expect(photos.nth(1)).to_be_focused()


def test_menus_close_on_escape_and_elsewhere(page):
    page.goto("/demo/composants/mairie/")
    menu = page.locator(".post__head details").first
    menu.locator("summary").click()
    page.keyboard.press("Escape")
    assert menu.get_attribute("open") is None
    menu.locator("summary").click()
    page.mouse.click(5, 500)
    assert menu.get_attribute("open") is None


def test_the_menu_of_phones_takes_the_focus_and_gives_it_back(page):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/demo/composants/commune/")
    opener = page.get_by_role("link", name="Menu", exact=True)
    opener.click()
    expect(page.get_by_role("link", name="Fermer le menu")).to_be_focused()
    page.keyboard.press("Escape")
    expect(opener).to_be_focused()
    assert "#" not in page.url


def test_a_video_asks_nothing_of_its_host_before_the_click(page):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.route("https://**", lambda route: route.fulfill(body="<p>lecteur</p>", content_type="text/html"))
    page.goto("/demo/composants/commune/")
    page.wait_for_load_state("networkidle")
    assert [url for url in asked if "youtube" in url] == []
    page.get_by_role("link", name="Lire la vidéo").click()
    expect(page.locator(".video iframe")).to_have_attribute("title", "Le marché de Noël")


def test_the_password_can_be_read(page):
    page.goto("/demo/composants/connexion/")
    field = page.locator("#id_password")
    page.get_by_role("button", name="Afficher le mot de passe").click()
    assert field.get_attribute("type") == "text"
    page.get_by_role("button", name="Masquer le mot de passe").click()
    assert field.get_attribute("type") == "password"


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_is_wider_than_the_screen_and_nothing_moves(browser, live_server, width):
    context = browser.new_context(base_url=live_server.url, viewport={"width": width, "height": 844})
    page = context.new_page()
    page.add_init_script(
        "window.shift = 0; const add = list => { for (const e of list.getEntries()) window.shift += e.value };"
        "new PerformanceObserver(add).observe({type: 'layout-shift', buffered: true})"
    )
    for address in ("/", "/aide/", "/contact/", "/demo/composants/", "/demo/composants/mairie/"):
        page.goto(address)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
        assert page.evaluate("window.shift") < 0.01, address
    context.close()


def test_the_feed_stays_where_it_is_while_the_side_column_arrives(browser, live_server):
    """On a slow line the first half of a page is shown before the rest has come."""
    context = browser.new_context(base_url=live_server.url, viewport={"width": 1280, "height": 844})
    page = context.new_page()
    address = "/demo/composants/mairie/"
    page.goto(address)
    whole = page.locator(".layout__main").bounding_box()
    html = page.request.get(address).text()
    first_half, aside, _ = html.partition('<aside class="layout__aside')
    assert aside
    page.route(f"**{address}", lambda route: route.fulfill(body=first_half, content_type="text/html"))
    page.goto(address)
    half = page.locator(".layout__main").bounding_box()
    assert (half["x"], half["width"]) == (whole["x"], whole["width"])
    context.close()


def test_the_page_without_a_network_has_the_layout_of_the_others(browser, live_server):
    context = browser.new_context(base_url=live_server.url)
    page = context.new_page()
    page.goto("/")
    page.wait_for_function(
        "navigator.serviceWorker.ready.then(() => Boolean(navigator.serviceWorker.controller))"
    )
    context.set_offline(True)
    page.goto("/aide/maire/")
    expect(page.locator("h1")).to_have_text("Pas de réseau pour le moment")
    assert page.evaluate("getComputedStyle(document.body).fontFamily.includes('Atkinson')")
    context.close()
