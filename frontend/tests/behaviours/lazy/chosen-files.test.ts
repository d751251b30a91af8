import { expect, it } from "vitest";
import ChosenFiles from "../../../behaviours/lazy/chosen-files";
import { find, open } from "../../page";

function page(again = false): string {
  return `<form><div data-controller="chosen-files"${again ? " data-chosen-files-again-value" : ""}>
    <input type="file" id="f" multiple data-chosen-files-target="input">
    <ul data-chosen-files-target="list" hidden></ul>
    ${again ? '<p id="lost" data-chosen-files-target="lost">Choisissez-les de nouveau.</p>' : ""}
    <p id="sending" data-chosen-files-target="sending"></p></div></form>`;
}

function choose(...names: string[]): void {
  const files = new DataTransfer();
  for (const name of names) files.items.add(new File(["a".repeat(1500)], name));
  find<HTMLInputElement>("input").files = files.files;
  find("input").dispatchEvent(new Event("change", { bubbles: true }));
}

const held = () => [...(find<HTMLInputElement>("input").files ?? [])].map(({ name }) => name);
const lines = () => [...document.querySelectorAll("li")].map((line) => line.textContent);

it("lists what is chosen, adds some more and takes one back", async () => {
  await open(page(), { "chosen-files": ChosenFiles });
  choose("bail.pdf");
  choose("banc.jpg", "rue.jpg");
  expect(held()).toEqual(["bail.pdf", "banc.jpg", "rue.jpg"]);
  expect(lines()[0]).toBe("bail.pdf2\u00a0koRetirer");
  find("button[aria-label='Retirer banc.jpg']").click();
  expect(held()).toEqual(["bail.pdf", "rue.jpg"]);
  expect(document.activeElement).toBe(find("input"));
});

it("says that files are on their way, where there are any", async () => {
  await open(page(), { "chosen-files": ChosenFiles });
  find("form").dispatchEvent(new Event("submit"));
  expect(find("#sending").textContent).toBe("");
  choose("bail.pdf");
  find("form").dispatchEvent(new Event("submit"));
  expect(find("#sending").textContent).toBe("Envoi de vos fichiers…");
});

it("gives them again to the form that came back with a fault, and not to the next one", async () => {
  await open(page(), { "chosen-files": ChosenFiles });
  choose("bail.pdf");
  await open(page(true), { "chosen-files": ChosenFiles });
  expect(held()).toEqual(["bail.pdf"]);
  expect(find("#lost").hidden).toBe(true);
  await open(page(), { "chosen-files": ChosenFiles });
  expect(held()).toEqual([]);
});
