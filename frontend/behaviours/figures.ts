import type { Behaviour } from "../registry";

const EVENTS = ["live:statistics", "live:notification", "live:stale", "live:poll"];
const WAIT_MS = 1_000; // what moves together is asked for once

/** Figures that move while the page is open: asked for anew when something changed. What was unfolded stays so. */
export const figures: Behaviour = (element) => {
  const url = element.dataset.url;
  if (!url) return;
  let timer = 0;

  const refresh = async () => {
    timer = 0;
    const answer = await fetch(url, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (!answer?.ok || answer.redirected || element.contains(document.activeElement)) return;
    const unfolded = [...element.querySelectorAll("details[open]")].map((one) => one.id);
    const came = document.createElement("template");
    came.innerHTML = await answer.text(); // our own server's fragment
    for (const one of came.content.querySelectorAll("details")) one.open = unfolded.includes(one.id);
    element.replaceChildren(came.content);
  };

  const follow = () => {
    timer ||= window.setTimeout(() => void refresh(), WAIT_MS);
  };
  for (const name of EVENTS) document.addEventListener(name, follow);
  return () => {
    window.clearTimeout(timer);
    for (const name of EVENTS) document.removeEventListener(name, follow);
  };
};
