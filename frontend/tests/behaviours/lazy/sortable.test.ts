import { beforeEach, expect, it } from "vitest";
import Sortable from "../../../behaviours/lazy/sortable";
import { find, fire, open, press } from "../../page";

const row = (name: string) =>
  `<li id="${name}" data-sortable-target="row"><span data-sortable-target="handle"></span><form></form></li>`;
const order = () => [...document.querySelectorAll("li")].map(({ id }) => id).join("");

let sent: (string | undefined)[];

beforeEach(async () => {
  await open(`<ol data-controller="sortable">${row("a")}${row("b")}${row("c")}</ol>`, { sortable: Sortable });
  sent = [];
  const list = find("ol");
  list.setPointerCapture = () => undefined;
  for (const [at, one] of [...document.querySelectorAll<HTMLElement>("li")].entries()) {
    one.getBoundingClientRect = () => new DOMRect(0, 100 + at * 40, 100, 40);
    const form = one.querySelector("form") as HTMLFormElement;
    form.requestSubmit = (button) => void sent.push(`${one.id}:${(button as HTMLButtonElement).value}`);
  }
});

const grab = (selector: string) => fire(find(selector), "pointerdown", { button: 0, pointerId: 1 });

it("sends the place that a row was dropped at", () => {
  grab("#a [data-sortable-target=handle]");
  fire(find("ol"), "pointermove", { clientY: 175 });
  expect(order()).toBe("bac");
  fire(find("ol"), "pointerup");
  expect([sent, find("#a").hasAttribute("data-dragged")]).toEqual([["a:1"], false]);
});

it("is put back by Escape", () => {
  grab("#a [data-sortable-target=handle]");
  fire(find("ol"), "pointermove", { clientY: 175 });
  press(window, "Escape");
  expect([order(), sent]).toEqual(["abc", []]);
});

it("moves by its handle only", () => {
  expect(grab("#a form").defaultPrevented).toBe(false);
  fire(find("ol"), "pointermove", { clientY: 175 });
  expect(order()).toBe("abc");
});
