import { Controller } from "@hotwired/stimulus";
import { expect, it, vi } from "vitest";
import Lazy from "../../behaviours/lazy";
import { find, open, settled } from "../page";

class Probe extends Controller<HTMLElement> {
  override connect(): void {
    this.element.append("ready ");
  }
}

/** What watches comes in sight when the test says so. */
class Sight {
  static come: () => void;
  constructor(seen: (entries: { isIntersecting: boolean }[]) => void) {
    Sight.come = () => seen([{ isIntersecting: true }]);
  }
  observe(): void {}
}

it("fetches the script of a controller, once for the page", async () => {
  vi.stubGlobal("Probe", Probe);
  const script = "data:text/javascript,export default globalThis.Probe//probe.0123abcd.js";
  const part = `<p data-controller="lazy probe" data-lazy-script-value="${script}"></p>`;
  await open(part + part, { lazy: Lazy });
  await vi.waitFor(() => expect(find("p").textContent).toBe("ready "));
  find("#toasts").innerHTML = part;
  await settled();
  expect([...document.querySelectorAll("p")].map((one) => one.textContent)).toEqual(["ready ", "ready ", "ready "]);
});

it("leaves the page as it is when the script does not come", async () => {
  await open(
    '<p data-controller="lazy missing" data-lazy-script-value="data:text/javascript,throw 1//missing.js">Champ</p>',
    {
      lazy: Lazy,
    },
  );
  expect(find("p").textContent).toBe("Champ");
});

it("waits until it is in sight, or until it is spoken of, and says so", async () => {
  vi.stubGlobal("Probe", Probe);
  vi.stubGlobal("IntersectionObserver", Sight);
  const script = "data:text/javascript,export default globalThis.Probe//later.0123abcd.js";
  const part = (id: string) =>
    `<p data-controller="lazy later" data-lazy-until-value="live:thread live:poll" data-lazy-script-value="${script}" data-thread-id-value="${id}"></p>`;
  await open(part("a") + part("b"), { lazy: Lazy });
  document.dispatchEvent(new CustomEvent("live:thread", { detail: { data: { id: "c" } } }));
  await settled();
  expect(find("p").textContent).toBe("");
  document.dispatchEvent(new CustomEvent("live:thread", { detail: { data: { id: "b" } } }));
  await vi.waitFor(() => expect(find("p").textContent).toBe("ready "));
  expect([...document.querySelectorAll("p")].map((one) => one.dataset.late)).toEqual([undefined, "yes"]);
});

it("is fetched as it comes in sight", async () => {
  vi.stubGlobal("Probe", Probe);
  vi.stubGlobal("IntersectionObserver", Sight);
  const script = "data:text/javascript,export default globalThis.Probe//seen.0123abcd.js";
  await open(
    `<p data-controller="lazy seen" data-lazy-until-value="live:poll" data-lazy-script-value="${script}"></p>`,
    { lazy: Lazy },
  );
  expect(find("p").textContent).toBe("");
  Sight.come();
  await vi.waitFor(() => expect(find("p").textContent).toBe("ready "));
  expect(find("p").dataset.late).toBeUndefined();
});
