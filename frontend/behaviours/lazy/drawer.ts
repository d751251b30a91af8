import { Behaviour } from "../behaviour";
import { stepOver } from "../../step-over";

/**
 * The menu of the commune. On phones a drawer, opened by a link to its id, which without script goes there: the focus
 * goes in and stays there, Escape, the way back and a tap beside it close it, the focus comes back and the page is where
 * it was. Everywhere: the open page is in view, and the groups that were put away stay so on this device.
 */
export default class extends Behaviour {
  static override readonly targets = ["close"];
  static override readonly values = { label: String };
  declare readonly labelValue: string; // of the drawer: the column beside the page has a name of its own
  declare readonly closeTarget: HTMLElement;

  private opener: HTMLElement | null = null; // while it is open from here
  private goBack: (() => void) | null = null;
  private name = ""; // of the column
  private next = ""; // where a link of the menu leads

  override connect(): void {
    this.listen<MouseEvent>(document, "click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      const target = event.target as Element;
      const opener = target.closest<HTMLElement>(`a[href="#${this.element.id}"]`);
      if (opener) return this.open(opener, event);
      if (!this.opener) return;
      const link = target.closest<HTMLAnchorElement>("a[href]");
      if (!this.element.contains(target)) this.leave(event);
      else if (link && link !== this.closeTarget) this.leave(event, link.href);
    });
    this.listen<KeyboardEvent>(document, "keydown", (event) => {
      if (event.key === "Escape" && this.opener) this.leave(event);
    });
    this.listen(this.element, "click", ({ target }) => {
      if ((target as Element).closest("summary")) setTimeout(() => this.remember());
    });
    this.showCurrent();
    this.stayOpen();
  }

  /** Of the link « Fermer le menu », which leads to the top of the page when nothing was opened from here. */
  close(event: Event): void {
    if (this.opener) this.leave(event);
  }

  /** The address leads into the drawer, as after a favourite was added there: open as by a tap, and closed as well. */
  private stayOpen(): void {
    const opener = document.querySelector<HTMLElement>(`a[href="#${this.element.id}"]`);
    if (!opener || location.hash !== `#${this.element.id}`) return;
    location.replace("#"); // else it would stay open by its address
    history.replaceState(null, "", location.pathname + location.search);
    if (getComputedStyle(this.element).position === "fixed") this.open(opener);
    this.element.querySelector<HTMLElement>("[data-favourite]")?.focus();
  }

  private open(opener: HTMLElement, event?: Event): void {
    event?.preventDefault();
    if (this.opener) return;
    this.opener = opener;
    this.goBack = stepOver(() => this.closed());
    this.cover(true);
    this.showCurrent();
    this.closeTarget.focus({ preventScroll: true });
  }

  private leave(event: Event, next = ""): void {
    event.preventDefault();
    this.next = next;
    this.goBack?.();
  }

  private closed(): void {
    this.cover(false);
    this.opener?.focus({ preventScroll: true });
    this.opener = this.goBack = null;
    if (this.next) location.assign(this.next);
  }

  private cover(isOpen: boolean): void {
    const { element } = this;
    element.toggleAttribute("data-open", isOpen);
    const covers = isOpen && getComputedStyle(element).position === "fixed";
    if (covers) {
      this.name = element.ariaLabel ?? "";
      element.ariaLabel = this.labelValue;
    } else if (this.name) element.ariaLabel = this.name;
    document.body.style.overflow = covers ? "hidden" : "";
    for (let part: Element = element; part !== document.body; part = part.parentElement ?? document.body) {
      for (const beside of part.parentElement?.children ?? [])
        beside.toggleAttribute("inert", covers && beside !== part);
    }
  }

  private showCurrent(): void {
    const { element } = this;
    const current = element.querySelector("[aria-current]")?.getBoundingClientRect();
    const { top, bottom } = element.getBoundingClientRect();
    if (current && current.bottom > bottom) element.scrollTop += current.top - (top + bottom) / 2;
  }

  private remember(): void {
    const folded = [...this.element.querySelectorAll<HTMLElement>("details:not([open])")];
    document.cookie = `folded=${folded.map(({ dataset }) => dataset.group).join(".")};path=/;max-age=31536000;samesite=lax`;
  }
}
