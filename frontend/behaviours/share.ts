import type { Behaviour } from "../registry";

/**
 * « Partager »: a <details> whose panel holds a link to the page of all ways, which works without script. With it, the
 * phone's own sheet opens where there is one; elsewhere the ways are fetched into the panel when it first opens.
 */
export const share: Behaviour = (element) => {
  const details = element as HTMLDetailsElement;
  const url = new URL(element.dataset.url ?? "", location.href).href;
  const title = element.dataset.title || document.title;
  const panel = element.querySelector<HTMLElement>("[data-ways]");

  const fetchWays = async () => {
    const ways = panel?.dataset.ways;
    if (!panel || !ways) return;
    const answer = await fetch(ways, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (!answer?.ok) return; // the link in the panel remains
    delete panel.dataset.ways;
    panel.innerHTML = await answer.text(); // our own server's fragment
  };

  details.addEventListener("toggle", () => details.open && void fetchWays());
  element.querySelector("summary")?.addEventListener("click", (event) => {
    const touch = matchMedia("(pointer: coarse)").matches;
    if (!touch || !navigator.share) return;
    event.preventDefault();
    navigator.share({ url, title }).catch(() => undefined); // the sheet was closed without a choice
  });
};
