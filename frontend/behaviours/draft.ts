import { dropDraft, keepDraft, readDraft, type Values } from "../drafts";
import { toast } from "../toast";
import { Behaviour } from "./behaviour";

const NEVER_KEPT = ["hidden", "password", "file", "checkbox", "radio", "submit"];

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

/**
 * Keeps what is being written, under `key`, until it was sent (`drafts`). A form that came back
 * with errors (`bound`) already holds its text: nothing is put back over it. `done`: what it held was sent, and the form
 * came back empty. Of hidden fields, those that are a target `hidden` are kept.
 */
export default class extends Behaviour<HTMLFormElement> {
  static override readonly targets = ["hidden", "rows", "redraw"];
  static override readonly values = { key: String, bound: Boolean, done: Boolean };
  declare readonly hiddenTargets: HTMLInputElement[];
  declare readonly rowsTarget: HTMLElement;
  declare readonly hasRowsTarget: boolean;
  declare readonly redrawTarget: HTMLButtonElement;
  declare readonly keyValue: string;
  declare readonly boundValue: boolean;
  declare readonly doneValue: boolean;

  private names = "";
  private leave?: () => void;

  override connect(): void {
    if (this.doneValue) dropDraft(this.keyValue);
    this.restore();
    this.names = Object.keys(this.values).join();
    // At once: some never pause, and a page may go at any letter.
    this.listen(this.element, "input", () => this.keep());
    this.listen(this.element, "draft:keep", () => this.keep()); // the form is about to leave the page
    if (this.hasRowsTarget) this.listen(document, "htmx:after:swap", () => this.followRows());
  }

  override disconnect(): void {
    super.disconnect();
    this.leave?.(); // it speaks of a form that was sent, or left
  }

  private get fields(): Field[] {
    return [...this.element.elements].filter((field): field is Field => this.isKept(field));
  }

  private isKept(field: Element): boolean {
    // Photos cannot be kept, nor can their texts.
    if (!field.matches("[name]:is(input, textarea, select)") || field.closest("[data-uploads-target=list]"))
      return false;
    return !NEVER_KEPT.includes((field as Field).type) || this.hiddenTargets.includes(field as HTMLInputElement);
  }

  private get values(): Values {
    return Object.fromEntries(this.fields.map((field) => [field.name, field.value]));
  }

  private restore(): void {
    const original = this.values;
    const draft = readDraft(this.keyValue);
    if (!draft || this.boundValue || JSON.stringify(draft) === JSON.stringify(original)) return;
    const near = this.fill(draft);
    const erase = () => {
      this.fill(original);
      dropDraft(this.keyValue);
    };
    this.leave = toast("Votre brouillon a été retrouvé.", erase, undefined, "L’effacer", near);
  }

  private keep(): void {
    keepDraft(this.keyValue, this.values);
  }

  private fill(draft: Values): Field | undefined {
    const changed = this.fields.filter((field) => draft[field.name] !== undefined && draft[field.name] !== field.value);
    for (const field of changed) field.value = draft[field.name] ?? "";
    for (const field of changed) {
      field.closest("details")?.toggleAttribute("open", true);
      field.dispatchEvent(new Event("draft:restored"));
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    if (this.hasRowsTarget) this.drawRows(draft);
    return changed[0];
  }

  /**
   * Rows that were added, moved or removed: the server draws them as they were kept. The target `rows`, with
   * data-prefix="option_", holds for each row in its order a hidden field `row` with the number that `option_5` is named
   * after; the button `redraw` has them drawn.
   */
  private drawRows(draft: Values): void {
    const rows = this.rowsTarget;
    const prefix = rows.dataset.prefix ?? "";
    const numbers = Object.keys(draft)
      .filter((name) => name.startsWith(prefix))
      .map((name) => name.slice(prefix.length));
    const drawn = [...rows.querySelectorAll<HTMLInputElement>("input[name=row]")];
    if (!numbers.length || numbers.join() === drawn.map((field) => field.value).join()) return;
    const add = (name: string, value: string) => {
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name, value });
      if (name !== "row") field.setAttribute("data-draft-target", "hidden"); // kept, should the server not answer
      rows.append(field);
    };
    for (const field of drawn) field.remove();
    for (const number of numbers) {
      add("row", number);
      if (!this.element.elements.namedItem(prefix + number)) add(prefix + number, draft[prefix + number] ?? "");
    }
    // After htmx, which binds the button in such a turn of its own: before, the whole form would be sent.
    setTimeout(() => this.redrawTarget.click());
  }

  private followRows(): void {
    const names = Object.keys(this.values).join();
    if (names === this.names) return;
    this.names = names;
    this.keep();
    this.element.dispatchEvent(new Event("change")); // for the preview
  }
}
