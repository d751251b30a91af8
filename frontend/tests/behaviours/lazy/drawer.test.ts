import { beforeEach, expect, it, vi } from "vitest";
import Drawer from "../../../behaviours/lazy/drawer";
import { find, fire, open, press } from "../../page";

const PAGE = `<a id="opener" href="#menu">Menu</a>
  <nav id="menu" aria-label="Rubriques" data-controller="drawer" data-drawer-label-value="Menu"><a href="#top" data-drawer-target="close" data-action="drawer#close">Fermer</a>
    <a id="entry" href="#agenda">Agenda</a>
    <details open data-group="LIFE"><summary>Vie</summary></details>
    <details data-group="SERVICES"><summary>Services</summary></details></nav><main></main>`;

beforeEach(async () => {
  vi.spyOn(history, "back").mockImplementation(() => fire(window, "popstate"));
  await open(PAGE, { drawer: Drawer });
});

function openDrawer(): void {
  find("#opener").click();
}

function isOpen(): boolean {
  return find("#menu").hasAttribute("data-open");
}

it("takes the focus and gives it back, and goes to no place of the page", () => {
  openDrawer();
  expect([location.hash, isOpen()]).not.toContain("#menu");
  expect(document.activeElement).toBe(find("[data-drawer-target=close]"));
  fire(window, "popstate");
  expect(isOpen()).toBe(false);
  expect(document.activeElement).toBe(find("#opener"));
});

it("closes on Escape, by its link and by a tap beside it, going back in the history", () => {
  press(document, "Escape");
  expect(history.back).not.toHaveBeenCalled();
  const ways = [
    () => press(document, "Escape"),
    () => find("[data-drawer-target=close]").click(),
    () => find("main").click(),
  ];
  for (const close of ways) {
    openDrawer();
    expect(isOpen()).toBe(true);
    close();
    expect(isOpen()).toBe(false);
  }
  expect(history.back).toHaveBeenCalledTimes(3);
});

it("leads on from the page below: it is no page to come back to", () => {
  const forth = vi.spyOn(location, "assign").mockImplementation(() => undefined);
  openDrawer();
  find("#entry").click();
  expect([isOpen(), forth.mock.calls.length]).toEqual([false, 1]);
  expect(forth.mock.calls[0]?.[0]).toMatch(/#agenda$/);
});

it("keeps the focus inside while it covers the page", () => {
  find("#menu").style.position = "fixed";
  openDrawer();
  expect(find("#menu").ariaLabel).toBe("Menu");
  expect(find("main").hasAttribute("inert")).toBe(true);
  expect(find("#menu").hasAttribute("inert")).toBe(false);
  fire(window, "popstate");
  expect(find("main").hasAttribute("inert")).toBe(false);
});

it("remembers the groups that were put away", async () => {
  find<HTMLDetailsElement>("[data-group=LIFE]").open = false;
  find("[data-group=LIFE] summary").dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
  await new Promise((done) => setTimeout(done));
  expect(document.cookie).toMatch(/folded=(LIFE\.)?SERVICES/);
});

it("is open where the address leads into it, and closes by the way back", async () => {
  location.hash = "#menu";
  await open(PAGE.replace("<nav", "<nav style='position: fixed'"), { drawer: Drawer });
  expect(isOpen()).toBe(true);
  expect(location.hash).toBe("#devant");
  press(document, "Escape");
  expect(isOpen()).toBe(false);
});
