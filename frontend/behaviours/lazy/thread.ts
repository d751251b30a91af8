import { Answering } from "../../answering";
import { focusOn } from "../../focus";
import { bind, redraw } from "../../redraw";
import { Behaviour } from "../behaviour";

const MOST_PAGES = 3; // of what was written while the page slept; beyond, a link leads to the rest
const MOST_ARRIVED = 60; // messages that a page left open under a content shows
const WAIT_MS = 150; // what is written at once is fetched once

interface Change {
  id: string;
  message?: string; // this one changed
  number?: number; // a new one
}

function numberOf(message: HTMLElement): number {
  return Number(message.dataset.number);
}

/**
 * A thread of messages: shows those of others as they are written, draws again those that changed, and what is being
 * answered. On a page of its own (`readUrl`) it also starts at the first new message or at the end, keeps its place while
 * older messages are inserted above, and says how far it was read.
 */
export default class extends Behaviour {
  static override readonly targets = ["end", "arrived", "arrivedLabel", "status", "empty", "rest"];
  static override readonly values = {
    id: String,
    url: String,
    stateUrl: String, // what of the content is drawn again; the number of the last message follows
    messageUrl: String,
    anchor: String, // « message »: the element of one is #message-<id>
    noun: String,
    readUrl: String,
    readUpto: String,
    contentEvent: String, // what says that the content itself changed, where it stands on the page with its thread
    reopened: String, // the sentence for that
  };
  declare readonly endTarget: HTMLElement;
  declare readonly arrivedTarget: HTMLElement;
  declare readonly arrivedLabelTarget: HTMLElement;
  declare readonly statusTarget: HTMLElement;
  declare readonly emptyTargets: HTMLElement[];
  declare readonly restTarget: HTMLElement; // leads to what is not added any more
  declare readonly hasEndTarget: boolean;
  declare readonly hasRestTarget: boolean;
  declare readonly idValue: string;
  declare readonly urlValue: string;
  declare readonly stateUrlValue: string;
  declare readonly messageUrlValue: string;
  declare readonly anchorValue: string;
  declare readonly nounValue: string;
  declare readonly readUrlValue: string;
  declare readonly readUptoValue: string;
  declare readonly contentEventValue: string;
  declare readonly reopenedValue: string;

  private readUpto = -1;
  private upto = 0; // all up to here is on the page; one's own message may already stand below
  private arrived = 0; // messages of others that were added
  private isAtEnd = false;
  private waiting = 0; // messages that were added below what is on screen
  private timer = 0;
  private queue = Promise.resolve();
  private anchor?: { element: Element; top: number };
  private watcher?: IntersectionObserver;
  private sizes?: ResizeObserver;
  private readonly answering = new Answering(
    this.element,
    (id) => this.fetchFragment(`${this.messageUrlValue}${id}/repondre/`),
    (words) => {
      this.statusTarget.textContent = words;
    },
  );

  override connect(): void {
    if (this.readUptoValue) this.readUpto = Number(this.readUptoValue);
    this.upto = this.lastNumber;
    this.sizes = new ResizeObserver(() => this.watchEnd());
    if (this.hasEndTarget) this.sizes.observe(this.element);
    if (this.hasOwnPage) this.scrollToStart();
    else if (this.element.dataset.late) this.refreshSoon(); // something came before this script
    this.listen<CustomEvent<{ data: Change }>>(document, "live:thread", ({ detail }) => this.receive(detail.data));
    if (this.contentEventValue) {
      this.listen<CustomEvent<{ data: Change }>>(document, this.contentEventValue, ({ detail }) => {
        if (detail.data.id === this.idValue) this.redrawContent();
      });
    }
    this.listen(document, "live:stale", () => this.refreshAll());
    this.listen(document, "live:poll", () => this.refreshSoon());
    this.listen(document, "visibilitychange", () => void this.markRead());
    this.listen(document, "htmx:before:swap", () => this.rememberPlace());
    this.listen(document, "htmx:after:swap", () => this.afterSwap());
    this.listen<PageTransitionEvent>(window, "pageshow", ({ persisted }) => persisted && this.refreshAll());
    this.listen<MouseEvent>(this.element, "click", (event) => this.follow(event));
    this.listen<KeyboardEvent>(this.element, "keydown", ({ key, target, ctrlKey, metaKey, isComposing }) => {
      const form = (target as Element).closest("form");
      if (key === "Escape") form?.querySelector<HTMLElement>("[data-escape]")?.click();
      const isTyped = (target as Element).localName === "textarea" && !isComposing;
      if (key === "Enter" && (ctrlKey || metaKey) && isTyped) form?.requestSubmit();
    });
    this.listen(this.element, "draft:restored", () => this.answering.show(), true); // said by the field alone: it does not bubble
    this.answering.show(); // the draft was restored before this script was there
  }

