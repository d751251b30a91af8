import { ownSubscription } from "../push-browser";
import type { Behaviour } from "../registry";

/**
 * Nothing private stays on a shared computer: drafts and pages kept for reading offline go with the session, and this
 * browser is told no more of what concerns the person who leaves.
 */
export const signOut: Behaviour = (element) => {
  if ("Notification" in window && Notification.permission === "granted") {
    void ownSubscription().then((own) => {
      if (!own) return;
      const field = document.createElement("input");
      field.type = "hidden";
      field.name = "push_endpoint";
      field.value = own.endpoint;
      element.append(field);
    });
  }
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
