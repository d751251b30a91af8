/**
 * The light text editor over a <textarea>: bold, lists, links. The textarea stays the value that is sent; the hidden
 * field `<name>_format` says "html" once this script holds the pen ("" = plain text). See docs/decisions/0018-editor.md.
 */
import Squire from "squire-rte";
import type { Behaviour } from "../registry";
import { toast } from "../toast";
import { cleaned, fromPlain, pasted } from "./rich-text";

// What the library would do by keyboard and we do not keep; Tab always leads out of the editor.
const NO_KEYS = ["u", "d", "[", "]", "Shift-5", "Shift-6", "Shift-7"].flatMap((key) => [`Ctrl-${key}`, `Meta-${key}`]);
const OUR_FORMATS = ["formatBold", "formatItalic"];

class Editor {
  private readonly frame = document.createElement("div");
  private readonly text = document.createElement("div");
  private readonly tools = document.createElement("div");
  private readonly link = document.createElement("div");
  private readonly label: HTMLLabelElement | null;
  private readonly squire: Squire;
  private readonly bold: HTMLButtonElement;
  private readonly list: HTMLButtonElement;

  constructor(
    private readonly element: HTMLElement,
    private readonly field: HTMLTextAreaElement,
    private readonly format: HTMLInputElement,
  ) {
    this.label = document.querySelector<HTMLLabelElement>(`label[for="${field.id}"]`);
    this.describe();
    // Before the library, whose own way would come next.
    this.text.addEventListener("paste", this.paste, true);
    this.text.addEventListener("beforeinput", this.refuseFormat, true);
    this.squire = new Squire(this.text, {
      blockTag: "P",
      addLinks: false,
      sanitizeToDOMFragment: (html: string) => document.createRange().createContextualFragment(cleaned(html)),
    });
    for (const key of [...NO_KEYS, "Tab", "Shift-Tab"]) this.squire.setKeyHandler(key, null);
    this.bold = this.tool("type-bold", "Gras", this.toggleBold);
    this.list = this.tool("list-ul", "Liste", this.toggleList);
    this.tool("link-45deg", "Lien", this.openLink);
    this.buildLink();
    this.load();
    this.squire.addEventListener("input", this.save);
    this.squire.addEventListener("pathChange", this.showFormat);
    field.addEventListener("draft:restored", this.restore);
    this.label?.addEventListener("click", this.focus);
    this.frame.className = "editor";
    this.frame.append(this.tools, this.link, this.text);
    field.hidden = true;
    field.before(this.frame);
  }

  destroy(): void {
    this.squire.destroy();
    this.field.removeEventListener("draft:restored", this.restore);
    this.label?.removeEventListener("click", this.focus);
    this.frame.remove();
    this.field.hidden = false;
  }

  private describe(): void {
    this.text.className = "editor__text prose";
    this.text.setAttribute("role", "textbox");
    this.text.setAttribute("aria-multiline", "true");
    this.text.setAttribute("aria-label", this.label?.childNodes[0]?.textContent?.trim() ?? "Texte");
    for (const name of ["aria-describedby", "aria-invalid"]) {
      const value = this.field.getAttribute(name);
      if (value) this.text.setAttribute(name, value);
    }
    this.text.dataset.placeholder = this.field.placeholder;
    this.tools.className = "editor__tools";
    this.tools.setAttribute("role", "toolbar");
    this.tools.setAttribute("aria-label", "Mise en forme");
  }

  private load(): void {
    // Without script the textarea shows plain words; the kept text with its bold and lists is in data-rich.
    // A draft put back before this script came is newer than both.
    const rich = this.field.value === this.field.defaultValue ? this.element.dataset.rich : undefined;
    this.squire.setHTML(rich || this.written());
    this.write();
    this.field.autocomplete = "off"; // a browser that fills the textarea again would bring tags without their format
  }

  private written(): string {
    return this.format.value === "html" ? this.field.value : fromPlain(this.field.value);
  }

