import { describe, expect, it } from "vitest";
import { renewAround } from "../renew";

function template(html: string): DocumentFragment {
  const made = document.createElement("template");
  made.innerHTML = html;
  return made.content;
}

const line = (id: string, words: string) => `<li id="${id}"><p>${words}</p><button id="vu-${id}">Vu</button></li>`;
const list = (figure: string, ...lines: string[]) =>
  `<dl>${figure}</dl><section aria-labelledby="rue"><h3 id="rue">${figure}</h3><ul>${lines.join("")}</ul></section><p>${figure}</p>`;
const shown = () =>
  [...document.querySelectorAll("li")].map((one) => `${one.id} ${one.querySelector("p")?.textContent}`);

function open(...lines: string[]): HTMLElement {
  document.body.innerHTML = `<div id="list">${list("1", ...lines)}</div>`;
  return document.getElementById("list") as HTMLElement;
}

it("draws all anew but the button somebody is on, each line where it stood", () => {
  const root = open(line("a", "un"), line("b", "deux"), line("c", "trois"));
  const held = document.getElementById("vu-b") as HTMLElement;
  held.focus();
  renewAround(held, root, template(list("2", line("c", "3"), line("new", "4"), line("b", "2"))));
  expect(shown()).toEqual(["b 2", "c 3", "new 4"]);
  expect(document.activeElement).toBe(held);
  expect(held.isConnected).toBe(true);
  expect(
    [root.querySelector("dl"), root.querySelector("h3"), root.lastElementChild].map((one) => one?.textContent),
  ).toEqual(["2", "2", "2"]);
});

it("keeps the line that is there no more while somebody is on it", () => {
  const root = open(line("a", "un"), line("b", "deux"));
  const held = document.getElementById("vu-b") as HTMLElement;
  renewAround(held, root, template(list("2", line("a", "1"))));
  expect(shown()).toEqual(["a 1", "b deux"]);
  renewAround(held, root, template("<dl>3</dl>")); // nor its street
  expect(shown()).toEqual(["a 1", "b deux"]);
});

it("lets the button send what it sends now, and never something else", () => {
  const button = (attributes: string, words: string) =>
    `<ul><li id="a"><button id="vu-a" ${attributes}>${words}</button></li></ul>`;
  document.body.innerHTML = `<div id="list">${button('hx-post="?lu=1" value="yes"', "Vu")}</div>`;
  const root = document.getElementById("list") as HTMLElement;
  const held = document.getElementById("vu-a") as HTMLElement;
  renewAround(held, root, template(button('hx-post="?lu=2" value="yes"', "Vu")));
  expect(held.getAttribute("hx-post")).toBe("?lu=2");
  renewAround(held, root, template(button('hx-post="?lu=3" value="no"', "Pas encore vu")));
  expect(held.getAttribute("hx-post")).toBe("?lu=2");
});

it("leaves lines that nothing tells apart as they are", () => {
  document.body.innerHTML =
    '<ol id="list"><li class="task"><p>un</p><button id="held">Fait</button></li><li class="task">deux</li></ol>';
  const root = document.getElementById("list") as HTMLElement;
  const before = root.innerHTML;
  renewAround(
    document.getElementById("held") as HTMLElement,
    root,
    template('<li class="task">trois</li><li class="task">un</li>'),
  );
  expect(root.innerHTML).toBe(before);
});

describe("a line that has gone elsewhere", () => {
  const gone = "C’est réglé.";
  const held = () => document.getElementById("vu-b") as HTMLElement;

  it("says so where it stood, and has nothing to press any more", () => {
    const root = open(line("a", "un"), line("b", "deux"), line("c", "trois"));
    held().focus();
    expect(renewAround(held(), root, template(list("2", line("a", "1"), line("c", "3"))), gone)).toBe("");
    const own = document.getElementById("b") as HTMLElement;
    expect(own.innerHTML).toBe(gone);
    expect(document.activeElement).toBe(own);
    expect([...root.querySelectorAll("li")].map((one) => one.id)).toEqual(["a", "b", "c"]);
    renewAround(own, root, template(list("3", line("c", "4"))), gone); // and goes on being renewed around
    expect(shown()).toEqual(["b undefined", "c 4"]);
  });

  it("is told of at the heading where its list went, too", () => {
    document.body.innerHTML = `<div id="list"><ul class="tasks">${line("b", "deux")}</ul></div>`;
    const root = document.getElementById("list") as HTMLElement;
    held().focus();
    expect(renewAround(held(), root, template("<div><h2>Tout est fait</h2></div>"), gone)).toBe(gone);
    expect(document.activeElement?.textContent).toBe("Tout est fait");
  });

  it("is followed to where it stands now", () => {
    const root = open(`<li id="group"><details open><ul>${line("a", "un")}${line("b", "deux")}</ul></details></li>`);
    held().focus();
    renewAround(held(), root, template(list("2", line("b", "2"), line("c", "3"))), gone);
    expect(shown()).toEqual(["b 2", "c 3"]);
    expect(document.activeElement).toBe(held());
    const folded = `<li id="group"><details><ul>${line("c", "4")}${line("b", "5")}</ul></details></li>`;
    renewAround(held(), root, template(list("3", folded)), gone);
    expect(root.querySelector("details")?.open).toBe(true);
    expect(document.activeElement).toBe(held());
  });

  it("stays where it is the answer to what was pressed here", () => {
    const answered = (id: string) => `<li id="${id}" data-stays><p>fait</p><button id="vu-${id}">Annuler</button></li>`;
    const root = open(answered("a"), answered("b"), line("c", "trois"));
    held().focus();
    renewAround(held(), root, template(list("2", line("c", "3"))), gone);
    expect(shown()).toEqual(["a fait", "b fait", "c 3"]);
    renewAround(held(), root, template(list("3", line("a", "1"), line("b", "2"))), gone); // both are there again
    expect(shown()).toEqual(["a 1", "b fait"]);
    expect(document.activeElement).toBe(held());
  });

  it("stays in a group that is folded otherwise by now, while one goes on in it", () => {
    const answered = '<li id="a" data-stays><button>Annuler</button></li>';
    const root = open(`<li id="group"><details open><ul>${answered}${line("b", "deux")}</ul></details></li>`);
    const before = root.innerHTML;
    renewAround(held(), root, template(list("2", line("b", "2"))), gone);
    expect(root.innerHTML).toBe(before);
  });
});

it("leaves as it is what somebody unfolded below a list", () => {
  const root = open(line("a", "un"), line("b", "deux"), "<li></li>");
  root.querySelector("li:last-child")?.append(template(line("c", "trois"))); // as htmx does
  const lines = root.querySelector("ul")?.innerHTML;
  renewAround(document.getElementById("vu-b") as HTMLElement, root, template(list("2", line("b", "2"), "<li>+</li>")));
  expect(root.querySelector("ul")?.innerHTML).toBe(lines);
});
