/**
 * What covers the page is a step in the history: the way back closes it, and the page below stays where it is. Returns
 * the way back, for the other ways to close. A place that is not in the page: none is scrolled to, and htmx loads nothing
 * again, as it does from another address.
 */
export function stepOver(close: () => void): () => void {
  history.pushState(null, "", "#devant");
  const closing = (event: PopStateEvent): void => {
    event.stopImmediatePropagation();
    close();
  };
  window.addEventListener("popstate", closing, { once: true, capture: true });
  return () => history.back();
}
