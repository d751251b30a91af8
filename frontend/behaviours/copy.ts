import type { Behaviour } from "../registry";
import { toast } from "../toast";

/** A button that copies its `data-copy`; without script it stays hidden, and the address beside it can be copied by hand. */
export const copy: Behaviour = (element) => {
  const text = element.dataset.copy ?? "";
  element.hidden = false;
  element.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text);
      element.closest("details")?.removeAttribute("open");
      toast("Le lien est copié, il ne reste qu’à le coller.");
    } catch {
      prompt("Copiez ce lien :", text);
    }
  });
};
