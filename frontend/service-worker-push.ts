/// <reference lib="webworker" />
/** Web push in the service worker: shows what came, opens it, and follows a browser whose address changes. */
import { keysOf, saveNote, PUSH_CACHE, PUSH_NOTE, toBytes } from "./push-browser";

declare const self: ServiceWorkerGlobalScope & { ASSETS?: string[] };

const RENEW = "/mon-compte/notifications/appareils/changer/";
const ICON = self.ASSETS?.find((name) => name.includes("icon-192")); // its name holds a hash

interface PushMessage {
  title: string;
  body: string;
  url: string;
  tag: string;
}

function read(data: PushMessageData | null): PushMessage {
  const plain = {
    title: "Maires & Citoyens",
    body: "Vous avez une nouvelle notification",
    url: "/notifications/",
    tag: "",
  };
  try {
    return { ...plain, ...(data?.json() as Partial<PushMessage>) };
  } catch {
    return plain; // browsers want something shown, whatever came
  }
}

async function open(path: string): Promise<void> {
  const url = new URL(path, location.origin);
  const target = url.origin === location.origin ? url.href : location.origin;
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const visible = windows.find((one) => one.visibilityState === "visible") ?? windows[0];
  if (visible) {
    await visible.focus();
    if (await visible.navigate(target).catch(() => null)) return;
  }
  await self.clients.openWindow(target);
}

/** The push service gave this browser another address: the server learns it from us, by the one that it knows. */
async function renew(next: PushSubscription | null | undefined): Promise<void> {
  const cache = await caches.open(PUSH_CACHE);
  const note = (await (await cache.match(PUSH_NOTE))?.json()) as { endpoint: string; key: string } | undefined;
  if (!note) return;
  const subscription =
    next ??
    (await self.registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: toBytes(note.key) }));
  const keys = keysOf(subscription);
  const answer = await fetch(RENEW, { method: "POST", body: new URLSearchParams({ former: note.endpoint, ...keys }) });
  if (answer.ok) await saveNote(keys.endpoint, note.key);
}

export async function purgePush(): Promise<void> {
  await caches.delete(PUSH_CACHE);
  await (await self.registration.pushManager?.getSubscription())?.unsubscribe();
}

export function listenForPush(): void {
  self.addEventListener("push", (event) => {
    const { title, body, url, tag } = read(event.data);
    // Two about one object are one line on the screen, and the second does not sound again: `renotify` stays off.
    event.waitUntil(self.registration.showNotification(title, { body, tag, icon: ICON, data: { url } }));
  });
  self.addEventListener("notificationclick", (event) => {
    event.notification.close();
    event.waitUntil(open((event.notification.data as { url?: string } | null)?.url ?? "/notifications/"));
  });
  self.addEventListener("pushsubscriptionchange", (event) => {
    const change = event as ExtendableEvent & { newSubscription?: PushSubscription | null };
    change.waitUntil(renew(change.newSubscription));
  });
}
