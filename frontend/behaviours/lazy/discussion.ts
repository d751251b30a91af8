import { Behaviour } from "../behaviour";

const MOST_PAGES = 3; // of what was written while the page slept; beyond, the end of the discussion is opened instead
const WAIT_MS = 150; // what is written at once is fetched once

interface Change {
  id: string;
  message?: string; // this one changed
  number?: number; // a new one; neither: the group itself changed
}

/**
 * A discussion that is open: it starts at the first new message or at the end, keeps its place while older messages are
 * inserted above, shows those of others as they are written, and says how far it was read.
 */
export default class extends Behaviour {
  static override readonly targets = ["end", "arrived", "arrivedLabel", "status", "empty"];
  static override readonly values = { id: String, url: String, messageUrl: String, readUrl: String, readUpto: String };
  declare readonly endTarget: HTMLElement;
  declare readonly arrivedTarget: HTMLElement;
  declare readonly arrivedLabelTarget: HTMLElement;
  declare readonly statusTarget: HTMLElement;
  declare readonly emptyTargets: HTMLElement[];
  declare readonly idValue: string;
  declare readonly urlValue: string;
  declare readonly messageUrlValue: string;
  declare readonly readUrlValue: string;
  declare readonly readUptoValue: string;

  private readUpto = -1;
  private isAtEnd = false;
  private waiting = 0; // messages that were added below what is on screen
  private timer = 0;
  private queue = Promise.resolve();
  private anchor: { element: Element; top: number } | null = null;
  private watcher?: IntersectionObserver;

  override connect(): void {
    if (this.readUptoValue) this.readUpto = Number(this.readUptoValue);
    this.watcher = new IntersectionObserver((entries) => {
      this.isAtEnd = entries.at(-1)?.isIntersecting ?? false;
      if (!this.isAtEnd) return;
      this.waiting = 0;
      this.showArrived();
      void this.markRead();
    });
    this.watcher.observe(this.endTarget);
    this.scrollToStart();
    this.listen<CustomEvent<{ data: Change }>>(document, "live:discussion", ({ detail }) => this.receive(detail.data));
    this.listen(document, "live:stale", () => this.refreshAll());
    this.listen(document, "live:poll", () => this.refreshSoon());
    this.listen(document, "visibilitychange", () => void this.markRead());
    this.listen(document, "htmx:before:swap", () => this.rememberPlace());
    this.listen(document, "htmx:after:swap", () => this.afterSwap());
    this.listen<PageTransitionEvent>(window, "pageshow", ({ persisted }) => persisted && this.refreshAll());
    this.listen<MouseEvent>(this.element, "click", (event) => this.follow(event));
    this.listen(this.element, "draft:restored", () => this.showAnswer(), true); // said by the field alone: it does not bubble
    this.showAnswer(); // the draft was restored before this script was there
  }

  override disconnect(): void {
    super.disconnect();
    clearTimeout(this.timer);
    this.watcher?.disconnect();
  }

  private find<E extends HTMLElement>(selector: string): E | null {
    return this.element.querySelector<E>(selector);
  }

  private get lastNumber(): number {
    return Math.max(
      0,
      ...[...this.element.querySelectorAll<HTMLElement>("[data-number]")].map((one) => Number(one.dataset.number)),
    );
  }

  /** The page ends before the discussion does. */
  private get endsEarly(): boolean {
    return this.find("[data-newer]") !== null;
  }

  private scrollToStart(): void {
    const [page] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
    const isAsked = (location.hash && location.hash !== "#fin") || location.search;
    if (page?.type === "back_forward" || isAsked) return;
    const line = this.find("#nouveaux");
    // The browser goes to the anchor of the address once more when everything has arrived.
    if (line) history.replaceState(history.state, "", location.pathname);
    if (line) line.scrollIntoView({ block: "start", behavior: "instant" });
    else if (this.lastNumber) this.endTarget.scrollIntoView({ block: "end", behavior: "instant" });
  }

  private receive(change: Change): void {
    if (change.id !== this.idValue) return;
    if (change.message) this.redrawMessage(change.message);
    else if (change.number) this.refreshSoon();
    else this.redrawGroup();
  }

