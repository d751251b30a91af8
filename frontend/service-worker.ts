/// <reference lib="webworker" />
/**
 * Offline: the last feed that was read, else a page that says so. Pages come from the network first, hashed files
 * from the cache first. VERSION and ASSETS are written by the server (`civic.site`): a new build is a new worker,
 * which fetches the layout of the pages again and empties the caches of the one before.
 */
import { PUSH_CACHE } from "./push-browser";
import { purgePush, listenForPush } from "./service-worker-push";

declare const self: ServiceWorkerGlobalScope & { VERSION?: string; ASSETS?: string[] };

const STATIC = `static-${self.VERSION ?? "dev"}`;
const OFFLINE = `offline-${self.VERSION ?? "dev"}`;
const PAGES = "pages"; // private: emptied at sign-out
const OFFLINE_PAGE = "/hors-connexion/";
const FEED = /^\/[a-z0-9-]+-[0-9][0-9ab][0-9]?(-[0-9][0-9ab][0-9]{3})?\/$/; // /eze-06/, /l-aigle-61/
const HASHED = /\.[0-9a-f]{8,}\./;

self.addEventListener("install", (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(OFFLINE);
      await cache.add(new Request(OFFLINE_PAGE, { cache: "reload" }));
      await (await caches.open(STATIC)).addAll(self.ASSETS ?? []);
      await self.skipWaiting();
    })(),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys()) {
        if (![STATIC, OFFLINE, PAGES, PUSH_CACHE].includes(name)) await caches.delete(name);
      }
      await self.clients.claim();
    })(),
  );
});

self.addEventListener("message", (event) => {
  if (event.data === "signed-out") event.waitUntil(Promise.all([caches.delete(PAGES), purgePush()]));
});

async function staticFile(request: Request, hashed: boolean): Promise<Response> {
  const cache = await caches.open(STATIC);
  const cached = await cache.match(request);
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

async function fromNetworkFirst(request: Request, keep: boolean): Promise<Response> {
  try {
    const answer = await fetch(request);
    if (keep && answer.ok && !answer.redirected && !(answer.headers.get("Cache-Control") ?? "").includes("no-store")) {
      const copy = answer.clone();
      await caches.delete(PAGES); // the last feed only: a phone keeps no archive of a commune
      await (await caches.open(PAGES)).put(new URL(request.url).pathname, copy);
    }
    return answer;
  } catch (error) {
    const cached = keep ? await (await caches.open(PAGES)).match(new URL(request.url).pathname) : undefined;
    const page = cached ?? (await caches.match(OFFLINE_PAGE));
    if (page) return page;
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
    event.respondWith(fromNetworkFirst(request, FEED.test(url.pathname) && !url.search));
  }
});

listenForPush();
