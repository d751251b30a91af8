import { beforeEach, expect, it, vi } from "vitest";
import Uploads, { type Photo } from "../../../behaviours/lazy/uploads";
import { find, fire, open, settled } from "../../page";

const ROW = `<li><img src="data:,"><input name="photo_alt"><input type="hidden" name="photo"><small class="field__hint"></small>
  <b data-uploads-target="position"></b>
  <button type="button" data-uploads-target="up" data-action="uploads#moveUp">Monter</button>
  <button type="button" data-uploads-target="down" data-action="uploads#moveDown">Descendre</button>
  <button type="button" data-uploads-target="remove" data-action="uploads#remove">Retirer</button></li>`;
const PAGE = `<form><div data-controller="uploads"><input type="file" multiple data-uploads-target="input">
  <ol data-uploads-target="list"></ol><template data-uploads-target="template">${ROW}</template></div></form>`;

class Transfer {
  readonly files: File[] = [];
  readonly items = {
    add: (file: File) => this.files.push(file),
    get length() {
      return 0;
    },
  };
  constructor() {
    const { files } = this;
    Object.defineProperty(this.items, "length", { get: () => files.length });
  }
}

let photos: Photo[];
const rows = () => [...document.querySelectorAll<HTMLElement>("li")];
const names = () => rows().map((row) => row.querySelector(".field__hint")?.textContent);
const press = (at: number, action: string) =>
  rows()[at]?.querySelector<HTMLElement>(`[data-action="uploads#${action}"]`)?.click();

beforeEach(async () => {
  vi.stubGlobal("DataTransfer", Transfer);
  vi.spyOn(URL, "createObjectURL").mockReturnValue("data:,");
  await open(PAGE, { uploads: Uploads });
  const input = find<HTMLInputElement>("input[type=file]");
  let files: unknown = ["a", "b", "c"].map((name) => new File([name], `${name}.jpg`, { type: "image/jpeg" }));
  Object.defineProperty(input, "files", { get: () => files, set: (value) => (files = value), configurable: true });
  find("form").addEventListener("photos:changed", (event) => (photos = (event as CustomEvent<Photo[]>).detail));
  fire(input, "change");
  await settled();
});

it("has a row for each file, in an order that is sent with it", () => {
  expect(names()).toEqual(["a.jpg", "b.jpg", "c.jpg"]);
  expect(find("[aria-live]").textContent).toBe("3 photos ajoutées");
  press(0, "moveDown");
  expect(names()).toEqual(["b.jpg", "a.jpg", "c.jpg"]);
  expect([...(find<HTMLInputElement>("input[type=file]").files ?? [])].map(({ name }) => name)).toEqual(names());
  expect(rows().map((row) => row.querySelector<HTMLInputElement>("[name=photo]")?.value)).toEqual([
    "new:0",
    "new:1",
    "new:2",
  ]);
  expect(rows().map((row) => row.querySelector("b")?.textContent)).toEqual(["1", "2", "3"]);
  expect(find("[aria-live]").textContent).toBe("Photo en position 2 sur 3");
  expect(rows()[0]?.querySelector("[data-uploads-target=up]")?.hasAttribute("disabled")).toBe(true);
});

it("takes a photo out, with the focus on the next one", () => {
  press(1, "remove");
  expect(names()).toEqual(["a.jpg", "c.jpg"]);
  expect(document.activeElement).toBe(rows()[1]?.querySelector("[data-uploads-target=remove]"));
});

it("tells the preview what the photos are", () => {
  const alt = find<HTMLInputElement>("[name=photo_alt]");
  alt.value = "La place";
  fire(alt, "input");
  expect(photos.map((photo) => photo.alt)).toEqual(["La place", "", ""]);
});

it("keeps why a file was refused beside the others, without a place among them, until it is closed", async () => {
  find("ol").insertAdjacentHTML(
    "beforeend",
    `<li class="upload--refused"><p>notes.txt\u00a0: ce n’est pas une photo.</p>
     <button type="button" data-uploads-target="remove" data-action="uploads#remove">Fermer ce message</button></li>`,
  );
  await settled();
  press(0, "moveDown");
  expect([photos.length, rows().length, find("[aria-live]").textContent]).toEqual([3, 4, "Photo en position 2 sur 3"]);
  press(3, "remove");
  expect([rows().length, find("[aria-live]").textContent]).toEqual([3, "Message fermé"]);
});
