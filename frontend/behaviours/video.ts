import type { Behaviour } from "../registry";

/** Nothing is asked of the video's host before the click; then its player takes the picture's place. */
export const video: Behaviour = (element) => {
  const play = element.querySelector<HTMLAnchorElement>("a.video__play");
  const address = element.dataset.player;
  if (!play || !address) return;
  play.addEventListener("click", (event) => {
    event.preventDefault();
    const player = document.createElement("iframe");
    player.src = address;
    player.title = element.dataset.title ?? "Vidéo";
    player.allow = "autoplay; fullscreen; picture-in-picture";
    player.referrerPolicy = "strict-origin-when-cross-origin";
    element.replaceChildren(player);
    player.focus();
  });
};
