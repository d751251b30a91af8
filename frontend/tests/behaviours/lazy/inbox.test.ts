import { expect, it } from "vitest";
import Inbox from "../../../behaviours/lazy/inbox";
import { answerWith, find, fire, open, settled } from "../../page";

const line = (id: number, object: string, unread = false) =>
  `<li id="n-${id}" data-line="${object}" data-position="${id}"${unread ? ' class="notification--unread"' : ""}><button>${object}</button></li>`;
const page = (lines: string) => `
  <div data-controller="inbox" data-inbox-url-value="/notifications/">
    <button data-inbox-target="readAll" hidden></button>
    <div data-inbox-target="list">${lines}</div>
    <p data-inbox-target="clearAll" hidden></p>${lines ? "" : '<p data-inbox-target="empty"></p>'}
  </div>`;
const ids = () => [...document.querySelectorAll("li")].map(({ id }) => id);

async function refresh(lines: string): Promise<void> {
  answerWith(`<ul>${lines}</ul>`);
  fire(document, "notifications:changed");
  await settled();
}

it("puts new lines at the top, in the place of older ones on the same object", async () => {
  await open(page(`<ul>${line(2, "post")}${line(1, "poll")}</ul>`), { inbox: Inbox });
  find("#n-1 button").focus();
  await refresh(line(4, "event", true) + line(3, "poll", true) + line(2, "post"));
  expect(ids()).toEqual(["n-4", "n-3", "n-2"]);
  expect(document.activeElement).toBe(find("#n-3 button"));
  expect([find("button").hidden, find<HTMLButtonElement>("button").value]).toEqual([false, "4"]);
});

it("reads all up to the newest that was on screen, whatever was put away", async () => {
  const gathered = line(1, "comments", true).replace('data-position="1"', 'data-position="3"');
  await open(page(`<ul>${gathered}${line(2, "poll", true)}</ul>`), { inbox: Inbox });
  const button = find<HTMLButtonElement>("button");
  button.value = "3";
  find("#n-1").remove();
  await refresh(line(2, "poll", true));
  expect(button.value).toBe("3");
  await refresh(gathered.replace("n-1", "n-0").replace("comments", "event"));
  expect([ids(), button.value]).toEqual([["n-0", "n-2"], "3"]);
});

it("begins with the first one", async () => {
  await open(page(""), { inbox: Inbox });
  await refresh(line(1, "post"));
  expect([ids(), document.querySelector("[data-inbox-target=empty]")]).toEqual([["n-1"], null]);
  expect(find("[data-inbox-target=clearAll]").hidden).toBe(false);
});
