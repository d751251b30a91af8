/**
 * The month of who keeps the agenda: an event is moved by drawing it onto another day. What is let go is sent like any
 * button of the page; the form of the event does the same by keyboard.
 */
import type { Behaviour } from "../registry";

export const start: Behaviour = (table) => {
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
