import { redraw } from "./redraw";

/** What is being answered in a thread: a field of the form below it, kept with the draft, and the quotation around it. */
export class Answering {
  constructor(
    private readonly thread: Element,
    private readonly fetchQuotation: (id: string) => Promise<DocumentFragment | null>,
    private readonly say: (words: string) => void,
  ) {}

  private get quotation(): HTMLElement | null {
    return this.thread.querySelector("[data-answer]");
  }

  private get field(): HTMLInputElement | null {
    return this.thread.querySelector("[data-answer] input");
  }

  isOf(id: string): boolean {
    return this.quotation?.dataset.answers === id;
  }

  /** As the field says it: its draft was restored. */
  show(): void {
    const id = this.field?.value ?? "";
    if (id === (this.quotation?.dataset.answers ?? "")) return;
    if (id) void this.draw(id);
    else this.drop();
  }

  async draw(id: string): Promise<void> {
    const fragment = await this.fetchQuotation(id);
    const fresh = fragment?.querySelector<HTMLElement>("[data-answer]");
    const { field, quotation } = this;
    if (field?.value !== id) return; // another one meanwhile
    if (!fresh) return this.drop();
    fresh.dataset.seen = "";
    if (quotation) redraw(quotation, fresh);
    if (fresh.dataset.answers) return;
    this.say(fresh.textContent?.trim() ?? "");
    this.keep();
  }

  /** « Ne pas répondre ». */
  giveUp(): void {
    this.drop();
    this.keep();
  }

  /** A quotation that has just arrived is kept with the draft. Answers whether there is one. */
  keepNew(): boolean {
    const { quotation } = this;
    if (!quotation?.dataset.answers || quotation.dataset.seen !== undefined) return false;
    quotation.dataset.seen = "";
    this.keep();
    return true;
  }

  private keep(): void {
    this.field?.dispatchEvent(new Event("input", { bubbles: true }));
  }

  private drop(): void {
    const { quotation, field } = this;
    if (!quotation || !field) return;
    field.value = "";
    quotation.replaceChildren(field);
    delete quotation.dataset.answers;
    delete quotation.dataset.seen;
  }
}
