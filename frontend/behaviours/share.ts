import { Behaviour } from "./behaviour";

/**
 * « Partager »: a <details> whose panel holds a link to the page of all ways, which works without script. With it, the
 * phone's own sheet opens where there is one; elsewhere the ways are fetched into the panel, from its data-url, when it
 * first opens.
 */
export default class extends Behaviour<HTMLDetailsElement> {
  static override readonly targets = ["panel"];
  static override readonly values = { url: String, title: String };
  declare readonly panelTargets: HTMLElement[];
  declare readonly urlValue: string;
  declare readonly titleValue: string;

  override connect(): void {
    this.listen(this.element, "toggle", () => {
      if (this.element.open) void this.fetchWays();
    });
    const summary = this.element.querySelector("summary");
    if (summary) this.listen(summary, "click", (event) => this.openSheet(event));
  }

  private openSheet(event: Event): void {
    if (!matchMedia("(pointer: coarse)").matches || !navigator.share) return;
    event.preventDefault();
    const url = new URL(this.urlValue, location.href).href;
    navigator.share({ url, title: this.titleValue || document.title }).catch(() => undefined); // closed without a choice
  }

  private async fetchWays(): Promise<void> {
    const [panel] = this.panelTargets;
    if (!panel?.dataset.url) return;
    const answer = await fetch(panel.dataset.url, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (!answer?.ok) return; // the link in the panel remains
    delete panel.dataset.url;
    panel.innerHTML = await answer.text(); // our own server's fragment
  }
}
