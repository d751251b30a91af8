import { Behaviour } from "../behaviour";

/**
 * A form whose checkboxes stand elsewhere in the page, as does its button [data-select-all]. On the button that sends,
 * how many are selected: `one` and `many`, with {} for the number; without those that are accepted one by one alone
 * [data-alone]. What is sent is what is ticked and counted here. What was ticked on another page of the list, or before a
 * search, waits there, in this tab, for whoever comes back from there or from a page below.
 */
export default class extends Behaviour<HTMLFormElement> {
  static override readonly targets = ["label", "status"];
  static override readonly values = { one: String, many: String };
  declare readonly labelTarget: HTMLElement;
  declare readonly statusTarget: HTMLElement;
  declare readonly oneValue: string;
  declare readonly manyValue: string;

  private none = "";
  private readonly seen = new Set<string>(); // had a box here: one that has none any more was answered

  override connect(): void {
    this.none = this.labelTarget.textContent ?? "";
    this.element.toggleAttribute("data-ready", true);
    const { allButton } = this;
    if (allButton)
      this.listen(allButton, "click", () => {
        this.selectAll();
        this.uncover(allButton, "start"); // whom it chose stands below it
      });
    this.listen(document, "change", ({ target }) => {
      if (!(target instanceof HTMLInputElement) || target.form !== this.element) return;
      this.show(true);
      this.uncover(target, "nearest");
    });
    this.listen(document, "htmx:after:swap", () => this.show(false)); // one was answered by itself
    this.listen(window, "pageshow", () => this.show(false)); // a browser that comes back ticks the boxes again by itself
    this.restore();
    this.show(false);
  }

  /** What was answered meanwhile has no box any more. */
  private restore(): void {
    const [writer, ...kept] = this.kept;
    const isBack = document.referrer.startsWith(location.origin + location.pathname);
    const isDrawnAgain = writer === String(performance.timeOrigin); // as by a search
    if (!isBack && !isDrawnAgain) return this.write("");
    for (const box of this.boxes) box.checked ||= kept.includes(box.value);
  }

  private keep(): void {
    const { boxes } = this;
    for (const box of boxes) this.seen.add(box.value);
    const elsewhere = this.kept.slice(1).filter((value) => !this.seen.has(value));
    const here = boxes.filter((box) => box.checked).map((box) => box.value);
    this.write([performance.timeOrigin, ...elsewhere, ...here].join(" "));
  }

  private write(kept: string): void {
    try {
      sessionStorage.setItem(this.key, kept);
    } catch {
      // Storage may be refused: what was ticked elsewhere is then forgotten.
    }
  }

  /** Which page kept them, then the values. */
  private get kept(): string[] {
    try {
      return (sessionStorage.getItem(this.key) ?? "").split(" ");
    } catch {
      return [""];
    }
  }

  private get key(): string {
    return `selected-${this.element.id}`;
  }

  private get allButton(): HTMLButtonElement | undefined {
    return [...this.element.elements].find(
      (field): field is HTMLButtonElement => field instanceof HTMLButtonElement && "selectAll" in field.dataset,
    );
  }

  private get boxes(): HTMLInputElement[] {
    return [...this.element.elements].filter(
      (field): field is HTMLInputElement => field instanceof HTMLInputElement && field.type === "checkbox",
    );
  }

  private selectAll(): void {
    const { boxes } = this;
    const checked = boxes.some((box) => !box.checked);
    for (const box of boxes) box.checked = checked;
    this.show(true);
  }

  /** Where this form stays at the foot of the screen, it comes up over what was just pressed. */
  private uncover(pressed: HTMLElement, block: ScrollLogicalPosition): void {
    const { top } = this.element.getBoundingClientRect();
    if (pressed.getBoundingClientRect().bottom > top) pressed.scrollIntoView({ block });
  }

  private show(aloud: boolean): void {
    const { boxes, allButton } = this;
    const chosen = boxes.filter((box) => box.checked);
    const count = chosen.length;
    const together = chosen.filter((box) => !("alone" in box.dataset)).length;
    const label = [this.none, this.oneValue][together] ?? this.manyValue.replace("{}", String(together));
    this.labelTarget.textContent = label;
    this.keep();
    this.element.toggleAttribute("data-chosen", count > 0);
    if (allButton) {
      allButton.hidden = !boxes.length;
      allButton.textContent = count > 0 && count === boxes.length ? "Ne rien choisir" : "Tout choisir";
    }
    if (!aloud) return;
    const words = ["Aucune demande choisie", "1 demande choisie"];
    this.statusTarget.textContent = words[count] ?? `${count} demandes choisies`;
  }
}
