/** What this browser has to do with web push: its registration, and the note that the service worker needs later. */

/** Kept where the service worker can read it: the address that the server knows, and our key. */
export const PUSH_CACHE = "push";
export const PUSH_NOTE = "/push-note";

export interface Keys {
  endpoint: string;
  p256dh: string;
  auth: string;
}

export function toBytes(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (sign) => sign.charCodeAt(0));
}

function toText(data: ArrayBuffer | null): string {
  const signs = String.fromCharCode(...new Uint8Array(data ?? new ArrayBuffer(0)));
  return btoa(signs).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

export function keysOf(subscription: PushSubscription): Keys {
  return {
    endpoint: subscription.endpoint,
    p256dh: toText(subscription.getKey("p256dh")),
    auth: toText(subscription.getKey("auth")),
  };
}

export async function saveNote(endpoint: string, key: string): Promise<void> {
  const cache = await caches.open(PUSH_CACHE);
  await cache.put(PUSH_NOTE, new Response(JSON.stringify({ endpoint, key })));
}

/** Of a page; null where there is none, or no way to have one. */
export async function ownSubscription(): Promise<PushSubscription | null> {
  if (!("serviceWorker" in navigator) || !("PushManager" in window)) return null;
  const registration = await navigator.serviceWorker.getRegistration();
  return (await registration?.pushManager.getSubscription()) ?? null;
}
