import { expect, it, vi } from "vitest";
import Combobox from "../../../behaviours/lazy/combobox";
import { answerWith, find, open, press, settled, type } from "../../page";

it("asks for the street alone, in the commune of the form, and keeps the number before it", async () => {
  const input = () => find<HTMLInputElement>("[data-combobox-target=input]");
  await open(
    `<form><input type="hidden" name="commune_code" value="06059">
      <div data-controller="combobox" data-combobox-url-value="/communes/rues/?q=" data-combobox-none-value=""
        data-combobox-within-value="commune_code" data-combobox-skip-value="^\\s*\\d+\\s*(?:(?:bis|ter)(?=[\\s,]))?[\\s,]+">
        <input data-combobox-target="input" autocomplete="address-line1">
      </div></form>`,
    { combobox: Combobox },
  );
  const asked = answerWith('<li role="option" data-label="Rue du Barri">Rue du Barri</li>');
  input().focus();
  type(input(), "12 bis rue du b");
  await vi.waitFor(() => expect(find("ul").childElementCount).toBe(1));
  await settled();
  expect(asked.map(([address]) => address)).toEqual(["/communes/rues/?q=rue%20du%20b&dans=06059"]);
  press(input(), "ArrowDown");
  press(input(), "Enter");
  expect([input().value, input().autocomplete]).toEqual(["12 bis Rue du Barri", "address-line1"]);
});
