import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Pace } from "./pace.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("pieces are made one at a time, with a rest of twice as long between them, also after one that failed", async () => {
  const pace = new Pace();
  const made: string[] = [];
  const piece = async (name: string, takesMs: number): Promise<string> => {
    made.push(name);
    await vi.advanceTimersByTimeAsync(takesMs);
    if (name === "bad") throw new Error("no reply");
    return name;
  };
  const first = pace.make(() => piece("a", 100));
  const bad = pace.make(() => piece("bad", 1_000)).catch((error: unknown) => error);
  const last = pace.make(() => piece("c", 1));
  expect(await first).toBe("a");
  await vi.advanceTimersByTimeAsync(199);
  expect(made).toEqual(["a"]);
  await vi.advanceTimersByTimeAsync(1);
  expect(await bad).toMatchObject({ message: "no reply" });
  await vi.advanceTimersByTimeAsync(499);
  expect(made).toEqual(["a", "bad"]);
  await vi.advanceTimersByTimeAsync(1);
  expect([await last, made]).toEqual(["c", ["a", "bad", "c"]]);
});
