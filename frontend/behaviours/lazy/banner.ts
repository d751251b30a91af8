import { redraw } from "../../redraw";
import { Behaviour } from "../behaviour";

const ASK_EVERY_MS = 120_000;
const AGAIN_MS = 5_000; // after an answer that did not come, and as much again at most: the server has much to do
const MOST_TRIES = 5;
const SPREAD_MS = 5_000; // so that open pages do not all ask for what has ended in one instant
const REPLY_HOLDS_MS = 300_000; // in this tab, that nothing was answered
const A_YEAR = 31_536_000; // seconds

/**
 * What stands above every page: it comes, changes and goes while the page is open. It is fetched again from `url` at each
 * of `events`; a page that hears of none (not `follows`) asks now and then, and when somebody comes back to it. At the
 * second of its end it goes by itself: by the server's clock, as the page says it, and the time that went by since. What
 * a danger was answered with on another device is asked of the server, as the page opens and at `live:alert_reply`.
 */
export default class extends Behaviour {
  static override readonly targets = ["message", "close", "reply"];
  static override readonly values = { url: String, events: String, follows: Boolean };
  declare readonly messageTargets: HTMLElement[];
  declare readonly replyTargets: HTMLElement[];
  declare readonly urlValue: string;
  declare readonly eventsValue: string;
  declare readonly followsValue: boolean;

  // When what stands there was asked for. Of the two clocks one stops while the device sleeps, the other can be set back.
  private since = { wall: performance.timeOrigin, steady: 0 };
  private askedAt = Date.now();
  private ticking = 0;
  private asking = 0;
  private again = 0;

  override connect(): void {
    this.listen(document, this.eventsValue, () => void this.ask());
    this.listen(document, "live:alert_reply", () => void this.askReply());
    if (this.replyTargets[0]?.dataset.reply === "" && this.isReplyOld()) void this.askReply();
    this.listen(document, "visibilitychange", () => {
      this.leaveAtItsEnd();
      if (Date.now() - this.askedAt > ASK_EVERY_MS) this.askIfSeen();
    });
    this.listen(window, "pageshow", () => this.leaveAtItsEnd());
    this.leaveAtItsEnd();
    this.ticking = window.setInterval(() => this.leaveAtItsEnd(), 1_000);
    if (!this.followsValue) this.asking = window.setInterval(() => this.askIfSeen(), ASK_EVERY_MS);
  }

  override disconnect(): void {
    super.disconnect();
    clearInterval(this.ticking);
    clearInterval(this.asking);
    clearTimeout(this.again);
  }

  /** Without script it stays there. */
  closeTargetConnected(button: HTMLElement): void {
    button.hidden = false;
  }

  /** On this device, until it says something else. */
  close(): void {
    for (const message of this.messageTargets) {
      document.cookie = `put_away=${message.dataset.key};path=/;max-age=${A_YEAR};samesite=lax`;
      message.remove();
    }
    document.getElementById("contenu")?.focus();
  }

  private leaveAtItsEnd(): void {
    const wall = Date.now() - this.since.wall;
    const gone = Math.max(wall, performance.now() - this.since.steady);
    for (const message of this.messageTargets) {
      const { ends, now } = message.dataset;
      if (!ends || Number(ends) > Number(now) + gone) continue;
      message.remove();
      window.setTimeout(() => document.dispatchEvent(new Event("banner:left")), SPREAD_MS * Math.random());
    }
  }

  private askIfSeen(): void {
    if (document.visibilityState === "visible" && !this.followsValue) void this.ask();
  }

  private async ask(tries = 1): Promise<void> {
    clearTimeout(this.again);
    this.askedAt = Date.now();
    const since = { wall: this.askedAt, steady: performance.now() };
    const answer = await fetch(this.urlValue).catch(() => null);
    if (!answer?.ok && tries < MOST_TRIES)
      this.again = window.setTimeout(() => void this.ask(tries + 1), AGAIN_MS * (1 + Math.random()));
    if (!answer?.ok || answer.redirected) return;
    const arrived = document.createElement("template");
    arrived.innerHTML = await answer.text(); // our own server's fragment
    const key = (arrived.content.firstElementChild as HTMLElement | null)?.dataset.key;
    if (key === this.messageTargets[0]?.dataset.key) return; // read aloud once
    this.since = since;
    this.element.replaceChildren(arrived.content);
  }

  /** Once for several pages: most have not answered elsewhere. */
  private isReplyOld(): boolean {
    const key = `reply:${this.messageTargets[0]?.dataset.key}`;
    try {
      const asked = Number(sessionStorage.getItem(key));
      if (Date.now() - asked < REPLY_HOLDS_MS) return false;
      sessionStorage.setItem(key, String(Date.now()));
    } catch {
      // Storage may be refused: it is asked each time.
    }
    return true;
  }

  private async askReply(): Promise<void> {
    if (!this.replyTargets[0]) return;
    const answer = await fetch(`${this.urlValue}?reponse=1`).catch(() => null);
    if (!answer?.ok || answer.redirected) return;
    const arrived = document.createElement("template");
    arrived.innerHTML = await answer.text(); // our own server's fragment
    const fresh = arrived.content.querySelector<HTMLElement>("[data-reply]");
    const former = this.replyTargets[0];
    if (fresh && former && fresh.dataset.reply !== former.dataset.reply) redraw(former, fresh);
  }
}
