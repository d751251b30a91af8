import { beforeEach, expect, it, vi } from "vitest";

const page = (message: string, ends = "") => `<main id="message" data-ends="${ends}">${message}</main>`;
let answer: () => Response;

beforeEach(() => {
  vi.resetModules();
  vi.useFakeTimers();
  vi.stubGlobal("fetch", async () => answer());
  document.body.innerHTML = page("<p>Ancien</p>");
});

const shown = () => document.querySelector("#message p")?.textContent ?? null;
const answered = (body: string, date: string, age = "0") => new Response(body, { headers: { Date: date, Age: age } });

it("asks again each minute", async () => {
  answer = () => answered(page("<p>Crue</p>"), "Fri, 20 Nov 2026 10:00:00 GMT");
  await import("../alert-widget");
  await vi.advanceTimersByTimeAsync(10);
  expect(shown()).toBe("Crue");
  answer = () => answered(page(""), "Fri, 20 Nov 2026 10:01:00 GMT");
  await vi.advanceTimersByTimeAsync(61_000);
  expect(shown()).toBe(null);
});

it("lets go of it at its end by the server's clock, also when a cache has kept the answer", async () => {
  const ends = Date.parse("2026-11-20T10:00:50Z");
  answer = () => answered(page("<p>Crue</p>", String(ends)), "Fri, 20 Nov 2026 10:00:00 GMT", "30");
  await import("../alert-widget");
  await vi.advanceTimersByTimeAsync(18_000);
  expect(shown()).toBe("Crue");
  await vi.advanceTimersByTimeAsync(3_000);
  expect(shown()).toBe(null);
});

it("keeps what it has where no answer comes", async () => {
  answer = () => new Response("", { status: 503 });
  await import("../alert-widget");
  await vi.advanceTimersByTimeAsync(61_000);
  expect(shown()).toBe("Ancien");
});
