import { Behaviour } from "../behaviour";

const WAIT_MS = 120;
let serial = 0;

/**
 * Completion (ARIA combobox with a listbox). `url` ends with `?q=` and answers <li role="option" data-value data-label>,
 * with `data-href`, or a link inside, when choosing means going there. The hidden field `code` holds the code of what was
 * chosen. Without script the field is an ordinary search. A postal code of one commune alone is that choice: its name
 * stands there before anything is sent. `within`: the field whose value narrows the question, as `dans`; `skip`: a beginning that is neither
 * asked nor replaced (the number before a street); `none`: what is said where there is nothing to propose. `fills`: by
 * the names of other fields, which `data-` of the option is written there.
 */
export default class extends Behaviour {
  static override readonly targets = ["input", "code"];
  static override readonly values = {
    url: String,
    within: String,
    skip: String,
    none: { type: String, default: "Aucune commune trouvée" },
    fills: Object,
  };
  declare readonly inputTarget: HTMLInputElement;
  declare readonly codeTarget: HTMLInputElement;
  declare readonly hasCodeTarget: boolean;
  declare readonly urlValue: string;
  declare readonly withinValue: string;
  declare readonly skipValue: string;
  declare readonly noneValue: string;
  declare readonly fillsValue: Record<string, string>;

  private readonly list = document.createElement("ul");
  private readonly status = document.createElement("p");
  private active = -1;
  private timer = 0;
  private request: AbortController | null = null;
  private isComposing = false;
  private filled: Record<string, string> = {};

  override connect(): void {
    this.build();
    const { inputTarget: input, list } = this;
    this.listen(input, "compositionstart", () => (this.isComposing = true));
    this.listen(input, "compositionend", () => (this.isComposing = false));
    this.listen(input, "input", () => {
      if (this.hasCodeTarget) this.codeTarget.value = "";
      this.searchSoon();
    });
    this.listen<KeyboardEvent>(input, "keydown", (event) => this.press(event));
    this.listen(input, "blur", () => setTimeout(() => this.open(false), 150));
    this.listen(list, "pointerdown", (event) => event.preventDefault()); // the field keeps the focus
    this.listen(list, "click", (event) => {
      const option = (event.target as HTMLElement).closest<HTMLElement>("[role=option]");
      if (!option) return;
      event.preventDefault();
      this.choose(option);
    });
    // What was typed before this script arrived.
    if (document.activeElement === input && input.value !== input.defaultValue) this.searchSoon();
  }

  private searchSoon(): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.search(), WAIT_MS);
  }

  override disconnect(): void {
    super.disconnect();
    clearTimeout(this.timer);
    this.list.remove();
    this.status.remove();
  }

  private build(): void {
    const { list, status } = this;
    list.className = "combobox__list";
    list.id ||= `completion-${++serial}`;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "Propositions");
    list.hidden = true;
    status.className = "visually-hidden";
    status.setAttribute("aria-live", "polite");
    this.element.append(list, status);
    for (const [name, value] of Object.entries({
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-controls": list.id,
      "aria-expanded": "false",
    }))
      this.inputTarget.setAttribute(name, value);
  }

  private get skipped(): string {
    return (this.skipValue && new RegExp(this.skipValue, "i").exec(this.inputTarget.value)?.[0]) || "";
  }

  private get options(): HTMLElement[] {
    return [...this.list.querySelectorAll<HTMLElement>("[role=option]")];
  }

  private open(isOpen: boolean): void {
    this.list.hidden = !isOpen;
    this.inputTarget.setAttribute("aria-expanded", String(isOpen));
    if (!isOpen) this.point(-1);
  }

  private point(index: number): void {
    const { options } = this;
    this.active = index < 0 || !options.length ? -1 : index % options.length;
    options.forEach((option, at) => option.setAttribute("aria-selected", String(at === this.active)));
    const option = options[this.active];
    if (!option) return this.inputTarget.removeAttribute("aria-activedescendant");
    option.scrollIntoView({ block: "nearest" });
    this.inputTarget.setAttribute("aria-activedescendant", option.id);
  }

  private press(event: KeyboardEvent): void {
    if (this.isComposing) return;
    const { options, active } = this;
    const option = options[active];
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (this.list.hidden) void this.search();
      else this.point(event.key === "ArrowDown" ? active + 1 : active <= 0 ? options.length - 1 : active - 1);
    } else if (event.key === "Enter" && !this.list.hidden && option) {
      event.preventDefault();
      this.choose(option);
    } else if (event.key === "Escape" && !this.list.hidden) {
      event.preventDefault();
      this.open(false);
    }
  }

  private choose(option: HTMLElement): void {
    const { inputTarget: input } = this;
    const address = option.dataset.href ?? option.querySelector("a")?.href;
    input.value = this.skipped + (option.dataset.label ?? option.textContent?.trim() ?? "");
    if (this.hasCodeTarget) {
      this.codeTarget.value = option.dataset.value ?? "";
      this.codeTarget.dispatchEvent(new Event("change", { bubbles: true }));
    }
    this.fill(option);
    this.open(false);
    if (!this.hasCodeTarget && address) location.assign(address);
    else input.dispatchEvent(new Event("chosen", { bubbles: true }));
  }

  /** What the person wrote there themselves stays. */
  private fill(option: HTMLElement): void {
    for (const [name, part] of Object.entries(this.fillsValue)) {
      const field = this.inputTarget.form?.elements.namedItem(name);
      if (!(field instanceof HTMLInputElement) || (field.value && field.value !== this.filled[name])) continue;
      this.filled[name] = field.value = option.dataset[part] ?? "";
    }
  }

  private async search(): Promise<void> {
    this.request?.abort();
    const text = this.inputTarget.value.slice(this.skipped.length).trim();
    if (text.length < 2) return this.open(false);
    this.request = new AbortController();
    try {
      const answer = await fetch(this.question(text), {
        signal: this.request.signal,
        headers: { "HX-Request": "true" },
      });
      if (!answer.ok) return this.open(false);
      this.show(await answer.text());
    } catch {
      // a newer question replaced this one, or the network is down: the plain search remains
    }
  }

  private question(text: string): string {
    const within = this.withinValue && this.inputTarget.form?.elements.namedItem(this.withinValue);
    const narrowed = within instanceof HTMLInputElement ? `&dans=${encodeURIComponent(within.value)}` : "";
    return this.urlValue + encodeURIComponent(text.slice(0, 80)) + narrowed;
  }

  private show(html: string): void {
    this.list.innerHTML = html; // our own server's fragment, escaped there
    const { options } = this;
    options.forEach((option, at) => {
      option.id = `${this.list.id}-${at}`;
      option.querySelector("a")?.setAttribute("tabindex", "-1");
    });
    const count = options.length;
    const [only] = options;
    if (only && count === 1 && this.hasCodeTarget && /^\d{5}$/.test(this.inputTarget.value.trim())) {
      this.choose(only);
      this.status.textContent = `Commune choisie\u00a0: ${this.inputTarget.value}`;
      return;
    }
    const none = this.noneValue;
    this.status.textContent = count ? `${count} ${count < 2 ? "proposition" : "propositions"}` : none;
    if (!count && !none) return this.open(false);
    if (!this.list.childElementCount) this.list.innerHTML = `<li class="combobox__status">${none}</li>`;
    this.open(document.activeElement === this.inputTarget);
  }
}
