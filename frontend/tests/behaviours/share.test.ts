import { beforeEach, expect, it, vi } from "vitest";
import Share from "../../behaviours/share";
import { answerWith, find, fire, open, settled } from "../page";

const PAGE = `<details data-controller="share" data-share-url-value="/eze-06/1/" data-share-title-value="Marché">
  <summary>Partager</summary><div data-share-target="panel" data-url="/partager/"><a href="/partager/">Partager</a></div></details>`;

beforeEach(() => open(PAGE, { share: Share }));

it("fetches the ways when it first opens", async () => {
  const asked = answerWith("<button>Copier</button>");
  const details = find<HTMLDetailsElement>("details");
  for (const isOpen of [true, false, true]) {
    details.open = isOpen;
    await settled();
  }
  expect([asked.length, find("div").innerHTML]).toEqual([1, "<button>Copier</button>"]);
});

it("opens the sheet of a phone that has one", () => {
  const share = vi.fn(() => Promise.resolve());
  vi.stubGlobal("navigator", { share });
  vi.stubGlobal("matchMedia", () => ({ matches: true }));
  expect(fire(find("summary"), "click").defaultPrevented).toBe(true);
  expect(share).toHaveBeenCalledWith({ url: new URL("/eze-06/1/", location.href).href, title: "Marché" });
});
