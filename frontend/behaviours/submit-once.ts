import { Behaviour } from "./behaviour";

/** One click sends once. The button comes back if the page is shown again from the browser's memory. */
export default class extends Behaviour<HTMLFormElement> {
  override connect(): void {
    this.listen(this.element, "submit", (event) => {
      if (this.element.hasAttribute("data-sending")) event.preventDefault();
      else this.show(true);
    });
    this.listen(this.element, "htmx:finally:request", () => this.show(false));
    this.listen(window, "pageshow", () => this.show(false));
  }

  private show(isSending: boolean): void {
    this.element.toggleAttribute("data-sending", isSending);
    for (const field of this.element.elements) {
      if (!(field instanceof HTMLButtonElement) || field.type !== "submit") continue;
      if (isSending) field.setAttribute("aria-disabled", "true");
      else field.removeAttribute("aria-disabled");
    }
  }
}
