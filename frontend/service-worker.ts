/// <reference lib="webworker" />
/**
 * Offline: the last feed that was read (`kept-page`), else a page that says so. Pages come from the network first,
 * hashed files from the cache first. VERSION and ASSETS are written by the server (`civic.site`): a new build is a new worker,
 * which fetches the layout of the pages again and empties the caches of the one before.
 */
import { forgetKeptPage, KEPT, keepPage, keptPage, keptPath } from "./kept-page";
import { PUSH_CACHE } from "./push-browser";
import { purgePush, listenForPush } from "./service-worker-push";

declare const self: ServiceWorkerGlobalScope & { VERSION?: string; ASSETS?: string[] };

const STATIC = `static-${self.VERSION ?? "dev"}`;
const OFFLINE = `offline-${self.VERSION ?? "dev"}`;
const OFFLINE_PAGE = "/hors-connexion/";
const STARTS = ["/accueil/", "/"]; // where the installed app starts, and what one types: both lead to the feed
const FEED = /^\/[a-z0-9-]+-[0-9][0-9ab][0-9]?(-[0-9][0-9ab][0-9]{3})?\/$/; // /eze-06/, /l-aigle-61/
const HASHED = /\.[0-9a-f]{8,}\./;

self.addEventListener("install", (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(OFFLINE);
      // Of nobody: it stays when somebody signs out.
      await cache.add(new Request(OFFLINE_PAGE, { cache: "reload", credentials: "omit" }));
      await (await caches.open(STATIC)).addAll(self.ASSETS ?? []);
      await self.skipWaiting();
    })(),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys()) {
        if (![STATIC, OFFLINE, KEPT, PUSH_CACHE].includes(name)) await caches.delete(name);
      }
      await self.clients.claim();
    })(),
  );
});

self.addEventListener("message", (event) => {
  if (event.data === "signed-out") event.waitUntil(Promise.all([forgetKeptPage(), purgePush()]));
});

async function staticFile(request: Request, hashed: boolean): Promise<Response> {
  const cache = await caches.open(STATIC);
  // Also those that the kept page names: it may be older than this build.
  const cached = (await cache.match(request)) ?? (await (await caches.open(KEPT)).match(request));
  if (cached && hashed) return cached;
  try {
    const answer = await fetch(request);
    if (answer.ok && hashed) await cache.put(request, answer.clone());
    return answer;
  } catch (error) {
    if (cached) return cached; // names without a hash (while developing): better old than nothing
    throw error;
  }
}

/** Pictures: those of the kept page, where the network has none. */
async function picture(request: Request): Promise<Response> {
  return fetch(request).catch(async (error: unknown) => {
    const cached = await (await caches.open(KEPT)).match(request);
    if (cached) return cached;
    throw error;
  });
}

function isKept(answer: Response): boolean {
  return answer.ok && !answer.redirected && !(answer.headers.get("Cache-Control") ?? "").includes("no-store");
}

async function page(event: FetchEvent, path: string, isFeed: boolean): Promise<Response> {
  try {
    const answer = await fetch(event.request);
    if (isFeed && isKept(answer)) event.waitUntil(keepPage(path, answer.clone()));
    return answer;
  } catch (error) {
    const start = STARTS.includes(path) && (await keptPath());
    if (start) return Response.redirect(start);
    const copy = (isFeed && (await keptPage(path))) || (await caches.match(OFFLINE_PAGE));
    if (copy) return copy;
    throw error;
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname.startsWith("/static/")) {
    event.respondWith(staticFile(request, HASHED.test(url.pathname)));
  } else if (request.mode === "navigate") {
    event.respondWith(page(event, url.pathname, FEED.test(url.pathname) && !url.search));
  } else if (request.destination === "image") {
    event.respondWith(picture(request));
  }
});

listenForPush();
