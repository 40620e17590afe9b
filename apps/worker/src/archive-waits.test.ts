import { expect, test } from "vitest";
import { ArchiveWaits } from "./archive-waits.ts";

const never = new Promise<boolean>(() => {});

test("a job waits until the archive has its pings, or has given them up", async () => {
  const waits = new ArchiveWaits();
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const waiting = waits.until(promise);
  resolve(false);
  expect(await waiting).toBe(true);
});

test("beyond the limit the job that has waited longest makes room, so that the map never waits for the archive", async () => {
  const waits = new ArchiveWaits({ maxWaiting: 2 });
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const [first, second] = [waits.until(never), waits.until(never)];
  const third = waits.until(promise);
  expect(await first).toBe(false);
  const fourth = waits.until(promise);
  expect(await second).toBe(false);
  resolve(true);
  expect(await Promise.all([third, fourth])).toEqual([true, true]);
});

test("no job waits for longer than the archive may be silent", async () => {
  const waits = new ArchiveWaits({ maxWaitMs: 1 });
  expect(await waits.until(never)).toBe(false);
});
