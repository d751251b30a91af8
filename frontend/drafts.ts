/**
 * What is being written, kept in two places under the person whose page it is: the tab, so that an open page loses nothing
 * whatever happens in another one; and the device, for 7 days, unless the session ends before.
 */
const LIFETIME_MS = 7 * 24 * 3600 * 1000;
const SIGNED_IN = "person"; // on the device: who is signed in

export type Values = Record<string, string>;

interface Draft {
  at: number;
  values: Values;
  session?: string; // the draft goes with it
}

/** Storage may be refused (private browsing) or full: the page works all the same. */
function attempt<T>(act: () => T): T | null {
  try {
    return act();
  } catch {
    return null;
  }
}

const device = () => attempt(() => localStorage);

function places(): Storage[] {
  return [attempt(() => sessionStorage), device()].filter((place) => place !== null);
}

function person(): string {
  return document.body.dataset.person ?? "";
}

function name(key: string): string {
  return `draft:${person()}:${key}`;
}

function stored(place: Storage, key: string): Draft | null {
  return attempt(() => JSON.parse(place.getItem(key) ?? "null") as Draft | null);
}

export function keepDraft(key: string, values: Values): void {
  const draft: Draft = { at: Date.now(), values, session: document.body.dataset.session };
  for (const place of places()) {
    // On the device only for who is signed in now: somebody may have signed out in another tab.
    if (place === device() && (!person() || place.getItem(SIGNED_IN) !== person())) continue;
    attempt(() => place.setItem(name(key), JSON.stringify(draft)));
  }
}

export function readDraft(key: string): Values | null {
  for (const place of places()) {
    const draft = stored(place, name(key));
    if (draft && Date.now() - draft.at <= LIFETIME_MS) return draft.values;
  }
  return null;
}

export function dropDraft(key: string): void {
  for (const place of places()) place.removeItem(name(key));
}

function forget(place: Storage, isGone: (owner: string, draft: Draft | null) => boolean): void {
  for (const key of Object.keys(place)) {
    const [kind, owner, rest] = key.split(":");
    if (kind !== "draft") continue;
    if (rest === undefined || isGone(owner ?? "", stored(place, key))) place.removeItem(key);
  }
}

/** At sign-out. The other tabs keep what is open in them, for the same person alone. */
export function forgetDrafts(): void {
  for (const place of places()) forget(place, (owner) => owner === person());
  device()?.removeItem(SIGNED_IN);
}

/** At the start of a page that says whose it is: what somebody else left goes, and what an ended session left. */
export function sweepDrafts(): void {
  const { person: owner, session } = document.body.dataset;
  if (owner === undefined) return;
  for (const place of places()) {
    const isDevice = place === device();
    if (isDevice) attempt(() => place.setItem(SIGNED_IN, owner));
    forget(
      place,
      (writer, draft) =>
        (owner !== "" && writer !== owner) ||
        (isDevice && Boolean(draft?.session) && draft?.session !== session) ||
        Date.now() - (draft?.at ?? 0) > LIFETIME_MS,
    );
  }
}
