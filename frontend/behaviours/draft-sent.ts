import { Controller } from "@hotwired/stimulus";
import { dropDraft } from "../drafts";

/** The page that follows a success says which draft may go. */
export default class extends Controller {
  static override readonly values = { key: String };
  declare readonly keyValue: string;

  override connect(): void {
    dropDraft(this.keyValue);
  }
}
