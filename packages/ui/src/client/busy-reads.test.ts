import { QueryObserver } from "@tanstack/react-query";
import { afterEach, expect, test, vi } from "vitest";
import { isAnyBusy } from "./busy-reads.ts";
import { createQueryClient } from "./query-client.ts";

afterEach(() => void vi.useRealTimers());

const refused = (atlasCode: string): Error =>
  Object.assign(new Error(atlasCode), { data: { atlasCode, retryAfterS: 2 } });

/** What the cache says while a read is first refused and then served, and how often it has changed its mind. */
async function watched(failure: Error): Promise<boolean[]> {
  vi.useFakeTimers();
  const client = createQueryClient();
  const cache = client.getQueryCache();
  const said: boolean[] = [];
  cache.subscribe(() => {
    if (said.at(-1) !== isAnyBusy(cache)) said.push(isAnyBusy(cache));
  });
  const queryFn = vi.fn<() => Promise<string>>().mockRejectedValueOnce(failure).mockResolvedValue("there");
  const stop = new QueryObserver(client, { queryKey: ["read"], queryFn }).subscribe(() => {});
  await vi.advanceTimersByTimeAsync(20_000);
  stop();
  client.clear();
  return said;
}

test.each(["RATE_LIMITED", "OVERLOADED", "DEPENDENCY_UNAVAILABLE"])(
  "a read that is refused with %s is said to wait until it is served",
  async (code) => {
    expect(await watched(refused(code))).toEqual([false, true, false]);
  },
);

test("a read that fails for good, or that no answer came to, is not said to wait for Atlas", async () => {
  expect(await watched(refused("ORDER_NOT_FOUND"))).toEqual([false]);
  expect(await watched(new TypeError("Failed to fetch"))).toEqual([false]);
});
