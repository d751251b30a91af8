import { beforeEach, describe, expect, it, vi } from "vitest";
import Draft from "../../behaviours/draft";
import DraftSent from "../../behaviours/draft-sent";
import { sweepDrafts } from "../../drafts";
import { find, fire, open, settled, type } from "../page";

const FIELDS =
  '<input name="title"><textarea name="body"></textarea><input type="password" name="secret"><input type="hidden" name="key" value="k">';
const form = (attributes = "", fields = FIELDS) =>
  open(`<form data-controller="draft" data-draft-key-value="post" ${attributes}>${fields}</form>`, { draft: Draft });
beforeEach(() => {
  document.body.dataset.person = "anne";
  sweepDrafts();
});
const title = () => find<HTMLInputElement>("[name=title]");
const stored = () => localStorage.getItem("draft:anne:post");
const store = (values: object, at = Date.now()) =>
  localStorage.setItem("draft:anne:post", JSON.stringify({ at, values }));

describe("what is being written", () => {
  it("is kept on the device at each letter, but for secrets", async () => {
    await form();
    vi.useFakeTimers();
    find<HTMLInputElement>("[name=secret]").value = "secret";
    type(title(), "Bonjour");
    expect(JSON.parse(stored() ?? "").values).toEqual({ title: "Bonjour", body: "" });
  });

  it("is kept at once when the form is about to leave", async () => {
    await form();
    title().value = "Vite";
    fire(find("form"), "draft:keep");
    expect(stored()).toContain("Vite");
  });

  it("comes back, and goes again at a click", async () => {
    store({ title: "Retrouvé", body: "" });
    await form();
    expect(title().value).toBe("Retrouvé");
    expect(find("#toasts").textContent).toContain("Votre brouillon a été retrouvé.");
    expect(find("#toasts button").textContent).toBe("L’effacer");
    find("#toasts button").click();
    expect([title().value, stored()]).toEqual(["", null]);
  });

  it("comes back with a sentence that is not over it", async () => {
    store({ title: "", body: "Retrouvé" });
    const low = new DOMRect(0, innerHeight - 50, 300, 40);
    const measured = vi.spyOn(HTMLTextAreaElement.prototype, "getBoundingClientRect").mockReturnValue(low);
    await form();
    expect(find("#toasts").hasAttribute("data-above")).toBe(true);
    measured.mockRestore();
  });

  it("comes back in sight, where its field is folded away", async () => {
    store({ words: "Retrouvé" });
    await form("", '<details><summary>Refuser…</summary><textarea name="words"></textarea></details>');
    expect(find<HTMLDetailsElement>("details").open).toBe(true);
  });

  it("leaves folded what it does not change", async () => {
    store({ words: "", title: "Retrouvé" });
    await form("", '<input name="title"><details><summary>Plus</summary><textarea name="words"></textarea></details>');
    expect(find<HTMLDetailsElement>("details").open).toBe(false);
  });

  it("speaks no more of what was sent", async () => {
    store({ title: "Retrouvé", body: "" });
    await form();
    find("form").remove();
    await settled();
    expect(find("#toasts").textContent).toBe("");
  });

  it.each([
    ["a form with errors holds its own text", "data-draft-bound-value", Date.now()],
    ["what it held was sent", "data-draft-done-value", Date.now()],
    ["a week went by", "", Date.now() - 8 * 24 * 3600 * 1000],
  ])("does not come back: %s", async (_reason, attributes, at) => {
    store({ title: "Ancien", body: "" }, at);
    await form(attributes);
    expect(title().value).toBe("");
  });

  it("holds the hidden fields that say so", async () => {
    await form(
      "",
      '<input type="hidden" name="format" data-draft-target="hidden" value="html"><input type="hidden" name="key" value="k">',
    );
    fire(find("form"), "draft:keep");
    expect(JSON.parse(stored() ?? "").values).toEqual({ format: "html" });
  });
});

it("has the server draw the rows that were added", async () => {
  store({ option_1: "Oui", option_4: "Non" });
  await form(
    "",
    `<fieldset data-draft-target="rows" data-prefix="option_"><input type="hidden" name="row" value="1"><input name="option_1"></fieldset>
     <button type="button" data-draft-target="redraw"></button>`,
  );
  const redraw = vi.fn();
  find("button").addEventListener("click", redraw);
  await settled();
  const values = (name: string) =>
    [...document.querySelectorAll<HTMLInputElement>(`[name=${name}]`)].map(({ value }) => value);
  expect([values("row"), values("option_1"), values("option_4")]).toEqual([["1", "4"], ["Oui"], ["Non"]]);
});

it("drops the draft of what was sent", async () => {
  store({ title: "Envoyé" });
  await open('<p data-controller="draft-sent" data-draft-sent-key-value="post"></p>', { "draft-sent": DraftSent });
  expect(stored()).toBeNull();
});
