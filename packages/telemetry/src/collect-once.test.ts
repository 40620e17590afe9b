import { afterEach, expect, test, vi } from "vitest";
import { collectOnce } from "./collect-once.ts";

afterEach(() => {
  vi.useRealTimers();
});

test("who asks while it is read, or soon after, has the same reading", async () => {
  vi.useFakeTimers();
  const readings: PromiseWithResolvers<string>[] = [];
  const read = collectOnce(() => {
    const reading = Promise.withResolvers<string>();
    readings.push(reading);
    return reading.promise;
  }, 1_000);
  const [first, second] = [read(), read()];
  vi.advanceTimersByTime(60_000);
  const third = read();
  readings[0]?.resolve("a");
  expect(await Promise.all([first, second, third])).toEqual(["a", "a", "a"]);
  vi.advanceTimersByTime(999);
  expect(await read()).toBe("a");
  vi.advanceTimersByTime(1);
  const next = read();
  readings[1]?.resolve("b");
  expect([await next, readings.length]).toEqual(["b", 2]);
});

test("one that has failed is read again", async () => {
  const collect = vi.fn<() => Promise<string>>().mockRejectedValueOnce(new Error("no reply")).mockResolvedValue("b");
  const read = collectOnce(collect, 1_000);
  await expect(read()).rejects.toThrow("no reply");
  expect(await read()).toBe("b");
});
