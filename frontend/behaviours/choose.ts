import type { Behaviour } from "../registry";

/**
 * A form whose boxes stand elsewhere in the page: « Tout choisir », and on its button how many are chosen.
 * `[data-all]`, of this form wherever it stands, shows itself; `[data-label]` holds the words, with {} for the figure; `[data-count]` is read out.
 */
export const choose: Behaviour = (element) => {
  const form = element as HTMLFormElement;
  const all = [...form.elements].find((e): e is HTMLButtonElement => e instanceof HTMLButtonElement && "all" in e.dataset);
  const label = form.querySelector<HTMLElement>("[data-label]");
  const said = form.querySelector<HTMLElement>("[data-count]");
  const plain = label?.textContent ?? "";
  const boxes = () => [...form.elements].filter((e): e is HTMLInputElement => e instanceof HTMLInputElement && e.type === "checkbox");
  const show = (speak: boolean) => {
    const chosen = boxes().filter((box) => box.checked).length;
    const words = { 0: plain, 1: label?.dataset.labelOne }[chosen] ?? label?.dataset.label?.replace("{}", String(chosen));
    if (label) label.textContent = words ?? plain;
    form.toggleAttribute("data-chosen", chosen > 0);
    if (all) all.textContent = chosen > 0 && chosen === boxes().length ? "Ne rien choisir" : "Tout choisir";
    if (speak && said) said.textContent = chosen === 0 ? "Aucune demande choisie" : chosen === 1 ? "1 demande choisie" : `${chosen} demandes choisies`;
  };
  const changed = (event: Event) => {
    if (event.target instanceof HTMLInputElement && event.target.form === form) show(true);
  };
  const everything = () => {
    const on = boxes().some((box) => !box.checked);
    boxes().forEach((box) => (box.checked = on));
    show(true);
  };
  const back = () => show(false); // a browser that comes back to the page ticks the boxes again by itself
  form.toggleAttribute("data-ready", true);
  if (all) all.hidden = false;
  all?.addEventListener("click", everything);
  document.addEventListener("change", changed);
  addEventListener("pageshow", back);
  show(false);
  return () => {
    document.removeEventListener("change", changed);
    removeEventListener("pageshow", back);
  };
};
