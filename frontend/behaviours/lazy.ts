import type { ControllerConstructor } from "@hotwired/stimulus";
import { Behaviour } from "./behaviour";

const loaded = new Set<string>();

/**
 * Fetches a behaviour that few pages need: `lazy photos` with `script` …/photos.js, which holds the controller `photos`.
 * From then on it is known everywhere in the page. With `until`, it is fetched once the element is in sight, or at one of
 * these events; the element says `data-late` if that was about it, or about the whole page.
 */
export default class extends Behaviour {
  static override readonly values = { script: String, until: String };
  declare readonly scriptValue: string;
  declare readonly untilValue: string;

  override connect(): void {
    if (!this.untilValue) {
      this.load();
      return;
    }
    new IntersectionObserver(([entry]) => entry?.isIntersecting && this.load()).observe(this.element);
    this.listen<CustomEvent<{ data: { id?: string } }>>(document, this.untilValue, ({ detail: { data } }) => {
      if (data.id && !Object.values(this.element.dataset).includes(data.id)) return;
      this.element.dataset.late = "yes";
      this.load();
    });
  }

  private load(): void {
    this.fetch().catch(() => undefined); // the plain field or link underneath still works
  }

  private async fetch(): Promise<void> {
    const name = /([\w-]+)\.[^/]*$/.exec(this.scriptValue)?.[1] ?? "";
    if (loaded.has(name)) return;
    const { default: controller } = (await import(this.scriptValue)) as { default: ControllerConstructor };
    if (loaded.has(name)) return; // by another element meanwhile
    loaded.add(name);
    this.application.register(name, controller);
  }
}
