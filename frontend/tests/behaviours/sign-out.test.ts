import { expect, it, vi } from "vitest";
import SignOut from "../../behaviours/sign-out";
import { find, fire, open, settled } from "../page";

it("drops the drafts and what the service worker keeps", async () => {
  const postMessage = vi.fn();
  vi.stubGlobal("navigator", { serviceWorker: { controller: { postMessage } } });
  document.body.dataset.person = "anne";
  localStorage.setItem("draft:anne:post", "x");
  localStorage.setItem("other", "x");
  await open('<form data-controller="sign-out"></form>', { "sign-out": SignOut });
  fire(find("form"), "submit");
  expect([localStorage.getItem("draft:anne:post"), localStorage.getItem("other")]).toEqual([null, "x"]);
  expect(postMessage).toHaveBeenCalledWith("signed-out");
});

it("drops the kept page by itself where no service worker controls the page", async () => {
  const dropped = vi.fn(async () => true);
  vi.stubGlobal("navigator", {});
  vi.stubGlobal("caches", { delete: dropped });
  await open('<form data-controller="sign-out"></form>', { "sign-out": SignOut });
  fire(find("form"), "submit");
  expect(dropped).toHaveBeenCalledWith("kept-page");
});

it("names the subscription of this browser", async () => {
  const subscription = { endpoint: "https://push.exemple.fr/1" };
  const registration = { pushManager: { getSubscription: async () => subscription } };
  vi.stubGlobal("navigator", { serviceWorker: { getRegistration: async () => registration } });
  vi.stubGlobal("PushManager", class {});
  vi.stubGlobal("Notification", { permission: "granted" });
  await open('<form data-controller="sign-out"></form>', { "sign-out": SignOut });
  await settled();
  expect(find<HTMLInputElement>("[name=push_endpoint]").value).toBe(subscription.endpoint);
});
