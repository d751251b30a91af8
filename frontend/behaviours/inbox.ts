import htmx from "htmx.org";
import { countAgain } from "../notifications";
import type { Behaviour } from "../registry";

const line = "[data-line]";

/** The list of notifications stays true while it is open: new lines come at the top, what was read elsewhere is read. */
export const inbox: Behaviour = (element) => {
  const place = element.querySelector<HTMLElement>("[data-lines]");
  const url = element.dataset.url ?? location.pathname;
  if (!place) return;

  const bringIn = (fresh: HTMLElement, list: Element) => {
    const same = list.querySelector(`#${CSS.escape(fresh.id)}`);
    if (same) {
      if (same.getAttribute("data-line") !== fresh.dataset.line) replace(same, fresh);
      return;
    }
    // A newer event on the same object takes the place of the older line.
    const older = list.querySelector(`[data-line="${CSS.escape(fresh.dataset.line ?? "")}"]`);
    const hadFocus = older?.contains(document.activeElement);
    older?.remove();
    // Ids grow with time. What is older than all that is shown stays for « Voir les plus anciennes ».
    const next = [...list.querySelectorAll(line)].find((one) => one.id < fresh.id);
    if (next) next.before(fresh);
    else if (!place.querySelector(".more")) list.append(fresh);
    if (hadFocus) fresh.querySelector("button")?.focus();
  };

  const replace = (former: Element, fresh: HTMLElement) => {
    const hadFocus = former.contains(document.activeElement);
    former.replaceWith(fresh);
    if (hadFocus) fresh.querySelector("button")?.focus();
  };

  const setHidden = (which: string, hidden: boolean) => {
    const part = element.querySelector<HTMLElement>(which);
    if (part) part.hidden = hidden;
  };

  const refresh = async () => {
    const answer = await fetch(url, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (!answer?.ok || answer.redirected) return;
    const came = document.createElement("template");
    came.innerHTML = await answer.text(); // our own server's fragment
    const list = place.querySelector("ul");
    const fresh = [...came.content.querySelectorAll<HTMLElement>(line)];
    if (!list) {
      if (!fresh.length) return;
      place.replaceChildren(came.content);
      element.querySelector("[data-empty]")?.remove();
    } else {
      fresh.reverse().forEach((one) => bringIn(one, list));
    }
    htmx.process(place);
    const readAll = element.querySelector<HTMLButtonElement>("[data-read-all]");
    if (readAll) readAll.value = place.querySelector(line)?.id.slice("n-".length) ?? ""; // up to what is on screen
    setHidden("[data-read-all]", !place.querySelector(".notification--unread"));
    setHidden("[data-clear-all]", !place.querySelector(line));
  };

  const follow = () => void refresh();
  document.addEventListener("notifications:changed", follow);
  element.addEventListener("htmx:after:swap", countAgain); // a line was put away, or came back
  return () => document.removeEventListener("notifications:changed", follow);
};
