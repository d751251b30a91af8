import { expect, it, vi } from "vitest";
import Print from "../../../behaviours/lazy/print";
import { find, open } from "../../page";

it("shows its button where there is script, and prints the page", async () => {
  const print = vi.fn();
  vi.stubGlobal("print", print);
  await open('<button hidden data-controller="print" data-action="print#print">Imprimer</button>', { print: Print });
  expect(find("button").hidden).toBe(false);
  find("button").click();
  expect(print).toHaveBeenCalledOnce();
});
