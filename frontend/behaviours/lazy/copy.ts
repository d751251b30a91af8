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
      this.element.closest("details")?.removeAttribute("open");
      toast(this.copiedValue);
    } catch {
      prompt("À copier :", this.textValue);
    }
  }
}
