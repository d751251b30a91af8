import { keysOf, ownSubscription, saveNote, toBytes } from "../../push-browser";
import { Behaviour } from "../behaviour";

type State = "ready" | "added" | "denied" | "home-screen" | "unable" | "failed";

const WAIT_MS = 15_000;

/**
 * « Prévenir cet appareil »: says what this browser can do (targets `state` with data-when), asks for permission after
 * the click and not before, and hands what the browser gives to the form, which the server reads as any other. Targets
 * `device` are the devices that the server has, under the digest of their address.
 */
export default class extends Behaviour {
  static override readonly targets = ["state", "form", "device"];
  static override readonly values = { key: String };
  declare readonly stateTargets: HTMLElement[];
  declare readonly formTarget: HTMLFormElement;
  declare readonly deviceTargets: HTMLElement[];
  declare readonly keyValue: string;

  override connect(): void {
    this.listen(this.formTarget, "submit", (event) => {
      event.preventDefault();
      void this.subscribe();
    });
    void this.showState();
  }

  private show(...states: State[]): void {
    for (const part of this.stateTargets) part.hidden = !states.includes(part.dataset.when as State);
  }

  private async showState(): Promise<void> {
    const obstacle = obstacleHere();
    if (obstacle) return this.show(obstacle);
    const device = await this.ownDevice();
    this.show(device ? "added" : "ready");
    if (!device) return;
    const badge = device.querySelector<HTMLElement>(".badge");
    if (badge) badge.hidden = false;
    const removal = device.querySelector("form");
    if (!removal) return;
    this.listen(removal, "submit", () => {
      void ownSubscription().then((subscription) => subscription?.unsubscribe());
    });
  }

  /** The line of the list that is this browser, if the server has it. */
  private async ownDevice(): Promise<HTMLElement | undefined> {
    const subscription = await ownSubscription();
    if (!subscription || Notification.permission !== "granted") return undefined;
    const digest = await digestOf(subscription.endpoint);
    return this.deviceTargets.find((device) => device.dataset.device === digest);
  }

  private async subscribe(): Promise<void> {
    const form = this.formTarget;
    const button = form.querySelector("button");
    button?.setAttribute("aria-busy", "true");
    try {
      const permission = await Notification.requestPermission();
      if (permission === "denied") return this.show("denied");
      if (permission !== "granted") return; // closed without an answer: the button stays
      const keys = keysOf(await subscriptionUnder(this.keyValue));
      await saveNote(keys.endpoint, this.keyValue);
      for (const [name, value] of Object.entries(keys)) {
        const field = form.elements.namedItem(name);
        if (field instanceof HTMLInputElement) field.value = value;
      }
      form.submit();
    } catch {
      this.show("ready", "failed");
    } finally {
      button?.removeAttribute("aria-busy");
    }
  }
}

function isApplePhone(): boolean {
  const { userAgent, maxTouchPoints } = navigator;
  return /iPhone|iPad|iPod/.test(userAgent) || (/Macintosh/.test(userAgent) && maxTouchPoints > 1);
}

function obstacleHere(): State | null {
  const isAble = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window && isSecureContext;
  if (isAble) return Notification.permission === "denied" ? "denied" : null;
  return isApplePhone() ? "home-screen" : "unable";
}

async function digestOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function inTime<T>(promise: Promise<T>): Promise<T> {
  const late = new Promise<never>((_, reject) => setTimeout(() => reject(new Error("no answer")), WAIT_MS));
  return Promise.race([promise, late]);
}

async function subscriptionUnder(key: string): Promise<PushSubscription> {
  const registration = await inTime(navigator.serviceWorker.ready);
  const options = { userVisibleOnly: true, applicationServerKey: toBytes(key) };
  try {
    return await inTime(registration.pushManager.subscribe(options));
  } catch (error) {
    // One that was made under another key of ours stands in the way.
    const former = await registration.pushManager.getSubscription();
    if (!former) throw error;
    await former.unsubscribe();
    return inTime(registration.pushManager.subscribe(options));
  }
}
