import { Behaviour } from "../behaviour";

const EDGE = 70; // px from the top or bottom of the window, where the page begins to move along

/**
 * A list whose rows are put in order by hand: `row` is a target, so is the `handle` in it, and a form whose buttons move
 * the row by one place. Mouse, pen and finger are one here. The drop is sent by the row's own form, as `to`; Escape puts
 * everything back.
 */
export default class extends Behaviour {
  static override readonly targets = ["row", "handle"];
  declare readonly rowTargets: HTMLElement[];
  declare readonly handleTargets: HTMLElement[];

  private row: HTMLElement | null = null;
  private before: HTMLElement[] = [];

  override connect(): void {
    this.listen<PointerEvent>(this.element, "pointerdown", (event) => this.grab(event));
    this.listen<PointerEvent>(this.element, "pointermove", (event) => this.drag(event));
    this.listen(this.element, "pointerup", () => this.drop());
    this.listen(this.element, "pointercancel", () => this.cancel());
    this.listen<KeyboardEvent>(window, "keydown", ({ key }) => {
      if (key === "Escape") this.cancel();
    });
  }

  private grab(event: PointerEvent): void {
    const target = event.target as HTMLElement;
    const row = this.rowTargets.find((one) => one.contains(target));
    if (!row || event.button !== 0 || !this.handleTargets.some((handle) => handle.contains(target))) return;
    event.preventDefault(); // no selection of text
    // By the list and not by the handle: a row that is put elsewhere in the page lets go of what it had captured.
    this.element.setPointerCapture(event.pointerId);
    this.row = row;
    this.before = this.rowTargets;
    row.setAttribute("data-dragged", "");
  }

  private drag({ clientY }: PointerEvent): void {
    const { row } = this;
    if (!row) return;
    if (clientY < EDGE) scrollBy(0, -12);
    else if (clientY > innerHeight - EDGE) scrollBy(0, 12);
    for (const other of this.rowTargets) {
      if (other === row) continue;
      const { top, height } = other.getBoundingClientRect();
      const follows = row.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING;
      if (follows && clientY > top + height / 2) other.after(row);
      else if (!follows && clientY < top + height / 2) other.before(row);
    }
  }

  private release(): HTMLElement | null {
    const { row } = this;
    row?.removeAttribute("data-dragged");
    this.row = null;
    return row;
  }

  private cancel(): void {
    if (this.release()) this.element.append(...this.before);
  }

  private drop(): void {
    const row = this.release();
    if (!row) return;
    const to = this.rowTargets.indexOf(row);
    if (to === this.before.indexOf(row)) return;
    const form = row.querySelector("form");
    // Rows of a longer form go with it: its draft and its preview follow.
    if (!form) return void this.element.dispatchEvent(new Event("input", { bubbles: true }));
    const button = document.createElement("button");
    Object.assign(button, { name: "to", value: String(to), hidden: true });
    form.append(button);
    form.requestSubmit(button);
    button.remove();
  }
}
