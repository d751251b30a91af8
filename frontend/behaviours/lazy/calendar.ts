import { Behaviour } from "../behaviour";

const STEPS: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

const TURNED = "month-turned-to"; // by keyboard: its address

/**
 * The month as a table. By keyboard its days are one stop, and arrows go from one to the next. Who keeps the agenda moves
 * an event by dragging it onto another day: the drop is sent like any button of the page; the form of the event does the
 * same by keyboard.
 */
export default class extends Behaviour<HTMLTableElement> {
  static override readonly targets = ["day"];
  declare readonly dayTargets: HTMLElement[];

  private moved: HTMLElement | null = null;

  override connect(): void {
    const { element } = this;
    const days = this.dayTargets;
    const first = days.find((day) => day.closest("[aria-current]")) ?? days.find((day) => !day.closest("[data-other]"));
    if (first) this.makeStop(first);
    if (sessionStorage.getItem(TURNED) === location.pathname + location.search) first?.focus();
    sessionStorage.removeItem(TURNED);
    this.listen(element, "focusin", ({ target }) => {
      if (this.dayTargets.includes(target as HTMLElement)) this.makeStop(target as HTMLElement);
    });
    this.listen<KeyboardEvent>(element, "keydown", (event) => this.walk(event));
    this.listen<DragEvent>(element, "dragstart", ({ target, dataTransfer }) => {
      this.moved = (target as HTMLElement).closest<HTMLElement>("[data-move]");
      if (this.moved && dataTransfer) dataTransfer.effectAllowed = "move";
    });
    this.listen<DragEvent>(element, "dragover", (event) => {
      if (!this.moved) return;
      event.preventDefault(); // it may be dropped here
      this.mark(this.cellOf(event));
    });
    this.listen<DragEvent>(element, "drop", (event) => this.drop(event));
    this.listen(element, "dragend", () => {
      this.moved = null;
      this.mark(null);
    });
  }

  private makeStop(chosen: HTMLElement): void {
    for (const day of this.dayTargets) day.tabIndex = day === chosen ? 0 : -1;
  }

  private walk(event: KeyboardEvent): void {
    const days = this.dayTargets;
    const place = days.indexOf(event.target as HTMLElement);
    if (place < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const turn = { PageUp: "prev", PageDown: "next" }[event.key];
    if (turn) {
      event.preventDefault();
      const link = document.querySelector<HTMLAnchorElement>(`[data-calendar-turn] [rel~="${turn}"]`);
      if (!link) return;
      sessionStorage.setItem(TURNED, link.pathname + link.search);
      link.click();
      return;
    }
    const monday = place - (place % 7);
    const to = { Home: monday, End: monday + 6 }[event.key] ?? place + (STEPS[event.key] ?? 0);
    if (to === place || !days[to]) return;
    event.preventDefault();
    days[to].focus();
  }

  private cellOf(event: DragEvent): HTMLElement | null {
    return (event.target as HTMLElement).closest<HTMLElement>("[data-day]");
  }

  private mark(chosen: HTMLElement | null): void {
    this.element.querySelector("[data-over]")?.removeAttribute("data-over");
    chosen?.setAttribute("data-over", "");
  }

  private drop(event: DragEvent): void {
    const day = this.cellOf(event);
    const form = document.querySelector<HTMLFormElement>("form#act");
    if (!this.moved || !day || !form) return;
    event.preventDefault();
    if (day === this.moved.closest("[data-day]")) return;
    const button = document.createElement("button");
    button.setAttribute("formaction", this.moved.dataset.move ?? "");
    Object.assign(button, { name: "jour", value: day.dataset.day ?? "", hidden: true });
    form.append(button);
    form.requestSubmit(button);
    button.remove();
  }
}
