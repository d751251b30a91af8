/**
 * Text with bold, italics, lists and links, in the only tags that the server keeps (see civic/ui/rich_text.py):
 * p, br, strong, em, ul, ol, li and a[href]. Word processors, spreadsheets and mails bring everything else.
 */
interface Marks {
  bold: boolean;
  italic: boolean;
  href: string;
}
type Run = Marks & { text: string }; // "\n" is a line break
interface Item {
  level: number;
  tag: "ul" | "ol";
  list: string; // items of two lists are not drawn as one; "" goes with any
}
interface Block {
  item: Item | null;
  runs: Run[];
}
interface Context {
  marks: Marks;
  item: Item | null;
  list: Omit<Item, "level"> | null;
  depth: number;
}
type Styles = Record<string, string>;

const PLAIN: Marks = { bold: false, italic: false, href: "" };
const BLOCKS = new Set(
  (
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form " +
    "h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul"
  ).split(" "),
);
const SKIPPED = new Set(
  "audio button canvas head iframe img input math noscript object script select style svg template textarea title video".split(
    " ",
  ),
);
const BULLET = /^\s*[·•▪◦‣●○■]\s*/;
// In text, those of Word and of its second level too, where a tab follows.
const PLAIN_BULLET = /^(?:[•·▪◦‣●○■]\s+|[o§–]\t\s*)/;
const LONG_CELL = 200; // a mail is laid out in tables: what is this long is a text, not a figure

/** Any HTML, in our tags; HTML in our tags comes back as it was. */
export function cleaned(html: string): string {
  return write(read(parse(html).body, PLAIN));
}

/** The same for what is pasted, where a line that begins with « • » was an item of a list. */
export function pasted(html: string): string {
  return write(read(parse(html).body, PLAIN).flatMap(bulletsAsItems));
}

/** Typed text, as the server reads it without script: paragraphs, « - » and « 1. » for lists. It makes the links. */
export function fromPlain(text: string): string {
  const blocks = text.split(/\n\s*\n/).flatMap((paragraph): Block[] => {
    const lines = paragraph
      .split("\n")
      .map((line) => cellsApart(line.trim().replace(PLAIN_BULLET, "- ")))
      .filter(Boolean);
    for (const [tag, sign] of [
      ["ul", /^[-*]\s+/],
      ["ol", /^\d{1,2}[.)]\s+/],
    ] as const) {
      if (!lines.every((line) => sign.test(line))) continue;
      return lines.map((line, at) => ({
        item: { level: 1, tag, list: at ? "" : "new" },
        runs: [plainRun(line.replace(sign, ""))],
      }));
    }
    const runs = lines.flatMap((line, at) => [...(at ? [plainRun("\n")] : []), plainRun(line)]);
    return [{ item: null, runs }];
  });
  return write(blocks);
}

/** A row of a sheet, copied as text: « Lundi : 9 h – 12 h ; 14 h – 18 h ». */
function cellsApart(line: string): string {
  if (!line.includes("\t") || /^(-|\d{1,2}[.)])\s/.test(line)) return line;
  const [first, ...others] = line.split("\t").map((cell) => cell.trim() || "–");
  return `${first} : ${others.join(" ; ")}`;
}

function plainRun(text: string): Run {
  return { ...PLAIN, text };
}

/**
 * Our policy forbids inline styles and handlers, in a document that is only read too: the browser would leave them out,
 * and the bold of Google Docs is nothing but a style. They are read under another name.
 */
function parse(html: string): Document {
  const inert = html
    .replace(/<!--[\s\S]*?-->/g, "")
    .replace(/<style\b[\s\S]*?<\/style>/gi, "")
    .replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\s(style|on\w+)(?=\s*=)/gi, " data-$1"));
  return new DOMParser().parseFromString(inert, "text/html");
}

function stylesOf(element: Element): Styles {
  const declarations = (element.getAttribute("data-style") ?? "").toLowerCase().split(";");
  return Object.fromEntries(
    declarations.map((one) => one.split(/:(.*)/s).map((part) => part.trim())) as [string, string][],
  );
}

function marksOf(element: Element, styles: Styles, around: Marks): Marks {
  const weight = styles["font-weight"];
  const slant = styles["font-style"];
  const href = element.localName === "a" ? (element.getAttribute("href") ?? "").trim() : "";
  return {
    bold: weight
      ? /^(bold|bolder|[6-9]00)$/.test(weight)
      : around.bold || /^(b|strong|h[1-6])$/.test(element.localName),
    italic: slant ? /^(italic|oblique)/.test(slant) : around.italic || /^(i|em)$/.test(element.localName),
    href: /^(https?:|mailto:|tel:)/i.test(href) ? href : around.href,
  };
}

