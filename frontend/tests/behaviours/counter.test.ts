import { expect, it } from "vitest";
import Counter from "../../behaviours/counter";
import { find, open, settled, type } from "../page";

it("speaks in the last fifth only, and of what is too much", async () => {
  await open('<input maxlength="10" data-controller="counter" data-counter-limit-value="10">', { counter: Counter });
  const field = find<HTMLInputElement>("input");
  const line = find(".field__counter");
  expect([field.hasAttribute("maxlength"), line.hidden]).toEqual([false, true]);
  type(field, "neuf sign");
  expect([line.hidden, line.textContent]).toEqual([false, "Encore 1 caractère"]);
  type(field, "douze signes");
  expect([line.textContent, line.hasAttribute("data-over")]).toEqual(["2 caractères de trop", true]);
  field.remove();
  await settled();
  expect(document.querySelector(".field__counter")).toBeNull();
});
