import { expect, it, vi } from "vitest";
import LiveRefresh from "../../../behaviours/lazy/live-refresh";
import { answerWith, find, fire, open } from "../../page";

const WAITED_MS = 1_500; // what changes together is asked for once

it("fetches the figures once for what changes together, and leaves open what was open", async () => {
  const asked = answerWith('<details id="a"></details><details id="b"></details><p>2</p>');
  await open(
    '<div data-controller="live-refresh" data-live-refresh-url-value="/chiffres/" data-live-refresh-events-value="live:statistics live:notification"><details id="a" open></details><p>1</p></div>',
    { "live-refresh": LiveRefresh },
  );
  vi.useFakeTimers();
  fire(document, "live:statistics");
  fire(document, "live:notification");
  await vi.advanceTimersByTimeAsync(WAITED_MS);
  vi.useRealTimers();
  await vi.waitFor(() => expect(find("p").textContent).toBe("2"));
  expect(asked.map(([address]) => address)).toEqual(["/chiffres/"]);
  expect([find<HTMLDetailsElement>("#a").open, find<HTMLDetailsElement>("#b").open]).toEqual([true, false]);
});

it("leaves what somebody is at, and fetches it once they leave it", async () => {
  const asked = answerWith('<input id="field"><p>2</p>', { headers: { "HX-Announcement": "C%E2%80%99est%20fini." } });
  await open(
    '<div data-controller="live-refresh" data-live-refresh-url-value="/alerte/" data-live-refresh-events-value="live:alert"><input id="field"><p>1</p></div><button id="next"></button><p id="announcement"></p>',
    { "live-refresh": LiveRefresh },
  );
  find("#field").focus();
  vi.useFakeTimers();
  fire(document, "live:alert");
  await vi.advanceTimersByTimeAsync(WAITED_MS);
  expect(asked).toHaveLength(1);
  expect(find("p").textContent).toBe("1");
  expect(find("#announcement").textContent).toBe("C’est fini."); // whoever writes hears it
  find("#next").focus();
  await vi.advanceTimersByTimeAsync(WAITED_MS);
  vi.useRealTimers();
  await vi.waitFor(() => expect(find("p").textContent).toBe("2"));
  expect(asked).toHaveLength(2);
  find("#next").blur();
  find("#field").focus();
  find("#next").focus(); // nothing is old any more
  await vi.waitFor(() => expect(asked).toHaveLength(2));
});

it("leaves whoever is on a button of lines without ids, until they leave", async () => {
  const asked = answerWith("<p>2</p>");
  await open(
    '<div data-controller="live-refresh" data-live-refresh-url-value="/bureau/" data-live-refresh-events-value="live:desk"><button id="held">Vu</button><p>1</p></div>',
    { "live-refresh": LiveRefresh },
  );
  find("#held").focus();
  fire(document, "live:desk");
  await vi.waitFor(() => expect(asked).toHaveLength(1), 3_000);
  await new Promise((done) => setTimeout(done, 50));
  expect(find("p").textContent).toBe("1");
  find("#held").blur();
  await vi.waitFor(() => expect(find("p").textContent).toBe("2"), 3_000);
});

it("draws anew what stands around the button somebody is on, lets htmx bind it, and presses once at a double click", async () => {
  answerWith('<button id="held">Vu</button><p>2</p>');
  await open(
    '<div data-controller="live-refresh" data-live-refresh-url-value="/reponses/" data-live-refresh-around-value="true" data-live-refresh-events-value="live:alert_answers"><button id="held">Vu</button><p>1</p></div>',
    { "live-refresh": LiveRefresh },
  );
  const bound = vi.fn();
  document.addEventListener("fragment:inserted", bound);
  const held = find("#held");
  held.focus();
  fire(document, "live:alert_answers");
  await vi.waitFor(() => expect(find("p").textContent).toBe("2"), 3_000);
  expect(document.activeElement).toBe(held);
  expect(bound).toHaveBeenCalledOnce();
  const pressed = vi.fn();
  held.addEventListener("click", pressed);
  fire(held, "click", { detail: 1 });
  fire(held, "click", { detail: 2 });
  expect(pressed).toHaveBeenCalledOnce();
});

it("waits for the answer to what was pressed", async () => {
  answerWith("<p>2</p>");
  await open(
    '<div data-controller="live-refresh" data-live-refresh-url-value="/bureau/" data-live-refresh-around-value="true" data-live-refresh-events-value="live:desk"><button id="held" class="htmx-request">Vu</button><p>1</p></div>',
    { "live-refresh": LiveRefresh },
  );
  vi.useFakeTimers();
  fire(document, "live:desk");
  await vi.advanceTimersByTimeAsync(WAITED_MS);
  expect(find("p").textContent).toBe("1");
  find("#held").classList.remove("htmx-request");
  await vi.advanceTimersByTimeAsync(WAITED_MS);
  vi.useRealTimers();
  await vi.waitFor(() => expect(find("p").textContent).toBe("2"));
});
