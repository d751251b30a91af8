import { Behaviour } from "./behaviour";

/** A <details> that also closes on Escape; on a click elsewhere and when the focus leaves, unless it `stays`. */
export default class extends Behaviour<HTMLDetailsElement> {
  static override readonly values = { stays: Boolean };
  declare readonly staysValue: boolean;

  override connect(): void {
    const { element } = this;
    this.listen<KeyboardEvent>(element, "keydown", ({ key }) => {
      if (key !== "Escape" || !element.open) return;
      element.open = false;
      element.querySelector("summary")?.focus();
    });
    if (this.staysValue) return;
    this.listen<FocusEvent>(element, "focusout", ({ relatedTarget }) => {
      if (relatedTarget && !element.contains(relatedTarget as Node)) element.open = false;
    });
    this.listen(document, "click", ({ target }) => {
      if (element.open && !element.contains(target as Node)) element.open = false;
    });
  }
}
