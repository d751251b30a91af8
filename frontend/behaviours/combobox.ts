import type { Behaviour, Release } from "../registry";

/**
 * Completion (ARIA combobox with a listbox). The element holds an <input data-url="…?q="> and, when the form
 * needs the chosen code, an <input type="hidden" data-value>. The address answers <li role="option" data-value data-label>,
 * with a link inside when choosing means going there. Without script the field is an ordinary search.
 */
let serial = 0;

export const combobox: Behaviour = (element): Release | void => {
  const input = element.querySelector<HTMLInputElement>("input[data-url]");
  const hidden = element.querySelector<HTMLInputElement>("input[data-value]");
  if (!input) return;
  const list = document.createElement("ul");
  list.className = "combobox__list";
  list.id = `completion-${++serial}`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Propositions");
  list.hidden = true;
  const status = document.createElement("p");
  status.className = "visually-hidden";
  status.setAttribute("aria-live", "polite");
  element.append(list, status);
  for (const [name, value] of Object.entries({
    role: "combobox",
    autocomplete: "off",
    "aria-autocomplete": "list",
    "aria-controls": list.id,
    "aria-expanded": "false",
  })) input.setAttribute(name, value);

  let active = -1;
  let timer = 0;
  let asked: AbortController | null = null;
  let composing = false;
  const options = () => [...list.querySelectorAll<HTMLElement>("[role=option]")];

  const open = (yes: boolean) => {
    list.hidden = !yes;
    input.setAttribute("aria-expanded", String(yes));
    if (!yes) point(-1);
  };
  const point = (index: number) => {
    const all = options();
    active = all.length ? (index < 0 ? -1 : index % all.length) : -1;
    all.forEach((option, at) => option.setAttribute("aria-selected", String(at === active)));
    const chosen = all[active];
    if (chosen) {
      chosen.scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", chosen.id);
    } else input.removeAttribute("aria-activedescendant");
  };
  const choose = (option: HTMLElement) => {
    const link = option.querySelector("a");
    input.value = option.dataset.label ?? option.textContent?.trim() ?? "";
    if (hidden) {
      hidden.value = option.dataset.value ?? "";
      hidden.dispatchEvent(new Event("change", { bubbles: true }));
    }
    open(false);
    if (!hidden && link) location.assign(link.href);
    else input.dispatchEvent(new Event("chosen", { bubbles: true }));
  };
  const ask = async () => {
    asked?.abort();
    const text = input.value.trim();
    if (text.length < 2) return open(false);
    asked = new AbortController();
    try {
      const answer = await fetch((input.dataset.url ?? "") + encodeURIComponent(text.slice(0, 80)), {
        signal: asked.signal,
        headers: { "HX-Request": "true" },
      });
      if (!answer.ok) return open(false);
      list.innerHTML = await answer.text(); // our own server's fragment, escaped there
      options().forEach((option, at) => {
        option.id = `${list.id}-${at}`;
        option.querySelector("a")?.setAttribute("tabindex", "-1");
      });
      const count = options().length;
      status.textContent = count ? `${count} ${count < 2 ? "proposition" : "propositions"}` : "Aucune commune trouvée";
      if (!count && !list.childElementCount) list.innerHTML = '<li class="combobox__status">Aucune commune trouvée</li>';
      open(document.activeElement === input);
    } catch {
      // a newer question replaced this one, or the network is down: the plain search remains
    }
  };

  input.addEventListener("compositionstart", () => (composing = true));
  input.addEventListener("compositionend", () => (composing = false));
  input.addEventListener("input", () => {
    if (hidden) hidden.value = "";
    clearTimeout(timer);
    timer = window.setTimeout(ask, 120);
  });
  input.addEventListener("keydown", (event) => {
    if (composing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) void ask();
      else point(event.key === "ArrowDown" ? active + 1 : active <= 0 ? options().length - 1 : active - 1);
    } else if (event.key === "Enter" && !list.hidden && options()[active]) {
      event.preventDefault();
      choose(options()[active] as HTMLElement);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      open(false);
    }
  });
  input.addEventListener("blur", () => setTimeout(() => open(false), 150));
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
  list.addEventListener("click", (event) => {
    const option = (event.target as HTMLElement).closest<HTMLElement>("[role=option]");
    if (!option) return;
    event.preventDefault();
    choose(option);
  });
  return () => clearTimeout(timer);
};
