import { beforeAll, beforeEach, expect, it, vi } from "vitest";
import { followNotifications } from "../notifications";
import { find } from "./page";

const HERE = "/eze-06/discussions/1/";
let newest = 1;

function arrive(url: string): void {
  newest += 1;
  const id = `00000000-0000-7000-8000-00000000000${newest}`;
  const summary = {
    count: newest,
    shown: String(newest),
    label: `${newest} non lues`,
    newest: { id, from: "Èze", text: "Un mot", url },
  };
  vi.stubGlobal("fetch", () => Promise.resolve(new Response(JSON.stringify(summary))));
  document.dispatchEvent(new CustomEvent("live:notification", { detail: { data: {} } }));
}

const badge = () => find("[data-bell] .count").textContent;
const toasts = () => find("#toasts").textContent?.trim();

// Listened to once, as on a page.
beforeAll(() => {
  document.body.innerHTML = '<a data-bell="1"><span class="count">1</span><span class="visually-hidden"></span></a>';
  followNotifications();
});

beforeEach(() => {
  document.body.innerHTML =
    '<a data-bell="1"><span class="count">1</span><span class="visually-hidden"></span></a><main></main><div id="toasts"></div>';
  history.replaceState(null, "", HERE);
});

it("says what happened elsewhere, and moves the figure", async () => {
  arrive("/eze-06/sondages/2/");
  await vi.waitFor(() => expect(badge()).toBe(String(newest)));
  expect(toasts()).toContain("Un mot");
});

it("says nothing of what a page that follows it shows by itself", async () => {
  find("main").dataset.livePage = "";
  arrive(HERE);
  await vi.waitFor(() => expect(badge()).toBe(String(newest)));
  expect(toasts()).toBe("");
});

it("says what happened here on a page that does not follow it", async () => {
  arrive(HERE);
  await vi.waitFor(() => expect(toasts()).toContain("Un mot"));
});
