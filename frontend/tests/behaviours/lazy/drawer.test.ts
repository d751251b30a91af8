import { beforeEach, expect, it, vi } from "vitest";
import Drawer from "../../../behaviours/lazy/drawer";
import { find, fire, open, press } from "../../page";

const PAGE = `<a id="opener" href="#menu">Menu</a>
  <nav id="menu" data-controller="drawer"><a href="#top" data-drawer-target="close" data-action="drawer#close">Fermer</a>
    <details open data-group="LIFE"><summary>Vie</summary></details>
    <details data-group="SERVICES"><summary>Services</summary></details></nav><main></main>`;

beforeEach(() => open(PAGE, { drawer: Drawer }));

function openDrawer(): void {
  find("#opener").click();
  location.hash = "#menu";
  fire(window, "hashchange");
}

it("takes the focus and gives it back", () => {
  openDrawer();
  expect(document.activeElement).toBe(find("[data-drawer-target=close]"));
  location.hash = "";
  fire(window, "hashchange");
  expect(document.activeElement).toBe(find("#opener"));
});

it("closes on Escape and by its link, going back in the history", () => {
  const back = vi.spyOn(history, "back").mockImplementation(() => undefined);
  press(document, "Escape");
  expect(back).not.toHaveBeenCalled();
  openDrawer();
  press(document, "Escape");
  find("[data-drawer-target=close]").click();
  expect(back).toHaveBeenCalledTimes(2);
});

it("keeps the focus inside while it covers the page", () => {
  find("#menu").style.position = "fixed";
  openDrawer();
  expect(find("main").hasAttribute("inert")).toBe(true);
  expect(find("#menu").hasAttribute("inert")).toBe(false);
  location.hash = "";
  fire(window, "hashchange");
  expect(find("main").hasAttribute("inert")).toBe(false);
});

it("remembers the groups that were put away", async () => {
  find<HTMLDetailsElement>("[data-group=LIFE]").open = false;
  find("[data-group=LIFE] summary").dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
  await new Promise((done) => setTimeout(done));
  expect(document.cookie).toMatch(/folded=(LIFE\.)?SERVICES/);
});