/** What an element holds, line by line. */
function read(root: Element, marks: Marks): Block[] {
  const blocks: Block[] = [];
  let line: Block | null = null;
  let numbered = 0;

  const close = () => {
    line = null;
  };
  const add = (text: string, context: Context) => {
    if (!line) {
      const last = blocks.at(-1);
      if (!text.trim()) return;
      if (last && context.item && last.item === context.item) {
        last.runs.push(plainRun("\n")); // a second paragraph of one item
        line = last;
      } else {
        line = { item: context.item, runs: [] };
        blocks.push(line);
      }
    }
    line.runs.push({ ...context.marks, text });
  };
  const addTable = (table: Element, context: Context) => {
    close();
    gridOf(table)
      .map(joined)
      .filter((runs) => runs.length)
      .forEach((runs, at) => {
        if (at && line) line.runs.push(plainRun("\n"));
        for (const { text, ...own } of runs) add(text, { ...context, marks: own });
      });
    close();
  };
  const walk = (node: Node, context: Context) => {
    for (const child of node.childNodes) {
      if (child instanceof Text) add(child.data.replace(/[\u200b\ufeff]/g, ""), context);
      else if (child instanceof Element) enter(child, context);
    }
  };
  const enter = (element: Element, around: Context) => {
    const styles = stylesOf(element);
    const tag = element.localName;
    if (isHidden(element, styles)) return;
    if (tag === "br") return void (line as Block | null)?.runs.push(plainRun("\n"));
    if (tag === "table" && isData(element)) return addTable(element, around);
    const context = { ...around, marks: marksOf(element, styles, around.marks) };
    if (tag === "ul" || tag === "ol") {
      // Word for the web puts each item into a list of its own, which says where its numbers go on.
      if (tag === "ol" && !(Number(element.getAttribute("start")) > 1)) numbered += 1;
      context.list = { tag, list: tag === "ol" ? String(numbered) : "" };
      context.depth += 1;
    } else if (tag === "li") {
      const level = Math.max(context.depth, Number(element.getAttribute("data-aria-level") ?? 1), 1);
      context.item = { tag: "ul", list: "", ...context.list, level };
    } else {
      context.item = wordItem(element, styles) ?? context.item;
    }
    if (BLOCKS.has(tag)) close();
    walk(element, context);
    if (BLOCKS.has(tag)) close();
  };

  walk(root, { marks, item: null, list: null, depth: 0 });
  return blocks.flatMap(tidied);
}

function isHidden(element: Element, styles: Styles): boolean {
  return (
    SKIPPED.has(element.localName) ||
    styles.display === "none" ||
    styles["mso-hide"] === "all" ||
    styles["mso-list"] === "ignore"
  );
}

/**
 * Word draws a list as paragraphs: its level is a style of theirs, and its sign a text that Word itself ignores. A mail
 * that was written in Word may have lost these styles, and keeps the sign.
 */
function wordItem(element: Element, styles: Styles): Item | null {
  const found = /(\S+ )?level(\d+)/.exec(styles["mso-list"] ?? "");
  if (!found && !/MsoList/.test(element.className)) return null;
  const ignored = [...element.querySelectorAll("[data-style]")].find((one) => stylesOf(one)["mso-list"] === "ignore");
  const text = (ignored ?? element).textContent ?? "";
  const sign = ignored ? text.trim() : (/^\s*(\S{1,5})[\s\u00a0]{2,}/.exec(text)?.[1] ?? "");
  if (!found && !sign) return null;
  if (!ignored) removeSign(element, sign);
  const tag = /^\(?(\d+|[a-z]{1,4})[.)]/i.test(sign) ? "ol" : "ul";
  return { level: Number(found?.[2] ?? 1), tag, list: found?.[1] ?? "" };
}

function removeSign(element: Element, sign: string): void {
  const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    if (!text.textContent?.trim()) continue;
    text.textContent = text.textContent.replace(sign, "");
    return;
  }
}

/** Sheets and tables of figures, as against those that only lay a page or a mail out. */
function isData(table: Element): boolean {
  const rows = rowsOf(table);
  const cells = rows.flatMap((row) => [...row.children]);
  return (
    cells.length > 1 &&
    table.getAttribute("role") !== "presentation" &&
    !table.querySelector("table, ul, ol, h1, h2, h3, h4, h5, h6, blockquote") &&
    cells.every((cell) => (cell.textContent ?? "").trim().length <= LONG_CELL)
  );
}

function rowsOf(table: Element): Element[] {
  return [...table.querySelectorAll("tr")].filter(
    (row) => row.closest("table") === table && !isHidden(row, stylesOf(row)),
  );
}

/** The cells of each row; one that goes over several rows is in each of them. */
function gridOf(table: Element): Run[][][] {
  const held = new Map<number, { left: number; runs: Run[] }>(); // by column: for how many rows more
  return rowsOf(table).map((row) => {
    const cells = [...row.children].filter((cell) => !isHidden(cell, stylesOf(cell)));
    const texts: Run[][] = [];
    for (let column = 0; cells.length || held.has(column);) {
      const above = held.get(column);
      const cell = above ? undefined : cells.shift();
      const left = above?.left ?? spanOf(cell, "rowspan");
      const runs = above?.runs ?? (cell ? cellAsLine(cell) : []);
      if (left > 1) held.set(column, { left: left - 1, runs });
      else held.delete(column);
      texts.push(runs);
      column += above ? 1 : spanOf(cell, "colspan");
    }
    return texts;
  });
}

