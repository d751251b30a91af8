import { beforeEach, expect, it, vi } from "vitest";
import Banner from "../../../behaviours/lazy/banner";
import { answerWith, find, fire, open, settled } from "../../page";

const NOW = 1_800_000_000_000; // on the server's clock

const message = (words: string, { ends = "", key = words } = {}) =>
  `<section data-banner-target="message" data-key="${key}" data-ends="${ends}" data-now="${NOW}"><p>${words}</p>` +
  `<button type="button" hidden data-banner-target="close" data-action="banner#close">Fermer</button></section>`;

const page = (inside: string, follows = true) =>
  `<div id="banner" data-controller="banner" data-banner-url-value="/bandeau/" data-banner-events-value="live:alert" ` +
  `data-banner-follows-value="${follows}">${inside}</div><main id="contenu" tabindex="-1"></main>`;

const words = () => find("#banner").textContent?.replace("Fermer", "");

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "Date", "performance"] });
  vi.stubGlobal("performance", { now: () => Date.now() - opened, timeOrigin: opened });
});
const opened = Date.now();

async function start(html: string): Promise<void> {
  vi.setSystemTime(opened);
  await open(html, { banner: Banner });
}

it("goes at the second of its end, by the server's clock", async () => {
  await start(page(message("Route barrée", { ends: String(NOW + 60_000) })));
  await vi.advanceTimersByTimeAsync(59_000);
  expect(words()).toBe("Route barrée");
  await vi.advanceTimersByTimeAsync(1_500);
  expect(words()).toBe("");
});

it.each([
  ["was set back", -3_600_000, 61_000],
  ["stood still while it slept", 61_000, 1_000],
])("goes though one of the device's clocks %s", async (_which, wall, steady) => {
  await start(page(message("Route barrée", { ends: String(NOW + 60_000) })));
  vi.stubGlobal("performance", { now: () => steady, timeOrigin: opened });
  vi.setSystemTime(opened + wall);
  fire(window, "pageshow");
  expect(words()).toBe("");
});

it("stays where it has no end", async () => {
  await start(page(message("Route barrée")));
  await vi.advanceTimersByTimeAsync(3_600_000);
  expect(words()).toBe("Route barrée");
});

it("comes, is left alone while it says the same, and goes, as the page hears", async () => {
  const asked = answerWith(message("Route barrée"));
  await start(page(""));
  fire(document, "live:alert");
  await settled();
  expect(words()).toBe("Route barrée");
  const first = find("#banner section");
  fire(document, "live:alert");
  await settled();
  expect(find("#banner section")).toBe(first);
  answerWith("");
  fire(document, "live:alert");
  await settled();
  expect(words()).toBe("");
  expect(asked.map(([address]) => address)).toEqual(["/bandeau/", "/bandeau/"]);
});

it("is asked for again where the server had too much to do", async () => {
  const answers = [new Response("", { status: 503 }), new Response(message("Route barrée"))];
  vi.stubGlobal("fetch", () => Promise.resolve(answers.shift()));
  await start(page(""));
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  fire(document, "live:alert");
  await vi.advanceTimersByTimeAsync(4_900);
  expect(words()).toBe("");
  await vi.advanceTimersByTimeAsync(5_200);
  expect(words()).toBe("Route barrée");
});

it("stays as it is without network", async () => {
  await start(page(message("Route barrée")));
  vi.stubGlobal("fetch", () => Promise.reject(new Error("offline")));
  fire(document, "live:alert");
  await settled();
  expect(words()).toBe("Route barrée");
});

it.each([
  [true, 0],
  [false, 2],
])("is asked for now and then where the page hears of nothing (%s: %s)", async (follows, times) => {
  const asked = answerWith("");
  await start(page("", follows));
  await vi.advanceTimersByTimeAsync(250_000);
  expect(asked).toHaveLength(times);
});

it("is put away on this device, and the focus goes on", async () => {
  await start(page(message("Route barrée", { key: "7.3" })));
  const button = find<HTMLButtonElement>("#banner button");
  expect(button.hidden).toBe(false);
  button.click();
  expect(words()).toBe("");
  expect(document.cookie).toContain("put_away=7.3");
  expect(document.activeElement?.id).toBe("contenu");
});

const reply = (said: string) =>
  `<section data-banner-target="message" data-key="9.1"><div data-banner-target="reply" data-reply="${said}">` +
  `<button id="recu">${said || "J’ai bien reçu"}</button></div></section>`;

it("learns what was answered on another device, as it opens and when it hears of it", async () => {
  sessionStorage.clear();
  let asked = answerWith(reply(""));
  await start(page(reply("")));
  await settled();
  expect(asked.map(([address]) => address)).toEqual(["/bandeau/?reponse=1"]);
  find("#recu").focus();
  answerWith(reply("received"));
  fire(document, "live:alert_reply");
  await settled();
  expect(words()).toBe("received");
  expect(document.activeElement?.closest("[data-reply]")).not.toBeNull(); // not lost
  asked = answerWith(reply(""));
  await start(page(reply(""))); // the next page, a moment after
  await settled();
  expect(asked).toHaveLength(0);
});
