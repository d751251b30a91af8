import { expect, it } from "vitest";
import Ballot from "../../../behaviours/lazy/ballot";
import { find, fire, open, settled } from "../../page";

it("holds no choice once the page was left, as long as it is there, not even one that came back with an error", async () => {
  await open('<form data-controller="ballot"><input type="radio" name="vote" checked></form>', { ballot: Ballot });
  const [form, choice] = [find<HTMLFormElement>("form"), find<HTMLInputElement>("input")];
  expect(form.noValidate).toBe(true);
  fire(window, "pagehide");
  expect(choice.checked).toBe(false);
  form.remove();
  await settled();
  choice.checked = true;
  fire(window, "pagehide");
  expect(choice.checked).toBe(true);
});
