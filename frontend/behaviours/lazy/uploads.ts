import { Behaviour } from "../behaviour";

export interface Photo {
  src: string;
  alt: string;
}

const LARGEST = 2560; // pixels: more is never shown, and a phone's upload is four times shorter
const HEAVY = 1_200_000; // bytes: below that a photo is sent as it is

/**
 * The photos of a publication. The target `list` holds the photos already stored (li with <input name="photo"
 * value="saved:ID">); each new file gets a row out of the target `template`, with value "new:INDEX" in the order of the
 * target `input`, so the rows alone say the order; `photo_alt` follows it. Without script the files are simply sent, in
 * their own order.
 */
export default class extends Behaviour {
  static override readonly targets = ["input", "list", "template", "position", "up", "down", "remove"];
  declare readonly inputTarget: HTMLInputElement;
  declare readonly listTarget: HTMLElement;
  declare readonly templateTarget: HTMLTemplateElement;
  declare readonly removeTargets: HTMLElement[];

  private readonly files = new Map<HTMLElement, File>();
  private readonly status = document.createElement("p");
  private dragged: HTMLElement | null = null;

  override connect(): void {
    this.status.className = "visually-hidden";
    this.status.setAttribute("aria-live", "polite");
    this.element.append(this.status);
    this.listen(this.inputTarget, "change", () => this.addChosen());
    this.listen(this.listTarget, "input", () => this.settle());
    this.listenToDrags();
    if (this.inputTarget.files?.length)
      this.addChosen(); // chosen before this script came
    else this.settle();
  }

  override disconnect(): void {
    super.disconnect();
    this.files.clear();
    this.status.remove();
  }

  remove(event: Event): void {
    const row = this.rowOf(event);
    const picture = row.querySelector("img");
    if (this.files.delete(row) && picture) URL.revokeObjectURL(picture.src);
    const next = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    this.settle();
    (this.removeTargets.find((button) => next?.contains(button)) ?? this.inputTarget).focus();
    this.status.textContent = row.matches(".upload--refused") ? "Message fermé" : "Photo retirée";
  }

  moveUp(event: Event): void {
    const row = this.rowOf(event);
    row.previousElementSibling?.before(row);
    this.moved(event, row);
  }

  moveDown(event: Event): void {
    const row = this.rowOf(event);
    row.nextElementSibling?.after(row);
    this.moved(event, row);
  }

  private moved(event: Event, row: HTMLElement): void {
    this.settle();
    (event.currentTarget as HTMLElement).focus();
    this.status.textContent = `Photo en position ${this.rows.indexOf(row) + 1} sur ${this.rows.length}`;
  }

  private get rows(): HTMLElement[] {
    return [...this.listTarget.querySelectorAll<HTMLElement>("li:not(.upload--refused)")];
  }

  private rowOf(event: Event): HTMLElement {
    event.preventDefault();
    return (event.currentTarget as HTMLElement).closest("li") as HTMLElement;
  }

  private addChosen(): void {
    const chosen = [...(this.inputTarget.files ?? [])];
    if (chosen.length) void this.add(chosen);
  }

  private async add(chosen: File[]): Promise<void> {
    for (const original of chosen) {
      const row = (this.templateTarget.content.cloneNode(true) as DocumentFragment).querySelector<HTMLElement>("li");
      const picture = row?.querySelector("img");
      if (!row || !picture) continue;
      this.listTarget.append(row);
      this.files.set(row, original);
      picture.src = URL.createObjectURL(original);
      const hint = row.querySelector(".field__hint");
      if (hint) hint.textContent = original.name;
      const light = await lighter(original);
      if (this.files.has(row)) this.files.set(row, light);
    }
    this.settle();
    this.status.textContent = chosen.length < 2 ? "Une photo ajoutée" : `${chosen.length} photos ajoutées`;
  }

  /** Brings the field, the positions and the preview into the order of the rows. */
  private settle(): void {
    const { rows } = this;
    const transfer = new DataTransfer();
    for (const row of rows) {
      const file = this.files.get(row);
      const value = row.querySelector<HTMLInputElement>("input[name=photo]");
      if (!file || !value) continue;
      value.value = `new:${transfer.items.length}`;
      transfer.items.add(file);
    }
    this.inputTarget.files = transfer.files;
    const within = (row: HTMLElement, target: string) =>
      row.querySelectorAll<HTMLElement>(`[data-uploads-target=${target}]`);
    rows.forEach((row, at) => {
      for (const place of within(row, "position")) place.textContent = String(at + 1);
      for (const button of within(row, "up")) button.toggleAttribute("disabled", at === 0);
      for (const button of within(row, "down")) button.toggleAttribute("disabled", at === rows.length - 1);
    });
    const photos = rows.map((row): Photo => ({
      src: row.querySelector("img")?.src ?? "",
      alt: row.querySelector<HTMLInputElement>("input[name=photo_alt]")?.value ?? "",
    }));
    this.inputTarget.form?.dispatchEvent(new CustomEvent("photos:changed", { detail: photos }));
  }

  private listenToDrags(): void {
    const { listTarget: list, element } = this;
    this.listen(list, "dragstart", ({ target }) => {
      this.dragged = (target as HTMLElement).closest?.("li") ?? null;
      this.dragged?.setAttribute("data-dragged", "");
    });
    this.listen<DragEvent>(list, "dragover", (event) => {
      if (!this.dragged) return;
      event.preventDefault();
      const over = (event.target as HTMLElement).closest<HTMLElement>("li");
      if (!over || over === this.dragged) return;
      const { top, height } = over.getBoundingClientRect();
      if (event.clientY < top + height / 2) over.before(this.dragged);
      else over.after(this.dragged);
    });
    this.listen(list, "dragend", () => {
      this.dragged?.removeAttribute("data-dragged");
      this.dragged = null;
      this.settle();
    });
    this.listen<DragEvent>(element, "dragover", (event) => {
      if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
    });
    this.listen<DragEvent>(element, "drop", (event) => {
      const files = [...(event.dataTransfer?.files ?? [])];
      if (!files.length) return;
      event.preventDefault();
      void this.add(files.filter((file) => file.type.startsWith("image/") || /\.hei[cf]$/i.test(file.name)));
    });
  }
}

async function lighter(file: File): Promise<File> {
  if (file.size < HEAVY || !/^image\/(jpeg|png|webp|heic|heif)$/.test(file.type)) return file;
  try {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, LARGEST / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", 0.86));
    if (!blob || blob.size >= file.size) return file;
    return new File([blob], `${file.name.replace(/\.[^.]+$/, "")}.jpg`, { type: "image/jpeg" });
  } catch {
    return file; // this browser cannot read it (HEIC on most computers): the server can
  }
}
