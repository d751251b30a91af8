import { beforeEach, expect, it, vi } from "vitest";
import { checkKeptPage, copyOf, forgetKeptPage, keepPage, keptPage, keptPath } from "../kept-page";
import "./page";

const FEED = "/eze-06/";
const page = (device: string) =>
  `<html><head><link rel="stylesheet" href="/static/ui/app.0123abcd.css"></head><body class="page" ${device}>` +
  `<svg><use href="/static/ui/icons.0123abcd.svg#heart"></use></svg><main id="contenu"><p>Le lavoir</p>` +
  `<img src="/eze-06/medias/1/s.webp" srcset="/eze-06/medias/1/l.webp 1600w" sizes="100vw">` +
  `<img src="/portraits/2/s.webp" alt="" loading="lazy"><img src="/ailleurs/3.webp"></main></body></html>`;
const OWN = 'data-person="anne"';

let all: Map<string, Map<string, Response>>;

/** Caches as browsers have them, in memory. */
function cacheOf(entries: Map<string, Response>) {
  const nameOf = (request: string | Request) => (typeof request === "string" ? request : new URL(request.url).pathname);
  return {
    put: async (path: string, answer: Response) => void entries.set(path, answer),
    add: async (path: string) => void entries.set(path, new Response("file")),
    keys: async () => [...entries.keys()].map((path) => new Request(`https://exemple.fr${path}`)),
    match: async (request: string | Request) => entries.get(nameOf(request))?.clone(),
  };
}

beforeEach(() => {
  all = new Map();
  vi.stubGlobal("caches", {
    open: async (name: string) => {
      if (!all.has(name)) all.set(name, new Map());
      return cacheOf(all.get(name) ?? new Map());
    },
    delete: async (name: string) => all.delete(name),
  });
});

it("is the last feed, with its date, its pictures and the files of its build", async () => {
  vi.setSystemTime(new Date(2026, 10, 28, 14, 5));
  await keepPage(FEED, new Response(page(OWN)));
  const html = await (await keptPage(FEED))?.text();
  expect(html).toContain("Le lavoir");
  expect(html).toContain("copie du samedi 28 novembre à 14\u00a0h\u00a005");
  expect(html).not.toContain("srcset");
  const files = [
    "/static/ui/app.0123abcd.css",
    "/static/ui/icons.0123abcd.svg",
    "/eze-06/medias/1/s.webp",
    "/portraits/2/s.webp",
  ];
  expect([...(all.get("kept-page")?.keys() ?? [])]).toEqual([FEED, ...files]);
  expect(await keptPath()).toBe(FEED);
  expect(await keptPage("/nice-06/")).toBeNull();
});

it("takes the place of the one before, and is not shown longer than a session lasts", async () => {
  vi.setSystemTime(new Date(2026, 10, 28));
  await keepPage("/nice-06/", new Response(page(OWN)));
  await keepPage(FEED, new Response(page(OWN)));
  expect([await keptPath(), await keptPage("/nice-06/")]).toEqual([FEED, null]);
  vi.setSystemTime(new Date(2026, 11, 29));
  expect(await keptPage(FEED)).toBeNull();
});

it.each([
  ["a session that ends with the browser", `${OWN} data-session="1"`],
  ["a page that does not say whose it is", ""],
])("is not kept of %s", async (_who, device) => {
  await keepPage(FEED, new Response(page(device)));
  expect(await keptPath()).toBeNull();
});

it.each([
  ["somebody else", "bruno", undefined, null],
  ["nobody", "", undefined, null],
  ["a session that is not remembered", "anne", "2", null],
  ["the same person", "anne", undefined, FEED],
  ["a page that does not say", undefined, undefined, FEED],
])("at the start of a page of %s", async (_who, person, session, left) => {
  await keepPage(FEED, new Response(page(OWN)));
  if (person !== undefined) document.body.dataset.person = person;
  if (session) document.body.dataset.session = session;
  await checkKeptPage();
  expect(await keptPath()).toBe(left);
});

it("goes at sign-out", async () => {
  await keepPage(FEED, new Response(page(OWN)));
  await forgetKeptPage();
  expect(await keptPath()).toBeNull();
});

it("counts the time that went by since it was answered", async () => {
  vi.setSystemTime(new Date(2026, 10, 28, 14, 5));
  await keepPage(FEED, new Response(page(`${OWN} data-now="1000"`)));
  vi.setSystemTime(new Date(2026, 10, 28, 14, 6));
  expect(await (await keptPage(FEED))?.text()).toContain('data-now="61000"');
});

it("says the first of a month as one does", () => {
  expect(copyOf(new Date(2026, 4, 1, 9, 30))).toBe("copie du vendredi 1er mai à 9\u00a0h\u00a030");
});
