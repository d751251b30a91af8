import type { Behaviour } from "../registry";

const MOST_PAGES = 3; // of what came in while the page slept; beyond, the end is opened anew
const WAIT_MS = 150;

/**
 * A discussion that is open: it starts at the first new message or at the end, keeps its place while older messages
 * come in above, brings in those of others as they are written, and says how far it was read.
 */
export const start: Behaviour = (element) => {
  const { discussion: id, url, messageUrl, readUrl } = element.dataset;
  const end = element.querySelector<HTMLElement>("[data-end]");
  const arrived = element.querySelector<HTMLElement>("[data-arrived]");
  const said = element.querySelector<HTMLElement>("[data-said]");
  if (!url || !messageUrl || !readUrl || !end || !arrived || !said) return;

  const numbers = () => [...element.querySelectorAll<HTMLElement>("[data-number]")].map((one) => Number(one.dataset.number));
  const last = () => Math.max(0, ...numbers());
  const misses = () => element.querySelector("[data-newer]") !== null; // the page ends before the discussion does
  let readUpto = element.dataset.readUpto === "" ? -1 : Number(element.dataset.readUpto);
  let isAtEnd = false;
  let waiting = 0; // messages that came in below what is on screen
  let timer = 0;
  let queue = Promise.resolve();

  // htmx is in the script that every page has: it ties what came in by our own hand when it hears of it.
  const come = (part: Element) => part.dispatchEvent(new CustomEvent("part:came", { bubbles: true }));

  const write = () => element.querySelector<HTMLElement>("#ecrire");
  const keepDraft = () => write()?.querySelector("form")?.dispatchEvent(new Event("draft:keep"));
  const leave = () => {
    keepDraft();
    location.reload();
  };

  const fetchPart = async (address: string): Promise<DocumentFragment | null> => {
    const answer = await fetch(address, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (answer?.status === 410) leave(); // the group was removed: its page says why
    if (!answer?.ok || answer.redirected) return null;
    const came = document.createElement("template");
    came.innerHTML = await answer.text(); // our own server's fragment
    return came.content;
  };

  const markRead = async () => {
    const upto = last();
    if (!isAtEnd || document.visibilityState !== "visible" || misses() || upto <= readUpto) return;
    const token = document.querySelector<HTMLInputElement>("#act input[name=csrfmiddlewaretoken]")?.value;
    if (!token) return;
    const former = readUpto;
    readUpto = upto;
    const body = new URLSearchParams({ upto: String(upto) });
    const answer = await fetch(readUrl, { method: "POST", body, headers: { "X-CSRFToken": token } }).catch(() => null);
    if (!answer?.ok) readUpto = former; // the next message, or the next look at the page, says it again
  };

  const tellArrived = () => {
    arrived.hidden = waiting === 0;
    const label = arrived.querySelector("[data-arrived-label]");
    if (label) label.textContent = waiting === 1 ? "1 nouveau message" : `${waiting} nouveaux messages`;
  };

  const drawLine = (before: Element) => {
    if (element.querySelector("#nouveaux")) return;
    const line = document.createElement("li");
    line.className = "discussion__line";
    line.id = "nouveaux";
    line.innerHTML = "<span>Nouveaux messages</span>";
    before.before(line);
  };

  /** Those after the last one shown, in their order. Answers how many, and whether there are more. */
  const bringIn = async (own: boolean): Promise<[number, boolean]> => {
    const part = await fetchPart(`${url}?apres=${last()}`);
    const list = [...element.querySelectorAll("[data-list]")].at(-1);
    const fresh = [...(part?.querySelectorAll<HTMLElement>("[data-number]") ?? [])].filter((one) => !document.getElementById(one.id));
    if (!list || !fresh.length) return [0, false];
    const wasAtEnd = isAtEnd;
    const place = end.getBoundingClientRect().top;
    element.querySelector("[data-nobody]")?.remove();
    list.append(...fresh);
    for (const one of fresh) come(one);
    const first = fresh[0];
    const isLookedAt = wasAtEnd && document.visibilityState === "visible";
    if (first && !own && !isLookedAt) drawLine(first);
    if (own || wasAtEnd) window.scrollBy({ top: end.getBoundingClientRect().top - place, behavior: "instant" });
    else waiting += fresh.length;
    if (!own) {
      const authors = [...new Set(fresh.map((one) => one.querySelector("[data-author]")?.textContent ?? ""))].filter(Boolean);
      said.textContent = `Nouveau message de ${authors.join(", ")}`;
    }
    tellArrived();
    return [fresh.length, part?.querySelector("[data-newer]") != null];
  };

  const refresh = (own: boolean) => {
    queue = queue.then(async () => {
      if (misses()) {
        if (own) location.assign(`${location.pathname}#fin`);
        return;
      }
      for (let page = 0, more = true; more && page < MOST_PAGES; page += 1) [, more] = await bringIn(own);
      await markRead();
    });
  };

  const drawMessage = async (place: string) => {
    const former = document.getElementById(place);
    if (!former || former.querySelector("form")) return; // it is being edited here
    const address = `${messageUrl}${place.replace("message-", "")}/`;
    const fresh = (await fetchPart(address))?.querySelector<HTMLElement>("[data-number]");
    if (!fresh || !former.isConnected) return;
    const hadFocus = former.contains(document.activeElement);
    former.replaceWith(fresh);
    come(fresh);
    if (hadFocus) fresh.querySelector<HTMLElement>("button, a")?.focus();
  };

  /** A message that changed, those that quote it, and the answer that is being written to it. */
  const redraw = (messageId: string) => {
    queue = queue.then(async () => {
      const quotes = [...element.querySelectorAll(`[data-goto="message-${messageId}"]`)];
      const quoting = quotes.map((one) => one.closest("[data-number]")?.id ?? "");
      for (const place of new Set([`message-${messageId}`, ...quoting])) await drawMessage(place);
      if (answer()?.dataset.answers === messageId) await drawAnswer(messageId);
    });
  };

  /** The group was closed, opened again, or its words changed. What is being typed stays, or is kept for the next time. */
  const redrawGroup = () => {
    queue = queue.then(async () => {
      const part = await fetchPart(`${location.pathname}?etat`);
      const [head, form] = [part?.querySelector(".discussion-head"), part?.querySelector<HTMLElement>("#ecrire")];
      const [formerHead, formerForm] = [element.querySelector(".discussion-head"), write()];
      if (!head || !form || !formerHead || !formerForm) return;
      formerHead.replaceWith(head);
      come(head);
      const mayWrite = form.querySelector("form") !== null;
      const sameWords = form.textContent?.trim() === formerForm.textContent?.trim();
      if (mayWrite ? formerForm.querySelector("form") : sameWords) return;
      keepDraft();
      const hadFocus = formerForm.contains(document.activeElement);
      formerForm.replaceWith(form);
      come(form);
      if (hadFocus) {
        form.tabIndex = -1;
        form.focus({ preventScroll: true });
      }
      said.textContent = mayWrite ? "La discussion est rouverte : on peut y écrire." : (form.textContent?.trim() ?? "");
    });
  };

  // What is being answered: a field of the form, kept with the draft, and the quotation around it.
  const answer = () => element.querySelector<HTMLElement>("#reponse");
  const keepAnswer = () => answer()?.querySelector("input")?.dispatchEvent(new Event("input", { bubbles: true }));
  const dropAnswer = () => {
    const place = answer();
    const field = place?.querySelector("input");
    if (!place || !field) return;
    field.value = "";
    place.replaceChildren(field);
    delete place.dataset.answers;
    delete place.dataset.seen;
  };
  const drawAnswer = async (messageId: string) => {
    const fresh = (await fetchPart(`${messageUrl}${messageId}/repondre/`))?.querySelector<HTMLElement>("#reponse");
    if (answer()?.querySelector("input")?.value !== messageId) return; // another one meanwhile
    if (!fresh) return dropAnswer();
    fresh.dataset.seen = "";
    answer()?.replaceWith(fresh);
    come(fresh);
    if (fresh.dataset.answers) return;
    said.textContent = fresh.textContent?.trim() ?? "";
    keepAnswer();
  };
  const showAnswer = () => {
    const kept = answer()?.querySelector("input")?.value ?? "";
    if (kept === (answer()?.dataset.answers ?? "")) return;
    if (kept) void drawAnswer(kept);
    else dropAnswer();
  };

  const hear = (event: Event) => {
    const { data } = (event as CustomEvent<{ data: { id: string; message?: string; number?: number } }>).detail;
    if (data.id !== id) return;
    if (data.message) redraw(data.message);
    else if (data.number) refreshSoon();
    else redrawGroup();
  };
  const refreshSoon = () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => refresh(false), WAIT_MS); // what is said at once is asked for once
  };

  // Older messages come in above: what one was reading stays where it is.
  let anchor: { element: Element; top: number } | null = null;
  const beforeSwap = () => {
    const seen = [...element.querySelectorAll("[data-number]")].find((one) => one.getBoundingClientRect().bottom > 0);
    anchor = seen ? { element: seen, top: seen.getBoundingClientRect().top } : null;
  };
  const afterSwap = () => {
    if (anchor?.element.isConnected) {
      window.scrollBy({ top: anchor.element.getBoundingClientRect().top - anchor.top, behavior: "instant" });
    }
    anchor = null;
    const form = element.querySelector<HTMLElement>("#ecrire[data-sent]");
    if (form) {
      form.removeAttribute("data-sent");
      form.querySelector("textarea")?.focus({ preventScroll: true });
      refresh(true);
    } else if (element.querySelector("#reponse[data-answers]:not([data-seen])")) {
      answer()?.setAttribute("data-seen", "");
      keepAnswer();
      const field = element.querySelector<HTMLElement>("#ecrire textarea");
      field?.scrollIntoView({ block: "center", behavior: "instant" });
      field?.focus({ preventScroll: true });
    }
  };

  const click = (event: MouseEvent) => {
    const target = (event.target as Element).closest<HTMLElement>("[data-no-answer], [data-goto], [data-arrived] a");
    if (!target) return;
    if (target.matches("[data-no-answer]")) {
      dropAnswer();
      keepAnswer();
      element.querySelector<HTMLElement>("#ecrire textarea")?.focus();
    } else if (target.matches("[data-goto]")) {
      const quoted = document.getElementById(target.dataset.goto ?? "");
      if (!quoted) return; // on another page: the link leads there
      quoted.tabIndex = -1;
      quoted.scrollIntoView({ block: "center", behavior: "instant" });
      quoted.focus({ preventScroll: true });
    } else {
      end.scrollIntoView({ block: "end", behavior: "instant" });
    }
    event.preventDefault();
  };

  const watcher = new IntersectionObserver((entries) => {
    isAtEnd = entries.at(-1)?.isIntersecting ?? false;
    if (!isAtEnd) return;
    waiting = 0;
    tellArrived();
    void markRead();
  });
  watcher.observe(end);

  const [page] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  if (page?.type !== "back_forward" && (!location.hash || location.hash === "#fin") && !location.search) {
    const line = element.querySelector("#nouveaux");
    // The browser goes to the anchor of the address once more when everything has arrived.
    if (line) history.replaceState(history.state, "", location.pathname);
    if (line) line.scrollIntoView({ block: "start", behavior: "instant" });
    else if (last()) end.scrollIntoView({ block: "end", behavior: "instant" });
  }

  const all = () => refreshSoon();
  const stale = () => {
    redrawGroup();
    refreshSoon();
  };
  const again = (event: PageTransitionEvent) => event.persisted && stale();
  const looked = () => void markRead();
  document.addEventListener("live:discussion", hear);
  document.addEventListener("live:stale", stale);
  document.addEventListener("live:poll", all);
  document.addEventListener("visibilitychange", looked);
  document.addEventListener("htmx:before:swap", beforeSwap);
  document.addEventListener("htmx:after:swap", afterSwap);
  addEventListener("pageshow", again);
  element.addEventListener("click", click);
  element.addEventListener("draft:restored", showAnswer, true); // said by the field alone: caught on its way there
  showAnswer(); // the draft came back before this script did
  return () => {
    clearTimeout(timer);
    watcher.disconnect();
    document.removeEventListener("live:discussion", hear);
    document.removeEventListener("live:stale", stale);
    document.removeEventListener("live:poll", all);
    document.removeEventListener("visibilitychange", looked);
    document.removeEventListener("htmx:before:swap", beforeSwap);
    document.removeEventListener("htmx:after:swap", afterSwap);
    removeEventListener("pageshow", again);
  };
};
