import type { Behaviour } from "../registry";

/**
 * What residents will see, drawn by the server while the form of `data-form` is filled; `data-url` answers the card.
 * Photos are not sent for that: the ones chosen on this device are laid in [data-photos] of the answer.
 */
export const preview: Behaviour = (element) => {
  const form = document.getElementById(element.dataset.form ?? "") as HTMLFormElement | null;
  const url = element.dataset.url;
  if (!form || !url) return;
  let timer = 0;
  let asked: AbortController | null = null;
  let photos: { src: string; alt: string }[] | null = null; // until the rows say: what the server laid stands

  const lay = () => {
    const place = element.querySelector<HTMLElement>("[data-photos]");
    if (!place || !photos) return;
    const count = photos.length;
    place.className = count ? `photos photos--${count > 4 ? "more" : count}` : "";
    place.replaceChildren(
      ...photos.slice(0, 4).map(({ src, alt }, at) => {
        const item = document.createElement("span");
        item.className = "photos__item";
        const picture = new Image();
        picture.src = src;
        picture.alt = alt;
        item.append(picture);
        if (at === 3 && count > 4) {
          const more = document.createElement("span");
          more.className = "photos__more";
          more.textContent = `+${count - 4}`;
          item.append(more);
        }
        return item;
      }),
    );
  };
  const ask = async () => {
    asked?.abort();
    asked = new AbortController();
    const body = new FormData();
    for (const [name, value] of new FormData(form)) if (typeof value === "string") body.append(name, value);
    try {
      const answer = await fetch(url, { method: "POST", body, headers: { "HX-Request": "true" }, signal: asked.signal });
      if (!answer.ok) return;
      element.innerHTML = await answer.text(); // our own server's card, cleaned there
      lay();
    } catch {
      // a newer text replaced this one, or the network is down: the last preview stays
    }
  };
  const soon = () => {
    clearTimeout(timer);
    timer = window.setTimeout(ask, 400);
  };
  const shown = (event: Event) => {
    photos = (event as CustomEvent<{ src: string; alt: string }[]>).detail;
    lay();
  };
  // Filled before we came: a draft was found again, or the browser kept what was typed.
  const fields = [...form.elements].filter((field) => field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement);
  if (fields.some((field) => field.value !== field.defaultValue && field.type !== "file")) soon();
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  form.addEventListener("photos:changed", shown);
  return () => {
    clearTimeout(timer);
    form.removeEventListener("input", soon);
    form.removeEventListener("change", soon);
    form.removeEventListener("photos:changed", shown);
  };
};
