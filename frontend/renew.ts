/**
 * Draws `former` anew from `fresh`, but for what somebody is on: the control that has the focus stays, around it all is
 * as it is now. In the list that it stands in, each line keeps its place, so that nothing moves under a finger.
 */
export function renewAround(held: Element, former: Element, fresh: ParentNode): void {
  const top = held.getBoundingClientRect().top;
  renew(held, former, fresh);
  window.scrollBy(0, held.getBoundingClientRect().top - top);
}

function renew(held: Element, former: Element, fresh: ParentNode): void {
  const own = [...former.children].find((one) => one.contains(held));
  // What is not known from what stands beside it stays as it is.
  if (!own || [former, fresh].some(hasTwins)) return;
  const same = [...fresh.children].find((one) => nameOf(one) === nameOf(own));
  if (former.matches("ul, ol")) renewLines(own, former, fresh);
  else if (same) renewSides(own, former, same, fresh);
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
  for (const gone of lines.values()) if (gone !== own) gone.remove();
}

function hasTwins({ children }: ParentNode): boolean {
  return new Set([...children].map(nameOf)).size < children.length;
}

/** What an element is known by, among those beside it. */
function nameOf(element: Element): string {
  return element.id || element.getAttribute("aria-labelledby") || `${element.tagName}.${element.className}`;
}
