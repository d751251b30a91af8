import type { Behaviour } from "../registry";

/** Takes the focus when it appears: the summary of a refused form. */
export const focusOnArrival: Behaviour = (element) => element.focus();
