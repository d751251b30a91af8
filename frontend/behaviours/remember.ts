import { Controller } from "@hotwired/stimulus";

/** A phone is one person's: it stays signed in unless they say no. A wide screen may be shared: it asks. */
export default class extends Controller<HTMLInputElement> {
  override connect(): void {
    if (matchMedia("(max-width: 37.5rem) and (pointer: coarse)").matches) this.element.checked = true;
  }
}
