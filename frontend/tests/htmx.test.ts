import { beforeEach, describe, expect, it, vi } from "vitest";
import "../htmx";
import { find, open } from "./page";

vi.mock("htmx.org", () => ({ default: { process: vi.fn() } })); // this DOM has not all that it needs

const LINE = (words: string) => `<p class="notice" role="alert" id="refused"><span>${words}</span></p>`;
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
  expect(find<HTMLAnchorElement>("#refused a").target).toBe("_blank");
  expect(answer("#write", LINE("Vous avez beaucoup envoyé."))).toBe(false);
  expect([...document.querySelectorAll("#refused")].map((line) => line.textContent)).toEqual([
    "Vous avez beaucoup envoyé.",
  ]);
  expect(document.querySelector(".toast")).toBeNull();
  expect(answer("#write", "<p>Envoyé</p>")).toBe(true);
  expect(document.querySelector("#refused")).toBeNull();
});

it("says it there too when a part of the form was asked for", () => {
  expect(answer("#row", LINE("Non."), "#reponses")).toBe(false);
  expect(find("#write #refused").textContent).toBe("Non.");
  expect(answer("#row", "<div id='reponses'></div>", "#reponses")).toBe(true);
});

it.each(["#like", "#flag"])("never puts a refusal in the place of what was pressed: %s", (pressed) => {
  expect(answer(pressed, LINE("Vous avez beaucoup envoyé."))).toBe(false);
  expect(find(".toast span").textContent).toBe("Vous avez beaucoup envoyé.");
  expect(document.querySelector("#refused")).toBeNull();
});

it("says that the site did not answer where the part that was asked for is missing", () => {
  expect(answer("#row", "<h1>Erreur</h1>", "#reponses")).toBe(false);
  expect(find(".toast span").textContent).toContain("n’a pas répondu");
});

/** What htmx does with an answer: `come` puts it in place. */
function swap(source: string, target: string, hx: object, come: () => void): void {
  const ctx = { text: "", target: find(target), sourceElement: find(source), hx };
  find(source).dispatchEvent(new CustomEvent("htmx:before:swap", { detail: { ctx }, bubbles: true }));
  come();
  document.dispatchEvent(new CustomEvent("htmx:after:swap", { detail: { ctx } }));
}

describe("after a part of the page changed", () => {
  beforeEach(() => {
    document.body.innerHTML = `<p id="announcement"></p><ul><li id="one">Un</li><li id="more"><a href="#">Suite</a></li>
      </ul><textarea id="text"></textarea>`;
    find("#more a").focus();
  });
  const more = () => find("#more").replaceWith(Object.assign(document.createElement("li"), { textContent: "Deux" }));

  it("puts the focus where the answer says, and reads it aloud", () => {
    swap("#more a", "#more", { focus: "text", announcement: encodeURIComponent("2 réponses de plus") }, more);
    expect(document.activeElement).toBe(find("#text"));
    expect(find("#announcement").textContent).toBe("2 réponses de plus");
  });

  it("puts it on what took the place of what had it", () => {
    swap("#more a", "#more", { focus: "" }, more);
    expect(document.activeElement?.textContent).toBe("Deux");
    expect(find("#announcement").textContent).toBe("");
  });

  it("leaves it to who writes elsewhere", () => {
    find("#text").focus();
    swap("#more a", "#more", { focus: "" }, more);
    expect(document.activeElement).toBe(find("#text"));
  });
});

describe("an error in a form that stays on the page", () => {
  const field = `<div class="field field--invalid"><textarea aria-invalid="true" aria-describedby="hint error"></textarea>
    <p class="field__error" id="error">Écrivez votre commentaire.</p></div>`;
  const type = () => find("textarea").dispatchEvent(new Event("input", { bubbles: true }));

  it("goes once one corrects it, and describes the field no more", () => {
    document.body.innerHTML = `<form hx-post="/">${field}</form>`;
    type();
    expect(find("form").innerHTML).not.toMatch(/error|invalid/);
    expect(find("textarea").getAttribute("aria-describedby")).toBe("hint");
  });

  it("takes its line out of the summary that leads to it, and the summary with the last one", () => {
    const line = (id: string) => `<li><a href="#${id}">Champ :</a> Écrivez.</li>`;
    document.body.innerHTML = `<form hx-post="/"><div id="erreurs"><ul>${line("text")}${line("box")}</ul></div>${field}
      <div class="field field--invalid"><input id="box" aria-describedby="e2"><p class="field__error" id="e2"></p></div>
      </form>`;
    find("textarea").id = "text";
    type();
    expect([...document.querySelectorAll("#erreurs a")].map((one) => one.getAttribute("href"))).toEqual(["#box"]);
    find("#box").dispatchEvent(new Event("input", { bubbles: true }));
    expect(document.querySelector("#erreurs")).toBeNull();
  });

  it("stays in a form that is a page of its own, whose summary leads to it", () => {
    document.body.innerHTML = `<form>${field}</form>`;
    type();
    expect(find("textarea").getAttribute("aria-invalid")).toBe("true");
  });
});
