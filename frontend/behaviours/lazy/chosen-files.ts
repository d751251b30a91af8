import { Behaviour } from "../behaviour";

const given = new Map<string, File[]>(); // by the id of the input: what it held when the form was last on the page

/** As the site writes it: « 240 ko », « 1,4 Mo ». */
function weight(size: number): string {
  const kilobytes = Math.max(1, Math.round(size / 1000));
  if (kilobytes < 1000) return `${kilobytes}\u00a0ko`;
  return `${String(Math.round(size / 1e5) / 10).replace(".", ",")}\u00a0Mo`;
}

/**
 * The files that were chosen for a message: one adds some more, takes one back, and finds them again where the form comes
 * back (`again`), as no server could give them. Without script the browser's own words stand there.
 */
export default class extends Behaviour {
  static override readonly targets = ["input", "list", "sending", "lost"];
  static override readonly values = { again: Boolean };
  declare readonly inputTarget: HTMLInputElement;
  declare readonly listTarget: HTMLElement;
  declare readonly sendingTarget: HTMLElement;
  declare readonly lostTarget: HTMLElement;
  declare readonly hasLostTarget: boolean;
  declare readonly againValue: boolean;

  private files: File[] = [];

  override connect(): void {
    this.element.dataset.ready = "";
    const { inputTarget: input } = this;
    const former = given.get(input.id) ?? [];
    if (this.hasLostTarget) this.lostTarget.hidden = this.againValue;
    this.set(this.againValue ? former : [...(input.files ?? [])]);
    this.listen(input, "change", () => this.set(this.files.concat([...(input.files ?? [])])));
    const { form } = input;
    if (!form) return;
    this.listen(form, "reset", () => setTimeout(() => this.set([])));
    this.listen(form, "submit", () => {
      if (this.files.length) this.sendingTarget.textContent = "Envoi de vos fichiers…";
    });
    this.listen(form, "htmx:finally:request", () => (this.sendingTarget.textContent = ""));
  }

  private set(files: File[]): void {
    this.files = files;
    given.set(this.inputTarget.id, files);
    const held = new DataTransfer();
    for (const file of files) held.items.add(file);
    this.inputTarget.files = held.files;
    this.listTarget.hidden = !files.length;
    this.listTarget.replaceChildren(...files.map((file) => this.line(file)));
  }

  private line(file: File): HTMLElement {
    const line = document.createElement("li");
    const name = document.createElement("span");
    const size = document.createElement("span");
    const remove = document.createElement("button");
    name.textContent = file.name;
    size.textContent = weight(file.size);
    size.className = "private-document__weight";
    remove.type = "button";
    remove.className = "link-button";
    remove.textContent = "Retirer";
    remove.setAttribute("aria-label", `Retirer ${file.name}`);
    remove.addEventListener("click", () => {
      this.set(this.files.filter((one) => one !== file));
      this.inputTarget.focus();
    });
    line.append(name, size, remove);
    return line;
  }
}
