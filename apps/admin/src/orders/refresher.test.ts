import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Refresher } from "./refresher.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("a burst of events reads the lists once, and a busy city once a second", () => {
  const run = vi.fn<() => void>();
  const refresher = new Refresher(1_000, run);
  for (let event = 0; event < 50; event++) refresher.ask();
  expect(run).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1_000);
  expect(run).toHaveBeenCalledTimes(1);
  for (let ms = 0; ms < 5_000; ms += 10) {
    refresher.ask();
    vi.advanceTimersByTime(10);
  }
  expect(run.mock.calls.length).toBeLessThanOrEqual(6);
});

test("a page that is left reads nothing more", () => {
  const run = vi.fn<() => void>();
  const refresher = new Refresher(1_000, run);
  refresher.ask();
  refresher.stop();
  vi.advanceTimersByTime(5_000);
  expect(run).not.toHaveBeenCalled();
});
