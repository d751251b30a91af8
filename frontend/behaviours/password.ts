import { Behaviour } from "./behaviour";

/** Adds « Afficher » beside a password field: reading what one types is the surest way not to be locked out. */
export default class extends Behaviour<HTMLInputElement> {
  private readonly button = document.createElement("button");

  override connect(): void {
    this.button.type = "button";
    this.button.className = "link-button";
    this.show(false);
    this.listen(this.button, "click", () => this.show(this.element.type === "password"));
    if (this.element.form) this.listen(this.element.form, "submit", () => this.show(false));
    this.element.after(this.button);
  }

  override disconnect(): void {
    super.disconnect();
    this.button.remove();
  }

  private show(isVisible: boolean): void {
    this.element.type = isVisible ? "text" : "password";
    this.button.textContent = isVisible ? "Masquer le mot de passe" : "Afficher le mot de passe";
  }
}
