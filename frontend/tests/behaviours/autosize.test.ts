import { expect, it, vi } from "vitest";
import Autosize from "../../behaviours/autosize";
import { find, open, type } from "../page";

it("is as tall as its text, up to half the screen", async () => {
  await open('<textarea data-controller="autosize"></textarea>', { autosize: Autosize });
  const text = find<HTMLTextAreaElement>("textarea");
  expect(text.style.height).toBe("");
  const height = vi.spyOn(text, "scrollHeight", "get").mockReturnValue(120);
  type(text, "Trois\nlignes\nen tout");
  expect(text.style.height).toBe("120px");
  height.mockReturnValue(9_000);
  type(text, "Très long");
  expect(text.style.height).toBe(`${innerHeight / 2}px`);
});
