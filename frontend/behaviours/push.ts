import { keysOf, noteDown, ownSubscription, toBytes } from "../push-browser";
import type { Behaviour } from "../registry";

type State = "ready" | "added" | "denied" | "home-screen" | "unable" | "failed";

const WAIT_MS = 15_000;

function isApplePhone(): boolean {
  return /iPhone|iPad|iPod/.test(navigator.userAgent) || (/Macintosh/.test(navigator.userAgent) && navigator.maxTouchPoints > 1);
}

function able(): State | null {
  const has = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window && isSecureContext;
  if (has) return Notification.permission === "denied" ? "denied" : null;
  return isApplePhone() ? "home-screen" : "unable";
}

async function digestOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function soon<T>(promise: Promise<T>): Promise<T> {
  const late = new Promise<never>((_, reject) => setTimeout(() => reject(new Error("no answer")), WAIT_MS));
  return Promise.race([promise, late]);
}

async function subscribe(key: string): Promise<PushSubscription> {
  const registration = await soon(navigator.serviceWorker.ready);
  const wanted = { userVisibleOnly: true, applicationServerKey: toBytes(key) };
  try {
    return await soon(registration.pushManager.subscribe(wanted));
  } catch (error) {
    // One that was made under another key of ours stands in the way.
    const former = await registration.pushManager.getSubscription();
    if (!former) throw error;
    await former.unsubscribe();
    return soon(registration.pushManager.subscribe(wanted));
  }
}

/**
 * « Prévenir cet appareil »: says what this browser can do, asks for permission after the click and not before, and
 * hands what the browser gives to the form, which the server reads as any other.
 */
export const push: Behaviour = (element) => {
  const key = element.dataset.key ?? "";
  const form = element.querySelector<HTMLFormElement>("form[data-when=ready]");
  if (!form) return;

  const show = (...states: State[]) => {
    for (const part of element.querySelectorAll<HTMLElement>("[data-when]")) {
      part.hidden = !states.includes(part.dataset.when as State);
    }
  };

  /** The line of the list that is this browser, if the server has it. */
  const ownLine = async (): Promise<HTMLElement | null> => {
    const own = await ownSubscription();
    if (!own || Notification.permission !== "granted") return null;
    return element.querySelector<HTMLElement>(`[data-device="${await digestOf(own.endpoint)}"]`);
  };

  const look = async () => {
    const cannot = able();
    if (cannot) return show(cannot);
    const line = await ownLine();
    show(line ? "added" : "ready");
    const badge = line?.querySelector<HTMLElement>("[data-this]");
    if (badge) badge.hidden = false;
    line?.querySelector("form")?.addEventListener("submit", () => {
      void ownSubscription().then((own) => own?.unsubscribe());
    });
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button");
    button?.setAttribute("aria-busy", "true");
    try {
      const answer = await Notification.requestPermission();
      if (answer === "denied") return show("denied");
      if (answer !== "granted") return; // closed without an answer: the button stays
      const keys = keysOf(await subscribe(key));
      await noteDown(keys.endpoint, key);
      for (const [name, value] of Object.entries(keys)) {
        const field = form.elements.namedItem(name);
        if (field instanceof HTMLInputElement) field.value = value;
      }
      form.submit();
    } catch {
      show("ready", "failed");
    } finally {
      button?.removeAttribute("aria-busy");
    }
  });
  void look();
};
