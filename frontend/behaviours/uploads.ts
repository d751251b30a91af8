import type { Behaviour } from "../registry";

/**
 * The photos of a publication. The element holds <input type="file" multiple> and <ol class="uploads" data-list>, where
 * the server puts the photos already kept (li with <input name="photo" value="saved:ID">). Each new file gets a row with
 * value "new:INDEX" in the file input's order, so the rows alone say the order; `photo_alt` follows it.
 * Without script the files are simply sent, in their own order.
 */
const LARGEST = 2560; // pixels: more is never shown, and a phone's upload is four times shorter
const HEAVY = 1_200_000; // bytes: below that a photo is sent as it is

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
    return new File([blob], file.name.replace(/\.[^.]+$/, "") + ".jpg", { type: "image/jpeg" });
  } catch {
    return file; // this browser cannot read it (HEIC on most computers): the server can
  }
}

export const uploads: Behaviour = (element) => {
  const input = element.querySelector<HTMLInputElement>("input[type=file]");
  const list = element.querySelector<HTMLElement>("[data-list]");
  const model = element.querySelector<HTMLTemplateElement>("template");
  const form = input?.form;
  if (!input || !list || !model || !form) return;
  const files = new Map<HTMLElement, File>();
  const said = document.createElement("p");
  said.className = "visually-hidden";
  said.setAttribute("aria-live", "polite");
  element.append(said);
  const rows = () => [...list.querySelectorAll<HTMLElement>("li")];

  const settle = () => {
    const transfer = new DataTransfer();
    for (const row of rows()) {
      const file = files.get(row);
      const value = row.querySelector<HTMLInputElement>("input[name=photo]");
      if (!file || !value) continue;
      value.value = `new:${transfer.items.length}`;
      transfer.items.add(file);
    }
    input.files = transfer.files;
    rows().forEach((row, at) => {
      row.querySelectorAll<HTMLElement>("[data-position]").forEach((place) => (place.textContent = String(at + 1)));
      row.querySelector("[data-up]")?.toggleAttribute("disabled", at === 0);
      row.querySelector("[data-down]")?.toggleAttribute("disabled", at === rows().length - 1);
    });
    const shown = rows().map((row) => ({
      src: row.querySelector("img")?.src ?? "",
      alt: row.querySelector<HTMLInputElement>("input[name=photo_alt]")?.value ?? "",
    }));
    form.dispatchEvent(new CustomEvent("photos:changed", { detail: shown }));
  };
  const add = async (chosen: File[]) => {
    for (const original of chosen) {
      const row = (model.content.cloneNode(true) as DocumentFragment).querySelector<HTMLElement>("li");
      const picture = row?.querySelector("img");
      if (!row || !picture) continue;
      list.append(row);
      files.set(row, original);
      picture.src = URL.createObjectURL(original);
      const name = row.querySelector("[data-name]");
      if (name) name.textContent = original.name;
      const light = await lighter(original);
      if (files.has(row)) files.set(row, light);
    }
    settle();
    said.textContent = chosen.length < 2 ? "Une photo ajoutée" : `${chosen.length} photos ajoutées`;
  };
  const remove = (row: HTMLElement) => {
    const picture = row.querySelector("img");
    if (files.delete(row) && picture) URL.revokeObjectURL(picture.src);
    const next = (row.nextElementSibling ?? row.previousElementSibling)?.querySelector<HTMLElement>("[data-remove]");
    row.remove();
    settle();
    (next ?? input).focus();
    said.textContent = "Photo retirée";
  };

  input.addEventListener("change", () => {
    const chosen = [...(input.files ?? [])];
    if (chosen.length) void add(chosen);
  });
  list.addEventListener("input", settle);
  list.addEventListener("click", (event) => {
    const control = (event.target as HTMLElement).closest<HTMLElement>("button");
    const row = control?.closest<HTMLElement>("li");
    if (!control || !row) return;
    event.preventDefault();
    if (control.matches("[data-remove]")) return remove(row);
    if (control.matches("[data-up]")) row.previousElementSibling?.before(row);
    if (control.matches("[data-down]")) row.nextElementSibling?.after(row);
    settle();
    control.focus();
    said.textContent = `Photo en position ${rows().indexOf(row) + 1} sur ${rows().length}`;
  });

  let dragged: HTMLElement | null = null;
  list.addEventListener("dragstart", (event) => {
    dragged = (event.target as HTMLElement).closest?.("li") ?? null;
    dragged?.setAttribute("data-dragged", "");
  });
  list.addEventListener("dragover", (event) => {
    if (!dragged) return;
    event.preventDefault();
    const over = (event.target as HTMLElement).closest<HTMLElement>("li");
    if (!over || over === dragged) return;
    const box = over.getBoundingClientRect();
    if (event.clientY < box.top + box.height / 2) over.before(dragged);
    else over.after(dragged);
  });
  list.addEventListener("dragend", () => {
    dragged?.removeAttribute("data-dragged");
    dragged = null;
    settle();
  });
  element.addEventListener("dragover", (event) => {
    if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
  });
  element.addEventListener("drop", (event) => {
    const dropped = [...(event.dataTransfer?.files ?? [])].filter((file) => file.type.startsWith("image/") || /\.hei[cf]$/i.test(file.name));
    if (!event.dataTransfer?.files.length) return;
    event.preventDefault();
    void add(dropped);
  });
  settle();
  return () => files.clear();
};
