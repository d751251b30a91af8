import { Behaviour } from "../behaviour";

/** Writes beside the button of a file input what was chosen, where the browser would say it in its own language. */
export default class extends Behaviour {
  static override readonly targets = ["name"];
  declare readonly nameTarget: HTMLElement;

  override connect(): void {
    const input = this.element.querySelector("input");
    if (!input) return;
    this.listen(input, "change", () => this.show(input));
    if (input.form) this.listen(input.form, "reset", () => setTimeout(() => this.show(input)));
    this.show(input); // chosen before this script came
  }

  private show(input: HTMLInputElement): void {
    const names = [...(input.files ?? [])].map(({ name }) => name);
    this.nameTarget.hidden = false;
    this.nameTarget.textContent = names.join(", ") || "Aucun fichier choisi";
  }
}
