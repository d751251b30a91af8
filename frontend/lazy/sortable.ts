/**
 * A list whose rows are put in order by hand: `<li data-row>` with a `[data-handle]`, and a form whose buttons move the
 * row by one place. Mouse, pen and finger are one here. What is let go is sent by the row's own form, as `to`; Escape
 * puts everything back.
 */
import type { Behaviour } from "../registry";

const EDGE = 70; // px from the top or bottom of the window, where the page begins to move along

export const start: Behaviour = (list) => {
  let row: HTMLElement | null = null;
  let before: HTMLElement[] = [];
  const rows = () => [...list.querySelectorAll<HTMLElement>("[data-row]")];

  const end = (keep: boolean) => {
    if (!row) return;
    const moved = row;
    row.removeAttribute("data-dragged");
    row = null;
    if (!keep) return list.append(...before);
    const at = rows().indexOf(moved);
    const form = moved.querySelector("form");
    if (at === before.indexOf(moved)) return;
    // Rows of a longer form go with it: its draft and its preview follow.
    if (!form) return void list.dispatchEvent(new Event("input", { bubbles: true }));
    const place = document.createElement("button");
    place.name = "to";
    place.value = String(at);
    place.hidden = true;
    form.append(place);
    form.requestSubmit(place);
    place.remove();
  };
  const down = (event: PointerEvent) => {
    const handle = (event.target as HTMLElement).closest<HTMLElement>("[data-handle]");
    const chosen = handle?.closest<HTMLElement>("[data-row]");
    if (!handle || !chosen || event.button !== 0) return;
    event.preventDefault(); // no selection of text
    // By the list and not by the handle: a row that is put elsewhere in the page lets go of what it had captured.
    list.setPointerCapture(event.pointerId);
    row = chosen;
    before = rows();
    row.setAttribute("data-dragged", "");
  };
  const move = (event: PointerEvent) => {
    if (!row) return;
    if (event.clientY < EDGE) scrollBy(0, -12);
    else if (event.clientY > innerHeight - EDGE) scrollBy(0, 12);
    for (const other of rows()) {
      if (other === row) continue;
      const { top, height } = other.getBoundingClientRect();
      const follows = row.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING;
      if (follows && event.clientY > top + height / 2) other.after(row);
      else if (!follows && event.clientY < top + height / 2) other.before(row);
    }
  };
  const up = () => end(true);
  const cancel = () => end(false);
  const key = (event: KeyboardEvent) => {
    if (event.key === "Escape") cancel();
  };
  list.addEventListener("pointerdown", down);
  list.addEventListener("pointermove", move);
  list.addEventListener("pointerup", up);
  list.addEventListener("pointercancel", cancel);
  addEventListener("keydown", key);
  return () => removeEventListener("keydown", key);
};
