import type { Behaviour } from "../registry";
import { toast } from "../toast";

/**
 * « Partager »: a <details> with links (e-mail, social addresses) that work without script. With it, the phone's
 * own sheet opens instead where there is one, and [data-copy] copies the address.
 */
export const share: Behaviour = (element) => {
  const url = element.dataset.url ?? location.href;
  const title = element.dataset.title ?? document.title;
  const copy = element.querySelector<HTMLButtonElement>("[data-copy]");
  if (copy) copy.hidden = false;
  copy?.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(url);
      toast("Le lien est copié, il ne reste qu’à le coller.");
    } catch {
      prompt("Copiez ce lien :", url);
    }
  });
  element.querySelector("summary")?.addEventListener("click", (event) => {
    const touch = matchMedia("(pointer: coarse)").matches;
    if (!touch || !navigator.share) return;
    event.preventDefault();
    navigator.share({ url, title }).catch(() => undefined); // the sheet was closed without a choice
  });
};
