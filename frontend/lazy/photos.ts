/**
 * The full-screen viewer of a publication's photos. The element is the mosaic: links to the large pictures, each with
 * its <img alt>. Arrows, swipe, Escape; without script the links open the pictures.
 */
import type { Behaviour } from "../registry";

function button(icon: string, name: string, act: () => void): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "icon-button";
  made.innerHTML = `<svg class="icon" aria-hidden="true"><use href="${icon}"></use></svg><span class="visually-hidden">${name}</span>`;
  made.addEventListener("click", act);
  return made;
}

export const start: Behaviour = (element) => {
  const links = [...element.querySelectorAll<HTMLAnchorElement>("a[data-photo], a.photos__item")];
  const sprite = element.dataset.icons ?? "";
  const dialog = document.createElement("dialog");
  dialog.className = "viewer";
  dialog.setAttribute("aria-label", "Photos en plein écran");
  const picture = document.createElement("img");
  const caption = document.createElement("p");
  caption.className = "viewer__caption";
  caption.setAttribute("aria-live", "polite");
  const bar = document.createElement("div");
  bar.className = "viewer__bar";
  const position = document.createElement("span");
  bar.append(position, button(`${sprite}#x-lg`, "Fermer", () => dialog.close()));
  const foot = document.createElement("div");
  foot.className = "viewer__bar";
  foot.append(
    button(`${sprite}#chevron-left`, "Photo précédente", () => show(at - 1)),
    caption,
    button(`${sprite}#chevron-right`, "Photo suivante", () => show(at + 1)),
  );
  dialog.append(bar, picture, foot);
  document.body.append(dialog);

  let at = 0;
  const show = (wanted: number) => {
    at = (wanted + links.length) % links.length;
    const link = links[at];
    if (!link) return;
    picture.src = link.href;
    picture.alt = link.dataset.alt ?? link.querySelector("img")?.alt ?? "";
    caption.textContent = picture.alt;
    position.textContent = `${at + 1} sur ${links.length}`;
    foot.querySelectorAll("button").forEach((control) => (control.hidden = links.length < 2));
  };

  links.forEach((link, index) =>
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      show(index);
      dialog.showModal();
    }),
  );
  dialog.addEventListener("close", () => {
    picture.removeAttribute("src");
    links[Math.min(at, links.length - 1)]?.focus();
  });
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "ArrowLeft") show(at - 1);
    if (event.key === "ArrowRight") show(at + 1);
  });
  let from = 0;
  picture.addEventListener("pointerdown", (event) => (from = event.clientX));
  picture.addEventListener("pointerup", (event) => {
    const moved = event.clientX - from;
    if (Math.abs(moved) > 50) show(at + (moved < 0 ? 1 : -1));
  });
  picture.draggable = false;
  return () => dialog.remove();
};
