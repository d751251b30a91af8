import type { Behaviour } from "../registry";

/** Adds « Afficher » beside a password field: reading what one types is the surest way not to be locked out. */
export const password: Behaviour = (element) => {
  const field = element as HTMLInputElement;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "link-button";
  const show = (visible: boolean) => {
    field.type = visible ? "text" : "password";
    button.textContent = visible ? "Masquer le mot de passe" : "Afficher le mot de passe";
  };
  show(false);
  button.addEventListener("click", () => show(field.type === "password"));
  field.form?.addEventListener("submit", () => show(false));
  field.after(button);
  return () => button.remove();
};
