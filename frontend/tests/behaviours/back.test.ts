import { expect, it, vi } from "vitest";
import Back from "../../behaviours/back";
import { find, fire, open } from "../page";

it.each([
  [1, false],
  [2, true],
])("leads where it says in a new tab, else to the page before: %i, %s", async (pages, isBack) => {
  const back = vi.fn();
  vi.stubGlobal("history", { length: pages, back });
  await open('<a href="#/contact/" data-controller="back" data-action="back#go">Revenir</a>', { back: Back });
  expect(fire(find("a"), "click").defaultPrevented).toBe(isBack);
  expect(back).toHaveBeenCalledTimes(isBack ? 1 : 0);
});

it.each([
  ["/eze-06/", true],
  ["/eze-06/?pages=3", true],
  ["/eze-06/agenda/", false],
  ["https://ailleurs.fr/eze-06/", false],
  ["", false],
])("leads back to the page that it names, if one comes from there: %s, %s", async (before, isBack) => {
  const back = vi.fn();
  vi.stubGlobal("history", { length: 2, back });
  vi.spyOn(document, "referrer", "get").mockReturnValue(before && new URL(before, location.origin).href);
  await open('<a href="/eze-06/" data-controller="back" data-action="back#return">Le fil</a>', { back: Back });
  expect(fire(find("a"), "click").defaultPrevented).toBe(isBack);
  expect(back).toHaveBeenCalledTimes(isBack ? 1 : 0);
});
