import { expect, it } from "vitest";
import FileName from "../../../behaviours/lazy/file-name";
import { find, open } from "../../page";

const PAGE = `<form><label data-controller="file-name"><input type="file" multiple>
  <span data-file-name-target="name" hidden></span></label></form>`;

function choose(...names: string[]): void {
  const files = new DataTransfer();
  for (const name of names) files.items.add(new File(["a"], name));
  find<HTMLInputElement>("input").files = files.files;
  find("input").dispatchEvent(new Event("change", { bubbles: true }));
}

it("names what was chosen, and says so when nothing is any more", async () => {
  await open(PAGE, { "file-name": FileName });
  const name = find("span");
  expect(name.textContent).toBe("Aucun fichier choisi");
  choose("facture.pdf", "bail.pdf");
  expect(name.textContent).toBe("facture.pdf, bail.pdf");
  choose();
  expect(name.textContent).toBe("Aucun fichier choisi");
});
