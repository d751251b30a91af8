import { Controller } from "@hotwired/stimulus";
import { expect, it, vi } from "vitest";
import Lazy from "../../behaviours/lazy";
import { find, open, settled } from "../page";

class Probe extends Controller<HTMLElement> {
  override connect(): void {
    this.element.append("ready ");
  }
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
