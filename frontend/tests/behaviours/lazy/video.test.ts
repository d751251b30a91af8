import { expect, it } from "vitest";
import Video from "../../../behaviours/lazy/video";
import { find, open } from "../../page";

it("brings the player of the host at the click only", async () => {
  await open(
    '<div data-controller="video" data-video-player-value="about:blank" data-video-title-value="Le marché"><a href="#" data-action="video#play">Lire</a></div>',
    { video: Video },
  );
  expect(document.querySelector("iframe")).toBeNull();
  find("a").click();
  expect([find("iframe").title, document.querySelector("a")]).toEqual(["Le marché", null]);
});
