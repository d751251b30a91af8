/** Leads the reader to a place, whether or not one stops there by the keyboard. */
export function focusOn(place: HTMLElement, options?: FocusOptions): void {
  if (place.tabIndex < 0) place.tabIndex = -1;
  place.focus(options);
}
