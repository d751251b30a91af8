import type { Behaviour } from "../registry";

/** The rubrics as a sheet on phones (opened by `#rubriques`): focus goes in, Escape closes, focus comes back. */
export const sheet: Behaviour = (element) => {
  let opener: HTMLElement | null = null;
  const opened = () => location.hash === `#${element.id}`;
  const follow = () => {
    document.body.style.overflow = opened() && getComputedStyle(element).position === "fixed" ? "hidden" : "";
    if (opened()) element.querySelector<HTMLElement>("[data-close]")?.focus();
    else opener?.focus();
    if (!opened()) opener = null;
  };
  const close = (event: Event) => {
    event.preventDefault();
    history.back();
  };
  const remember = (event: Event) => {
    const link = (event.target as HTMLElement).closest<HTMLElement>(`a[href="#${element.id}"]`);
    if (link) opener = link;
  };
  const escape = (event: KeyboardEvent) => {
    if (event.key === "Escape" && opened()) close(event);
  };
  element.querySelector("[data-close]")?.addEventListener("click", (event) => opener && close(event));
  addEventListener("hashchange", follow);
  document.addEventListener("click", remember);
  document.addEventListener("keydown", escape);
  return () => {
    removeEventListener("hashchange", follow);
    document.removeEventListener("click", remember);
    document.removeEventListener("keydown", escape);
  };
};
