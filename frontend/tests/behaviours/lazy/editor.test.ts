import { beforeEach, expect, it, vi } from "vitest";
import Editor from "../../../behaviours/lazy/editor";
import { find, fire, open, press, settled, type } from "../../page";

/** What is written is tried in a real browser (tests/journeys/test_editor.py): here, what stands around the library. */
const { squire } = vi.hoisted(() => ({
  squire: {
    html: "",
    setHTML: (html: string) => void (squire.html = html),
    getHTML: () => squire.html,
    insertHTML: vi.fn(),
    addEventListener: () => undefined,
    setKeyHandler: vi.fn(),
    destroy: vi.fn(),
    focus: vi.fn(),
    getSelection: () => ({ collapsed: true }),
  },
}));
vi.mock("squire-rte", () => ({
  default: vi.fn(function () {
    return squire;
  }),
}));

const page = (text: string, format = "") => `<label for="body">Texte de la page <small>facultatif</small></label>
  <div data-controller="editor" data-editor-html-value="<p>Gardé en <strong>gras</strong></p>">
    <textarea id="body" aria-invalid="true">${text}</textarea>
    <input type="hidden" data-editor-target="format" value="${format}"></div>`;
const field = () => find<HTMLTextAreaElement>("textarea");
const paste = (data: Record<string, string>, files: string[] = []) =>
  fire(find("[role=textbox]"), "paste", { clipboardData: { getData: (type: string) => data[type] ?? "", files } });

beforeEach(() => vi.clearAllMocks());

it("takes the place of the field, with its name, and gives it back", async () => {
  await open(page("Gardé en **gras**"), { editor: Editor });
  const text = find("[role=textbox]");
  expect([text.getAttribute("aria-label"), text.getAttribute("aria-invalid"), field().hidden]).toEqual([
    "Texte de la page",
    "true",
    true,
  ]);
  expect([field().value, find<HTMLInputElement>("[type=hidden]").value]).toEqual([
    "<p>Gardé en <strong>gras</strong></p>",
    "html",
  ]);
  expect([...document.querySelectorAll("[role=group] button")].map((one) => one.textContent)).toEqual([
    "Gras",
    "Liste",
    "Lien",
  ]);
  find("label").click();
  expect(squire.focus).toHaveBeenCalledOnce();
});

it("reads what was typed before it was there as text", async () => {
  await open("", { editor: Editor });
  find("#toasts").innerHTML = page("");
  field().value = "Un\n\nDeux";
  await settled();
  expect(field().value).toBe("<p>Un</p><p>Deux</p>");
});

it("follows a draft that is put back", async () => {
  await open(page(""), { editor: Editor });
  field().value = "<p>Brouillon</p>";
  field().dispatchEvent(new Event("draft:restored"));
  expect(squire.html).toBe("<p>Brouillon</p>");
});

it("reads what is pasted, and refuses pictures with a sentence", async () => {
  await open(page(""), { editor: Editor });
  expect(paste({ "text/html": "<h1>Titre</h1>", "text/plain": "Titre" }).defaultPrevented).toBe(true);
  paste({ "text/plain": "Un" });
  expect(squire.insertHTML.mock.calls).toEqual([
    ["<p><strong>Titre</strong></p>", true],
    ["<p>Un</p>", true],
  ]);
  paste({}, ["image.png"]);
  paste({ "text/html": '<img src="cid:1">' });
  expect(find("#toasts").textContent).toContain("Les images ne se collent pas dans le texte.");
  expect(squire.insertHTML).toHaveBeenCalledTimes(2);
});

const linked = (typed: string) => {
  document.querySelectorAll<HTMLElement>("[role=group] button")[2]?.click();
  type(find<HTMLInputElement>(".editor__link input"), typed);
  press(find(".editor__link input"), "Enter");
  return /href="([^"]*)"/.exec(String(squire.insertHTML.mock.lastCall?.[0]))?.[1];
};

it("makes a link of what people write for an address", async () => {
  await open(page(""), { editor: Editor });
  expect(linked("eze.fr")).toBe("https://eze.fr");
  expect(linked("http://èze.fr:8080/plan de ville.pdf?a=1#b")).toBe("http://èze.fr:8080/plan%20de%20ville.pdf?a=1#b");
  expect(linked("mairie@eze.fr")).toBe("mailto:mairie@eze.fr");
  expect(linked("mailto:mairie@eze.fr")).toBe("mailto:mairie@eze.fr");
  expect(linked("04 93 00 00 00")).toBe("tel:0493000000");
  expect(linked("tel:+33 4 93 00 00 00")).toBe("tel:+33493000000");
});

it.each(["pas une adresse", "eze", "javascript:alert(1)", "https://", "mairie@eze", "192.168.0.1/a", "tel:mairie"])(
  "says that « %s » is no address, and keeps it",
  async (typed) => {
    await open(page(""), { editor: Editor });
    expect(linked(typed)).toBeUndefined();
    const address = find<HTMLInputElement>(".editor__link input");
    expect([address.value, address.getAttribute("aria-invalid")]).toEqual([typed, "true"]);
    expect(find(".editor__link [role=alert]").textContent).toContain("n’est pas reconnue");
    expect(document.activeElement).toBe(address);
    type(address, "eze.f");
    expect(find(".editor__link [role=alert]").hidden).toBe(true);
  },
);
