import { Controller, type ControllerConstructor } from "@hotwired/stimulus";

const loaded = new Set<string>();

/**
 * Fetches a behaviour that few pages need: `lazy photos` with `script` …/photos.js, which holds the controller `photos`.
 * From then on it is known everywhere in the page.
 */
export default class extends Controller<HTMLElement> {
  static override readonly values = { script: String };
  declare readonly scriptValue: string;

  override connect(): void {
    this.load().catch(() => undefined); // the plain field or link underneath still works
  }

  private async load(): Promise<void> {
    const name = /([\w-]+)\.[^/]*$/.exec(this.scriptValue)?.[1] ?? "";
    if (loaded.has(name)) return;
    const { default: controller } = (await import(this.scriptValue)) as { default: ControllerConstructor };
    if (loaded.has(name)) return; // by another element meanwhile
    loaded.add(name);
    this.application.register(name, controller);
  }
}
