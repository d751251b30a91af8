import { forgetDrafts } from "../drafts";
import { forgetKeptPage } from "../kept-page";
import { ownSubscription } from "../push-browser";
import { Behaviour } from "./behaviour";

/**
 * Nothing private stays on a shared computer: drafts and pages kept for reading offline go with the session, and this
 * browser is no longer notified for the person who leaves.
 */
export default class extends Behaviour<HTMLFormElement> {
  override connect(): void {
    if ("Notification" in window && Notification.permission === "granted") void this.nameSubscription();
    this.listen(this.element, "submit", () => this.purge());
  }

  private async nameSubscription(): Promise<void> {
    const subscription = await ownSubscription();
    if (!subscription) return;
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name: "push_endpoint", value: subscription.endpoint });
    this.element.append(field);
  }

  private purge(): void {
    navigator.serviceWorker?.controller?.postMessage("signed-out");
    forgetDrafts();
    if ("caches" in window) void forgetKeptPage(); // whether or not a worker controls this page
  }
}
