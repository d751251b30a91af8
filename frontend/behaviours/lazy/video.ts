import { Controller } from "@hotwired/stimulus";

/** Nothing is asked of the video's host before the click; then its player takes the picture's place. */
export default class extends Controller<HTMLElement> {
  static override readonly values = { player: String, title: { type: String, default: "Vidéo" } };
  declare readonly playerValue: string;
  declare readonly titleValue: string;

  play(event: Event): void {
    event.preventDefault();
    const player = document.createElement("iframe");
    player.src = this.playerValue;
    player.title = this.titleValue;
    player.allow = "autoplay; fullscreen; picture-in-picture";
    player.referrerPolicy = "strict-origin-when-cross-origin";
    this.element.replaceChildren(player);
    player.focus();
  }
}
