import { afterEach, expect, it, vi } from "vitest";
import BulkSelection from "../../../behaviours/lazy/bulk-selection";
import { find, fire, open } from "../../page";

const PAGE = `
  <button type="button" form="bulk" data-select-all hidden>Tout choisir</button>
  <input type="checkbox" form="bulk"><input type="checkbox" form="bulk"><input type="checkbox" id="elsewhere">
  <form id="bulk" data-controller="bulk-selection" data-bulk-selection-one-value="Accepter la demande"
    data-bulk-selection-many-value="Accepter {} demandes">
    <button><span data-bulk-selection-target="label">Accepter</span></button>
    <p data-bulk-selection-target="status"></p>
  </form>`;

it("says how many are selected, on the button and aloud", async () => {
  await open(PAGE, { "bulk-selection": BulkSelection });
  const [first] = document.querySelectorAll<HTMLInputElement>("input");
  const all = find<HTMLButtonElement>("[data-select-all]");
  const label = find("[data-bulk-selection-target=label]");
  const status = find("[data-bulk-selection-target=status]");
  expect([all.hidden, label.textContent, status.textContent]).toEqual([false, "Accepter", ""]);
  if (first) first.checked = true;
  fire(first as Element, "change");
  expect([label.textContent, status.textContent]).toEqual(["Accepter la demande", "1 demande choisie"]);
  all.click();
  expect([label.textContent, status.textContent]).toEqual(["Accepter 2 demandes", "2 demandes choisies"]);
  expect([all.textContent, find<HTMLInputElement>("#elsewhere").checked]).toEqual(["Ne rien choisir", false]);
  all.click();
  expect([label.textContent, all.textContent]).toEqual(["Accepter", "Tout choisir"]);
  expect(find("form").hasAttribute("data-chosen")).toBe(false);
});

const NAMED = PAGE.replace(
  '<input type="checkbox" form="bulk"><input type="checkbox" form="bulk">',
  '<input type="checkbox" form="bulk" value="a"><input type="checkbox" form="bulk" value="b" data-alone>',
).replace('<form id="bulk"', '<form id="bulk" action="/several/?liste=attente"');

afterEach(() => {
  vi.restoreAllMocks();
});

it("counts on the button those that it accepts, and restores all of them to whoever comes back", async () => {
  await open(NAMED, { "bulk-selection": BulkSelection });
  find<HTMLButtonElement>("[data-select-all]").click();
  const label = () => find("[data-bulk-selection-target=label]").textContent;
  expect([label(), find("[data-bulk-selection-target=status]").textContent]).toEqual([
    "Accepter la demande",
    "2 demandes choisies",
  ]);
  const ticked = () => [...document.querySelectorAll<HTMLInputElement>("input")].map((box) => box.checked);
  const referrer = vi.spyOn(document, "referrer", "get");
  referrer.mockReturnValue(`${location.origin}/several/`);
  await open(NAMED, { "bulk-selection": BulkSelection });
  expect([label(), ticked()]).toEqual(["Accepter la demande", [true, true, false]]);
  referrer.mockReturnValue(`${location.origin}/elsewhere/`);
  await open(NAMED, { "bulk-selection": BulkSelection });
  expect([label(), ticked()]).toEqual(["Accepter", [false, false, false]]);
});