  override disconnect(): void {
    super.disconnect();
    clearTimeout(this.timer);
    this.watcher?.disconnect();
    this.sizes?.disconnect();
  }

  /** Anew with each size, since where one writes grows over what was said. */
  private watchEnd(): void {
    this.watcher?.disconnect();
    this.watcher = new IntersectionObserver(
      (entries) => {
        this.isAtEnd = entries.at(-1)?.isIntersecting ?? false;
        if (!this.isAtEnd) return;
        this.waiting = 0;
        this.showArrived();
        void this.markRead();
      },
      { rootMargin: `0px 0px -${this.heightAtFoot}px` },
    );
    this.watcher.observe(this.endTarget);
  }

  private find<E extends HTMLElement>(selector: string): E | null {
    return this.element.querySelector<E>(selector);
  }

  private get hasOwnPage(): boolean {
    return this.readUrlValue !== "";
  }

  private get messages(): HTMLElement[] {
    return [...this.element.querySelectorAll<HTMLElement>("[data-number]")];
  }

  private get lastNumber(): number {
    return Math.max(0, ...this.messages.map(numberOf));
  }

  /** The page ends before the thread does. */
  private get endsEarly(): boolean {
    return this.find("[data-newer]") !== null || (this.hasRestTarget && !this.restTarget.hidden);
  }

  /** Seen is what stands above where one writes. */
  private get heightAtFoot(): number {
    const write = this.find("[data-write]");
    return write && getComputedStyle(write).position === "sticky" ? Math.max(0, write.offsetHeight - 8) : 0;
  }

  private scrollToStart(): void {
    const [page] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
    // The list beside may be narrowed: that asks for no message.
    const asks = [...new URLSearchParams(location.search).keys()].some((name) => name !== "liste");
    const isAsked = asks || (location.hash && location.hash !== "#fin");
    if (page?.type === "back_forward") return;
    const asked = this.messages.find((one) => one.id === location.hash.slice(1));
    if (asked) focusOn(asked, { preventScroll: true });
    // What was done or refused is said above.
    if (isAsked || document.querySelector("#messages > *, [aria-invalid=true]")) return;
    const line = this.find("#nouveaux");
    // The browser goes to the anchor of the address once more when everything has arrived.
    if (line) history.replaceState(history.state, "", location.pathname + location.search);
    // Who comes for the first time reads from the beginning, or all of it where there is little.
    const first = this.messages[0]?.getBoundingClientRect().top ?? 0;
    const isShort = this.endTarget.getBoundingClientRect().top - first < innerHeight / 2;
    if (this.lastNumber && (this.readUptoValue || isShort))
      this.endTarget.scrollIntoView({ block: "end", behavior: "instant" });
    // All that is new with the field below it, or else its beginning.
    line?.scrollIntoView({ block: "nearest", behavior: "instant" });
  }

  private receive(change: Change): void {
    if (change.id !== this.idValue) return;
    if (change.message) this.redrawMessage(change.message);
    else this.refreshSoon();
  }

