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
