import { Behaviour } from "./behaviour";

/** The menu of the commune as a drawer on phones (opened by a link to its id): focus goes in, Escape closes, focus comes back. */
export default class extends Behaviour {
  static override readonly targets = ["close"];
  declare readonly closeTarget: HTMLElement;

  private opener: HTMLElement | null = null;

  override connect(): void {
    this.listen(window, "hashchange", () => this.follow());
    this.listen(document, "click", ({ target }) => {
      const link = (target as HTMLElement).closest<HTMLElement>(`a[href="#${this.element.id}"]`);
      if (link) this.opener = link;
    });
    this.listen<KeyboardEvent>(document, "keydown", (event) => {
      if (event.key === "Escape" && this.isOpen) this.leave(event);
    });
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
    const { isOpen } = this;
    document.body.style.overflow = isOpen && getComputedStyle(this.element).position === "fixed" ? "hidden" : "";
    if (isOpen) return this.closeTarget.focus();
    this.opener?.focus();
    this.opener = null;
  }
}
