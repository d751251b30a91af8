import { beforeEach, expect, it } from "vitest";
import { dropDraft, forgetDrafts, keepDraft, readDraft, sweepDrafts } from "../drafts";
import "./page";

const TEXT = { title: "Fête" };

/** A page of this person is opened; `session`: one that ends with the browser. */
function openPage(person: string | undefined, session?: string): void {
  for (const [name, value] of Object.entries({ person, session })) {
    if (value === undefined) delete document.body.dataset[name];
    else document.body.dataset[name] = value;
  }
  sweepDrafts();
}

const everything = () => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]);
const otherTab = () => sessionStorage.clear();

beforeEach(() => {
  openPage("anne");
  keepDraft("post", TEXT);
});

it("is found again by the same person, also in another tab, until it is dropped", () => {
  openPage("anne");
  expect(readDraft("post")).toEqual(TEXT);
  otherTab();
  expect(readDraft("post")).toEqual(TEXT);
  dropDraft("post");
  expect(readDraft("post")).toBeNull();
});

it("is neither shown to the next person nor left for them", () => {
  openPage("bruno");
  expect(readDraft("post")).toBeNull();
  expect(everything()).not.toContain("Fête");
});

it("leaves device and tab at sign-out", () => {
  forgetDrafts();
  expect(everything()).not.toContain("Fête");
});

it("is not taken from a page that is open, by a sign-out in another tab", () => {
  const tab = { ...sessionStorage };
  forgetDrafts();
  Object.entries(tab).forEach(([key, value]) => sessionStorage.setItem(key, value));
  openPage(""); // the sign-in page
  openPage("anne");
  expect(readDraft("post")).toEqual(TEXT);
});

it("is not written on the device any more once its person signed out in another tab", () => {
  forgetDrafts();
  keepDraft("post", TEXT);
  expect(JSON.stringify({ ...localStorage })).not.toContain("Fête");
  expect(readDraft("post")).toEqual(TEXT);
});

it("goes with a session that ends with the browser, and outlives one that is remembered", () => {
  openPage("anne", "first");
  keepDraft("poll", TEXT);
  otherTab();
  openPage("");
  openPage("anne", "second");
  expect([readDraft("poll"), readDraft("post")]).toEqual([null, TEXT]);
});

it("of a visitor stays in the tab", () => {
  openPage("");
  keepDraft("contact", TEXT);
  expect(readDraft("contact")).toEqual(TEXT);
  otherTab();
  expect(readDraft("contact")).toBeNull();
});

it("stays where a page does not say whose it is: offline, or an error", () => {
  openPage("anne", "first");
  keepDraft("poll", TEXT);
  openPage(undefined);
  openPage("anne", "first");
  expect(readDraft("poll")).toEqual(TEXT);
});

it("of the time before, whose person nobody knows, is given to nobody", () => {
  localStorage.setItem("draft:post", JSON.stringify({ at: Date.now(), values: TEXT }));
  openPage("anne");
  expect(localStorage.getItem("draft:post")).toBeNull();
});
