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
);
const NEXT = NAMED.replace('value="a"', 'value="c"').replace('value="b"', 'value="d"');
history.replaceState(null, "", "/villeneuve/mairie/administres/");
const HERE = location.href;

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  sessionStorage.clear();
});

let pages = 0;

/** Another page, or the same once more: one comes to it from `referrer`. */
async function arrive(html: string, referrer: string): Promise<void> {
  vi.spyOn(document, "referrer", "get").mockReturnValue(referrer);
  vi.stubGlobal("performance", { now: () => 0, timeOrigin: (pages += 1) });
  await open(html, { "bulk-selection": BulkSelection });
}

const label = () => find("[data-bulk-selection-target=label]").textContent;
const ticked = () => [...document.querySelectorAll<HTMLInputElement>("input")].map((box) => box.checked);
const selectAll = () => find("[data-select-all]").click();

it("counts on the button those that it accepts", async () => {
  await arrive(NAMED, "");
  selectAll();
  expect([label(), find("[data-bulk-selection-target=status]").textContent]).toEqual([
    "Accepter la demande",
    "2 demandes choisies",
  ]);
});

it("restores all of them to whoever comes back from a page below", async () => {
  await arrive(NAMED, "");
  selectAll();
  for (const page of ["repondre/", "0197a3b1-0000-7000-8000-000000000000/", "?liste=attente"]) {
    await arrive(NAMED, HERE + page);
    expect([label(), ticked()]).toEqual(["Accepter la demande", [true, true, false]]);
  }
  await arrive(NAMED, `${location.origin}/elsewhere/`);
  expect([label(), ticked()]).toEqual(["Accepter", [false, false, false]]);
  await arrive(NAMED, HERE); // what was left behind once does not come back
  expect(ticked()).toEqual([false, false, false]);
});

it("counts those of this page of the list alone, and lets go of none on another", async () => {
  await arrive(NAMED, "");
  selectAll();
  await arrive(NEXT, HERE);
  expect([label(), ticked()]).toEqual(["Accepter", [false, false, false]]);
  selectAll();
  await arrive(NAMED, HERE);
  expect(ticked()).toEqual([true, true, false]);
  selectAll();
  await arrive(NEXT, HERE);
  expect(ticked()).toEqual([true, true, false]);
  await arrive(NAMED, HERE);
  expect(ticked()).toEqual([false, false, false]);
});

it("lets go of none when a search draws the list again", async () => {
  await arrive(NAMED, "");
  selectAll();
  await open(NEXT, { "bulk-selection": BulkSelection });
  expect(ticked()).toEqual([false, false, false]);
  await open(NAMED, { "bulk-selection": BulkSelection });
  expect(ticked()).toEqual([true, true, false]);
});

it("knows one form from another", async () => {
  await arrive(NAMED, "");
  selectAll();
  await arrive(NAMED.replaceAll('"bulk"', '"other"'), HERE);
  expect(ticked()).toEqual([false, false, false]);
});

it("lets go of what was answered here, should it stand in the list once more", async () => {
  await arrive(NAMED, "");
  selectAll();
  find("[value=a]").remove();
  fire(document, "htmx:after:swap");
  await open(NAMED, { "bulk-selection": BulkSelection });
  expect(ticked()).toEqual([false, true, false]);
});

it("counts where the browser keeps nothing", async () => {
  vi.stubGlobal("sessionStorage", undefined);
  await arrive(NAMED, "");
  selectAll();
  expect(label()).toBe("Accepter la demande");
});
