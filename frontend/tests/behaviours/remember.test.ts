import { expect, it, vi } from "vitest";
import Remember from "../../behaviours/remember";
import { find, open } from "../page";

it.each([
  ["a phone", true],
  ["a screen that may be shared", false],
])("on %s, to stay signed in is ticked: %s", async (_screen, isPhone) => {
  vi.stubGlobal("matchMedia", () => ({ matches: isPhone }));
  await open('<input type="checkbox" data-controller="remember">', { remember: Remember });
  expect(find<HTMLInputElement>("input").checked).toBe(isPhone);
});
