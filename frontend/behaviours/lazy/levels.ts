import { Behaviour } from "../behaviour";

type Detail = HTMLInputElement | HTMLSelectElement;

const OWN = "own";

/**
 * The cards and, beneath them, nothing but what they stand for: pressing one sets every detail, by its name, to what
 * `meant` says of it at that level; a detail that makes none of them is a choice of one's own, found again by its card.
 */
export default class extends Behaviour<HTMLFormElement> {
  static override readonly values = { meant: Object };
  declare readonly meantValue: Record<string, Record<string, string | boolean>>;
  private own = new Map<Detail, string | boolean>();

  override connect(): void {
    if (this.cards.some(({ checked, value }) => checked && value === OWN)) this.keepOwn();
    this.listen(this.element, "change", ({ target }) => {
      if (!(target instanceof HTMLElement)) return;
      if (target instanceof HTMLInputElement && target.name === "level") this.follow(target.value);
      else if (target.closest(".matrix__row")) this.choose();
    });
  }

  private get cards(): HTMLInputElement[] {
    return [...this.element.querySelectorAll<HTMLInputElement>("[name=level]")];
  }

  private get details(): Detail[] {
    return [...this.element.querySelectorAll<Detail>(".matrix__row :is(input, select):not(:disabled)")];
  }

  private follow(level: string): void {
    for (const detail of this.details) set(detail, level === OWN ? this.own.get(detail) : this.meant(detail, level));
  }

  /** « Rien » hides the details: nobody is taken there by the last of them. */
  private choose(): void {
    const { cards, details } = this;
    const levels = cards.map(({ value }) => value).filter((value) => value !== OWN && value !== "nothing");
    const level = levels.find((one) => details.every((detail) => held(detail) === this.meant(detail, one))) ?? OWN;
    if (level === OWN) this.keepOwn();
    for (const card of cards) card.checked = card.value === level;
  }

  private meant(detail: Detail, level: string): string | boolean | undefined {
    return this.meantValue[level]?.[detail.name];
  }

  private keepOwn(): void {
    this.own = new Map(this.details.map((detail) => [detail, held(detail)]));
    this.element.querySelector(".levels")?.toggleAttribute("data-own", true);
  }
}

const held = (detail: Detail): string | boolean => (detail instanceof HTMLInputElement ? detail.checked : detail.value);

const set = (detail: Detail, value: string | boolean | undefined): void => {
  if (detail instanceof HTMLInputElement) detail.checked = value === true;
  else if (typeof value === "string") detail.value = value;
};
