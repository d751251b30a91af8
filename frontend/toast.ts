/** A short sentence at the foot of the screen, read aloud, gone by itself; with `undo`, a button to take it back; with `link`, where it leads. */
export function toast(text: string, undo?: () => void, link?: { label: string; url: string }): void {
  const place = document.getElementById("toasts");
  if (!place) return;
  const line = document.createElement("div");
  line.className = "toast";
  line.append(text);
  if (undo) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Annuler";
    button.addEventListener("click", () => {
      undo();
      line.remove();
    });
    line.append(button);
  }
  if (link) {
    const anchor = document.createElement("a");
    anchor.href = link.url;
    anchor.textContent = link.label;
    line.append(anchor);
  }
  place.append(line);
  setTimeout(() => line.remove(), undo || link ? 10_000 : 6_000);
}
