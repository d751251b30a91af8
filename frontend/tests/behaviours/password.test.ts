import { expect, it } from "vitest";
import Password from "../../behaviours/password";
import { find, fire, open } from "../page";

it("shows and hides what is typed, and hides it when it is sent", async () => {
  await open('<form><input type="password" data-controller="password"></form>', { password: Password });
  const [field, button] = [find<HTMLInputElement>("input"), find("button")];
  expect(button.textContent).toBe("Afficher le mot de passe");
  button.click();
  expect([field.type, button.textContent]).toEqual(["text", "Masquer le mot de passe"]);
  fire(find("form"), "submit");
  expect(field.type).toBe("password");
});