function spanOf(cell: Element | undefined, name: string): number {
  const said = cell?.getAttribute(name) ?? "";
  return /^[1-9]\d{0,2}$/.test(said) ? Number(said) : 1;
}

function cellAsLine(cell: Element): Run[] {
  const lines = read(cell, marksOf(cell, stylesOf(cell), PLAIN));
  return lines.flatMap(({ runs }, at) =>
    [...(at ? [plainRun("\n")] : []), ...runs].map((run) => (run.text === "\n" ? plainRun(", ") : run)),
  );
}

/** « Lundi : 9 h – 12 h ; 14 h – 18 h ». */
function joined(texts: Run[][]): Run[] {
  while (texts.length && !texts.at(-1)?.length) texts.pop();
  while (texts.length && !texts[0]?.length) texts.shift();
  return texts.flatMap((runs, at) => {
    const said = runs.length ? runs : [plainRun("–")];
    return at === 0 ? said : [plainRun(at === 1 ? " : " : " ; "), ...said];
  });
}

/** Spaces as a browser shows them, an empty line as the beginning of a paragraph. */
function tidied({ item, runs }: Block): Block[] {
  const lines: Run[][] = [[]];
  for (const run of runs) {
    if (run.text === "\n") {
      lines.push([]);
      continue;
    }
    const line = lines.at(-1) as Run[];
    const former = line.at(-1)?.text ?? " ";
    let text = run.text.replace(/[ \t\r\n\f]+/g, " ").replace(/[ \u00a0]{2,}/g, " ");
    if (/[ \u00a0]$/.test(former)) text = text.replace(/^[ \u00a0]+/, "");
    if (text) line.push({ ...run, text });
  }
  const paragraphs: Run[][] = [];
  let isOpen = false;
  for (const line of lines.map(withoutLastSpace)) {
    if (line.length && isOpen) paragraphs.at(-1)?.push(plainRun("\n"), ...line);
    else if (line.length) paragraphs.push(line);
    isOpen = line.length > 0 || (isOpen && item !== null);
  }
  return paragraphs.map((content) => ({ item, runs: content }));
}

function withoutLastSpace(line: Run[]): Run[] {
  const last = line.at(-1);
  if (!last) return line;
  const text = last.text.replace(/[ \u00a0]+$/, "");
  return text ? [...line.slice(0, -1), { ...last, text }] : withoutLastSpace(line.slice(0, -1));
}

function bulletsAsItems(block: Block): Block[] {
  if (block.item) return [block];
  const found: Block[] = [];
  const lines: Run[][] = [[]];
  for (const run of block.runs) {
    if (run.text === "\n") lines.push([]);
    else lines.at(-1)?.push(run);
  }
  for (const runs of lines) {
    const sign = BULLET.exec(runs.map((run) => run.text).join(""))?.[0];
    const last = found.at(-1);
    if (sign) found.push({ item: { level: 1, tag: "ul", list: "" }, runs: withoutStart(runs, sign.length) });
    else if (last && !last.item) last.runs.push(plainRun("\n"), ...runs);
    else found.push({ item: null, runs });
  }
  return found;
}

function withoutStart(runs: Run[], length: number): Run[] {
  let left = length;
  return runs
    .map((run) => {
      const text = run.text.slice(left);
      left = Math.max(0, left - run.text.length);
      return { ...run, text };
    })
    .filter((run) => run.text);
}

function write(blocks: Block[]): string {
  let html = "";
  const open: Item[] = [];
  const closeTo = (level: number) => {
    while (open.length > level) html += `</li></${open.pop()?.tag}>`;
  };
  for (const { item, runs } of blocks) {
    const content = inline(runs);
    if (!content) continue;
    if (!item) {
      closeTo(0);
      html += `<p>${content}</p>`;
      continue;
    }
    const level = Math.min(item.level, open.length + 1);
    closeTo(level);
    const former = open[level - 1];
    const goesOn = former?.tag === item.tag && (!former.list || !item.list || former.list === item.list);
    if (former && !goesOn) closeTo(level - 1);
    if (!goesOn) open.push(item);
    html += `${goesOn ? "</li>" : `<${item.tag}>`}<li>${content}`;
  }
  closeTo(0);
  return html;
}

const TAGS = { href: "a", bold: "strong", italic: "em" } as const;
type Mark = keyof typeof TAGS;

/** Neighbours with the same mark are under one tag. */
function inline(runs: Run[], [mark, ...others]: Mark[] = ["href", "bold", "italic"]): string {
  if (!mark) return runs.map(({ text }) => (text === "\n" ? "<br>" : escaped(text))).join("");
  let html = "";
  for (let at = 0; at < runs.length;) {
    const value = runs[at]?.[mark];
    let end = at + 1;
    while (end < runs.length && runs[end]?.[mark] === value) end += 1;
    const content = inline(runs.slice(at, end), others);
    const attribute = mark === "href" ? ` href="${escaped(String(value))}"` : "";
    html += value ? `<${TAGS[mark]}${attribute}>${content}</${TAGS[mark]}>` : content;
    at = end;
  }
  return html;
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign] as string);
}
