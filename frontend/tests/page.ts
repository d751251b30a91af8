import { Application, type ControllerConstructor } from "@hotwired/stimulus";
import { afterEach, vi } from "vitest";

let application: Application | undefined;

// The forms of happy-dom are proxies, and its observers name what is behind them: Stimulus would take one form for two.
const Observer = MutationObserver;
globalThis.MutationObserver = class extends Observer {
  constructor(callback: MutationCallback) {
    super((records, observer) => {
      callback(
        records.filter(({ type, target }) => !(type === "attributes" && target instanceof HTMLFormElement)),
        observer,
      );
    });
  }
};

/** Lets everything that is due at once happen: Stimulus hears of elements in a later turn, `fetch` answers in another. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((done) => setTimeout(done));
}

/** A page with these behaviours. */
export async function open(html: string, behaviours: Record<string, ControllerConstructor>): Promise<void> {
  application?.stop();
  document.body.innerHTML = `${html}<div id="toasts"></div>`;
  application = new Application();
  for (const [name, behaviour] of Object.entries(behaviours)) application.register(name, behaviour);
  application.handleError = (error) => {
    throw error;
  };
  await application.start();
  await settled();
}

/** A behaviour whose script comes after the page. */
export function arrive(name: string, behaviour: ControllerConstructor): void {
  application?.register(name, behaviour);
}

export function find<E extends HTMLElement = HTMLElement>(selector: string): E {
  const element = document.querySelector<E>(selector);
  if (!element) throw new Error(`no ${selector}`);
  return element;
}

export function fire(target: EventTarget, type: string, detail: object = {}): Event {
  const event = Object.assign(new Event(type, { bubbles: true, cancelable: true }), detail);
  target.dispatchEvent(event);
  return event;
}

export function type(field: HTMLInputElement | HTMLTextAreaElement, text: string): void {
  field.value = text;
  fire(field, "input");
}

export function press(target: EventTarget, key: string): Event {
  return fire(target, "keydown", { key });
}

/** Every request is answered with this; the list of what was asked comes back. */
export function answerWith(body: string, init?: ResponseInit): [string, RequestInit | undefined][] {
  const asked: [string, RequestInit | undefined][] = [];
  vi.stubGlobal("fetch", (address: string, options?: RequestInit) => {
    asked.push([address, options]);
    return Promise.resolve(new Response(body, init));
  });
  return asked;
}

afterEach(async () => {
  vi.useRealTimers();
  document.body.replaceChildren();
  await settled(); // the behaviours leave with their elements
  application?.stop();
  localStorage.clear();
  sessionStorage.clear();
  delete document.body.dataset.person;
  delete document.body.dataset.session;
  location.hash = "";
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});
