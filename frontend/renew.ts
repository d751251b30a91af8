import { focusOn } from "./focus";

/**
 * Draws `former` anew from `fresh`, but for what somebody is on: the control that has the focus stays, around it all is
 * as it is now. In the list that it stands in, each line keeps its place, so that nothing moves under a finger. The line
 * that has gone elsewhere stays until somebody leaves it; with `gone`, it says so, and has nothing to press any more.
 * A line that says `data-stays` is the answer to what was pressed on this page. Returns what is to be said aloud.
 */
export function renewAround(held: HTMLElement, former: HTMLElement, fresh: DocumentFragment, gone = ""): string {
  const top = held.getBoundingClientRect().top;
  const [line, ...around] = linesOf(held, former);
  const there = line && fresh.getElementById(line.id);
  const left = [line, ...around].filter((one) => one && !fresh.getElementById(one.id)).pop();
  const isElsewhere = there && linesOf(there, fresh).length !== around.length + 1; // groups fold and unfold
  if (left?.querySelector("[data-stays]")) return ""; // one works in what is folded otherwise by now
  let place = held;
  let words = "";
  if (there && (left || isElsewhere)) {
    place = controlIn(there, held);
    place.closest("details")?.toggleAttribute("open", true);
    former.replaceChildren(fresh);
  } else if (left && gone && !left.matches("[data-stays]")) {
    const known = [...former.children].find((one) => one.contains(held));
    if (known && isAmong(known, fresh)) {
      renew(held, former, fresh);
      left.textContent = gone;
      place = left;
    } else {
      former.replaceChildren(fresh);
      place = former.querySelector<HTMLElement>("h1, h2, h3") ?? former;
      words = gone;
    }
  } else renew(held, former, fresh);
  if (place !== held) focusOn(place, { preventScroll: true });
  window.scrollBy(0, place.getBoundingClientRect().top - top);
  return words;
}

/** Those that the control stands in, the innermost first. */
function linesOf(held: Element, former: ParentNode): HTMLElement[] {
  const lines = [...former.querySelectorAll<HTMLElement>("li[id]")];
  return lines.filter((one) => one.contains(held)).reverse();
}

/** The same one, or else the line itself: never another control, which nobody chose. */
function controlIn(line: HTMLElement, held: Element): HTMLElement {
  const found = [...line.querySelectorAll<HTMLElement>(held.tagName)];
  return found.find((one) => one.textContent === held.textContent) ?? line;
}

function isAmong(own: Element, { children }: ParentNode): boolean {
  return [...children].some((one) => nameOf(one) === nameOf(own));
}

function renew(held: Element, former: Element, fresh: ParentNode): void {
  const own = [...former.children].find((one) => one.contains(held));
  // What is not known from what stands beside it stays as it is; what somebody unfolded as well.
  if (!own || [former, fresh].some(hasTwins) || former.querySelector(":scope > li > li")) return;
  const same = [...fresh.children].find((one) => nameOf(one) === nameOf(own));
  if (former.matches("ul, ol")) renewLines(own, former, fresh);
  else if (same) renewSides(own, former, same, fresh);
  if (own.matches("[data-stays]")) return;
  if (same && own !== held) renew(held, own, same);
  else if (same) renewControl(own, same);
}

/** What it sends is of now; where it has become the way to something else, whoever is on it did not choose that. */
function renewControl(held: Element, same: Element): void {
  if (held.textContent !== same.textContent) return;
  for (const { name, value } of same.attributes) held.setAttribute(name, value);
}

function renewSides(own: Element, former: Element, same: Element, fresh: ParentNode): void {
  const nodes = [...fresh.childNodes];
  const at = nodes.indexOf(same);
  for (const one of [...former.childNodes]) if (one !== own) one.remove();
  own.before(...nodes.slice(0, at));
  own.after(...nodes.slice(at + 1));
}

function renewLines(own: Element, former: Element, fresh: ParentNode): void {
  const lines = new Map([...former.children].map((one) => [nameOf(one), one]));
  let above: Element | null = null;
  for (const line of [...fresh.children]) {
    const before = lines.get(nameOf(line));
    lines.delete(nameOf(line));
    if (before === own) above = own;
    else {
      if (before) before.replaceWith(line);
      else if (above) above.after(line);
      else former.prepend(line);
      above = line;
    }
  }
  for (const gone of lines.values()) if (gone !== own && !gone.matches("[data-stays]")) gone.remove();
}

function hasTwins({ children }: ParentNode): boolean {
  return new Set([...children].map(nameOf)).size < children.length;
}

/** What an element is known by, among those beside it. */
function nameOf(element: Element): string {
  return element.id || element.getAttribute("aria-labelledby") || `${element.tagName}.${element.className}`;
}
