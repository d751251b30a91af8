import { Behaviour } from "./behaviour";

/** A textarea as tall as its text, up to half the screen. */
export default class extends Behaviour<HTMLTextAreaElement> {
  override connect(): void {
    this.listen(this.element, "input", () => this.fit());
    if (this.element.value) this.fit();
  }

  private fit(): void {
    const { element } = this;
    element.style.height = "auto";
    const border = element.offsetHeight - element.clientHeight;
    element.style.height = `${Math.min(element.scrollHeight + border, innerHeight / 2)}px`;
  }
}
