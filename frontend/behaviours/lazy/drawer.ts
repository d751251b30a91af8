import { Behaviour } from "../behaviour";

/**
 * The menu of the commune. On phones a drawer, opened by a link to its id: the focus goes in and stays there, Escape, the
 * way back and a tap beside it close it, the focus comes back. Everywhere: the open page is in view, and the groups that
 * were put away stay so on this device.
 */
export default class extends Behaviour {
  static override readonly targets = ["close"];
  declare readonly closeTarget: HTMLElement;

  private opener: HTMLElement | null = null;

  override connect(): void {
    this.listen(window, "hashchange", () => this.follow());
    this.listen(document, "click", (event) => {
      const { target } = event as Event & { target: HTMLElement };
      const link = target.closest<HTMLElement>(`a[href="#${this.element.id}"]`);
      if (link) this.opener = link;
      else if (this.opener && this.isOpen && !this.element.contains(target)) this.leave(event);
    });
    this.listen<KeyboardEvent>(document, "keydown", (event) => {
      if (event.key === "Escape" && this.isOpen) this.leave(event);
    });
    this.listen(this.element, "click", ({ target }) => {
      if ((target as Element).closest("summary")) setTimeout(() => this.remember());
    });
    this.showCurrent();
  }

  /** Of the link « Fermer le menu », which leads to the top of the page when nothing was opened from here. */
  close(event: Event): void {
    if (this.opener) this.leave(event);
  }

  private leave(event: Event): void {
    event.preventDefault();
    history.back();
  }

  private get isOpen(): boolean {
    return location.hash === `#${this.element.id}`;
  }

  private follow(): void {
    const { element, isOpen } = this;
    const covers = isOpen && getComputedStyle(element).position === "fixed";
    document.body.style.overflow = covers ? "hidden" : "";
    for (let part: Element = element; part !== document.body; part = part.parentElement ?? document.body) {
      for (const beside of part.parentElement?.children ?? [])
        beside.toggleAttribute("inert", covers && beside !== part);
    }
    if (isOpen) {
      this.showCurrent();
      return this.closeTarget.focus();
    }
    this.opener?.focus();
    this.opener = null;
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
