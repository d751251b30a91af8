import { Controller } from "@hotwired/stimulus";

/**
 * A Stimulus controller whose listeners leave with it. What a button does is written on the button (`data-action`); what
 * an element does by itself, and what happens elsewhere in the page, is listened to here, in `connect`.
 */
export abstract class Behaviour<E extends Element = HTMLElement> extends Controller<E> {
  private listening?: AbortController;

  protected listen<T extends Event = Event>(
    target: EventTarget,
    types: string,
    listener: (event: T) => void,
    capture = false,
  ): void {
    this.listening ??= new AbortController();
    const options = { signal: this.listening.signal, capture };
    for (const type of types.split(" ")) target.addEventListener(type, listener as EventListener, options);
  }

  override disconnect(): void {
    this.listening?.abort();
    this.listening = undefined;
  }
}
