import type { Behaviour } from "../registry";

/** A choice that is secret: whoever comes back to the page out of the browser's memory finds none. */
export const forget: Behaviour = (element) => {
  const empty = () => (element as HTMLFormElement).reset();
  addEventListener("pagehide", empty);
  return () => removeEventListener("pagehide", empty);
};
