import { expect, it } from "vitest";
import SubmitOnce from "../../behaviours/submit-once";
import { find, fire, open } from "../page";

it("sends once, and again when the page comes back", async () => {
  await open('<form data-controller="submit-once"><button>Valider</button><button type="button">Aide</button></form>', {
    "submit-once": SubmitOnce,
  });
  const [form, button] = [find("form"), find("button")];
  expect(fire(form, "submit").defaultPrevented).toBe(false);
  expect(button.getAttribute("aria-disabled")).toBe("true");
  expect(find("[type=button]").hasAttribute("aria-disabled")).toBe(false);
  expect(fire(form, "submit").defaultPrevented).toBe(true);
  for (const [target, event] of [
    [window, "pageshow"],
    [form, "htmx:finally:request"],
  ] as const) {
    fire(target, event);
    expect([button.hasAttribute("aria-disabled"), fire(form, "submit").defaultPrevented]).toEqual([false, false]);
  }
});
