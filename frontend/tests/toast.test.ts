import { expect, it, vi } from "vitest";
import { toast } from "../toast";
import { find, open } from "./page";

const toasts = () => [...document.querySelectorAll(".toast")].map((line) => line.firstChild?.textContent);

it("is closed by who has read it", async () => {
  await open("", {});
  toast("Le lien est copié");
  toast("Vous êtes hors connexion");
  find(".toast [aria-label='Fermer ce message']").click();
  expect(toasts()).toEqual(["Vous êtes hors connexion"]);
});

it("takes back what was done, and goes", async () => {
  await open("", {});
  const undo = vi.fn();
  vi.useFakeTimers();
  toast("Votre brouillon a été retrouvé.", undo, undefined, "L’effacer");
  vi.advanceTimersByTime(60_000);
  expect(toasts()).toEqual(["Votre brouillon a été retrouvé."]); // nobody is hurried
  vi.useRealTimers();
  find(".toast button").click();
  expect(undo).toHaveBeenCalledOnce();
  expect(toasts()).toEqual([]);
});

it("is never over the field that has the focus", async () => {
  await open("<input id=high><textarea id=low></textarea>", {});
  const at = (top: number) => () => new DOMRect(0, top, 300, 40);
  find("#high").getBoundingClientRect = at(100);
  find("#low").getBoundingClientRect = at(innerHeight - 50);
  const isAbove = () => find("#toasts").hasAttribute("data-above");
  find("#low").focus();
  toast("Le lien est copié");
  expect(isAbove()).toBe(true);
  find("#high").focus();
  expect(isAbove()).toBe(true); // nor does it slip under the finger that leaves the field
  find(".toast [aria-label='Fermer ce message']").click();
  find("#high").focus();
  toast("Le lien est copié");
  expect(isAbove()).toBe(false);
});
