import type { Behaviour } from "../registry";

/** Nothing private stays on a shared computer: drafts and pages kept for reading offline go with the session. */
export const signOut: Behaviour = (element) => {
  element.addEventListener("submit", () => {
    navigator.serviceWorker?.controller?.postMessage("signed-out");
    try {
      Object.keys(localStorage)
        .filter((key) => key.startsWith("draft:"))
        .forEach((key) => localStorage.removeItem(key));
    } catch {
      // storage is refused: nothing was kept
    }
  });
};
