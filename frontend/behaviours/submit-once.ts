import type { Behaviour } from "../registry";

/** One click sends once. The button comes back if the page is shown again from the browser's memory. */
export const submitOnce: Behaviour = (element) => {
  const form = element as HTMLFormElement;
  const buttons = () => [...form.elements].filter((e): e is HTMLButtonElement => e instanceof HTMLButtonElement && e.type === "submit");
  const busy = (on: boolean) => {
    form.toggleAttribute("data-sending", on);
    buttons().forEach((button) => (on ? button.setAttribute("aria-disabled", "true") : button.removeAttribute("aria-disabled")));
  };
  const submit = (event: Event) => {
    if (form.hasAttribute("data-sending")) event.preventDefault();
    else busy(true);
  };
  const back = () => busy(false);
  form.addEventListener("submit", submit);
  form.addEventListener("htmx:finally:request", back);
  addEventListener("pageshow", back);
  return () => removeEventListener("pageshow", back);
};
