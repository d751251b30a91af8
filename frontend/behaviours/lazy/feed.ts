import { placeIn, rememberPlace } from "../../place";
import { Behaviour } from "../behaviour";

const OPENED = "opened-texts"; // of this tab: ids of publications
const FOLDED_FROM = 12; // lines: eight are shown, and fewer than four more are not worth a tap

function openedTexts(): string[] {
  return JSON.parse(sessionStorage.getItem(OPENED) ?? "[]") as string[];
}

/**
 * Publications one below the other: long texts open in place, and stay open; who comes back from one of them finds the
 * feed as they left it. The address says how many pages of it were loaded (`hx-replace-url`).
 */
export default class extends Behaviour {
  override connect(): void {
    this.prepareTexts();
    this.returnToPlace();
    this.listen(this.element, "htmx:after:swap", () => this.prepareTexts());
    this.listen<MouseEvent>(this.element, "click", (event) => this.follow(event));
    // The browser found words there, or the focus went there. The event does not bubble.
    this.listen(this.element, "scroll", ({ target }) => this.show(target as HTMLElement), true);
    this.listen(window, "pagehide", () => this.rememberPlace());
  }

  private prepareTexts(): void {
    const opened = openedTexts();
    for (const text of this.element.querySelectorAll<HTMLElement>(".fold")) {
      const last = text.querySelector(".fold__more")?.previousElementSibling;
      const length = (last?.getBoundingClientRect().bottom ?? 0) - text.getBoundingClientRect().top + text.scrollTop;
      const least = FOLDED_FROM * parseFloat(getComputedStyle(text).lineHeight);
      if (length < least || opened.includes(text.dataset.fold ?? "")) this.open(text);
      else this.show(text); // words were found before this script was there
    }
  }

  private open(text: HTMLElement): void {
    text.classList.add("fold--open");
  }

  private openForGood(text: HTMLElement): void {
    this.open(text);
    sessionStorage.setItem(OPENED, JSON.stringify([...openedTexts(), text.dataset.fold]));
  }

  private follow(event: MouseEvent): void {
    const link = (event.target as Element).closest(".fold__more a");
    const text = link?.closest<HTMLElement>(".fold");
    if (!text || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.openForGood(text);
    // The keyboard goes on from where the text was cut.
    text.tabIndex = -1;
    text.focus({ preventScroll: true });
  }

  private show(text: HTMLElement): void {
    const hidden = text.scrollTop;
    if (!text.classList.contains("fold") || !hidden) return;
    this.openForGood(text);
    text.scrollTop = 0;
    window.scrollBy({ top: hidden, behavior: "instant" });
  }

  private rememberPlace(): void {
    const tops = [...this.element.querySelectorAll<HTMLElement>("article[id]")]
      .map((item) => ({ id: item.id, box: item.getBoundingClientRect() }))
      .filter(({ box }) => box.bottom > 0 && box.top < innerHeight)
      .map(({ id, box }): [string, number] => [id, box.top]);
    if (tops.length) rememberPlace({ search: location.search, tops });
  }

  /** By the browser's button, or by a link to what was on the screen. */
  private returnToPlace(): void {
    const [page] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
    const isBack = page?.type === "back_forward";
    const [id, top] = placeIn(location.pathname)?.tops.find(([one]) => isBack || `#${one}` === location.hash) ?? [];
    const item = id && document.getElementById(id);
    if (!item || top === undefined) return;
    window.scrollBy({ top: item.getBoundingClientRect().top - top, behavior: "instant" });
  }
}
