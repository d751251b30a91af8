import { Controller } from "@hotwired/stimulus";
import { toast } from "../../toast";

/** A button that copies its `text`; without script it stays hidden, and the address beside it can be copied by hand. */
export default class extends Controller<HTMLElement> {
  static override readonly values = {
    text: String,
    copied: { type: String, default: "Le lien est copié, il ne reste qu’à le coller." },
  };
  declare readonly textValue: string;
  declare readonly copiedValue: string;

  override connect(): void {
    this.element.hidden = false;
  }

  async copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(this.textValue);
    } catch {
      toast("Votre navigateur a refusé la copie. Voici le texte à copier.");
      prompt("À copier :", this.textValue);
      return;
    }
    const menu = this.element.closest("details");
    menu?.removeAttribute("open");
    menu?.querySelector("summary")?.focus(); // the button went with it
    toast(this.copiedValue);
  }
}
