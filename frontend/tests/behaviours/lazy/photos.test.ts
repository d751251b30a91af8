import { beforeEach, expect, it, vi } from "vitest";
import Photos from "../../../behaviours/lazy/photos";
import { find, fire, open, press, settled } from "../../page";

beforeEach(() => {
  vi.spyOn(history, "back").mockImplementation(() => fire(window, "popstate"));
});

it("shows the photos in turn, with their descriptions", async () => {
  await open(
    `<div data-controller="photos"><a id="a" href="#1" data-photos-target="link"><img alt="La place"></a>
     <a id="b" href="#2" data-photos-target="link" data-alt="La mer" hidden>La mer</a></div>`,
    { photos: Photos },
  );
  const dialog = find<HTMLDialogElement>("dialog");
  const shown = () => [find("dialog img").getAttribute("alt"), dialog.textContent?.includes("1 sur 2")];
  find("#a").click();
  expect([dialog.open, ...shown()]).toEqual([true, "La place", true]);
  press(dialog, "ArrowRight");
  expect(shown()).toEqual(["La mer", false]);
  press(dialog, "ArrowRight");
  expect(shown()).toEqual(["La place", true]);
  dialog.close();
  expect(document.activeElement).toBe(find("#a"));
  find("[data-controller=photos]").remove();
  await settled();
  expect(document.querySelector("dialog")).toBeNull();
});

it("lets a long picture be moved under the window", async () => {
  await open(
    `<div data-controller="photos"><a id="a" href="#1" data-photos-target="link"><img alt="L’affiche"></a></div>`,
    { photos: Photos },
  );
  find("#a").click();
  const sheet = find(".viewer__sheet");
  const loaded = (naturalWidth: number, naturalHeight: number) => {
    const picture = find("dialog img");
    for (const [name, value] of Object.entries({ naturalWidth, naturalHeight }))
      Object.defineProperty(picture, name, { value, configurable: true });
    picture.dispatchEvent(new Event("load"));
    return [sheet.dataset.long, sheet.tabIndex];
  };
  expect(loaded(1080, 16000)).toEqual(["tall", 0]);
  expect(loaded(30000, 40)).toEqual(["wide", 0]);
  expect(loaded(1600, 1200)).toEqual(["", -1]);
  find<HTMLDialogElement>("dialog").close();
});

it("is a step in the history, which the way back and its own button undo once", async () => {
  const forth = vi.spyOn(history, "pushState");
  const back = vi.mocked(history.back);
  await open(
    `<div data-controller="photos"><a id="a" href="#1" data-photos-target="link"><img alt="La place"></a></div>`,
    { photos: Photos },
  );
  const dialog = find<HTMLDialogElement>("dialog");
  find("#a").click();
  fire(window, "popstate");
  expect([dialog.open, forth.mock.calls.length, back.mock.calls.length]).toEqual([false, 1, 0]);
  find("#a").click();
  find("dialog button").click();
  expect([dialog.open, forth.mock.calls.length, back.mock.calls.length]).toEqual([false, 2, 1]);
});
