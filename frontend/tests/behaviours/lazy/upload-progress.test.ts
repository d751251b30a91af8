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
  expect(find("#toasts").textContent).toContain("L’envoi s’est interrompu");
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
  expect([find(".toast span").textContent, Boolean(find("form"))]).toEqual(["Refusé.", true]);
  fire(find("form"), "submit", { submitter: null });
  Request.last.responseText = "<main><form enctype='multipart/form-data' id='again'></form></main>";
  vi.stubGlobal("scrollTo", () => undefined);
  fire(Request.last, "load");
  expect(find("main form").id).toBe("again");
});
