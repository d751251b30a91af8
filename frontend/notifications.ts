/**
 * The badge of every page, and what is new in each entry of the menu. What happened arrives as `live:notification` (see live.ts), the figures and words are
 * asked of the server: it alone knows what this person may see.
 */
import { toast } from "./toast";

interface Summary {
  count: number;
  shown: string; // the count as it is written: « 99+ »
  label: string;
  menu: Record<string, string>; // what is new in each rubric of the commune on screen
  newest: { id: string; text: string; url: string } | null;
}

const ADDRESS = "/notifications/apercu/";
const WAIT_MS = 400; // several events of one moment are one question
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const plainTitle = document.title;
let count = 0;
let newestId = ""; // that this page knows of; ids grow with time
let timer = 0;
let mayToast = false;

const bells = () => [...document.querySelectorAll<HTMLElement>("[data-bell]")];

function showTitle(badge: string): void {
  document.title = count ? `(${badge}) ${plainTitle}` : plainTitle;
}

function show(summary: Summary): void {
  count = summary.count;
  for (const bell of bells()) {
    bell.dataset.bell = String(summary.count);
    const figure = bell.querySelector<HTMLElement>(".count");
    if (figure) {
      figure.textContent = summary.shown;
      figure.hidden = !summary.count;
    }
    const name = bell.querySelector(".visually-hidden");
    if (name) name.textContent = summary.label;
  }
  for (const news of document.querySelectorAll<HTMLElement>("[data-news]")) {
    const figure = summary.menu[news.dataset.news ?? ""];
    news.hidden = !figure;
    if (news.firstChild) news.firstChild.textContent = figure ?? "0";
  }
  showTitle(summary.shown);
}

async function ask(): Promise<void> {
  const toasts = mayToast;
  mayToast = false;
  const { commune = "" } = document.querySelector<HTMLElement>("[data-commune]")?.dataset ?? {};
  const answer = await fetch(`${ADDRESS}?commune=${commune}`, { headers: { Accept: "application/json" } }).catch(
    () => null,
  );
  if (!answer?.ok || answer.redirected) return; // signed out elsewhere, or no network: the next page will say
  const summary = (await answer.json()) as Summary;
  const { newest } = summary;
  const isNew = newest !== null && (newestId ? newest.id > newestId : summary.count > count);
  show(summary);
  if (newest && newest.id > newestId) newestId = newest.id;
  document.dispatchEvent(new CustomEvent("notifications:changed"));
  // Of several windows, the one that is looked at; the list itself shows its new line.
  // A part of the page that is on screen and shows what happened by itself needs no word of it.
  const isHere =
    newest &&
    [...document.querySelectorAll<HTMLElement>("[data-live-page]")].some((part) => {
      const { top, bottom } = part.getBoundingClientRect();
      return part.dataset.livePage === newest.url.split("?")[0] && top < innerHeight && bottom >= 0;
    });
  if (
    newest &&
    isNew &&
    toasts &&
    !isHere &&
    document.visibilityState === "visible" &&
    !document.querySelector("[data-controller~=inbox]")
  ) {
    toast(newest.text, undefined, { label: "Voir", url: newest.url });
  }
}

function askSoon(toasts: boolean): void {
  mayToast ||= toasts;
  clearTimeout(timer);
  timer = window.setTimeout(() => void ask(), WAIT_MS);
}

/** `?lu=` in the address: a mail or a push led here. Marked as read by a request of its own, since a GET writes nothing. */
async function markSeen(): Promise<void> {
  const address = new URL(location.href);
  const id = address.searchParams.get("lu");
  const token = document.querySelector<HTMLInputElement>("#act input[name=csrfmiddlewaretoken]")?.value;
  if (id === null || !token) return;
  address.searchParams.delete("lu");
  history.replaceState(history.state, "", address);
  if (!UUID.test(id)) return;
  const answer = await fetch(`/notifications/${id}/lu/`, {
    method: "POST",
    headers: { "X-CSRFToken": token },
  }).catch(() => null);
  if (answer?.ok) askSoon(false);
}

export function followNotifications(): void {
  const first = bells()[0];
  if (!first) return;
  count = Number(first.dataset.bell);
  showTitle(first.querySelector(".count")?.textContent ?? "");
  document.addEventListener("live:notification", (event) => {
    const { data } = (event as CustomEvent<{ data?: { read?: boolean } }>).detail;
    askSoon(!data?.read); // read in another window: nothing to say
  });
  document.addEventListener("notifications:ask", () => askSoon(false)); // something was done on this page
  document.addEventListener("live:stale", () => askSoon(true));
  document.addEventListener("live:poll", () => askSoon(true));
  // A page that the browser kept while another one was read.
  window.addEventListener("pageshow", (event) => event.persisted && askSoon(false));
  void markSeen();
}
