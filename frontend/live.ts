/**
 * Receives changes while a page is open: one connection, `live:<name>` events on the document with { id, data }.
 * Who is concerned listens for its name and fetches its part again; `live:stale`: everything; `live:poll`:
 * the same, once a minute, while there is no connection. What a change carries is never displayed itself.
 */
const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 60_000;
const POLL_EVERY = 60_000;
const FAILURES_BEFORE_POLLING = 3;
const HIDDEN_FOR = 30_000;
const REMEMBERED = 300;

let source: EventSource | undefined;
let address = "";
let last = -1; // none yet
let failures = 0;
let retry: number | undefined;
let polling: number | undefined;
let hiding: number | undefined;
const seen = new Set<number>();

function announce(name: string, id: number, data: unknown): void {
  document.dispatchEvent(new CustomEvent(`live:${name}`, { detail: { id, data } }));
}

/** Received twice after a new connection, done once. */
function isNew(id: number): boolean {
  if (seen.has(id)) return false;
  seen.add(id);
  if (seen.size > REMEMBERED) seen.delete(seen.values().next().value as number);
  return true;
}

function receive(event: MessageEvent<string>): void {
  const id = Number(event.lastEventId);
  const { name, wide, data } = JSON.parse(event.data) as { name: string; wide: number; data: unknown };
  if (name === "here") {
    failures = 0;
    stopPolling();
  }
  // After « stale » what we had counts no more: the numbers may have started again.
  if (name === "stale") seen.clear();
  last = name === "stale" ? id : Math.max(last, id);
  if (name === "here" || (name !== "stale" && !isNew(id))) return;
  // What many receive at once is acted on within these milliseconds, by each at a moment of its own.
  window.setTimeout(() => announce(name, id, data), Math.random() * wide);
}

function poll(): void {
  if (document.visibilityState === "visible") announce("poll", last, {});
}

function startPolling(): void {
  polling ??= window.setInterval(poll, POLL_EVERY);
}

function stopPolling(): void {
  window.clearInterval(polling);
  polling = undefined;
}

function disconnect(): void {
  window.clearTimeout(retry);
  source?.close();
  source = retry = undefined;
}

function connect(): void {
  disconnect();
  const opened = new EventSource(last >= 0 ? `${address}?depuis=${last}` : address);
  source = opened;
  opened.onmessage = receive;
  // The browser's own second try gives up on a 503 and never slows down: ours replaces it.
  opened.onerror = () => void lost(opened);
}

async function lost(which: EventSource): Promise<void> {
  if (which !== source) return;
  const wasRefused = which.readyState === EventSource.CLOSED;
  disconnect();
  if (wasRefused && (await isSignedOut())) return stopPolling();
  if (source || retry) return; // the page became visible meanwhile
  failures += 1;
  if (failures >= FAILURES_BEFORE_POLLING) startPolling();
  const wait = Math.min(FIRST_WAIT * 2 ** (failures - 1), LONGEST_WAIT);
  retry = window.setTimeout(connect, wait * (0.75 + Math.random() / 2));
}

/** An EventSource does not say why it was refused. 204: nobody is signed in. */
async function isSignedOut(): Promise<boolean> {
  const asking = new AbortController();
  try {
    const answer = await fetch(address, { signal: asking.signal, cache: "no-store" });
    return answer.status === 204;
  } catch {
    return false;
  } finally {
    asking.abort();
  }
}

/** Over HTTP/1.1 a browser has six connections for all tabs of a site: those that nobody looks at give theirs back. */
function connectionsAreFew(): boolean {
  const [page] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  return page?.nextHopProtocol.startsWith("http/1") ?? false;
}

function visibilityChanged(): void {
  window.clearTimeout(hiding);
  if (document.visibilityState === "visible") {
    if (!source && !retry) connect();
  } else if (connectionsAreFew()) {
    hiding = window.setTimeout(disconnect, HIDDEN_FOR);
  }
}

export function startLive(): void {
  address = document.body.dataset.live ?? "";
  if (!address) return; // a visitor
  if (!("EventSource" in window)) return startPolling();
  connect();
  // A page that is put aside is kept whole only without an open connection, and comes back as it was.
  window.addEventListener("pagehide", disconnect);
  window.addEventListener("pageshow", (event) => event.persisted && connect());
  document.addEventListener("visibilitychange", visibilityChanged);
  window.addEventListener("online", () => {
    failures = 0;
    connect();
  });
}
