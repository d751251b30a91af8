import { expect, it, vi } from "vitest";
import Autosize from "../../behaviours/autosize";
import { find, fire, open, type } from "../page";

const PAGE = '<form><textarea data-controller="autosize"></textarea><button>Ok</button></form>';

it("is as tall as its text, until it scrolls, and keeps its button on screen", async () => {
  vi.stubGlobal("visualViewport", { height: 500 }); // above the keyboard
  await open(PAGE, { autosize: Autosize });
  const text = find<HTMLTextAreaElement>("textarea");
  expect(text.style.height).toBe("");
  const shown = vi.spyOn(find("form"), "scrollIntoView");
  const height = vi.spyOn(text, "scrollHeight", "get").mockReturnValue(120);
  type(text, "Trois\nlignes\nen tout");
  expect(text.style.height).toBe("120px");
  expect(shown).toHaveBeenCalledWith({ block: "nearest", behavior: "instant" });
  height.mockReturnValue(9_000);
  type(text, "Très long");
  expect(text.style.height).toBe("200px");
});

it("has the height of what comes back from the server", async () => {
  await open(PAGE, { autosize: Autosize });
  const text = find<HTMLTextAreaElement>("textarea");
  vi.spyOn(text, "scrollHeight", "get").mockReturnValue(120);
  text.value = "Ce qui a été refusé";
  text.removeAttribute("style"); // as htmx does
  fire(document, "htmx:after:settle");
  expect(text.style.height).toBe("120px");
});
