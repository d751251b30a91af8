import { expect, it } from "vitest";
import Autofocus from "../../behaviours/autofocus";
import { find, open, settled } from "../page";

it("takes the focus, also when it comes later", async () => {
  await open('<p id="first" tabindex="-1" data-controller="autofocus"></p>', { autofocus: Autofocus });
  expect(document.activeElement).toBe(find("#first"));
  find("#toasts").innerHTML = '<p id="later" tabindex="-1" data-controller="autofocus"></p>';
  await settled();
  expect(document.activeElement).toBe(find("#later"));
});

it("goes on writing at the end of a text", async () => {
  await open('<textarea data-controller="autofocus">Des tilleuls</textarea>', { autofocus: Autofocus });
  expect(find<HTMLTextAreaElement>("textarea").selectionStart).toBe(12);
});
