import type { Behaviour } from "../registry";
import { toast } from "../toast";

/**
 * Keeps what is being written on this device, under data-draft="key", until it was sent or 7 days went by.
 * A form that came back with errors already holds its text: nothing is put back over it. Hidden fields are left alone,
 * but for those with data-drafted.
 */
const LIFE = 7 * 24 * 3600 * 1000;

type Kept = { at: number; values: Record<string, string> };

function writable(form: HTMLFormElement): (HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement)[] {
  return [...form.elements].filter(
    (field): field is HTMLInputElement | HTMLTextAreaElement =>
      (field instanceof HTMLInputElement && (field.hasAttribute("data-format") || field.hasAttribute("data-drafted"))) ||
      (field instanceof HTMLInputElement && !["hidden", "password", "file", "checkbox", "radio", "submit"].includes(field.type)) ||
      field instanceof HTMLTextAreaElement ||
      field instanceof HTMLSelectElement,
  ).filter((field) => field.name && !field.closest("[data-list]")); // photos cannot be kept, nor their texts
}

/**
 * Rows that were added, moved or removed: the server draws them as they were kept. [data-rows="option"] holds, for each
 * row in its order, a hidden field `row` with the number that `option_5` is named after; the button [data-rows-again]
 * has them drawn.
 */
function drawRows(form: HTMLFormElement, kept: Record<string, string>): void {
  const place = form.querySelector<HTMLElement>("[data-rows]");
  if (!place) return;
  const start = `${place.dataset.rows}_`;
  const numbers = Object.keys(kept).filter((name) => name.startsWith(start)).map((name) => name.slice(start.length));
  const drawn = [...place.querySelectorAll<HTMLInputElement>("input[name=row]")];
  if (!numbers.length || numbers.join() === drawn.map((field) => field.value).join()) return;
  const add = (name: string, value: string) => {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name, value });
    field.toggleAttribute("data-drafted", name !== "row"); // kept, should the server not answer
    place.append(field);
  };
  drawn.forEach((field) => field.remove());
  for (const number of numbers) {
    add("row", number);
    if (!form.elements.namedItem(start + number)) add(start + number, kept[start + number] ?? "");
  }
  // After htmx, which ties the button in such a turn of its own: before, the whole form would be sent.
  setTimeout(() => form.querySelector<HTMLButtonElement>("[data-rows-again]")?.click());
}

export const draft: Behaviour = (element) => {
  const form = element as HTMLFormElement;
  const key = `draft:${form.dataset.draft}`;
  const values = () => Object.fromEntries(writable(form).map((field) => [field.name, field.value]));
  const original = JSON.stringify(values());

  const read = (): Kept | null => {
    try {
      return JSON.parse(localStorage.getItem(key) ?? "null") as Kept | null;
    } catch {
      return null;
    }
  };
  const forget = () => {
    try {
      localStorage.removeItem(key);
    } catch {
      // storage is refused: there was nothing to forget
    }
  };
  const fill = (kept: Record<string, string>) => {
    const changed = writable(form).filter((field) => kept[field.name] !== undefined && kept[field.name] !== field.value);
    changed.forEach((field) => (field.value = kept[field.name] ?? ""));
    for (const field of changed) {
      field.dispatchEvent(new Event("draft:restored"));
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    drawRows(form, kept);
  };

  // What this form held was sent, and the form came back empty.
  if (form.hasAttribute("data-draft-done")) forget();
  const kept = read();
  if (kept && Date.now() - kept.at > LIFE) forget();
  else if (kept && !form.hasAttribute("data-bound") && JSON.stringify(kept.values) !== original) {
    fill(kept.values);
    toast("Votre brouillon a été retrouvé.", () => {
      fill(JSON.parse(original) as Record<string, string>);
      forget();
    });
  }

  let timer = 0;
  const keepNow = () => {
    clearTimeout(timer);
    try {
      localStorage.setItem(key, JSON.stringify({ at: Date.now(), values: values() }));
    } catch {
      // private browsing or a full disk: the form works all the same
    }
  };
  const keep = () => {
    clearTimeout(timer);
    timer = window.setTimeout(keepNow, 500);
  };
  let known = Object.keys(values()).join();
  const rowsCame = () => {
    const names = Object.keys(values()).join();
    if (names === known) return;
    known = names;
    keepNow();
    form.dispatchEvent(new Event("change")); // for the preview
  };
  if (form.querySelector("[data-rows]")) document.addEventListener("htmx:after:swap", rowsCame);
  form.addEventListener("input", keep);
  form.addEventListener("draft:keep", keepNow); // the form is about to leave the page
  return () => {
    clearTimeout(timer);
    document.removeEventListener("htmx:after:swap", rowsCame);
  };
};

// The page that follows a success says which draft may go.
const sent = document.querySelector<HTMLElement>("[data-draft-sent]")?.dataset.draftSent;
try {
  if (sent) localStorage.removeItem(`draft:${sent}`);
} catch {
  // storage is refused: nothing was kept
}
