import { expect, it } from "vitest";
import Levels from "../../../behaviours/lazy/levels";
import { find, fire, open } from "../../page";

const card = (level: string, checked = "") =>
  `<input type="radio" name="level" id="${level}" value="${level}" ${checked}>`;
const MEANT = {
  all: { site: true, mail: "now" },
  essential: { site: true, mail: "never" },
  nothing: { site: false, mail: "never" },
};
const PAGE = `
  <form data-controller="levels" data-levels-meant-value='${JSON.stringify(MEANT)}'>
    <fieldset class="levels">${card("all")}${card("essential")}${card("nothing", "checked")}${card("own")}</fieldset>
    <div class="matrix__row">
      <input type="checkbox" name="site">
      <select name="mail">
        <option>now</option><option>weekly</option><option selected>never</option>
      </select>
      <input type="checkbox" id="idle" name="push" disabled>
    </div>
    <input type="checkbox" id="night">
  </form>`;

const press = (level: string) => {
  find<HTMLInputElement>(`#${level}`).checked = true;
  fire(find(`#${level}`), "change");
};
const shown = () => [
  find<HTMLInputElement>("[type=checkbox]").checked,
  find<HTMLSelectElement>("select").value,
  [...document.querySelectorAll<HTMLInputElement>("[name=level]")].find(({ checked }) => checked)?.value,
];
const choose = (frequency: string) => {
  find<HTMLSelectElement>("select").value = frequency;
  fire(find("select"), "change");
};

it("sets the details to what the card that is pressed means", async () => {
  await open(PAGE, { levels: Levels });
  press("all");
  expect(shown()).toEqual([true, "now", "all"]);
  press("essential");
  expect(shown()).toEqual([true, "never", "essential"]);
  expect(find<HTMLInputElement>("#idle").checked).toBe(false);
});

it("says at once that a detail makes choices of one's own, and finds them again", async () => {
  await open(PAGE, { levels: Levels });
  press("all");
  expect(find(".levels").hasAttribute("data-own")).toBe(false);
  choose("weekly");
  expect(shown()).toEqual([true, "weekly", "own"]);
  expect(find(".levels").hasAttribute("data-own")).toBe(true);
  press("nothing");
  expect(shown()).toEqual([false, "never", "nothing"]);
  press("own");
  expect(shown()).toEqual([true, "weekly", "own"]);
  choose("now");
  expect(shown()).toEqual([true, "now", "all"]);
});

it("leaves « Rien » to its card, and what is no detail alone", async () => {
  await open(PAGE, { levels: Levels });
  press("essential");
  find<HTMLInputElement>("[type=checkbox]").checked = false;
  fire(find("[type=checkbox]"), "change");
  expect(shown()).toEqual([false, "never", "own"]);
  fire(find("#night"), "change");
  expect(shown()).toEqual([false, "never", "own"]);
});
