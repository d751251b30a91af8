import { Behaviour } from "../behaviour";
import { stepOver } from "../../step-over";

/**
 * The full-screen viewer of a publication's photos. The element is the mosaic: its targets `link` lead to the large
 * pictures, each with its <img alt> or data-alt. Arrows, swipe, Escape, the way back; without script the links open the pictures.
 * A picture much higher than wide, or the other way, keeps its own size and is moved under the window to be read.
 */
const LONG = 3; // times its other side

export default class extends Behaviour {
  static override readonly targets = ["link"];
  static override readonly values = { icons: String };
  declare readonly linkTargets: HTMLAnchorElement[];
  declare readonly iconsValue: string;

  private readonly dialog = document.createElement("dialog");
  private readonly sheet = document.createElement("div");
  private readonly picture = document.createElement("img");
  private readonly caption = document.createElement("p");
  private readonly position = document.createElement("span");
  private readonly controls = document.createElement("div");
  private index = 0;
  private goBack: (() => void) | null = null; // while the dialog is open

  override connect(): void {
    this.build();
    this.linkTargets.forEach((link, index) => {
      this.listen<MouseEvent>(link, "click", (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        this.show(index);
        this.dialog.showModal();
        this.goBack = stepOver(() => {
          this.goBack = null;
          this.dialog.close();
        });
      });
    });
    this.listen(this.dialog, "close", () => {
      this.picture.removeAttribute("src");
      this.linkTargets[this.index]?.focus({ preventScroll: true });
      this.goBack?.();
    });
    this.listen<KeyboardEvent>(this.dialog, "keydown", ({ key }) => {
      if (this.linkTargets.length < 2) return; // the arrows move a long picture
      if (key === "ArrowLeft") this.show(this.index - 1);
      if (key === "ArrowRight") this.show(this.index + 1);
    });
    this.listen(this.picture, "load", () => {
      const { naturalWidth: width, naturalHeight: height } = this.picture;
      const long = height > LONG * width ? "tall" : width > LONG * height ? "wide" : "";
      this.sheet.dataset.long = long;
      this.sheet.tabIndex = long ? 0 : -1;
      this.sheet.scrollTo(0, 0);
    });
    let from = 0;
    this.listen<PointerEvent>(this.picture, "pointerdown", ({ clientX }) => (from = clientX));
    this.listen<PointerEvent>(this.picture, "pointerup", ({ clientX }) => {
      const moved = clientX - from;
      if (Math.abs(moved) > 50) this.show(this.index + (moved < 0 ? 1 : -1));
    });
  }

  override disconnect(): void {
    super.disconnect();
    this.dialog.remove();
  }

  private build(): void {
    this.dialog.className = "viewer";
    this.dialog.setAttribute("aria-label", "Photos en plein écran");
    this.picture.draggable = false;
    this.caption.className = "viewer__caption";
    this.caption.setAttribute("aria-live", "polite");
    const head = document.createElement("div");
    head.className = this.controls.className = "viewer__bar";
    head.replaceChildren(
      this.position,
      this.button("x-lg", "Fermer", () => this.dialog.close()),
    );
    this.controls.replaceChildren(
      this.button("chevron-left", "Photo précédente", () => this.show(this.index - 1)),
      this.caption,
      this.button("chevron-right", "Photo suivante", () => this.show(this.index + 1)),
    );
    this.sheet.className = "viewer__sheet";
    this.sheet.replaceChildren(this.picture);
    this.dialog.replaceChildren(head, this.sheet, this.controls);
    document.body.append(this.dialog);
  }

  private button(icon: string, name: string, act: () => void): HTMLButtonElement {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "icon-button";
    button.innerHTML =
      `<svg class="icon" aria-hidden="true"><use href="${this.iconsValue}#${icon}"></use></svg>` +
      `<span class="visually-hidden">${name}</span>`;
    button.addEventListener("click", act);
    return button;
  }

  private show(wanted: number): void {
    const links = this.linkTargets;
    this.index = (wanted + links.length) % links.length;
    const link = links[this.index];
    if (!link) return;
    this.picture.src = link.href;
    this.picture.alt = link.dataset.alt ?? link.querySelector("img")?.alt ?? "";
    this.caption.textContent = this.picture.alt;
    this.position.textContent = `${this.index + 1} sur ${links.length}`;
    for (const button of this.controls.querySelectorAll("button")) button.hidden = links.length < 2;
  }
}
