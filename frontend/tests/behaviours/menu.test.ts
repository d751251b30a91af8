import { beforeEach, expect, it } from "vitest";
import Menu from "../../behaviours/menu";
import { find, fire, open, press } from "../page";

const details = () => find<HTMLDetailsElement>("details");

beforeEach(async () => {
  await open('<details open data-controller="menu"><summary>Menu</summary><a href="#">Un</a></details><p></p>', {
    menu: Menu,
  });
});

it("closes on Escape, with the focus on its summary", () => {
  press(find("a"), "Escape");
  expect([details().open, document.activeElement]).toEqual([false, find("summary")]);
});

it("closes on a click elsewhere, not on its own", () => {
  find("summary").parentElement?.querySelector("a")?.click();
  expect(details().open).toBe(true);
  find("p").click();
  expect(details().open).toBe(false);
});

it("closes when the focus leaves", () => {
  fire(find("a"), "focusout", { relatedTarget: find("summary") });
  expect(details().open).toBe(true);
  fire(find("a"), "focusout", { relatedTarget: find("p") });
  expect(details().open).toBe(false);
});

it("that stays closes on Escape alone", async () => {
  await open(
    '<details open data-controller="menu" data-menu-stays-value="true"><summary>Accepter</summary><a href="#">Oui</a></details><p></p>',
    { menu: Menu },
  );
  find("p").click();
  fire(find("a"), "focusout", { relatedTarget: find("p") });
  expect(details().open).toBe(true);
  press(find("a"), "Escape");
  expect([details().open, document.activeElement]).toEqual([false, find("summary")]);
});
