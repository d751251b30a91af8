import { Controller } from "@hotwired/stimulus";

/** Takes the focus when it appears: the summary of a refused form, the text that is to be changed, at its end. */
export default class extends Controller<HTMLElement> {
  override connect(): void {
    this.element.focus();
    if (this.element instanceof HTMLTextAreaElement) this.element.setSelectionRange(1e6, 1e6);
  }
}
