import { Behaviour } from "./behaviour";

const LARGEST = 0.4; // of what is seen of the page above a phone's keyboard

/** A textarea as tall as its text, until it scrolls; the button below it stays on screen. */
export default class extends Behaviour<HTMLTextAreaElement> {
  override connect(): void {
    this.listen(this.element, "input", () => {
      this.fit();
      this.element.form?.scrollIntoView({ block: "nearest", behavior: "instant" });
    });
    // htmx gives what came under the same id its own attributes a moment later: our height would be lost.
    this.listen(document, "htmx:after:settle", () => this.fit());
    this.fit();
  }

  private fit(): void {
    const { element } = this;
    if (!element.value && !element.style.height) return;
    element.style.height = "auto";
    const border = element.offsetHeight - element.clientHeight;
    const most = (window.visualViewport?.height ?? innerHeight) * LARGEST;
    element.style.height = `${Math.min(element.scrollHeight + border, most)}px`;
  }
}
