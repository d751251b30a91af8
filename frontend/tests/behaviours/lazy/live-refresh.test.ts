import { expect, it, vi } from "vitest";
import LiveRefresh from "../../../behaviours/lazy/live-refresh";
import { answerWith, find, fire, open } from "../../page";

it("fetches the figures once for what changes together, and leaves open what was open", async () => {
  const asked = answerWith('<details id="a"></details><details id="b"></details><p>2</p>');
  await open(
    '<div data-controller="live-refresh" data-live-refresh-url-value="/chiffres/" data-live-refresh-events-value="live:statistics live:notification"><details id="a" open></details><p>1</p></div>',
    { "live-refresh": LiveRefresh },
  );
  vi.useFakeTimers();
  fire(document, "live:statistics");
  fire(document, "live:notification");
  await vi.advanceTimersByTimeAsync(1_500);
  vi.useRealTimers();
  await vi.waitFor(() => expect(find("p").textContent).toBe("2"));
  expect(asked.map(([address]) => address)).toEqual(["/chiffres/"]);
  expect([find<HTMLDetailsElement>("#a").open, find<HTMLDetailsElement>("#b").open]).toEqual([true, false]);
});
