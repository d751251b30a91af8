/// <reference types="vite/client" />
import { describe, expect, it } from "vitest";
import { cleaned, fromPlain, pasted } from "../rich-text";

/** One file a kind of source, beside it what is right; the journey of the editor pastes the same ones. */
const files = import.meta.glob<string>("./pasted/*.html", { query: "?raw", import: "default", eager: true });
const kinds = Object.keys(files).filter((name) => !name.includes(".expected."));
const source = (name: string) => files[name] ?? "";
const right = (name: string) =>
  source(name.replace(".html", ".expected.html")).replace(/\n/g, "").replaceAll("&nbsp;", "\u00a0");

describe("what is pasted", () => {
  it.each(kinds)("%s", (name) => {
    expect(pasted(source(name)).replaceAll("&quot;", '"')).toBe(right(name));
  });

  it("comes back as it was once it is in our tags", () => {
    for (const name of kinds) {
      const once = pasted(source(name));
      expect(cleaned(once)).toBe(once);
    }
  });
});

describe("what was written", () => {
  it("keeps its tags, whatever the editor calls them", () => {
    expect(cleaned("<p>Un <b>deux</b> <i>trois</i><br></p><p><br></p>")).toBe(
      "<p>Un <strong>deux</strong> <em>trois</em></p>",
    );
    expect(cleaned("<ul><li><div>a</div><ul><li>b</li></ul></li></ul>")).toBe("<ul><li>a<ul><li>b</li></ul></li></ul>");
  });

  it("has one link where the editor made three", () => {
    const link = '<a href="https://exemple.fr">';
    expect(cleaned(`<p>${link}a</a>${link}b</a></p>`)).toBe(`<p>${link}ab</a></p>`);
  });

  it("begins a paragraph at an empty line, but within an item", () => {
    expect(cleaned("Un<br><br>deux<div>trois</div>")).toBe("<p>Un</p><p>deux</p><p>trois</p>");
    expect(cleaned("<ul><li>a<p>b</p></li></ul>")).toBe("<ul><li>a<br>b</li></ul>");
  });

  it("keeps two numbered lists apart", () => {
    const html = "<ol><li>a</li></ol><ol><li>b</li></ol>";
    expect(cleaned(html)).toBe(html);
  });

  it("leaves a bullet that was typed where it is", () => {
    expect(cleaned("<p>• a</p>")).toBe("<p>• a</p>");
  });

  it.each(["javascript:alert(1)", " JavaScript:x", "data:text/html,x", "vbscript:x"])("has no link to %s", (href) => {
    expect(cleaned(`<p><a href="${href}">ici</a></p>`)).toBe("<p>ici</p>");
  });
});

describe("text without script", () => {
  it("is read as the server reads it", () => {
    expect(fromPlain("Un\ndeux\n\n- a\n- b\n\n1. c\n2) d")).toBe(
      "<p>Un<br>deux</p><ul><li>a</li><li>b</li></ul><ol><li>c</li><li>d</li></ol>",
    );
    expect(fromPlain("·\tle budget\no\tla halle")).toBe("<ul><li>le budget</li><li>la halle</li></ul>");
    expect(fromPlain("Jour\tMatin\tSoir\nLundi\t\t18 h")).toBe("<p>Jour : Matin ; Soir<br>Lundi : – ; 18 h</p>");
    expect(fromPlain("<b> & co")).toBe("<p>&lt;b&gt; &amp; co</p>");
    expect(fromPlain("")).toBe("");
  });
});
