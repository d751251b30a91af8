import type { Behaviour } from "../registry";

/** A <details> menu that also closes on Escape, on a click elsewhere and when the focus leaves. */
export const menu: Behaviour = (element) => {
  const details = element as HTMLDetailsElement;
  const close = () => (details.open = false);
  const outside = (event: Event) => {
    if (details.open && !details.contains(event.target as Node)) close();
  };
  details.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !details.open) return;
    close();
    details.querySelector("summary")?.focus();
  });
  details.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !details.contains(event.relatedTarget as Node)) close();
  });
  document.addEventListener("click", outside);
  return () => document.removeEventListener("click", outside);
};
