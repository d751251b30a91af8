/**
 * Ties behaviours to elements: `<form data-behaviour="draft submit-once">`. Elements that htmx or a behaviour
 * brings later are tied when they appear, and let go when they leave.
 */
export type Release = () => void;
export type Behaviour = (element: HTMLElement) => Release | void;

const behaviours = new Map<string, Behaviour>();
const tied = new Map<HTMLElement, Release[]>();

export function register(named: Record<string, Behaviour>): void {
  for (const [name, behaviour] of Object.entries(named)) behaviours.set(name, behaviour);
}

function within(root: Node): HTMLElement[] {
  if (!(root instanceof HTMLElement)) return [];
  const found = [...root.querySelectorAll<HTMLElement>("[data-behaviour]")];
  return root.dataset.behaviour ? [root, ...found] : found;
}

function tie(element: HTMLElement): void {
  if (tied.has(element)) return;
  const releases: Release[] = [];
  for (const name of (element.dataset.behaviour ?? "").split(/\s+/)) {
    try {
      const release = behaviours.get(name)?.(element);
      if (release) releases.push(release);
    } catch (error) {
      console.error(`behaviour ${name}`, error); // the page works without it, and so must the others
    }
  }
  tied.set(element, releases);
}

function release(element: HTMLElement): void {
  tied.get(element)?.forEach((letGo) => letGo());
  tied.delete(element);
}

export function start(): void {
  within(document.body).forEach(tie);
  new MutationObserver((changes) => {
    for (const change of changes) {
      change.removedNodes.forEach((node) => within(node).filter((e) => !e.isConnected).forEach(release));
      change.addedNodes.forEach((node) => within(node).forEach(tie));
    }
  }).observe(document.body, { childList: true, subtree: true });
}
