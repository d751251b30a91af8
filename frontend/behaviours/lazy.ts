import type { Behaviour, Release } from "../registry";

/** Loads data-script when the element comes near the screen, then gives it to the script's `start`. */
export const lazyBundle: Behaviour = (element) => {
  let release: Release | void;
  let gone = false;
  const load = async () => {
    const bundle = (await import(element.dataset.script ?? "")) as { start: Behaviour };
    if (!gone) release = bundle.start(element);
  };
  const watcher = new IntersectionObserver(
    (entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      watcher.disconnect();
      load().catch(() => undefined); // the plain field or link underneath still works
    },
    { rootMargin: "300px" },
  );
  watcher.observe(element);
  return () => {
    gone = true;
    watcher.disconnect();
    release?.();
  };
};
