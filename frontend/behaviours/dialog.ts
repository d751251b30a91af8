import type { Behaviour } from "../registry";

/** A link to `#id` of a <dialog> opens it as a modal; without script the link just goes to its content. */
export const dialogOpener: Behaviour = (element) => {
  const id = element.dataset.dialog ?? element.getAttribute("href")?.slice(1);
  const dialog = id ? document.getElementById(id) : null;
  if (!(dialog instanceof HTMLDialogElement)) return;
  element.addEventListener("click", (event) => {
    event.preventDefault();
    dialog.showModal();
  });
  dialog.addEventListener("click", (event) => {
    const target = event.target as HTMLElement;
    if (target === dialog || target.closest("[data-close]")) dialog.close();
  });
};
