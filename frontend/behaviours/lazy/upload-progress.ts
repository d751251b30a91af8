import { Behaviour } from "../behaviour";

/**
 * Sends a form with files and shows how far it is. The server answers a redirect (header HX-Redirect, since a script
 * cannot see a real one) or the same page with its errors, which is put in place. When it takes nothing at all, that is
 * said beside the heaviest file, until the form is sent again or somebody closes it; all that was typed or chosen stays.
 */
export default class extends Behaviour<HTMLFormElement> {
  static override readonly targets = ["bar"];
  declare readonly barTarget: HTMLProgressElement;

  private readonly words = document.createElement("p");
  private readonly refusal = document.createElement("div");

  override connect(): void {
    this.refusal.className = "notice notice--warning";
    this.refusal.setAttribute("role", "alert");
    this.listen<SubmitEvent>(this.element, "submit", (event) => {
      if (event.defaultPrevented || this.files.every((file) => file.size === 0)) return;
      event.preventDefault();
      this.send(event.submitter);
    });
  }

  override disconnect(): void {
    super.disconnect();
    this.words.remove();
    this.refusal.remove();
  }

  private get inputs(): HTMLInputElement[] {
    return [...this.element.querySelectorAll<HTMLInputElement>("input[type=file]")];
  }

  private get files(): File[] {
    return this.inputs.flatMap((input) => [...(input.files ?? [])]);
  }

  /** In words and as a bar, until all is there; then the server looks at it, nobody knows for how long. */
  private show(sent: number): void {
    const { files } = this;
    const what = files.some(({ type }) => type.startsWith("video/"))
      ? "votre vidéo"
      : files.length > 1
        ? "vos fichiers"
        : "votre fichier";
    const bar = this.barTarget;
    const percent = Math.floor(sent * 100);
    const sentence = percent < 100 ? `Envoi de ${what}` : "Vérification…";
    if (bar.hidden) {
      this.words.className = "field__hint";
      bar.before(this.words);
      bar.hidden = false;
      bar.max = 100;
    }
    this.words.textContent = percent < 100 ? `${sentence}\u00a0: ${percent}\u00a0%` : sentence;
    bar.setAttribute("aria-label", sentence);
    if (percent < 100) {
      bar.value = percent;
      bar.setAttribute("aria-valuenow", String(percent));
    } else {
      bar.removeAttribute("value");
      bar.removeAttribute("aria-valuenow");
    }
  }

  private send(submitter: HTMLElement | null): void {
    this.refusal.remove();
    const request = new XMLHttpRequest();
    // Not form.action: a button that is called "action" takes the place of that property.
    request.open("POST", this.element.getAttribute("action") || location.href);
    request.setRequestHeader("X-Upload", "1");
    request.upload.addEventListener("progress", ({ loaded, total }) => this.show(total ? loaded / total : 0));
    request.addEventListener("error", () => this.stop("L’envoi s’est interrompu. Réessayez."));
    request.addEventListener("load", () => this.receive(request));
    request.send(new FormData(this.element, submitter));
  }

  private receive(request: XMLHttpRequest): void {
    const next = request.getResponseHeader("HX-Redirect");
    if (next) return location.assign(next);
    const main = new DOMParser().parseFromString(request.responseText, "text/html").querySelector("main");
    // Only the form itself, with its errors, may take the place of what was written.
    if (!main?.querySelector("form[enctype]")) {
      const refusal = main
        ?.querySelector(".notice p, .lost p")
        ?.textContent?.trim()
        .replace(/[ \n]+/g, " ");
      return this.stop(refusal || "Le site n’a pas pu enregistrer. Réessayez dans un instant.");
    }
    document.querySelector("main")?.replaceWith(main);
    scrollTo(0, 0);
  }

  private stop(sentence: string): void {
    this.barTarget.hidden = true;
    this.words.remove();
    this.element.removeAttribute("data-sending");
    for (const button of this.element.querySelectorAll("[aria-disabled]")) button.removeAttribute("aria-disabled");
    this.refuse(sentence);
  }

  private refuse(sentence: string): void {
    const heaviest = this.files.reduce((one, other) => (other.size > one.size ? other : one));
    const input = this.inputs.find(({ files }) => [...(files ?? [])].includes(heaviest));
    const words = document.createElement("p");
    words.textContent = `${heaviest.name}\u00a0: ${sentence} Votre texte et vos fichiers sont gardés.`;
    const close = document.createElement("button");
    close.type = "button";
    close.className = "link-button";
    close.textContent = "Fermer ce message";
    close.addEventListener("click", () => {
      this.refusal.remove();
      input?.focus();
    });
    this.refusal.replaceChildren(words, close);
    (input?.closest(".field") ?? input ?? this.barTarget).after(this.refusal);
    this.refusal.scrollIntoView({ block: "nearest" });
  }
}
