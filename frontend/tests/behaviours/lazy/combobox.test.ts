import { beforeEach, expect, it, vi } from "vitest";
import Combobox from "../../../behaviours/lazy/combobox";
import { answerWith, arrive, find, open, press, settled, type } from "../../page";

const OPTIONS =
  '<li role="option" data-value="06059" data-label="Èze">Èze</li>' +
  '<li role="option" data-value="95229" data-label="Ézanville">Ézanville</li>';
const PAGE = `
  <div data-controller="combobox" data-combobox-url-value="/communes/?q=">
    <input data-combobox-target="input"><input type="hidden" data-combobox-target="code" value="old">
  </div>`;

const input = () => find<HTMLInputElement>("[data-combobox-target=input]");
const code = () => find<HTMLInputElement>("[data-combobox-target=code]");

async function search(text: string): Promise<void> {
  input().focus();
  type(input(), text);
  await vi.waitFor(() => expect(find("[aria-live]").textContent).not.toBe(""));
  await settled();
}

beforeEach(() => open(PAGE, { combobox: Combobox }));

it("asks for what was typed and is driven by the keyboard", async () => {
  const asked = answerWith(OPTIONS);
  await search("eze");
  expect(asked.map(([address]) => address)).toEqual(["/communes/?q=eze"]);
  expect(code().value).toBe("");
  expect(find("[aria-live]").textContent).toBe("2 propositions");
  press(input(), "ArrowDown");
  press(input(), "ArrowDown");
  const active = document.getElementById(input().getAttribute("aria-activedescendant") ?? "");
  expect([active?.textContent, active?.getAttribute("aria-selected")]).toEqual(["Ézanville", "true"]);
  expect(press(input(), "Enter").defaultPrevented).toBe(true);
  expect([input().value, code().value]).toEqual(["Ézanville", "95229"]);
  expect(input().getAttribute("aria-expanded")).toBe("false");
});

it("closes on Escape and keeps what was typed", async () => {
  answerWith(OPTIONS);
  await search("ez");
  expect(input().getAttribute("aria-expanded")).toBe("true");
  press(input(), "Escape");
  expect([find("ul").hidden, input().value]).toEqual([true, "ez"]);
});

it("says when there is nothing", async () => {
  answerWith("");
  await search("zzz");
  expect(find("li").textContent).toBe("Aucune commune trouvée");
});

it("shows the commune of a postal code that is of one alone, and asks where there are several", async () => {
  const one = '<li role="option" data-value="06059" data-label="Èze (06360)">Èze</li>';
  answerWith(one);
  await search("06360");
  expect([input().value, code().value, find("ul").hidden]).toEqual(["Èze (06360)", "06059", true]);
  expect(find("[aria-live]").textContent).toBe("Commune choisie\u00a0: Èze (06360)");
  answerWith(OPTIONS);
  await search("61130");
  await vi.waitFor(() => expect(find("[aria-live]").textContent).toBe("2 propositions"));
  expect([input().value, code().value]).toEqual(["61130", ""]);
});

it("asks for what was typed before its script arrived", async () => {
  const asked = answerWith(OPTIONS);
  await open(PAGE, {});
  input().focus();
  type(input(), "eze");
  arrive("combobox", Combobox);
  await vi.waitFor(() => expect(asked.map(([address]) => address)).toEqual(["/communes/?q=eze"]));
});

it("fills in what follows from the choice, but for what the person wrote", async () => {
  const of = (town: string) => `data-name="${town}" data-postal-code="06360"`;
  answerWith(
    `<li role="option" data-label="Èze" ${of("Èze")}>Èze</li>` +
      `<li role="option" data-label="Ézanville" ${of("L'Ézanville")}>Ézanville</li>`,
  );
  const fills = `data-combobox-fills-value='{"town": "name", "postal_code": "postalCode"}'`;
  const page = PAGE.replace("data-controller", `${fills} data-controller`);
  await open(`<form>${page}<input name="town"><input name="postal_code" value="75001"></form>`, {
    combobox: Combobox,
  });
  const town = () => find<HTMLInputElement>("[name=town]").value;
  await search("ez");
  find('[data-label="Èze"]').click();
  expect(town()).toBe("Èze");
  expect(find<HTMLInputElement>("[name=postal_code]").value).toBe("75001");
  find('[data-label="Ézanville"]').click();
  expect(town()).toBe("L'Ézanville");
});