  private refreshSoon(): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.refresh(), WAIT_MS);
  }

  private refreshAll(): void {
    this.redrawContent();
    this.refreshSoon();
  }

  private async fetchFragment(address: string): Promise<DocumentFragment | null> {
    const answer = await fetch(address, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (answer?.status === 410) {
      this.keepDraft();
      location.reload(); // the content was removed: its page says why
    }
    if (!answer?.ok || answer.redirected) return null;
    const template = document.createElement("template");
    template.innerHTML = await answer.text(); // our own server's fragment
    return template.content;
  }

  private async markRead(): Promise<void> {
    if (!this.hasOwnPage) return;
    const upto = this.lastNumber;
    if (!this.isAtEnd || document.visibilityState !== "visible" || this.endsEarly || upto <= this.readUpto) return;
    const token = document.querySelector<HTMLInputElement>("#act input[name=csrfmiddlewaretoken]")?.value;
    if (!token) return;
    const former = this.readUpto;
    this.readUpto = upto;
    const answer = await fetch(this.readUrlValue, {
      method: "POST",
      body: new URLSearchParams({ upto: String(upto) }),
      headers: { "X-CSRFToken": token },
    }).catch(() => null);
    if (!answer?.ok) this.readUpto = former; // the next message, or the next look at the page, says it again
  }

  private showArrived(): void {
    if (!this.hasEndTarget) return;
    this.arrivedTarget.hidden = this.waiting === 0;
    this.arrivedLabelTarget.textContent =
      this.waiting === 1 ? `1 nouveau ${this.nounValue}` : `${this.waiting} nouveaux ${this.nounValue}s`;
  }

  private drawLine(before: Element): void {
    if (!this.hasOwnPage || this.find("#nouveaux")) return;
    const line = document.createElement("li");
    line.className = "thread__line";
    line.id = "nouveaux";
    line.innerHTML = "<span>Nouveaux messages</span>";
    before.before(line);
  }

  /** `sent`: where one's own message stands that was just sent. */
  private refresh(sent = ""): void {
    const isOwn = sent !== "";
    this.queue = this.queue.then(async () => {
      if (this.endsEarly) {
        if (isOwn && this.hasOwnPage) location.assign(sent);
        return;
      }
      const former = this.upto;
      let hasMore = true;
      for (let page = 0; hasMore && page < MOST_PAGES; page += 1) hasMore = await this.addNewer(isOwn);
      if (this.upto > former && this.find("[data-until-newer]")) this.redrawContent();
      if (this.hasRestTarget) this.restTarget.hidden = !hasMore && this.arrived < MOST_ARRIVED;
      await this.markRead();
    });
  }

  /** Those after the last one shown, in their order. Answers whether there are more. */
  private async addNewer(isOwn: boolean): Promise<boolean> {
    const fragment = await this.fetchFragment(`${this.urlValue}?apres=${this.upto}`);
    const list = [...this.element.querySelectorAll("[data-list]")].at(-1);
    const found = [...(fragment?.querySelectorAll<HTMLElement>("[data-number]") ?? [])];
    if (!list || !found.length) return false;
    this.upto = Math.max(this.upto, ...found.map(numberOf));
    const messages = found.filter((one) => !document.getElementById(one.id));
    const wasAtEnd = this.isAtEnd;
    const place = this.hasEndTarget ? this.endTarget.getBoundingClientRect().top : 0;
    for (const empty of this.emptyTargets) empty.remove();
    const ofFormerLast = this.element.querySelectorAll<HTMLElement>("[data-until-newer]");
    if (messages.length) for (const one of ofFormerLast) one.hidden = true;
    for (const one of messages) this.insert(list, one);
    const isLookedAt = wasAtEnd && document.visibilityState === "visible";
    if (messages[0] && !isOwn && !isLookedAt) this.drawLine(messages[0]);
    if (this.hasEndTarget && (isOwn || wasAtEnd)) {
      window.scrollBy({ top: this.endTarget.getBoundingClientRect().top - place, behavior: "instant" });
    } else {
      this.waiting += messages.length;
    }
    if (!isOwn && messages.length) {
      this.arrived += messages.length;
      const authors = new Set(
        messages.map((one) => one.querySelector("[data-author]")?.textContent ?? "").filter(Boolean),
      );
      this.statusTarget.textContent = `Nouveau ${this.nounValue} de ${[...authors].join(", ")}`;
    }
    this.showArrived();
    return fragment?.querySelector("[data-newer]") != null;
  }

  /** In its place by number: one's own message may have joined the list before those of others. */
  private insert(list: Element, message: HTMLElement): void {
    const later = [...list.querySelectorAll<HTMLElement>(":scope > [data-number]")].find(
      (one) => numberOf(one) > numberOf(message),
    );
    if (later) later.before(message);
    else list.append(message);
    bind(message);
  }

  /** A message that changed, those that quote it, and the answer that is being written to it. */
  private redrawMessage(id: string): void {
    this.queue = this.queue.then(async () => {
      const quotes = [...this.element.querySelectorAll(`[data-goto="${this.anchorValue}-${id}"]`)];
      const quoting = quotes.map((one) => one.closest("[data-number]")?.id ?? "");
      for (const place of new Set([`${this.anchorValue}-${id}`, ...quoting])) await this.drawMessage(place);
      if (this.answering.isOf(id)) await this.answering.draw(id);
    });
  }

  private async drawMessage(place: string): Promise<void> {
    const former = document.getElementById(place);
    if (!former || former.querySelector("form")) return; // it is being edited here
    const fragment = await this.fetchFragment(`${this.messageUrlValue}${place.replace(`${this.anchorValue}-`, "")}/`);
    const message = fragment?.querySelector<HTMLElement>("[data-number]");
    if (message && former.isConnected) redraw(former, message);
  }

  /** The content was closed, opened again, or its words changed. What is being typed stays, or is kept for the next time. */
  private redrawContent(): void {
    if (!this.hasOwnPage) return;
    this.queue = this.queue.then(async () => {
      const fragment = await this.fetchFragment(this.stateUrlValue + this.lastNumber);
      for (const part of fragment?.querySelectorAll<HTMLElement>("[data-thread-part]") ?? []) {
        const former = document.getElementById(part.id);
        if (former) redraw(former, part);
      }
      const form = fragment?.querySelector<HTMLElement>("[data-write]");
      const formerForm = this.find("[data-write]");
      if (!form || !formerForm) return;
      const mayWrite = form.querySelector("form") !== null;
      const hasSameWords = form.textContent?.trim() === formerForm.textContent?.trim();
      if (mayWrite ? formerForm.querySelector("form") : hasSameWords) return;
      this.keepDraft();
      redraw(formerForm, form);
      this.statusTarget.textContent = mayWrite ? this.reopenedValue : (form.textContent?.trim() ?? "");
    });
  }

  private keepDraft(): void {
    this.find("[data-write] form")?.dispatchEvent(new Event("draft:keep"));
  }

  /** Older messages come in above: what one was reading stays where it is. */
  private rememberPlace(): void {
    if (!this.hasOwnPage) return;
    const element = this.messages.find((one) => one.getBoundingClientRect().bottom > 0);
    this.anchor = element && { element, top: element.getBoundingClientRect().top };
  }

  private afterSwap(): void {
    if (this.anchor?.element.isConnected) {
      const { element, top } = this.anchor;
      window.scrollBy({ top: element.getBoundingClientRect().top - top, behavior: "instant" });
    }
    this.anchor = undefined;
    const sent = this.find<HTMLElement>("[data-write][data-sent]");
    if (sent) {
      this.refresh(sent.dataset.sent);
      sent.removeAttribute("data-sent");
    } else if (this.answering.keepNew()) {
      this.find("[data-write] textarea")?.scrollIntoView({ block: "center", behavior: "instant" });
    }
  }

  private follow(event: MouseEvent): void {
    const link = (event.target as Element).closest<HTMLElement>("[data-no-answer], [data-goto]");
    const isArrived = this.hasEndTarget && this.arrivedTarget.contains(event.target as Node);
    if (link?.hasAttribute("data-no-answer")) {
      this.answering.giveUp();
      this.find("[data-write] textarea")?.focus();
    } else if (link) {
      const quoted = document.getElementById(link.dataset.goto ?? "");
      if (!quoted) return; // on another page: the link leads there
      quoted.scrollIntoView({ block: "center", behavior: "instant" });
      focusOn(quoted, { preventScroll: true });
    } else if (isArrived) {
      this.endTarget.scrollIntoView({ block: "end", behavior: "instant" });
    } else {
      return;
    }
    event.preventDefault();
  }
}
