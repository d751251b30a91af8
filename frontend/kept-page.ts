/**
 * The last feed that was read, for whoever is without a network: one page and the files that it names, so that it outlives
 * a new build. It is of the person that it names, and of a session that is remembered: no other outlives the browser.
 */
export const KEPT = "kept-page";
const PERSON = "X-Person";
const AT = "X-Kept-At";
const LIFETIME_MS = 30 * 24 * 3600 * 1000; // as long as a session is remembered

function attribute(html: string, name: string): string | undefined {
  return new RegExp(`<body[^>]*\\sdata-${name}="([^"]*)"`).exec(html)?.[1];
}

/** Of a page: files of the layout, and pictures in the size that `src` names. */
function filesOf(html: string): string[] {
  const named = [...html.matchAll(/<(?:img|script|link|use)\s[^>]*?(?:src|href)="(\/[^"#]+)/g)].map(
    ([, path]) => path ?? "",
  );
  return [...new Set(named)].filter((path) => /^\/static\/|\/(medias|portraits)\//.test(path));
}

export function forgetKeptPage(): Promise<boolean> {
  return caches.delete(KEPT);
}

export async function keepPage(path: string, answer: Response): Promise<void> {
  const html = await answer.text();
  const person = attribute(html, "person");
  await forgetKeptPage(); // the last feed only: a phone keeps no archive of a commune
  if (person === undefined || attribute(html, "session")) return;
  const cache = await caches.open(KEPT);
  const headers = { "Content-Type": "text/html; charset=utf-8", [PERSON]: person, [AT]: String(Date.now()) };
  await cache.put(path, new Response(html.replace(/\s(?:srcset|sizes)="[^"]*"/g, ""), { headers }));
  await Promise.all(filesOf(html).map((file) => cache.add(file).catch(() => undefined)));
}

async function kept(): Promise<{ path: string; answer: Response } | null> {
  const cache = await caches.open(KEPT);
  for (const request of await cache.keys()) {
    const answer = await cache.match(request);
    if (answer?.headers.has(AT)) return { path: new URL(request.url).pathname, answer };
  }
  return null;
}

export async function keptPath(): Promise<string | null> {
  return (await kept())?.path ?? null;
}

export function copyOf(at: Date): string {
  const day = at
    .toLocaleDateString("fr-FR", { weekday: "long", day: "numeric", month: "long" })
    .replace(" 1 ", " 1er ");
  const minutes = String(at.getMinutes()).padStart(2, "0");
  return `copie du ${day} à ${at.getHours()}\u00a0h\u00a0${minutes}`;
}

/** The page as it was read, which says since when; null for any other path, or after the time of a session. */
export async function keptPage(path: string): Promise<Response | null> {
  const found = await kept();
  if (found?.path !== path) return null;
  const at = Number(found.answer.headers.get(AT));
  if (Date.now() - at > LIFETIME_MS) {
    await forgetKeptPage();
    return null;
  }
  // What goes at its hour counts from the moment of the answer: the time that went by since is added.
  const later = (now: string) => `data-now="${Number(now) + Date.now() - at}"`;
  const words = `<p class="notice" role="status">Vous êtes hors connexion\u00a0: ${copyOf(new Date(at))}.</p>`;
  const html = (await found.answer.text())
    .replace(/data-now="(\d+)"/g, (_whole, now: string) => later(now))
    .replace(/<main[^>]*>/, (main) => `${main}<div class="wrap">${words}</div>`);
  return new Response(html, { headers: { "Content-Type": "text/html; charset=utf-8" } });
}

/** At the start of a page that says whose it is. Also where no worker controls it: a page has the caches too. */
export async function checkKeptPage(): Promise<void> {
  const { person, session } = document.body.dataset;
  if (person === undefined || !("caches" in window)) return;
  const owner = (await kept())?.answer.headers.get(PERSON);
  if (typeof owner === "string" && (owner !== person || session)) await forgetKeptPage();
}
