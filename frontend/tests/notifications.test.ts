import { beforeAll, beforeEach, expect, it, vi } from "vitest";
import { followNotifications } from "../notifications";
import { find } from "./page";

const HERE = "/eze-06/discussions/1/";
let newest = 1;
let menu: Record<string, string> = {};

const fetched = vi.fn();

function arrive(url: string): void {
  newest += 1;
  const id = `00000000-0000-7000-8000-00000000000${newest}`;
  const summary = {
    menu,
    count: newest,
    shown: String(newest),
    label: `${newest} non lues`,
    newest: { id, text: "Èze : Un mot", url },
  };
  fetched.mockImplementation(() => Promise.resolve(new Response(JSON.stringify(summary))));
  vi.stubGlobal("fetch", fetched);
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
  document.body.innerHTML = `<a data-bell="1"><span class="count">1</span><span class="visually-hidden"></span></a><main></main><div id="toasts"></div><nav data-commune="eze-06"><span data-news="agenda" hidden>0</span>
    <span data-news="residents">1\u00a0à lire</span></nav>`;
  history.replaceState(null, "", HERE);
});

it("says what happened elsewhere, and moves the figure", async () => {
  arrive("/eze-06/sondages/2/");
  await vi.waitFor(() => expect(badge()).toBe(String(newest)));
  expect(toasts()).toContain("Un mot");
});

it("says nothing of what a part of the page that is on screen shows by itself", async () => {
  find("main").dataset.livePage = HERE;
  arrive(`${HERE}?lu=1`);
  await vi.waitFor(() => expect(badge()).toBe(String(newest)));
  expect(toasts()).toBe("");
});

it("says what happened in a part of the page that is not on screen", async () => {
  find("main").dataset.livePage = HERE;
  find("main").getBoundingClientRect = () => new DOMRect(0, innerHeight + 10, 300, 40);
  arrive(HERE);
  await vi.waitFor(() => expect(toasts()).toContain("Un mot"));
});

it("says what happened in another thread than the one on screen", async () => {
  find("main").dataset.livePage = HERE;
  arrive("/eze-06/discussions/2/");
  await vi.waitFor(() => expect(toasts()).toContain("Un mot"));
});

it("says what happened here on a page that does not follow it", async () => {
  arrive(HERE);
  await vi.waitFor(() => expect(toasts()).toContain("Un mot"));
});

it("moves the figures of the menu, and takes away those of what is done", async () => {
  menu = { agenda: "2" };
  arrive("/eze-06/agenda/");
  await vi.waitFor(() => expect(badge()).toBe(String(newest)));
  const figures = [...document.querySelectorAll<HTMLElement>("[data-news]")];
  expect(figures.map((one) => one.hidden || one.textContent)).toEqual(["2", true]);
  expect(fetched).toHaveBeenLastCalledWith("/notifications/apercu/?commune=eze-06", expect.anything());
});
