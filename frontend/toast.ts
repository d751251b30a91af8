/**
 * Fields are never written behind a sentence: below the middle of the screen they send it to the top. There it stays:
 * coming back, it would slip under the finger that presses « Envoyer ».
 */
function place(near = document.activeElement): HTMLElement | null {
  const toasts = document.getElementById("toasts");
  const field = near?.closest("input, textarea, [role=textbox]")?.getBoundingClientRect();
  const isAbove = !!field && field.top + field.bottom > innerHeight;
  if (isAbove || !document.querySelector(".toast")) toasts?.toggleAttribute("data-above", isAbove);
  return toasts;
}
document.addEventListener("focusin", () => place());

function button(words: string, act: () => void): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = words;
  made.addEventListener("click", act);
  return made;
}

/**
 * A short sentence at the foot of the screen, read aloud, gone by itself or when it is closed; with `undo`, a button to
 * take it back, and it stays until one has chosen or it is told to go; with `link`, where it leads; `near`: the field that it
 * speaks of. Answers what makes it go.
 */
export function toast(
  text: string,
  undo?: () => void,
  link?: { label: string; url: string },
  undoWords = "Annuler",
  near?: Element,
): () => void {
  const line = document.createElement("div");
  line.className = "toast";
  const words = document.createElement("span");
  words.textContent = text;
  line.append(words);
  const leave = () => line.remove();
  if (undo) line.append(button(undoWords, () => (undo(), leave())));
  if (link) {
    const anchor = document.createElement("a");
    anchor.href = link.url;
    anchor.textContent = link.label;
    line.append(anchor);
  }
  const close = button("×", leave);
  close.setAttribute("aria-label", "Fermer ce message");
  line.append(close);
  place(near)?.append(line);
  if (!undo) setTimeout(leave, link ? 10_000 : 6_000);
  return leave;
}
