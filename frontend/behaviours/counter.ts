import type { Behaviour } from "../registry";

/** How much may still be written: shown in the last fifth only, said to screen readers when typing pauses. */
export const counter: Behaviour = (element) => {
  const field = element as HTMLTextAreaElement;
  const limit = Number(field.dataset.limit ?? field.getAttribute("maxlength"));
  if (!limit) return;
  field.removeAttribute("maxlength"); // never cut a pasted text in silence: the server answers with a sentence
  const line = document.createElement("p");
  line.className = "field__counter";
  line.setAttribute("aria-live", "polite");
  field.after(line);
  const show = () => {
    const left = limit - field.value.length;
    line.hidden = left > limit / 5;
    line.toggleAttribute("data-over", left < 0);
    const count = Math.abs(left);
    const unit = count < 2 ? "caractère" : "caractères";
    line.textContent = left < 0 ? `${count} ${unit} de trop` : `Encore ${count} ${unit}`;
  };
  field.addEventListener("input", show);
  show();
  return () => line.remove();
};
