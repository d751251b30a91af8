import { Behaviour } from "../behaviour";

const OPENED = "opened-texts"; // of this tab: ids of publications
const FOLDED_FROM = 12; // lines: eight are shown, and fewer than four more are not worth a tap
const PLACE = "place-in"; // of this tab: where one was reading, by the path of the page

interface Place {
  id: string; // of the publication at the top of the screen
  top: number;
}

function read<T>(key: string, none: T): T {
  return JSON.parse(sessionStorage.getItem(key) ?? "null") ?? none;
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
    const opened = read<string[]>(OPENED, []);
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
    sessionStorage.setItem(OPENED, JSON.stringify([...read<string[]>(OPENED, []), text.dataset.fold]));
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

  private get key(): string {
    return `${PLACE}-${location.pathname}`;
  }

  private rememberPlace(): void {
    const items = [...this.element.querySelectorAll<HTMLElement>("article[id]")];
    const item = items.find((one) => one.getBoundingClientRect().bottom > 0);
    if (!item) return;
    const place: Place = { id: item.id, top: item.getBoundingClientRect().top };
    sessionStorage.setItem(this.key, JSON.stringify(place));
  }

  private returnToPlace(): void {
    const [page] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
    const place = read<Place | null>(this.key, null);
    const item = place && document.getElementById(place.id);
    if (!item || page?.type !== "back_forward") return;
    window.scrollBy({ top: item.getBoundingClientRect().top - place.top, behavior: "instant" });
  }
}
