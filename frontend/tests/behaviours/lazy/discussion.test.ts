import { beforeEach, expect, it, vi } from "vitest";
import Discussion from "../../../behaviours/lazy/discussion";
import { answerWith, find, fire, open, settled } from "../../page";

const message = (number: number, author: string, extra = "") =>
  `<li id="message-m${number}" data-number="${number}"><b data-author>${author}</b>${extra}</li>`;
const PAGE = `<div data-controller="discussion" data-discussion-id-value="d" data-discussion-url-value="/messages/"
    data-discussion-message-url-value="/message/" data-discussion-read-url-value="/lu/" data-discussion-read-upto-value="1">
  <ol data-list>${message(1, "Ana")}</ol>
  <p data-discussion-target="status"></p>
  <p data-discussion-target="arrived" hidden><a href="#fin"><span data-discussion-target="arrivedLabel"></span></a></p>
  <div id="fin" data-discussion-target="end"></div>
  <div id="ecrire"><form><div id="reponse"><input type="hidden" name="answers" value=""></div><textarea></textarea></form></div>
</div><form id="act"><input name="csrfmiddlewaretoken" value="token"></form>`;

let scrolledToEnd: (isIntersecting: boolean) => void;

beforeEach(async () => {
  vi.stubGlobal(
    "IntersectionObserver",
    class {
      constructor(callback: (entries: object[]) => void) {
        scrolledToEnd = (isIntersecting) => callback([{ isIntersecting }]);
      }
      observe = () => undefined;
      disconnect = () => undefined;
    },
  );
  vi.spyOn(performance, "getEntriesByType").mockReturnValue([]);
  Element.prototype.scrollIntoView = () => undefined;
  window.scrollBy = () => undefined;
  await open(PAGE, { discussion: Discussion });
});

async function hear(data: object): Promise<void> {
  fire(document, "live:discussion", { detail: { data: { id: "d", ...data } } });
  await new Promise((done) => setTimeout(done, 200));
  await settled();
}

it("adds the messages of others, says from whom, and how many wait below", async () => {
  const asked = answerWith(message(2, "Bo") + message(3, "Cléo"));
  await hear({ number: 3 });
  expect(asked.map(([address]) => address)).toEqual(["/messages/?apres=1"]);
  expect([...document.querySelectorAll("[data-number]")].map(({ id }) => id)).toEqual([
    "message-m1",
    "message-m2",
    "message-m3",
  ]);
  expect(find("[data-discussion-target=status]").textContent).toBe("Nouveau message de Bo, Cléo");
  expect(find("[data-discussion-target=arrivedLabel]").textContent).toBe("2 nouveaux messages");
  expect(find("#nouveaux").nextElementSibling?.id).toBe("message-m2");
  scrolledToEnd(true);
  await settled();
  expect(find("[data-discussion-target=arrived]").hidden).toBe(true);
  expect(asked.at(-1)?.[0]).toBe("/lu/");
  expect(String(asked.at(-1)?.[1]?.body)).toBe("upto=3");
});

it("leaves another discussion alone", async () => {
  const asked = answerWith("");
  await hear({ id: "other", number: 9 });
  expect(asked).toEqual([]);
});

it("draws a message again that changed, with the focus where it was", async () => {
  find("#message-m1").innerHTML += "<button>Aimer</button>";
  find("#message-m1 button").focus();
  answerWith(message(1, "Ana", "<button>Aimer</button><i>modifié</i>"));
  await hear({ message: "m1" });
  expect(find("#message-m1 i").textContent).toBe("modifié");
  expect(document.activeElement).toBe(find("#message-m1 button"));
});

it("shows again what was being answered when its draft comes back", async () => {
  answerWith(
    '<div id="reponse" data-answers="m1"><input type="hidden" name="answers" value="m1"><blockquote>Ana</blockquote><a data-no-answer href="#">x</a></div>',
  );
  const field = find<HTMLInputElement>("#reponse input");
  field.value = "m1";
  field.dispatchEvent(new Event("draft:restored"));
  await settled();
  expect(find("#reponse blockquote").textContent).toBe("Ana");
  find("[data-no-answer]").click();
  expect([find<HTMLInputElement>("#reponse input").value, document.querySelector("#reponse blockquote")]).toEqual([
    "",
    null,
  ]);
});
