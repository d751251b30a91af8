import { expect, it, vi } from "vitest";
import Copy from "../../../behaviours/lazy/copy";
import { find, open, settled } from "../../page";

const PAGE =
  '<button data-controller="copy" data-action="copy#copy" data-copy-text-value="https://exemple.fr/" hidden></button>';

it("shows itself, copies, and says so", async () => {
  const copied: string[] = [];
  vi.stubGlobal("navigator", { clipboard: { writeText: async (text: string) => void copied.push(text) } });
  await open(PAGE, { copy: Copy });
  expect(find("button").hidden).toBe(false);
  find("button").click();
  await settled();
  expect(copied).toEqual(["https://exemple.fr/"]);
  expect(find("#toasts").textContent).toContain("Le lien est copié");
});

it("leads back to what opened the menu that it stands in", async () => {
  vi.stubGlobal("navigator", { clipboard: { writeText: async () => undefined } });
  await open(`<details open><summary>Partager</summary>${PAGE}</details>`, { copy: Copy });
  find("button").click();
  await settled();
  expect(find<HTMLDetailsElement>("details").open).toBe(false);
  expect(document.activeElement).toBe(find("summary"));
});

it("shows the text where the clipboard is refused", async () => {
  const prompt = vi.fn();
  vi.stubGlobal("prompt", prompt);
  vi.stubGlobal("navigator", { clipboard: { writeText: () => Promise.reject(new Error("refused")) } });
  await open(PAGE, { copy: Copy });
  find("button").click();
  await settled();
  expect(prompt).toHaveBeenCalledWith("À copier :", "https://exemple.fr/");
  expect(find("#toasts").textContent).toContain("a refusé la copie");
});
