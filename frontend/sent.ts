/**
 * A page that the browser kept, and shows again on the way back, is asked for again once something was sent since it was
 * drawn: it would offer what is done. What is typed on it and not sent stays.
 */
const KEY = "sent"; // of this tab: how often something was sent

const count = () => Number(sessionStorage.getItem(KEY));
let known = count();

export function noteSent(): void {
  sessionStorage.setItem(KEY, String(count() + 1));
}

/** The answer stands on the page. */
export function noteAnswered(): void {
  known = count();
}

function isBeingWritten(): boolean {
  return [...document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>("input, textarea")].some(
    (field) => field.value !== field.defaultValue,
  );
}

document.addEventListener("submit", (event) => {
  if (!event.defaultPrevented && (event.target as HTMLFormElement).method === "post") noteSent();
});

window.addEventListener("pageshow", ({ persisted }) => {
  if (persisted && known !== count() && !isBeingWritten()) location.reload();
});