  private refreshSoon(): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.refresh(false), WAIT_MS);
  }

  private refreshAll(): void {
    this.redrawGroup();
    this.refreshSoon();
  }

  private async fetchFragment(address: string): Promise<DocumentFragment | null> {
    const answer = await fetch(address, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (answer?.status === 410) {
      this.keepDraft();
      location.reload(); // the group was removed: its page says why
    }
    if (!answer?.ok || answer.redirected) return null;
    const template = document.createElement("template");
    template.innerHTML = await answer.text(); // our own server's fragment
    return template.content;
  }

  /** htmx is in the script that every page has: it binds what we inserted when it hears of it. */
  private bind(element: Element): void {
    element.dispatchEvent(new CustomEvent("fragment:inserted", { bubbles: true }));
  }

  private async markRead(): Promise<void> {
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
    this.arrivedTarget.hidden = this.waiting === 0;
    this.arrivedLabelTarget.textContent =
      this.waiting === 1 ? "1 nouveau message" : `${this.waiting} nouveaux messages`;
  }

  private drawLine(before: Element): void {
    if (this.find("#nouveaux")) return;
    const line = document.createElement("li");
    line.className = "discussion__line";
    line.id = "nouveaux";
    line.innerHTML = "<span>Nouveaux messages</span>";
    before.before(line);
  }

  private refresh(isOwn: boolean): void {
    this.queue = this.queue.then(async () => {
      if (this.endsEarly) {
        if (isOwn) location.assign(`${location.pathname}#fin`);
        return;
      }
      for (let page = 0, hasMore = true; hasMore && page < MOST_PAGES; page += 1) hasMore = await this.addNewer(isOwn);
      await this.markRead();
    });
  }

  /** Those after the last one shown, in their order. Answers whether there are more. */
  private async addNewer(isOwn: boolean): Promise<boolean> {
    const fragment = await this.fetchFragment(`${this.urlValue}?apres=${this.lastNumber}`);
    const list = [...this.element.querySelectorAll("[data-list]")].at(-1);
    const messages = [...(fragment?.querySelectorAll<HTMLElement>("[data-number]") ?? [])].filter(
      (one) => !document.getElementById(one.id),
    );
    const [first] = messages;
    if (!list || !first) return false;
    const wasAtEnd = this.isAtEnd;
    const place = this.endTarget.getBoundingClientRect().top;
    for (const empty of this.emptyTargets) empty.remove();
    list.append(...messages);
    for (const one of messages) this.bind(one);
    const isLookedAt = wasAtEnd && document.visibilityState === "visible";
    if (!isOwn && !isLookedAt) this.drawLine(first);
    if (isOwn || wasAtEnd) {
      window.scrollBy({ top: this.endTarget.getBoundingClientRect().top - place, behavior: "instant" });
    } else {
      this.waiting += messages.length;
    }
    if (!isOwn) {
      const authors = new Set(
        messages.map((one) => one.querySelector("[data-author]")?.textContent ?? "").filter(Boolean),
      );
      this.statusTarget.textContent = `Nouveau message de ${[...authors].join(", ")}`;
    }
    this.showArrived();
    return fragment?.querySelector("[data-newer]") != null;
  }

  /** A message that changed, those that quote it, and the answer that is being written to it. */
  private redrawMessage(id: string): void {
    this.queue = this.queue.then(async () => {
      const quotes = [...this.element.querySelectorAll(`[data-goto="message-${id}"]`)];
      const quoting = quotes.map((one) => one.closest("[data-number]")?.id ?? "");
      for (const place of new Set([`message-${id}`, ...quoting])) await this.drawMessage(place);
      if (this.answer?.dataset.answers === id) await this.drawAnswer(id);
    });
  }

  private async drawMessage(place: string): Promise<void> {
    const former = document.getElementById(place);
    if (!former || former.querySelector("form")) return; // it is being edited here
    const fragment = await this.fetchFragment(`${this.messageUrlValue}${place.replace("message-", "")}/`);
    const message = fragment?.querySelector<HTMLElement>("[data-number]");
    if (!message || !former.isConnected) return;
    const hadFocus = former.contains(document.activeElement);
    former.replaceWith(message);
    this.bind(message);
    if (hadFocus) message.querySelector<HTMLElement>("button, a")?.focus();
  }

  /** The group was closed, opened again, or its words changed. What is being typed stays, or is kept for the next time. */
  private redrawGroup(): void {
    this.queue = this.queue.then(async () => {
      const fragment = await this.fetchFragment(`${location.pathname}?etat`);
      const head = fragment?.querySelector(".discussion-head");
      const form = fragment?.querySelector<HTMLElement>("#ecrire");
      const formerHead = this.find(".discussion-head");
      const formerForm = this.find("#ecrire");
      if (!head || !form || !formerHead || !formerForm) return;
      formerHead.replaceWith(head);
      this.bind(head);
      const mayWrite = form.querySelector("form") !== null;
      const hasSameWords = form.textContent?.trim() === formerForm.textContent?.trim();
      if (mayWrite ? formerForm.querySelector("form") : hasSameWords) return;
      this.keepDraft();
      const hadFocus = formerForm.contains(document.activeElement);
      formerForm.replaceWith(form);
      this.bind(form);
      if (hadFocus) {
        form.tabIndex = -1;
        form.focus({ preventScroll: true });
      }
      this.statusTarget.textContent = mayWrite
        ? "La discussion est rouverte : on peut y écrire."
        : (form.textContent?.trim() ?? "");
    });
  }

  private keepDraft(): void {
    this.find("#ecrire form")?.dispatchEvent(new Event("draft:keep"));
  }

  /** What is being answered: a field of the form, kept with the draft, and the quotation around it. */
  private get answer(): HTMLElement | null {
    return this.find("#reponse");
  }

  private get answerField(): HTMLInputElement | null {
    return this.find<HTMLInputElement>("#reponse input");
  }

  private keepAnswer(): void {
    this.answerField?.dispatchEvent(new Event("input", { bubbles: true }));
  }

  private dropAnswer(): void {
    const { answer, answerField } = this;
    if (!answer || !answerField) return;
    answerField.value = "";
    answer.replaceChildren(answerField);
    delete answer.dataset.answers;
    delete answer.dataset.seen;
  }

  private async drawAnswer(id: string): Promise<void> {
    const fragment = await this.fetchFragment(`${this.messageUrlValue}${id}/repondre/`);
    const answer = fragment?.querySelector<HTMLElement>("#reponse");
    if (this.answerField?.value !== id) return; // another one meanwhile
    if (!answer) return this.dropAnswer();
    answer.dataset.seen = "";
    this.answer?.replaceWith(answer);
    this.bind(answer);
    if (answer.dataset.answers) return;
    this.statusTarget.textContent = answer.textContent?.trim() ?? "";
    this.keepAnswer();
  }

  private showAnswer(): void {
    const id = this.answerField?.value ?? "";
    if (id === (this.answer?.dataset.answers ?? "")) return;
    if (id) void this.drawAnswer(id);
    else this.dropAnswer();
  }

  /** Older messages come in above: what one was reading stays where it is. */
  private rememberPlace(): void {
    const messages = [...this.element.querySelectorAll("[data-number]")];
    const element = messages.find((one) => one.getBoundingClientRect().bottom > 0);
    this.anchor = element ? { element, top: element.getBoundingClientRect().top } : null;
  }

  private afterSwap(): void {
    if (this.anchor?.element.isConnected) {
      const { element, top } = this.anchor;
      window.scrollBy({ top: element.getBoundingClientRect().top - top, behavior: "instant" });
    }
    this.anchor = null;
    const sent = this.find("#ecrire[data-sent]");
    const field = this.find("#ecrire textarea");
    if (sent) {
      sent.removeAttribute("data-sent");
      field?.focus({ preventScroll: true });
      this.refresh(true);
    } else if (this.find("#reponse[data-answers]:not([data-seen])")) {
      this.answer?.setAttribute("data-seen", "");
      this.keepAnswer();
      field?.scrollIntoView({ block: "center", behavior: "instant" });
      field?.focus({ preventScroll: true });
    }
  }

  private follow(event: MouseEvent): void {
    const link = (event.target as Element).closest<HTMLElement>("[data-no-answer], [data-goto]");
    const isArrived = this.arrivedTarget.contains(event.target as Node);
    if (link?.matches("[data-no-answer]")) {
      this.dropAnswer();
      this.keepAnswer();
      this.find("#ecrire textarea")?.focus();
    } else if (link) {
      const quoted = document.getElementById(link.dataset.goto ?? "");
      if (!quoted) return; // on another page: the link leads there
      quoted.tabIndex = -1;
      quoted.scrollIntoView({ block: "center", behavior: "instant" });
      quoted.focus({ preventScroll: true });
    } else if (isArrived) {
      this.endTarget.scrollIntoView({ block: "end", behavior: "instant" });
    } else {
      return;
    }
    event.preventDefault();
  }
}
