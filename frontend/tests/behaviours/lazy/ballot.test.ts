import { expect, it } from "vitest";
import ResetOnLeave from "../../behaviours/reset-on-leave";
import { find, fire, open, settled } from "../page";

it("holds no choice once the page was left, as long as it is there", async () => {
  await open('<form data-controller="reset-on-leave"><input type="radio" name="vote"></form>', {
    "reset-on-leave": ResetOnLeave,
  });
  const [form, choice] = [find<HTMLFormElement>("form"), find<HTMLInputElement>("input")];
  choice.checked = true;
  fire(window, "pagehide");
  expect(choice.checked).toBe(false);
  form.remove();
  await settled();
  choice.checked = true;
  fire(window, "pagehide");
  expect(choice.checked).toBe(true);
});
