import { Behaviour } from "./behaviour";

/** A choice that is secret: whoever comes back to the page out of the browser's memory finds none. */
export default class extends Behaviour<HTMLFormElement> {
  override connect(): void {
    this.listen(window, "pagehide", () => this.element.reset());
  }
}
