import type { Behaviour } from "../registry";
import { toast } from "../toast";

/**
 * Sends a form with files and shows how far it is. The server answers a redirect (header HX-Redirect, since a script
 * cannot see a real one) or the same page with its errors, which is put in place. A broken upload keeps everything typed.
 */
export const uploadProgress: Behaviour = (element) => {
  const form = element as HTMLFormElement;
  const bar = form.querySelector<HTMLProgressElement>("progress");
  const weight = () =>
    [...form.querySelectorAll<HTMLInputElement>("input[type=file]")].reduce(
      (sum, input) => sum + [...(input.files ?? [])].reduce((total, file) => total + file.size, 0),
      0,
    );
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented || !bar || weight() === 0) return;
    event.preventDefault();
    const body = new FormData(form, event.submitter);
    const request = new XMLHttpRequest();
    const stop = (sentence: string) => {
      bar.hidden = true;
      form.removeAttribute("data-sending");
      form.querySelectorAll("[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
      toast(sentence);
    };
    // Not form.action: a button that is called "action" takes the place of that property.
    request.open("POST", form.getAttribute("action") || location.href);
    request.setRequestHeader("X-Upload", "1");
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      bar.hidden = false;
      bar.max = total;
      bar.value = loaded;
    });
    request.addEventListener("error", () => stop("L’envoi s’est interrompu. Rien n’est perdu : réessayez."));
    request.addEventListener("load", () => {
      const next = request.getResponseHeader("HX-Redirect");
      if (next) return location.assign(next);
      const answered = new DOMParser().parseFromString(request.responseText, "text/html").querySelector("main");
      // Only the form itself, with its errors, may take the place of what was written.
      if (!answered?.querySelector("form[enctype]")) {
        const refusal = answered?.querySelector(".notice p")?.textContent;
        return stop(refusal ?? "Le site n’a pas pu enregistrer. Réessayez dans un instant.");
      }
      document.querySelector("main")?.replaceWith(answered);
      scrollTo(0, 0);
    });
    request.send(body);
  });
};
