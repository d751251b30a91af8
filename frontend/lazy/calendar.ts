/**
 * The month as a table. By keyboard its days are one stop, and arrows go from one to the next. Who keeps the agenda moves
 * an event by drawing it onto another day: what is let go is sent like any button of the page; the form of the event
 * does the same by keyboard.
 */
import type { Behaviour } from "../registry";

const STEPS: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

function walkDays(table: HTMLElement): void {
  const days = [...table.querySelectorAll<HTMLElement>(".calendar__day")];
  const stop = (chosen: HTMLElement) => days.forEach((day) => (day.tabIndex = day === chosen ? 0 : -1));
  const first = table.querySelector<HTMLElement>("[aria-current] .calendar__day") ?? days[0];
  if (first) stop(first);
  table.addEventListener("focusin", (event) => {
    if (days.includes(event.target as HTMLElement)) stop(event.target as HTMLElement);
  });
  table.addEventListener("keydown", (event) => {
    const place = days.indexOf(event.target as HTMLElement);
    if (place < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const turn = { PageUp: "prev", PageDown: "next" }[event.key];
    if (turn) {
      event.preventDefault();
      document.querySelector<HTMLElement>(`.calendar-turn [rel~="${turn}"]`)?.click();
      return;
    }
    const monday = place - (place % 7);
    const to = { Home: monday, End: monday + 6 }[event.key] ?? place + (STEPS[event.key] ?? 0);
    if (to === place || !days[to]) return;
    event.preventDefault();
    days[to].focus();
  });
}

export const start: Behaviour = (table) => {
  walkDays(table);
  let moved: HTMLElement | null = null;
  const cell = (event: DragEvent) => (event.target as HTMLElement).closest<HTMLElement>("[data-day]");
  const mark = (chosen: HTMLElement | null) => {
    table.querySelector("[data-over]")?.removeAttribute("data-over");
    chosen?.setAttribute("data-over", "");
  };
  table.addEventListener("dragstart", (event) => {
    moved = (event.target as HTMLElement).closest<HTMLElement>("[data-move]");
    if (moved && event.dataTransfer) event.dataTransfer.effectAllowed = "move";
  });
  table.addEventListener("dragover", (event) => {
    if (!moved) return;
    event.preventDefault(); // it may be let go here
    mark(cell(event));
  });
  table.addEventListener("drop", (event) => {
    const day = cell(event);
    const form = document.querySelector<HTMLFormElement>("form#act");
    if (!moved || !day || !form) return;
    event.preventDefault();
    if (day === moved.closest("[data-day]")) return;
    const button = document.createElement("button");
    button.setAttribute("formaction", moved.dataset.move ?? "");
    button.name = "jour";
    button.value = day.dataset.day ?? "";
    button.hidden = true;
    form.append(button);
    form.requestSubmit(button);
    button.remove();
  });
  table.addEventListener("dragend", () => {
    moved = null;
    mark(null);
  });
};
