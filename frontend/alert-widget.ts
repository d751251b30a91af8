// The message of alert in a frame on the commune's own site: asked for again each minute, and gone at the second of its
// end by the server's clock, as its answers say it. Without script the frame shows what there was as it was opened.
const ASK_EVERY_MS = 60_000;

const shown = document.getElementById("message") as HTMLElement;
let served: { moment: number; at: number } | null = null; // the server's clock, and ours of that moment

function leaveAtItsEnd(): void {
  const { ends } = shown.dataset;
  if (ends && served && served.moment + performance.now() - served.at >= Number(ends)) shown.replaceChildren();
}

async function ask(): Promise<void> {
  const at = performance.now();
  const answer = await fetch(location.href, { cache: "no-cache" }).catch(() => null);
  if (!answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html"); // our own server's page
  const arrived = page.getElementById("message");
  if (!arrived) return;
  const age = Number(answer.headers.get("Age") ?? 0) * 1_000; // what a cache between us has kept it for
  served = { moment: Date.parse(answer.headers.get("Date") ?? "") + age, at };
  shown.dataset.ends = arrived.dataset.ends ?? "";
  if (arrived.innerHTML !== shown.innerHTML) shown.replaceChildren(...arrived.childNodes); // read aloud once
  leaveAtItsEnd();
}

void ask();
setInterval(leaveAtItsEnd, 1_000);
setInterval(() => void ask(), ASK_EVERY_MS);

export {};
