import { beforeEach, expect, it, vi } from "vitest";
import Feed from "../../../behaviours/lazy/feed";
import { find, fire, open } from "../../page";

const TEXT = `
  <article id="publication-1">
    <div class="fold" data-fold="1" style="line-height: 25px"><p>Long</p><p class="fold__more"><a href="/p/1/">Lire la suite</a></p></div>
  </article>`;

function isOpen(): boolean {
  return find(".fold").classList.contains("fold--open");
}

/** Of elements that have no size in a test: how long the text is, and how much of it is shown. */
function measures({ length, shown }: { length: number; shown: number }): void {
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(shown);
  vi.spyOn(Element.prototype, "getBoundingClientRect").mockImplementation(function (this: Element) {
    return (this.matches(".fold > p") ? { top: 0, bottom: length } : { top: 0, bottom: shown }) as DOMRect;
  });
}

async function openFeed(): Promise<void> {
  await open(`<div data-controller="feed">${TEXT}</div>`, { feed: Feed });
}

beforeEach(() => {
  sessionStorage.clear();
  measures({ length: 900, shown: 200 });
});

it("opens a text in place, and again for who comes back", async () => {
  await openFeed();
  expect(isOpen()).toBe(false);
  expect(fire(find(".fold__more a"), "click").defaultPrevented).toBe(true);
  expect(isOpen()).toBe(true);
  expect(document.activeElement).toBe(find(".fold"));
  await openFeed();
  expect(isOpen()).toBe(true);
});

it("leaves a link that is opened in another tab to the browser", async () => {
  await openFeed();
  const click = new MouseEvent("click", { bubbles: true, cancelable: true, ctrlKey: true });
  find(".fold__more a").dispatchEvent(click);
  expect([click.defaultPrevented, isOpen()]).toEqual([false, false]);
});

it.each([
  [180, true],
  [200.4, true], // eight lines are shown: one that is cut off by a hair
  [299, true],
  [300, false],
])("cuts a text only where four lines more than eight are gained: %d px", async (length, opened) => {
  measures({ length, shown: 200 });
  await openFeed();
  expect(isOpen()).toBe(opened);
});

it("opens a text in which the browser found words", async () => {
  const scrollBy = vi.spyOn(window, "scrollBy").mockImplementation(() => undefined);
  await openFeed();
  find(".fold").scrollTop = 120;
  find(".fold").dispatchEvent(new Event("scroll"));
  expect([isOpen(), find(".fold").scrollTop]).toEqual([true, 0]);
  expect(scrollBy).toHaveBeenCalledWith({ top: 120, behavior: "instant" });
});

it.each([
  ["back_forward", true],
  ["navigate", false],
])("returns to the place of the reader after %s: %s", async (type, returns) => {
  await openFeed();
  window.dispatchEvent(new Event("pagehide"));
  const scrollBy = vi.spyOn(window, "scrollBy").mockImplementation(() => undefined);
  vi.spyOn(performance, "getEntriesByType").mockReturnValue([{ type } as unknown as PerformanceEntry]);
  await openFeed();
  expect(scrollBy.mock.calls.length > 0).toBe(returns);
});
