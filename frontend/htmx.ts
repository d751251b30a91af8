/** htmx with our ways: the CSRF token goes with every writing request, a lost connection is said in words. */
import htmx from "htmx.org";
import { announce } from "./announce";
import { focusOn } from "./focus";
import { noteAnswered, noteSent } from "./sent";
import { toast } from "./toast";

const NO_ANSWER = "Le site n’a pas répondu. Réessayez dans un instant.";

interface RequestContext {
  request: { method: string; headers: Record<string, string> };
  hx?: { focus?: string; announcement?: string }; // what the answer says of itself: see civic/core/parts.py
  target?: Element;
  select?: string;
  text?: string;
  sourceElement?: Element;
}

let focused: Element | null = null; // before the answer is put in place
let replaced: () => unknown; // what takes the place of the target

document.addEventListener("htmx:config:request", (event) => {
  const { request } = (event as CustomEvent<{ ctx: RequestContext }>).detail.ctx;
  const token = document.querySelector<HTMLInputElement>("#act input[name=csrfmiddlewaretoken]")?.value;
  if (request.method.toUpperCase() === "GET") return;
  if (token) request.headers["X-CSRFToken"] = token;
  noteSent();
});

document.addEventListener("htmx:before:swap", (event) => {
  const { ctx } = (event as CustomEvent<{ ctx: RequestContext }>).detail;
  const form = ctx.sourceElement?.closest("form");
  document.getElementById("refused")?.remove();
  // The answer is not what has its place there, but a refusal: what was typed or pressed stays. The words are said where
  // one writes, until the next answer; elsewhere in a toast.
  const answered = new DOMParser().parseFromString(ctx.text ?? "", "text/html");
  const refusal = answered.getElementById("refused");
  if (refusal || (ctx.select && !answered.querySelector(ctx.select))) {
    event.preventDefault();
    const field = refusal && form?.querySelector("textarea, input[type=text]");
    if (!field) return void toast(refusal?.textContent?.trim() ?? NO_ANSWER);
    field.before(refusal);
    field.setAttribute("aria-describedby", refusal.id);
    refusal.scrollIntoView({ block: "nearest" });
    return;
  }
  // htmx carries attributes from what leaves to what comes under the same id; a height that a script had set would be
  // an inline style there, which our policy refuses.
  focused = document.activeElement;
  const { target } = ctx;
  const previous = target?.previousElementSibling;
  const parent = target?.parentElement;
  replaced = () => (previous ? previous.nextElementSibling : parent?.firstElementChild);
  target?.querySelectorAll("[style]").forEach((one) => one.removeAttribute("style"));
});

// Focus is never lost in silence: it goes where the answer says or, if what had it is gone, on what took its place.
document.addEventListener("htmx:after:swap", (event) => {
  noteAnswered();
  const { hx } = (event as CustomEvent<{ ctx: RequestContext }>).detail.ctx;
  announce(hx?.announcement);
  const isLost = document.activeElement === document.body && !focused?.isConnected;
  const place = (hx?.focus ? document.getElementById(hx.focus) : isLost ? replaced() : null) as HTMLElement | null;
  if (place) focusOn(place);
});

// What is wrong in a form that stays on the page is said until one begins to correct it.
document.addEventListener("input", (event) => {
  const field = (event.target as Element).closest("form[hx-post] .field--invalid");
  const error = field?.querySelector(".field__error");
  if (!field || !error) return;
  field.classList.remove("field--invalid");
  for (const one of [field, ...field.querySelectorAll(`[aria-describedby~="${error.id}"]`)]) {
    one.removeAttribute("aria-invalid");
    const others = (one.getAttribute("aria-describedby") ?? "").replace(error.id, "").trim();
    if (others) one.setAttribute("aria-describedby", others);
    else one.removeAttribute("aria-describedby");
  }
  error.remove();
  const summary = document.getElementById("erreurs");
  summary?.querySelectorAll<HTMLAnchorElement>("li > a").forEach((link) => {
    if (field.contains(document.getElementById(link.hash.slice(1)))) link.parentElement?.remove();
  });
  if (!summary?.querySelector("li")) summary?.remove();
});

document.addEventListener("htmx:error", () => {
  toast(navigator.onLine ? NO_ANSWER : "Vous êtes hors connexion. Réessayez dès que le réseau revient.");
});

// A behaviour inserted something into the page by itself.
document.addEventListener("fragment:inserted", (event) => htmx.process(event.target as Element));
