import { beforeEach, expect, it, vi } from "vitest";
import UploadProgress from "../../../behaviours/lazy/upload-progress";
import { find, fire, open } from "../../page";

class Request extends EventTarget {
  static last: Request;
  upload = new EventTarget();
  headers: Record<string, string> = {};
  responseText = "";
  redirect: string | null = null;
  body?: FormData;
  constructor() {
    super();
    Request.last = this;
  }
  open = vi.fn();
  setRequestHeader(name: string, value: string): void {
    this.headers[name] = value;
  }
  getResponseHeader(): string | null {
    return this.redirect;
  }
  send(body: FormData): void {
    this.body = body;
  }
}

const PAGE = `<main><form action="/envoyer/" enctype="multipart/form-data" data-controller="upload-progress" data-sending>
  <input type="file" name="photos"><progress data-upload-progress-target="bar" hidden></progress><button aria-disabled="true">Valider</button></form></main>`;

function choose(...files: File[]): void {
  Object.defineProperty(find("input"), "files", { value: files });
}

beforeEach(async () => {
  vi.stubGlobal("XMLHttpRequest", Request);
  await open(PAGE, { "upload-progress": UploadProgress });
});

it("leaves a form without files to the browser", () => {
  choose();
  expect(fire(find("form"), "submit").defaultPrevented).toBe(false);
});

it("shows how far the files are, and says when it broke", () => {
  choose(new File(["photo"], "a.jpg"));
  expect(fire(find("form"), "submit", { submitter: null }).defaultPrevented).toBe(true);
  const request = Request.last;
  expect(request.open).toHaveBeenCalledWith("POST", "/envoyer/");
  fire(request.upload, "progress", { loaded: 2, total: 5 });
  const bar = find<HTMLProgressElement>("progress");
  expect([bar.hidden, bar.value, bar.max, bar.getAttribute("aria-valuenow")]).toEqual([false, 40, 100, "40"]);
  expect(find("form").textContent).toContain("Envoi de votre fichier\u00a0: 40\u00a0%");
  fire(request.upload, "progress", { loaded: 5, total: 5 });
  expect(find("form").textContent).toContain("Vérification…");
  expect([bar.hasAttribute("value"), bar.getAttribute("aria-label")]).toEqual([false, "Vérification…"]);
  fire(request, "error");
  expect(find("form").textContent).not.toContain("Vérification…");
  expect([bar.hidden, find("form").hasAttribute("data-sending"), find("button").hasAttribute("aria-disabled")]).toEqual(
    [true, false, false],
  );
  expect(find("[role=alert] p").textContent).toBe(
    "a.jpg\u00a0: L’envoi s’est interrompu. Réessayez. Votre texte et vos fichiers sont gardés.",
  );
});

it("names what it sends", () => {
  choose(new File(["film"], "a.mp4", { type: "video/mp4" }), new File(["photo"], "a.jpg"));
  fire(find("form"), "submit", { submitter: null });
  fire(Request.last.upload, "progress", { loaded: 42, total: 100 });
  expect(find("form").textContent).toContain("Envoi de votre vidéo\u00a0: 42\u00a0%");
});

it("puts the form with its errors in place, and nothing else", () => {
  choose(new File(["photo"], "a.jpg"));
  fire(find("form"), "submit", { submitter: null });
  Request.last.responseText = "<main><div class='notice'><p>Refusé.</p></div></main>";
  fire(Request.last, "load");
  expect([find("[role=alert] p").textContent, Boolean(find("form"))]).toEqual([
    "a.jpg\u00a0: Refusé. Votre texte et vos fichiers sont gardés.",
    true,
  ]);
  fire(find("form"), "submit", { submitter: null });
  expect(document.querySelector("[role=alert]")).toBeNull();
  Request.last.responseText = "<main><form enctype='multipart/form-data' id='again'></form></main>";
  vi.stubGlobal("scrollTo", () => undefined);
  fire(Request.last, "load");
  expect(find("main form").id).toBe("again");
});

it("says beside the heaviest file why nothing was taken, until it is closed", async () => {
  await open(
    `<main><form enctype="multipart/form-data" data-controller="upload-progress"><textarea>Mon texte</textarea>
     <div class="field" id="photos"><input type="file" name="photos"></div>
     <div class="field" id="film"><input type="file" name="film"></div>
     <progress data-upload-progress-target="bar" hidden></progress></form></main>`,
    { "upload-progress": UploadProgress },
  );
  const [photos, film] = [find("#photos input"), find("#film input")];
  Object.defineProperty(photos, "files", { value: [new File(["1"], "a.jpg")] });
  Object.defineProperty(film, "files", { value: [new File(["12345"], "film.mp4")] });
  fire(find("form"), "submit", { submitter: null });
  Request.last.responseText = "<main><div class='lost'><p>\n  Trop\n  lourd.\n</p></div></main>";
  fire(Request.last, "load");
  const refusal = find("#film + [role=alert]");
  expect(refusal.querySelector("p")?.textContent).toBe(
    "film.mp4\u00a0: Trop lourd. Votre texte et vos fichiers sont gardés.",
  );
  expect(find<HTMLTextAreaElement>("textarea").value).toBe("Mon texte");
  find("[role=alert] button").click();
  expect([document.querySelector("[role=alert]"), document.activeElement]).toEqual([null, film]);
});
