import { Behaviour } from "../behaviour";

/**
 * The form of a vote. Its choice is secret: whoever comes back to the page out of the browser's memory finds none. What
 * it lacks is said by us, beside what was chosen; without script by the browser, before anything is sent.
 */
export default class extends Behaviour<HTMLFormElement> {
  override connect(): void {
    this.element.noValidate = true;
    this.listen(window, "pagehide", () => {
      for (const choice of this.element.querySelectorAll("input")) choice.checked = false;
    });
  }
}
