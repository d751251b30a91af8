/** Storage may be refused (private browsing) or full: the page works all the same. */
export function attempt<T>(act: () => T): T | null {
  try {
    return act();
  } catch {
    return null;
  }
}