  private write(): void {
    this.field.value = cleaned(this.squire.getHTML());
    this.format.value = "html";
    // On the frame: the library takes a change of its own element for a change of the text.
    this.frame.toggleAttribute("data-empty", !this.field.value && !this.text.querySelector("li"));
  }

  private readonly save = (): void => {
    this.write();
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
  };

  private readonly restore = (): void => {
    this.squire.setHTML(this.written());
    this.write();
  };

  private readonly focus = (): void => void this.squire.focus();

  private readonly paste = (event: ClipboardEvent): void => {
    event.preventDefault();
    event.stopImmediatePropagation();
    const html = event.clipboardData?.getData("text/html") ?? "";
    const plain = event.clipboardData?.getData("text/plain") ?? "";
    const content = pasted(html) || fromPlain(plain);
    if (content) this.squire.insertHTML(content, true);
    else if (html || event.clipboardData?.files.length) toast("Les images ne se collent pas dans le texte.");
  };

  private readonly refuseFormat = (event: InputEvent): void => {
    if (!event.inputType.startsWith("format") || OUR_FORMATS.includes(event.inputType)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };

  private tool(icon: string, name: string, act: () => void): HTMLButtonElement {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "icon-button";
    button.title = name;
    button.innerHTML = `<svg class="icon" aria-hidden="true"><use href="${this.element.dataset.icons ?? ""}#${icon}"></use></svg><span class="visually-hidden">${name}</span>`;
    button.addEventListener("pointerdown", (event) => event.preventDefault()); // the selection stays
    button.addEventListener("click", act);
    this.tools.append(button);
    return button;
  }

  private readonly toggleBold = (): void => {
    this.squire.focus();
    if (this.squire.hasFormat("B")) this.squire.removeBold();
    else this.squire.bold();
    this.showFormat();
  };

  private readonly toggleList = (): void => {
    this.squire.focus();
    if (this.squire.hasFormat("UL")) this.squire.removeList();
    else this.squire.makeUnorderedList();
    this.showFormat();
  };

  private readonly showFormat = (): void => {
    this.bold.setAttribute("aria-pressed", String(this.squire.hasFormat("B")));
    this.list.setAttribute("aria-pressed", String(this.squire.hasFormat("UL")));
  };

  private buildLink(): void {
    this.link.className = "editor__link";
    this.link.hidden = true;
    this.link.innerHTML =
      '<div class="field"><label class="field__label">Adresse du lien<input class="input" type="text" inputmode="url" placeholder="https://"></label></div>' +
      '<button type="button" class="button button--small">Ajouter</button><button type="button" class="link-button">Annuler</button>';
    const [add, cancel] = this.link.querySelectorAll("button");
    add?.addEventListener("click", this.addLink);
    cancel?.addEventListener("click", this.closeLink);
    this.link.addEventListener("keydown", (event) => {
      if (event.key === "Enter") event.preventDefault();
      if (event.key === "Enter") this.addLink();
      if (event.key === "Escape") this.closeLink();
    });
  }

  private get address(): HTMLInputElement {
    return this.link.querySelector("input") as HTMLInputElement;
  }

  private readonly openLink = (): void => {
    this.link.hidden = false;
    this.address.value = "";
    this.address.focus();
  };

  private readonly closeLink = (): void => {
    this.link.hidden = true;
    this.squire.focus();
  };

  private readonly addLink = (): void => {
    const typed = this.address.value.trim();
    this.closeLink();
    if (!typed) return;
    const url = /^[a-z]+:/i.test(typed) ? typed : typed.includes("@") ? `mailto:${typed}` : `https://${typed}`;
    if (!this.squire.getSelection().collapsed) return void this.squire.makeLink(url);
    const made = document.createElement("a");
    made.href = url;
    made.textContent = typed;
    this.squire.insertHTML(made.outerHTML);
  };
}

export const start: Behaviour = (element) => {
  const field = element.querySelector("textarea");
  const format = element.querySelector<HTMLInputElement>("input[data-format]");
  if (!field || !format) return;
  const editor = new Editor(element, field, format);
  return () => editor.destroy();
};
