import { beforeEach, expect, it, vi } from "vitest";
import "../htmx";
import { find, open } from "./page";

vi.mock("htmx.org", () => ({ default: { process: vi.fn() } })); // this DOM has not all that it needs

const LINE = (words: string) => `<p class="notice" role="alert" data-refused><span>${words}</span></p>`;
const LINK = '<a href="/connexion/?next=%2F" target="_blank">Me connecter (nouvel onglet)</a>';

/** What htmx tells before it puts an answer in place. Answers whether it may. */
function answer(pressed: string, text: string, select?: string): boolean {
  const detail = { ctx: { text, select, sourceElement: find(pressed) } };
  return find(pressed).dispatchEvent(new CustomEvent("htmx:before:swap", { detail, bubbles: true, cancelable: true }));
}

beforeEach(async () => {
  await open(
    `<form id="write"><div class="field"><label>Votre commentaire</label><textarea></textarea></div><button id="row">
    </button></form><form id="plain"><button id="flag"></button></form><button id="like" form="act">J’aime</button>`,
    {},
  );
});

it("says a refusal above the field where one writes, until the next answer", () => {
  expect(answer("#write", LINE(`Votre session est terminée. ${LINK}`))).toBe(false);
  expect(find("textarea").previousElementSibling?.getAttribute("role")).toBe("alert");
  expect(find<HTMLAnchorElement>("[data-refused] a").target).toBe("_blank");
  expect(answer("#write", LINE("Vous avez beaucoup envoyé."))).toBe(false);
  expect([...document.querySelectorAll("[data-refused]")].map((line) => line.textContent)).toEqual([
    "Vous avez beaucoup envoyé.",
  ]);
  expect(document.querySelector(".toast")).toBeNull();
  expect(answer("#write", "<p>Envoyé</p>")).toBe(true);
  expect(document.querySelector("[data-refused]")).toBeNull();
});

it("says it there too when a part of the form was asked for", () => {
  expect(answer("#row", LINE("Non."), "#reponses")).toBe(false);
  expect(find("#write [data-refused]").textContent).toBe("Non.");
  expect(answer("#row", "<div id='reponses'></div>", "#reponses")).toBe(true);
});

it.each(["#like", "#flag"])("never puts a refusal in the place of what was pressed: %s", (pressed) => {
  expect(answer(pressed, LINE("Vous avez beaucoup envoyé."))).toBe(false);
  expect(find(".toast span").textContent).toBe("Vous avez beaucoup envoyé.");
  expect(document.querySelector("[data-refused]")).toBeNull();
});

it("says that the site did not answer where the part that was asked for is missing", () => {
  expect(answer("#row", "<h1>Erreur</h1>", "#reponses")).toBe(false);
  expect(find(".toast span").textContent).toContain("n’a pas répondu");
});
