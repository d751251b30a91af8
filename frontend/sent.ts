/**
 * A page that the browser kept, and shows again on the way back, is asked for again once something was sent since it was
 * drawn: it would offer what is done. What is typed on it and not sent stays.
 */
const KEY = "sent"; // of this tab: how often something was sent

const count = () => Number(sessionStorage.getItem(KEY));
let known = count();

export function noteSent(): void {
  sessionStorage.setItem(KEY, `${count() + 1}`);
}

/** The answer stands on the page. */
export function noteAnswered(): void {
  known = count();
}

document.addEventListener("submit", (event) => {
  if ((event.target as HTMLFormElement).method === "post") noteSent();
});

window.addEventListener("pageshow", ({ persisted }) => {
  if (!persisted || known === count()) return;
  const texts = [...document.querySelectorAll("textarea")];
  if (texts.every((text) => text.value === text.defaultValue)) location.reload();
});
