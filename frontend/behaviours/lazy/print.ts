import { Controller } from "@hotwired/stimulus";

/** A button that prints the page; without script it stays hidden, and the browser's own menu prints. */
export default class extends Controller<HTMLElement> {
  override connect(): void {
    this.element.hidden = false;
  }

  print(): void {
    window.print();
  }
}
