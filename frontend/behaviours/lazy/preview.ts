import { Behaviour } from "../behaviour";
import type { Photo } from "./uploads";

const WAIT_MS = 400;

/**
 * What residents will see, drawn by the server while the form with the id `form` is filled; `url` answers the card.
 * Photos are not sent for that: the ones chosen on this device are put into the target `photos` of the answer.
 */
export default class extends Behaviour {
  static override readonly targets = ["photos"];
  static override readonly values = { form: String, url: String };
  declare readonly photosTarget: HTMLElement;
  declare readonly hasPhotosTarget: boolean;
  declare readonly formValue: string;
  declare readonly urlValue: string;

  private timer = 0;
  private request: AbortController | null = null;
  private photos: Photo[] | null = null; // until the rows say: what the server laid stands

  override connect(): void {
    const form = document.getElementById(this.formValue) as HTMLFormElement;
    const refreshSoon = () => {
      clearTimeout(this.timer);
      this.timer = window.setTimeout(() => void this.refresh(form), WAIT_MS);
    };
    // Filled before we came: a draft was found again, or the browser kept what was typed.
    const isFilled = [...form.elements].some(
      (field) =>
        (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) &&
        field.value !== field.defaultValue &&
        field.type !== "file",
    );
    if (isFilled) refreshSoon();
    this.listen(form, "input change", refreshSoon);
    this.listen<CustomEvent<Photo[]>>(form, "photos:changed", ({ detail }) => {
      this.photos = detail;
      this.showPhotos();
    });
  }

  override disconnect(): void {
    super.disconnect();
    clearTimeout(this.timer);
  }

  private async refresh(form: HTMLFormElement): Promise<void> {
    this.request?.abort();
    this.request = new AbortController();
    const body = new FormData();
    for (const [name, value] of new FormData(form)) if (typeof value === "string") body.append(name, value);
    try {
      const { signal } = this.request;
      const answer = await fetch(this.urlValue, { method: "POST", body, headers: { "HX-Request": "true" }, signal });
      if (!answer.ok) return;
      this.element.innerHTML = await answer.text(); // our own server's card, cleaned there
      this.showPhotos();
    } catch {
      // a newer text replaced this one, or the network is down: the last preview stays
    }
  }

  private showPhotos(): void {
    if (!this.hasPhotosTarget || !this.photos) return;
    const count = this.photos.length;
    this.photosTarget.className = count ? `photos photos--${count > 4 ? "more" : count}` : "";
    this.photosTarget.replaceChildren(
      ...this.photos.slice(0, 4).map(({ src, alt }, at) => {
        const item = document.createElement("span");
        item.className = "photos__item";
        const picture = new Image();
        Object.assign(picture, { src, alt });
        item.append(picture);
        if (at === 3 && count > 4) {
          const more = document.createElement("span");
          more.className = "photos__more";
          more.textContent = `+${count - 4}`;
          item.append(more);
        }
        return item;
      }),
    );
  }
}
