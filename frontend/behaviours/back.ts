import { placeIn } from "../place";
import { Behaviour } from "./behaviour";

/** A link to the page before, which the browser shows as it was left, with what was typed. */
export default class extends Behaviour<HTMLAnchorElement> {
  go(event: Event): void {
    if (history.length < 2) return;
    event.preventDefault();
    history.back();
  }

  /** Back only where the page before is the one that the link names; else to that one, as much of it as was loaded. */
  return(event: Event): void {
    const { origin, pathname } = this.element;
    const before = new URL(document.referrer || "about:blank");
    if (before.origin === origin && before.pathname === pathname) this.go(event);
    else this.element.search = placeIn(pathname)?.search ?? "";
  }
}
