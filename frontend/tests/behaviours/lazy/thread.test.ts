import { beforeEach, describe, expect, it, vi } from "vitest";
import Thread from "../../../behaviours/lazy/thread";
import { answerWith, find, fire, open, settled } from "../../page";

const message = (number: number, author: string, extra = "") =>
  `<li id="message-m${number}" data-number="${number}"><b data-author>${author}</b>${extra}</li>`;
const PAGE = `<div data-controller="thread" data-thread-id-value="d" data-thread-url-value="/messages/"
    data-thread-state-url-value="/fil/?liste=a-moi&amp;etat="
    data-thread-message-url-value="/message/" data-thread-anchor-value="message" data-thread-noun-value="message"
    data-thread-read-url-value="/lu/" data-thread-read-upto-value="1">
  <ol data-list>${message(1, "Ana")}</ol>
  <p data-thread-target="status"></p>
  <p data-thread-target="arrived" hidden><a href="#fin"><span data-thread-target="arrivedLabel"></span></a></p>
  <div id="fin" data-thread-target="end"></div>
  <div id="ecrire" data-write><form><div id="reponse" data-answer><input type="hidden" name="answers" value=""></div><textarea></textarea></form></div>
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
  vi.stubGlobal(
    "ResizeObserver",
    class {
      constructor(private readonly sized: () => void) {}
      observe = () => this.sized();
      disconnect = () => undefined;
    },
  );
  vi.spyOn(performance, "getEntriesByType").mockReturnValue([]);
  Element.prototype.scrollIntoView = () => undefined;
  window.scrollBy = () => undefined;
});

async function hear(data: object): Promise<void> {
  fire(document, "live:thread", { detail: { data: { id: "d", ...data } } });
  await new Promise((done) => setTimeout(done, 200));
  await settled();
}

describe("on a page of its own", () => {
  beforeEach(() => open(PAGE, { thread: Thread }));

  it("sends by Ctrl + Enter, and what stands in the form as by its button", () => {
    const sent = vi.fn((event: Event) => event.preventDefault());
    find("form").addEventListener("submit", sent);
    const press = (keys: object) =>
      find("textarea").dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, ...keys }));
    press({});
    expect(sent).not.toHaveBeenCalled();
    press({ ctrlKey: true });
    press({ metaKey: true });
    expect(sent).toHaveBeenCalledTimes(2);
  });

  it("adds the messages of others, says from whom, and how many wait below", async () => {
    const asked = answerWith(message(2, "Bo") + message(3, "Cléo"));
    await hear({ number: 3 });
    expect(asked.map(([address]) => address)).toEqual(["/messages/?apres=1"]);
    expect([...document.querySelectorAll("[data-number]")].map(({ id }) => id)).toEqual([
      "message-m1",
      "message-m2",
      "message-m3",
    ]);
    expect(find("[data-thread-target=status]").textContent).toBe("Nouveau message de Bo, Cléo");
    expect(find("[data-thread-target=arrivedLabel]").textContent).toBe("2 nouveaux messages");
    expect(find("#nouveaux").nextElementSibling?.id).toBe("message-m2");
    scrolledToEnd(true);
    await settled();
    expect(find("[data-thread-target=arrived]").hidden).toBe(true);
    expect(asked.at(-1)?.[0]).toBe("/lu/");
    expect(String(asked.at(-1)?.[1]?.body)).toBe("upto=3");
  });

  it("leaves another thread alone", async () => {
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

  it("keeps the focus on a message that it led to, whatever is left of it", async () => {
    find("#message-m1").tabIndex = -1;
    find("#message-m1").focus();
    answerWith('<li id="message-m1" data-number="1">Supprimé par son auteur</li>');
    await hear({ message: "m1" });
    expect(document.activeElement?.textContent).toBe("Supprimé par son auteur");
  });

  it("shows again what was being answered when its draft comes back", async () => {
    answerWith(
      '<div id="reponse" data-answer data-answers="m1"><input type="hidden" name="answers" value="m1"><blockquote>Ana</blockquote><a data-no-answer href="#">x</a></div>',
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
});

describe("in private", () => {
  const seen = (words: string) => `<p id="vu" data-thread-part data-until-newer ${words ? "" : "hidden"}>${words}</p>`;
  const tools = (upto: number) =>
    `<div id="equipe" data-thread-part><form action="/sans-reponse/"><input value="${upto}"><button>Rien</button></form></div>`;
  const parts = `<div data-write><form></form></div>`;
  beforeEach(() =>
    open(PAGE.replace("<p data-thread-target", `${seen("Lu")}${tools(1)}<p data-thread-target`), { thread: Thread }),
  );

  it("says of no message that it was read before it was", async () => {
    const asked = answerWith(message(2, "Ana"));
    await hear({ number: 2 });
    expect(find("#vu").hidden).toBe(true);
    expect(asked.map(([address]) => address)).toContain("/fil/?liste=a-moi&etat=2");
    answerWith(seen("Pas encore lu") + tools(2) + parts);
    fire(document, "live:stale");
    await settled();
    expect([find("#vu").hidden, find("#vu").textContent]).toEqual([false, "Pas encore lu"]);
  });

  it("draws again what the team does with it, with the focus where it was", async () => {
    find("#equipe button").focus();
    answerWith(seen("Lu") + tools(7) + parts);
    fire(document, "live:stale");
    await settled();
    expect(find<HTMLInputElement>("#equipe input").value).toBe("7");
    expect(document.activeElement).toBe(find("#equipe button"));
  });

  it("leaves the focus on the second of two buttons, and moves it to no other one", async () => {
    const away = '<form action="/sans-reponse/"><button>Pas de réponse</button></form>';
    const two = (first: string, second: string) => `<div id="equipe" data-thread-part>${first}${second}</div>`;
    const notes = '<a href="?notes">Notes internes';
    find("#equipe").innerHTML = `${away}${notes}</a>`;
    find("#equipe a").focus();
    answerWith(seen("Lu") + two(away, `${notes} (1)</a>`) + parts);
    fire(document, "live:stale");
    await settled();
    expect(document.activeElement?.textContent).toBe("Notes internes (1)");
    answerWith(seen("Lu") + two(away, "") + parts);
    fire(document, "live:stale");
    await settled();
    expect(document.activeElement).toBe(find("#equipe"));
  });
});

// Comments under a content: no page of their own, nothing to scroll, no mark of what was read.
const COMMENTS = `<div data-controller="thread" data-thread-id-value="d" data-thread-url-value="/commentaires/"
    data-thread-message-url-value="/commentaire/" data-thread-anchor-value="message" data-thread-noun-value="commentaire">
  <ol data-list>${message(1, "Ana")}</ol>
  <p data-thread-target="status"></p>
  <p data-thread-target="rest" hidden><a href="/actualites/1/">Voir les nouveaux commentaires</a></p>
  <div data-write><form><div data-answer><input type="hidden" name="answers" value=""></div><textarea></textarea></form></div>
</div>`;

describe("under a content", () => {
  beforeEach(() => open(COMMENTS, { thread: Thread }));

  it("adds comments of others before one's own that joined the list first", async () => {
    find("[data-list]").innerHTML += message(3, "Moi"); // swapped in by htmx
    const asked = answerWith(message(2, "Bo") + message(3, "Moi"));
    await hear({ number: 2 });
    expect(asked.map(([address]) => address)).toEqual(["/commentaires/?apres=1"]);
    expect([...document.querySelectorAll("[data-number]")].map(({ id }) => id)).toEqual([
      "message-m1",
      "message-m2",
      "message-m3",
    ]);
    expect(find("[data-thread-target=status]").textContent).toBe("Nouveau commentaire de Bo");
    expect(document.querySelector("#nouveaux")).toBeNull();
  });

  it("stops adding comments to a page that was left open, and leads to the rest", async () => {
    const asked = answerWith(Array.from({ length: 60 }, (_, place) => message(place + 2, "Bo")).join(""));
    await hear({ number: 61 });
    expect(find("[data-thread-target=rest]").hidden).toBe(false);
    await hear({ number: 62 });
    expect(asked.length).toBe(1);
  });
});
