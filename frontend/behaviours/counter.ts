import { Behaviour } from "./behaviour";

/** How much may still be written: shown in the last fifth only, read aloud when typing pauses. */
export default class extends Behaviour<HTMLTextAreaElement | HTMLInputElement> {
  static override readonly values = { limit: Number };
  declare readonly limitValue: number;

  private readonly line = document.createElement("p");

  override connect(): void {
    this.element.removeAttribute("maxlength"); // never cut a pasted text in silence: the server answers with a sentence
    this.line.className = "field__counter";
    this.line.setAttribute("aria-live", "polite");
    this.element.after(this.line);
    this.listen(this.element, "input", () => this.show());
    this.show();
  }

  override disconnect(): void {
    super.disconnect();
    this.line.remove();
  }

  private show(): void {
    const left = this.limitValue - this.element.value.length;
    this.line.hidden = left > this.limitValue / 5;
    this.line.toggleAttribute("data-over", left < 0);
    const count = Math.abs(left);
    const unit = count < 2 ? "caractère" : "caractères";
    this.line.textContent = left < 0 ? `${count} ${unit} de trop` : `Encore ${count} ${unit}`;
  }
}
