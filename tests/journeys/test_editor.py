"""The text editor in a real browser: what is pasted from elsewhere, by the clipboard, and what is stored of it."""

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from civic.accounts.models import Person
from civic.communes.models import Commune
from civic.posts.models import Post
from civic.ui import rich_text

SOURCES = Path(__file__).resolve().parents[2] / "frontend" / "tests" / "pasted"
KINDS = sorted(path.stem for path in SOURCES.glob("*.html") if not path.stem.endswith(".expected"))

COPY = """async content => {
  document.addEventListener("copy", event => {
    event.preventDefault();
    for (const [type, text] of Object.entries(content)) event.clipboardData.setData(type, text);
  }, {once: true});
  document.execCommand("copy");
}"""
PICTURE = """async () => {
  const canvas = document.createElement("canvas");
  const picture = await new Promise(done => canvas.toBlob(done));
  const data = new DataTransfer();
  data.items.add(new File([picture], "image.png", {type: "image/png"}));
  document.activeElement.dispatchEvent(
    new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
}"""


def expected(kind: str) -> str:
    return (SOURCES / f"{kind}.expected.html").read_text().replace("\n", "").replace("&nbsp;", "\u00a0")


def copy(page: Page, **content: str) -> None:
    page.evaluate(COPY, {f"text/{name}": text for name, text in content.items()})


def replace_all(page: Page, text: Locator) -> None:
    """With what is in the clipboard, by the keyboard."""
    text.focus()
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+v")


def value(page: Page) -> str:
    page.wait_for_timeout(50)  # the field follows the editor in the next turn of the browser
    return page.locator("#id_content").input_value().replace("&quot;", '"')


@pytest.fixture
def page(enter, mayor: Person, commune: Commune) -> Page:
    opened: Page = enter(mayor)
    opened.goto(f"/{commune.slug}/actualites/nouvelle/")
    expect(opened.get_by_role("group", name="Mise en forme")).to_be_visible()
    return opened


@pytest.fixture
def text(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Contenu de votre publication")


def test_what_is_pasted_keeps_its_words_lists_and_bold(
    page: Page, text: Locator, commune: Commune, look
) -> None:
    for kind in KINDS:
        copy(page, html=(SOURCES / f"{kind}.html").read_text(), plain="sans les marques")
        replace_all(page, text)
        assert value(page) == expected(kind), kind
    # Everything once more, one after the other, and sent.
    text.focus()
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    for kind in KINDS:
        copy(page, html=(SOURCES / f"{kind}.html").read_text())
        page.keyboard.press("Control+v")
        page.keyboard.press("Enter")
        page.keyboard.press("Enter")
    look(page, "editor-pasted")
    page.get_by_label("Titre de votre publication").fill("Collé")
    sent = value(page)
    page.get_by_role("button", name="Valider").click()
    expect(page.locator("#messages")).to_contain_text("Publié")
    post = Post.objects.get(commune=commune)
    assert post.body == rich_text.from_editor(sent)
    for kind in KINDS:
        assert rich_text.to_plain(expected(kind)) in rich_text.to_plain(post.body), kind
    # It comes back into the editor as it was sent.
    page.goto(f"/{commune.slug}/actualites/{post.pk}/modifier/")
    expect(page.get_by_role("group", name="Mise en forme")).to_be_visible()
    assert value(page) == sent


def test_text_links_and_pictures_from_the_clipboard(page: Page, text: Locator) -> None:
    copy(page, plain="Bonjour,\n\n- un\n- deux\n\nVoir https://exemple.fr/plan.")
    replace_all(page, text)
    before = value(page)
    assert before == ("<p>Bonjour,</p><ul><li>un</li><li>deux</li></ul><p>Voir https://exemple.fr/plan.</p>")
    page.evaluate(PICTURE)
    expect(page.locator("#toasts")).to_contain_text("Les images ne se collent pas dans le texte.")
    assert value(page) == before
    # In the middle of a line, what is pasted goes on with it.
    copy(page, html="<meta charset='utf-8'><span style='font-weight:700'>très</span>")
    page.keyboard.press("Control+a")
    page.keyboard.type("Il fait beau")
    for _ in range(4):
        page.keyboard.press("ArrowLeft")
    page.keyboard.press("Control+v")
    page.keyboard.type(" ")
    assert value(page) in (
        "<p>Il fait <strong>très</strong> beau</p>",
        "<p>Il fait <strong>très </strong>beau</p>",
    )


def test_bold_lists_links_undone_and_done_again(page: Page, text: Locator) -> None:
    bold, bullets = page.get_by_role("button", name="Gras"), page.get_by_role("button", name="Liste")
    text.click()
    page.keyboard.type("Marché ")
    bold.click()
    expect(bold).to_have_attribute("aria-pressed", "true")
    page.keyboard.type("samedi")
    page.keyboard.press("Control+b")
    page.keyboard.press("Enter")
    bullets.click()
    expect(bullets).to_have_attribute("aria-pressed", "true")
    page.keyboard.type("miel")
    page.keyboard.press("Enter")
    page.keyboard.type("pain")
    listed = "<p>Marché <strong>samedi</strong></p><ul><li>miel</li><li>pain</li></ul>"
    assert value(page) == listed
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(bullets).to_have_attribute("aria-pressed", "false")
    page.get_by_role("button", name="Lien").click()
    page.get_by_label("Adresse du lien").fill("exemple.fr")
    page.keyboard.press("Enter")
    page.keyboard.type(" ouvert")
    linked = listed + '<p><a href="https://exemple.fr">exemple.fr</a> ouvert</p>'
    assert value(page) == linked
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    assert value(page) == ""
    page.keyboard.press("Control+z")
    assert "<li>pain</li>" in value(page)
    page.keyboard.press("Control+y")
    assert value(page) == ""
    # What we do not keep cannot be typed, and Tab leads out.
    page.keyboard.press("Control+u")
    page.keyboard.type("souligné ?")
    assert text.locator("u").count() == 0
    page.keyboard.press("Tab")
    expect(text).not_to_be_focused()
