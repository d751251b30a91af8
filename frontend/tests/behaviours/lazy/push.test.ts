import { beforeEach, expect, it, vi } from "vitest";
import Push from "../../../behaviours/lazy/push";
import { find, fire, open, settled } from "../../page";

const STATES = ["added", "denied", "home-screen", "unable", "failed"];
const PAGE = `<section data-controller="push" data-push-key-value="BAAA">
  <form data-push-target="state form" data-when="ready" hidden>
    <input name="endpoint"><input name="p256dh"><input name="auth"><button>Prévenir cet appareil</button></form>
  ${STATES.map((state) => `<p data-push-target="state" data-when="${state}" hidden></p>`).join("")}
</section>`;
const shown = () =>
  [...document.querySelectorAll<HTMLElement>("[data-when]")]
    .filter((part) => !part.hidden)
    .map((part) => part.dataset.when);

const subscription = { endpoint: "https://push.exemple.fr/1", getKey: () => new Uint8Array([1, 2]).buffer };
const pushManager = {
  getSubscription: async () => null as typeof subscription | null,
  subscribe: async () => subscription,
};
let permission: NotificationPermission;
let answer: NotificationPermission;

beforeEach(() => {
  permission = "default";
  answer = "granted";
  const registration = { pushManager };
  vi.stubGlobal("isSecureContext", true);
  vi.stubGlobal("PushManager", class {});
  vi.stubGlobal("caches", { open: async () => ({ put: async () => undefined }) });
  vi.stubGlobal("navigator", {
    userAgent: "Test",
    serviceWorker: { ready: Promise.resolve(registration), getRegistration: async () => registration },
  });
  vi.stubGlobal("Notification", {
    get permission() {
      return permission;
    },
    requestPermission: async () => answer,
  });
});

it("asks after the click, and hands what the browser gives to the form", async () => {
  await open(PAGE, { push: Push });
  expect(shown()).toEqual(["ready"]);
  const form = find<HTMLFormElement>("form");
  form.submit = vi.fn();
  fire(form, "submit");
  await settled();
  expect(form.submit).toHaveBeenCalledOnce();
  expect(find<HTMLInputElement>("[name=endpoint]").value).toBe(subscription.endpoint);
  expect(find<HTMLInputElement>("[name=auth]").value).toBe("AQI");
});

it("says that the browser refuses", async () => {
  answer = "denied";
  await open(PAGE, { push: Push });
  fire(find("form"), "submit");
  await settled();
  expect(shown()).toEqual(["denied"]);
});

it("says that it failed, and lets one try again", async () => {
  vi.spyOn(pushManager, "subscribe").mockRejectedValue(new Error("offline"));
  await open(PAGE, { push: Push });
  fire(find("form"), "submit");
  await settled();
  expect(shown()).toEqual(["ready", "failed"]);
  expect(find("button").hasAttribute("aria-busy")).toBe(false);
});

it("says what this browser cannot do", async () => {
  vi.stubGlobal("isSecureContext", false);
  await open(PAGE, { push: Push });
  expect(shown()).toEqual(["unable"]);
});
