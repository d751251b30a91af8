/**
 * The light text editor over <div data-behaviour="lazy"><textarea>: bold, lists, links. The textarea stays the value
 * that is sent; the hidden field `<name>_format` says "html" once this script holds the pen ("" = plain text).
 */
import type { Behaviour } from "../registry";

const KEPT = new Set(["B", "STRONG", "I", "EM", "UL", "OL", "LI", "P", "BR", "DIV", "A"]);

/** What was pasted, without anything but our few tags: word processors bring the rest. */
export function cleaned(source: string): DocumentFragment {
  const parsed = new DOMParser().parseFromString(source, "text/html");
  parsed.querySelectorAll("script, style, meta, title, link").forEach((e) => e.remove());
  for (const node of [...parsed.body.querySelectorAll("*")]) {
    if (!KEPT.has(node.tagName)) {
      node.replaceWith(...node.childNodes);
      continue;
    }
    const href = node.getAttribute("href") ?? "";
    [...node.attributes].forEach((attribute) => node.removeAttribute(attribute.name));
    if (node.tagName === "A" && /^(https?:|mailto:|tel:)/i.test(href)) node.setAttribute("href", href);
  }
  const fragment = document.createDocumentFragment();
  fragment.append(...parsed.body.childNodes);
  return fragment;
}

function asHtml(text: string): string {
  const line = document.createElement("p");
  return text
    .split(/\n{2,}/)
    .map((paragraph) => {
      line.textContent = paragraph;
      return `<p>${line.innerHTML.replace(/\n/g, "<br>")}</p>`;
    })
    .join("");
}

export const start: Behaviour = (element) => {
  const field = element.querySelector("textarea");
  const format = element.querySelector<HTMLInputElement>("input[data-format]");
  if (!field || !format) return;
  const sprite = element.dataset.icons ?? "";
  const label = document.querySelector<HTMLLabelElement>(`label[for="${field.id}"]`);

  const text = document.createElement("div");
  text.className = "editor__text prose";
  text.contentEditable = "true";
  text.setAttribute("role", "textbox");
  text.setAttribute("aria-multiline", "true");
  text.setAttribute("aria-label", label?.childNodes[0]?.textContent?.trim() ?? "Texte");
  for (const name of ["aria-describedby", "aria-invalid"]) {
    const value = field.getAttribute(name);
    if (value) text.setAttribute(name, value);
  }
  text.dataset.placeholder = field.placeholder;
  const load = (html: string) => text.replaceChildren(...cleaned(html).childNodes);
  const written = () => (!field.value.trim() ? "" : format.value === "html" ? field.value : asHtml(field.value));
  // Without script the textarea shows plain words; the kept text with its bold and lists is in data-rich.
  // A draft put back before this script came is newer than both.
  const rich = field.value === field.defaultValue ? element.dataset.rich : undefined;
  load(rich || written());
  field.value = text.innerHTML;
  format.value = "html";
  field.autocomplete = "off"; // a browser that fills the textarea again would bring tags without their format
  const save = () => {
    const empty = !text.textContent?.trim();
    field.value = empty ? "" : text.innerHTML;
    format.value = "html";
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const tools = document.createElement("div");
  tools.className = "editor__tools";
  tools.setAttribute("role", "toolbar");
  tools.setAttribute("aria-label", "Mise en forme");
  const tool = (icon: string, name: string, act: () => void) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "icon-button";
    made.title = name;
    made.innerHTML = `<svg class="icon" aria-hidden="true"><use href="${sprite}#${icon}"></use></svg><span class="visually-hidden">${name}</span>`;
    made.addEventListener("pointerdown", (event) => event.preventDefault()); // the selection stays
    made.addEventListener("click", act);
    tools.append(made);
    return made;
  };
  const run = (command: string, value?: string) => {
    text.focus();
    document.execCommand(command, false, value);
    save();
    mark();
  };
  const bold = tool("type-bold", "Gras", () => run("bold"));
  const list = tool("list-ul", "Liste", () => run("insertUnorderedList"));
  tool("link-45deg", "Lien", () => openLink());
  const mark = () => {
    bold.setAttribute("aria-pressed", String(document.queryCommandState("bold")));
    list.setAttribute("aria-pressed", String(document.queryCommandState("insertUnorderedList")));
  };

  const link = document.createElement("div");
  link.className = "editor__link";
  link.hidden = true;
  link.innerHTML =
    '<div class="field"><label class="field__label">Adresse du lien<input class="input" type="text" inputmode="url" placeholder="https://"></label></div>' +
    '<button type="button" class="button button--small">Ajouter</button><button type="button" class="link-button">Annuler</button>';
  const address = link.querySelector("input") as HTMLInputElement;
  let range: Range | null = null;
  const openLink = () => {
    const selection = getSelection();
    range = selection?.rangeCount && text.contains(selection.anchorNode) ? selection.getRangeAt(0).cloneRange() : null;
    link.hidden = false;
    address.value = "";
    address.focus();
  };
  const closeLink = () => {
    link.hidden = true;
    text.focus();
  };
  const addLink = () => {
    const typed = address.value.trim();
    if (!typed) return closeLink();
    const url = /^[a-z]+:/i.test(typed) ? typed : typed.includes("@") ? `mailto:${typed}` : `https://${typed}`;
    closeLink();
    if (range) {
      const selection = getSelection();
      selection?.removeAllRanges();
      selection?.addRange(range);
    }
    if (!range || range.collapsed) {
      const made = document.createElement("a");
      made.href = url;
      made.textContent = typed;
      run("insertHTML", made.outerHTML + " ");
    } else run("createLink", url);
  };
  link.querySelectorAll("button").forEach((made, at) => made.addEventListener("click", at ? closeLink : addLink));
  link.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
    if (event.key === "Enter") addLink();
    if (event.key === "Escape") closeLink();
  });

  text.addEventListener("input", save);
  text.addEventListener("paste", (event) => {
    event.preventDefault();
    const html = event.clipboardData?.getData("text/html");
    const holder = document.createElement("div");
    if (html) holder.append(cleaned(html));
    else holder.innerHTML = asHtml(event.clipboardData?.getData("text/plain") ?? "");
    run("insertHTML", holder.innerHTML);
  });
  document.addEventListener("selectionchange", () => {
    if (document.activeElement === text) mark();
  });
  field.addEventListener("draft:restored", () => load(written()));
  label?.addEventListener("click", () => text.focus());

  document.execCommand("defaultParagraphSeparator", false, "p");
  const frame = document.createElement("div");
  frame.className = "editor";
  frame.append(tools, link, text);
  field.hidden = true;
  field.before(frame);
  return () => {
    frame.remove();
    field.hidden = false;
  };
};
