import { Behaviour } from "../behaviour";

const LINE = "[data-line]"; // its value is the object that the notification is about

const positionOf = (line: HTMLElement) => line.dataset.position ?? ""; // a line that gathers news is older than its place

/** The list of notifications stays true while it is open: new lines come at the top, what was read elsewhere is read. */
export default class extends Behaviour {
  static override readonly targets = ["list", "readAll", "clearAll", "empty"];
  static override readonly values = { url: String };
  declare readonly listTarget: HTMLElement;
  declare readonly readAllTarget: HTMLButtonElement;
  declare readonly hasReadAllTarget: boolean;
  declare readonly clearAllTargets: HTMLElement[];
  declare readonly emptyTargets: HTMLElement[];
  declare readonly urlValue: string;

  override connect(): void {
    this.listen(document, "notifications:changed", () => void this.refresh());
    // A line was put away, or came back.
    this.listen(this.element, "htmx:after:swap", () => document.dispatchEvent(new Event("notifications:ask")));
  }

  private async refresh(): Promise<void> {
    const answer = await fetch(this.urlValue, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (!answer?.ok || answer.redirected) return;
    const fragment = document.createElement("template");
    fragment.innerHTML = await answer.text(); // our own server's fragment
    const list = this.listTarget.querySelector("ul");
    const lines = [...fragment.content.querySelectorAll<HTMLElement>(LINE)];
    if (list) {
      for (const line of lines.reverse()) this.insert(line, list);
    } else {
      if (!lines.length) return;
      this.listTarget.replaceChildren(fragment.content);
      for (const empty of this.emptyTargets) empty.remove();
    }
    this.listTarget.dispatchEvent(new CustomEvent("fragment:inserted", { bubbles: true }));
    this.showButtons();
  }

  private insert(line: HTMLElement, list: Element): void {
    const same = list.querySelector(`#${CSS.escape(line.id)}`);
    if (same) {
      if (same.getAttribute("data-line") !== line.dataset.line) this.replace(same, line);
      return;
    }
    // A newer event on the same object takes the place of the older line.
    const older = list.querySelector(`[data-line="${CSS.escape(line.dataset.line ?? "")}"]`);
    const hadFocus = older?.contains(document.activeElement);
    older?.remove();
    // Positions grow with time. What is older than all that is shown stays for « Voir les plus anciennes ».
    const next = [...list.querySelectorAll<HTMLElement>(LINE)].find((one) => positionOf(one) < positionOf(line));
    if (next) next.before(line);
    else if (!this.listTarget.querySelector(".more")) list.append(line);
    if (hadFocus) line.querySelector("button")?.focus();
  }

  private replace(former: Element, line: HTMLElement): void {
    const hadFocus = former.contains(document.activeElement);
    former.replaceWith(line);
    if (hadFocus) line.querySelector("button")?.focus();
  }

  private showButtons(): void {
    const newest = this.listTarget.querySelector<HTMLElement>(LINE);
    if (this.hasReadAllTarget) {
      // Up to the newest that was on screen, put away since or not.
      if (newest && positionOf(newest) > this.readAllTarget.value) this.readAllTarget.value = positionOf(newest);
      this.readAllTarget.hidden = !this.listTarget.querySelector(".notification--unread");
    }
    for (const clearAll of this.clearAllTargets) clearAll.hidden = !newest;
  }
}
