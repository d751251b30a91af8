import { beforeEach, expect, it } from "vitest";
import Calendar from "../../../behaviours/lazy/calendar";
import { find, fire, open, press } from "../../page";

const day = (number: number) =>
  `<td data-day="2026-12-${number}"><a data-calendar-target="day" id="d${number}" href="#">${number}</a></td>`;
const week = (first: number) => `<tr>${[0, 1, 2, 3, 4, 5, 6].map((at) => day(first + at)).join("")}</tr>`;
const PAGE = `<p data-calendar-turn><a rel="prev" href="#prev">Avant</a><a rel="next" href="#next">Après</a></p>
  <table data-controller="calendar"><tbody>${week(7)}${week(14)}</tbody></table><form id="act"></form>`;

beforeEach(() => open(PAGE, { calendar: Calendar }));

it("is one stop, from which arrows go from day to day", () => {
  const stops = () =>
    [...document.querySelectorAll<HTMLElement>("[data-calendar-target=day]")].filter((one) => one.tabIndex === 0);
  expect(stops()).toEqual([find("#d7")]);
  find("#d9").focus();
  for (const [key, id] of [
    ["ArrowRight", "d10"],
    ["ArrowDown", "d17"],
    ["Home", "d14"],
    ["End", "d20"],
    ["ArrowUp", "d13"],
  ]) {
    press(document.activeElement as Element, key ?? "");
    expect(document.activeElement?.id).toBe(id);
  }
  expect(stops()).toEqual([find("#d13")]);
  press(find("#d13"), "PageDown");
  expect(location.hash).toBe("#next");
});

it("goes on in the month that one turned to", async () => {
  press(find("#d9"), "PageDown");
  const other = '<td data-other data-day="2026-12-7"';
  await open(PAGE.replace('<td data-day="2026-12-7"', other), { calendar: Calendar });
  expect(document.activeElement?.id).toBe("d8");
  await open(PAGE, { calendar: Calendar });
  expect(document.activeElement).toBe(document.body); // nobody turned to it
});

it("sends the day that an event was dropped on", () => {
  find("[data-day='2026-12-8']").innerHTML += '<a id="event" data-move="/deplacer/">Loto</a>';
  const sent: (string | null)[][] = [];
  find<HTMLFormElement>("#act").requestSubmit = (button) => {
    sent.push([button?.getAttribute("formaction") ?? null, button?.getAttribute("value") ?? null]);
  };
  fire(find("#event"), "dragstart", { dataTransfer: {} });
  fire(find("#d15"), "dragover");
  expect(find("[data-over]").dataset.day).toBe("2026-12-15");
  fire(find("#d15"), "drop");
  fire(find("#event"), "dragend");
  expect(sent).toEqual([["/deplacer/", "2026-12-15"]]);
  expect(document.querySelector("[data-over]")).toBeNull();
});
