import { expect, it, vi } from "vitest";
import Preview from "../../../behaviours/lazy/preview";
import { answerWith, find, fire, open, type } from "../../page";

const PAGE = `<form id="post"><input name="title"><input type="file" name="photos"></form>
  <section data-controller="preview" data-preview-form-value="post" data-preview-url-value="/apercu/"></section>`;

it("asks the server for the card once typing pauses, and lays the photos of this device in it", async () => {
  const asked = answerWith('<h3>Bonjour</h3><div data-preview-target="photos"></div>');
  await open(PAGE, { preview: Preview });
  expect(asked).toEqual([]);
  const photos = [1, 2, 3, 4, 5].map((number) => ({ src: `data:,${number}`, alt: `Photo ${number}` }));
  fire(find("form"), "photos:changed", { detail: photos });
  vi.useFakeTimers();
  type(find<HTMLInputElement>("input"), "Bonjou");
  type(find<HTMLInputElement>("input"), "Bonjour");
  await vi.advanceTimersByTimeAsync(500);
  vi.useRealTimers();
  await vi.waitFor(() => expect(find("h3").textContent).toBe("Bonjour"));
  expect(asked.map(([address, options]) => [address, (options?.body as FormData).get("title")])).toEqual([
    ["/apercu/", "Bonjour"],
  ]);
  expect([find("[data-preview-target=photos]").className, document.querySelectorAll("section img").length]).toEqual([
    "photos photos--more",
    4,
  ]);
  expect(find(".photos__more").textContent).toBe("+1");
});

it("is asked for at once where a draft was put back", async () => {
  const asked = answerWith("<h3>Brouillon</h3>");
  await open('<form id="post"><input name="title"></form>', { preview: Preview });
  find<HTMLInputElement>("input").value = "Brouillon";
  find("#toasts").innerHTML = PAGE.slice(PAGE.indexOf("<section"));
  await vi.waitFor(() => expect(asked.length).toBe(1));
});
