/** Installs the service worker where the browser has one and the page is safe (https, or this machine). */
export function installServiceWorker(): void {
  if (!("serviceWorker" in navigator) || !isSecureContext) return;
  addEventListener("load", () => {
    navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" }).catch(() => undefined);
  });
}
