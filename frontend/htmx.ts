/** htmx with our ways: the CSRF token goes with every writing request, a lost connection is said in words. */
import htmx from "htmx.org";
import { toast } from "./toast";

interface RequestContext {
  request: { method: string; headers: Record<string, string> };
}

document.addEventListener("htmx:config:request", (event) => {
  const { request } = (event as CustomEvent<{ ctx: RequestContext }>).detail.ctx;
  const token = document.querySelector<HTMLInputElement>("#act input[name=csrfmiddlewaretoken]")?.value;
  if (token && request.method.toUpperCase() !== "GET") request.headers["X-CSRFToken"] = token;
});

// htmx carries attributes from what leaves to what comes under the same id; a height that a script had set would be
// an inline style there, which our policy refuses.
document.addEventListener("htmx:before:swap", (event) => {
  // The answer is not what has its place there, but a refusal: what was typed stays, the words are said.
  const { ctx } = (event as CustomEvent<{ ctx: { select?: string; text?: string; sourceElement?: Element } }>).detail;
  const isWritten = ctx.sourceElement?.closest("form")?.querySelector("textarea, input[type=text]");
  if (ctx.select || isWritten) {
    const answered = new DOMParser().parseFromString(ctx.text ?? "", "text/html");
    if (ctx.select ? !answered.querySelector(ctx.select) : answered.querySelector("[data-refused]")) {
      event.preventDefault();
      toast(
        answered.querySelector(".notice")?.textContent?.trim() ||
          "Le site n’a pas pu répondre. Réessayez dans un instant.",
      );
      return;
    }
  }
  const place = event.target as HTMLElement;
  place.querySelectorAll?.("textarea[style]").forEach((text) => text.removeAttribute("style"));
});

document.addEventListener("htmx:error", () => {
  toast(
    navigator.onLine
      ? "La page n’a pas répondu. Réessayez dans un instant."
      : "Vous êtes hors connexion. Votre texte est gardé, réessayez dès que le réseau revient.",
  );
});

// A behaviour inserted something into the page by itself.
document.addEventListener("fragment:inserted", (event) => htmx.process(event.target as Element));
