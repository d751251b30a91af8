import { focusOn } from "./focus";

/** A message, or a part beside the conversation, drawn again while somebody may be on it. */
export function redraw(former: HTMLElement, fresh: HTMLElement): void {
  const focused = document.activeElement;
  const hadFocus = focused && former.contains(focused);
  former.replaceWith(fresh);
  bind(fresh);
  if (!hadFocus) return;
  const found = [...fresh.querySelectorAll<HTMLElement>(focused.tagName)];
  const [same, other] = found.filter((one) => nameOf(one) === nameOf(focused));
  // Never on another control: whoever goes on with Enter would press what they did not choose.
  focusOn((!other && same) || fresh, { preventScroll: true });
}

/** htmx is in the script that every page has: it binds what we inserted when it hears of it. */
export function bind(element: Element): void {
  element.dispatchEvent(new Event("fragment:inserted", { bubbles: true }));
}

/** What a control is known by: its id, or else where it leads and what it sends. */
function nameOf(control: Element): string {
  const own = ["name", "value", "href", "formaction"].map((one) => control.getAttribute(one));
  return control.id || own + (control.closest("form")?.action ?? "");
}
