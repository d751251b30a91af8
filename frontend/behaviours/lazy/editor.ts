import Squire from "squire-rte";
import { cleaned, fromPlain, pasted } from "../../rich-text";
import { toast } from "../../toast";
import { Behaviour } from "../behaviour";

// What the library would do by keyboard and we do not keep; Tab always leads out of the editor.
const NO_KEYS = ["u", "d", "[", "]", "Shift-5", "Shift-6", "Shift-7"].flatMap((key) => [`Ctrl-${key}`, `Meta-${key}`]);
const OUR_FORMATS = ["formatBold", "formatItalic"];
const LINKS = [
  /^https?:\/\/[^\s/?#]+\.[^\s/?#.:\d][^\s/?#.:]+(:\d+)?([/?#].*)?$/i,
  /^mailto:[^\s@]+@[^\s@]+\.[^\s@]{2,}$/i,
  /^tel:\+?[\d().-]{3,}$/i,
];
const NO_LINK =
  "Cette adresse n’est pas reconnue. Collez-la depuis votre navigateur, ou écrivez-la comme «\u00a0www.exemple.fr\u00a0».";

/** « eze.fr », « mairie@eze.fr », « 04 93 00 00 00 » as an address that a link can have; "" for what is none. */
function linkTo(typed: string): string {
  let url = `https://${typed}`;
  if (/^(https?|mailto|tel):/i.test(typed)) url = typed;
  else if (/^\+?[\d\s().-]+$/.test(typed)) url = `tel:${typed}`;
  else if (/^[^\s/]+@/.test(typed)) url = `mailto:${typed}`;
  url = /^tel:/i.test(url) ? url.replace(/\s/g, "") : url;
  return LINKS.some((link) => link.test(url)) ? url.replace(/\s/g, "%20") : "";
}

/**
 * The light text editor over a <textarea>: bold, lists, links. The textarea stays the value that is sent; the target
 * `format`, a hidden field, says "html" once this script holds the pen ("" = plain text). Without script the textarea
 * shows plain words; `html` is the stored text with its bold and lists. See docs/decisions/0018-editor.md.
 */
export default class extends Behaviour {
  static override readonly targets = ["format"];
  static override readonly values = { html: String, icons: String };
  declare readonly formatTarget: HTMLInputElement;
  declare readonly htmlValue: string;
  declare readonly iconsValue: string;

  private readonly box = document.createElement("div");
  private readonly text = document.createElement("div");
  private readonly tools = document.createElement("div");
  private readonly link = document.createElement("div");
  private field!: HTMLTextAreaElement;
  private squire!: Squire;
  private bold!: HTMLButtonElement;
  private list!: HTMLButtonElement;

  override connect(): void {
    this.field = this.element.querySelector("textarea") as HTMLTextAreaElement;
    const label = document.querySelector<HTMLLabelElement>(`label[for="${this.field.id}"]`);
    this.describe(label?.childNodes[0]?.textContent?.trim() ?? "Texte");
    // Before the library, whose own way would come next.
    this.listen<ClipboardEvent>(this.text, "paste", (event) => this.paste(event), true);
    this.listen<InputEvent>(this.text, "beforeinput", (event) => this.refuseFormat(event), true);
    this.squire = new Squire(this.text, {
      blockTag: "P",
      addLinks: false,
      sanitizeToDOMFragment: (html: string) => document.createRange().createContextualFragment(cleaned(html)),
    });
    for (const key of [...NO_KEYS, "Tab", "Shift-Tab"]) this.squire.setKeyHandler(key, null);
    this.buildTools();
    this.buildLink();
    this.load();
    this.squire.addEventListener("input", () => this.save());
    this.squire.addEventListener("pathChange", () => this.showFormat());
    this.listen(this.field, "draft:restored", () => this.show(this.written));
    if (label) this.listen(label, "click", () => this.squire.focus());
    this.box.className = "editor";
    this.box.replaceChildren(this.tools, this.link, this.text);
    this.field.hidden = true;
    this.field.before(this.box);
  }

  override disconnect(): void {
    super.disconnect();
    this.squire.destroy();
    this.box.remove();
    this.field.hidden = false;
  }

  private describe(name: string): void {
    this.text.className = "editor__text prose";
    this.text.setAttribute("role", "textbox");
    this.text.setAttribute("aria-multiline", "true");
    this.text.setAttribute("aria-label", name);
    for (const attribute of ["aria-describedby", "aria-invalid"]) {
      const value = this.field.getAttribute(attribute);
      if (value) this.text.setAttribute(attribute, value);
    }
    this.text.dataset.placeholder = this.field.placeholder;
    this.tools.className = "editor__tools";
    this.tools.setAttribute("role", "group");
    this.tools.setAttribute("aria-label", "Mise en forme");
  }

  private load(): void {
    // A draft put back before this script came is newer than the stored text.
    const isNew = this.field.value !== this.field.defaultValue;
    this.show((!isNew && this.htmlValue) || this.written);
    this.field.autocomplete = "off"; // a browser that fills the textarea again would bring tags without their format
  }

  private get written(): string {
    return this.formatTarget.value === "html" ? this.field.value : fromPlain(this.field.value);
  }

  private show(html: string): void {
    this.squire.setHTML(html);
    this.write();
  }

  private write(): void {
    this.field.value = cleaned(this.squire.getHTML());
    this.formatTarget.value = "html";
    // On the box: the library takes a change of its own element for a change of the text.
    this.box.toggleAttribute("data-empty", !this.field.value && !this.text.querySelector("li"));
  }

  private save(): void {
    this.write();
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  private paste(event: ClipboardEvent): void {
    event.preventDefault();
    event.stopImmediatePropagation();
    const html = event.clipboardData?.getData("text/html") ?? "";
    const plain = event.clipboardData?.getData("text/plain") ?? "";
    const content = pasted(html) || fromPlain(plain);
    if (content) this.squire.insertHTML(content, true);
    else if (html || event.clipboardData?.files.length) toast("Les images ne se collent pas dans le texte.");
  }

  private refuseFormat(event: InputEvent): void {
    if (!event.inputType.startsWith("format") || OUR_FORMATS.includes(event.inputType)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  private buildTools(): void {
    this.bold = this.tool("type-bold", "Gras", () => this.toggleBold());
    this.list = this.tool("list-ul", "Liste", () => this.toggleList());
    this.tools.replaceChildren(
      this.bold,
      this.list,
      this.tool("link-45deg", "Lien", () => this.openLink()),
    );
  }

  private tool(icon: string, name: string, act: () => void): HTMLButtonElement {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "icon-button";
    button.title = name;
    button.innerHTML =
      `<svg class="icon" aria-hidden="true"><use href="${this.iconsValue}#${icon}"></use></svg>` +
      `<span class="visually-hidden">${name}</span>`;
    button.addEventListener("pointerdown", (event) => event.preventDefault()); // the selection stays
    button.addEventListener("click", act);
    return button;
  }

  private toggleBold(): void {
    this.squire.focus();
    if (this.squire.hasFormat("B")) this.squire.removeBold();
    else this.squire.bold();
    this.showFormat();
  }

  private toggleList(): void {
    this.squire.focus();
    if (this.squire.hasFormat("UL")) this.squire.removeList();
    else this.squire.makeUnorderedList();
    this.showFormat();
  }

  private showFormat(): void {
    this.bold.setAttribute("aria-pressed", String(this.squire.hasFormat("B")));
    this.list.setAttribute("aria-pressed", String(this.squire.hasFormat("UL")));
  }

  private buildLink(): void {
    this.link.className = "editor__link";
    this.link.hidden = true;
    this.link.innerHTML =
      '<div class="field"><label class="field__label">Adresse du lien' +
      `<input class="input" type="text" inputmode="url" placeholder="https://" aria-describedby="${this.field.id}_link">` +
      `</label><p class="field__error" id="${this.field.id}_link" role="alert"></p></div>` +
      '<button type="button" class="button button--small">Ajouter</button>' +
      '<button type="button" class="link-button">Annuler</button>';
    const [add, cancel] = this.link.querySelectorAll("button");
    add?.addEventListener("click", () => this.addLink());
    cancel?.addEventListener("click", () => this.closeLink());
    this.address.addEventListener("keydown", (event) => {
      if (event.key === "Enter") {
        event.preventDefault();
        this.addLink();
      } else if (event.key === "Escape") this.closeLink();
    });
    this.address.addEventListener("input", () => this.showProblem(""));
  }

  private showProblem(sentence: string): void {
    const error = this.link.querySelector("p") as HTMLElement;
    error.textContent = sentence;
    error.hidden = !sentence;
    this.address.parentElement?.parentElement?.classList.toggle("field--invalid", !!sentence);
    this.address.setAttribute("aria-invalid", String(!!sentence));
  }

  private get address(): HTMLInputElement {
    return this.link.querySelector("input") as HTMLInputElement;
  }

  private openLink(): void {
    this.link.hidden = false;
    this.address.value = "";
    this.showProblem("");
    this.address.focus({ preventScroll: true });
    this.link.scrollIntoView({ block: "nearest" }); // the page may have been moved since
  }

  private closeLink(): void {
    this.link.hidden = true;
    this.squire.focus();
    this.tools.scrollIntoView({ block: "nearest" });
  }

  private addLink(): void {
    const typed = this.address.value.trim();
    const url = linkTo(typed);
    if (typed && !url) {
      this.showProblem(NO_LINK);
      return this.address.focus();
    }
    this.closeLink();
    if (!typed) return;
    if (!this.squire.getSelection().collapsed) return void this.squire.makeLink(url);
    const made = document.createElement("a");
    made.href = url;
    made.textContent = typed;
    this.squire.insertHTML(made.outerHTML);
  }
}
