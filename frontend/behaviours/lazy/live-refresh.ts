import { announce } from "../../announce";
import { bind } from "../../redraw";
import { renewAround } from "../../renew";
import { Behaviour } from "../behaviour";

const WAIT_MS = 1_000; // what changes together is asked for once

/**
 * What changes while the page is open: fetched again from `url` at each of `events`. What was unfolded stays so, and what
 * somebody is at, or has begun to write, is not taken from them: it is fetched once they leave it. With `around`, for lists
 * whose lines have ids: what stands around the button or link that somebody is on is drawn anew meanwhile, and a line that
 * went elsewhere under them says `gone`.
 */
export default class extends Behaviour {
  static override readonly values = { url: String, events: String, around: Boolean, gone: String };
  declare readonly urlValue: string;
  declare readonly eventsValue: string;
  declare readonly aroundValue: boolean;
  declare readonly goneValue: string;

  private timer = 0;
  private said: string | null = null; // last: what is true at each refresh is said once
  private isOld = false; // something came while somebody was at it

  override connect(): void {
    this.listen(document, this.eventsValue, () => this.later());
    this.listen(this.element, "focusout", () => this.isOld && this.later());
    // What a button becomes by its answer is not pressed by the other half of a double click.
    this.listen<MouseEvent>(this.element, "click", (event) => event.detail > 1 && pressNothing(event), true);
  }

  override disconnect(): void {
    super.disconnect();
    clearTimeout(this.timer);
  }

  private later(): void {
    this.timer ||= window.setTimeout(() => void this.refresh(), WAIT_MS);
  }

  private async refresh(): Promise<void> {
    this.timer = 0;
    const answer = await fetch(this.urlValue, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (!answer?.ok || answer.redirected) return;
    const said = answer.headers.get("HX-Announcement");
    if (said !== this.said) announce(said);
    this.said = said;
    if (this.element.querySelector(".htmx-request")) return this.later(); // the answer to what was pressed comes first
    const held = this.held();
    const isWrittenIn = this.isWrittenIn();
    this.isOld = held !== null || isWrittenIn;
    if (isWrittenIn || (held && !(this.aroundValue && !held.matches("input, textarea, select")))) return;
    const unfolded = [...this.element.querySelectorAll("details[open]")].map((one) => one.id);
    const fragment = document.createElement("template");
    fragment.innerHTML = await answer.text(); // our own server's fragment
    for (const one of fragment.content.querySelectorAll("details")) one.open = unfolded.includes(one.id);
    if (held) announce(renewAround(held, this.element, fragment.content, this.goneValue));
    else this.element.replaceChildren(fragment.content);
    bind(this.element);
  }

  private held(): HTMLElement | null {
    const focused = document.activeElement;
    return focused instanceof HTMLElement && this.element.contains(focused) ? focused : null;
  }

  private isWrittenIn(): boolean {
    const fields = this.element.querySelectorAll<HTMLInputElement>("input, textarea");
    return [...fields].some((one) => one.value !== one.defaultValue);
  }
}

function pressNothing(event: MouseEvent): void {
  if (!(event.target as Element).closest("button")) return;
  event.preventDefault();
  event.stopPropagation();
}
