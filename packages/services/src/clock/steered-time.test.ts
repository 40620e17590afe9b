import fc from "fast-check";
import { expect, test } from "vitest";
import type { TimeReading } from "./measure-time.ts";
import { correct, MAX_WAITED_FOR_MS, timeAt, timeOf } from "./steered-time.ts";

const HOUR_MS = 3_600_000;
const reading = (steadyMs: number, databaseMs: number, errorMs = 1): TimeReading => ({ steadyMs, databaseMs, errorMs });

test("between two readings time goes on by the steady clock", () => {
  const time = timeOf(reading(100, 5_000));
  expect(timeAt(time, 100)).toBe(5_000);
  expect(timeAt(time, 100 + HOUR_MS)).toBe(5_000 + HOUR_MS);
});

test("a clock that is behind is set forward at once", () => {
  const time = correct(timeOf(reading(0, 0)), reading(1_000, 301_000), 1_000);
  expect(timeAt(time, 1_000)).toBe(301_000);
});

test("a clock that is a little ahead runs at half its pace until it is right", () => {
  const time = correct(timeOf(reading(0, 1_000)), reading(10, 10), 10);
  expect([10, 510, 1_010, 2_010, 3_010].map((at) => timeAt(time, at))).toEqual([1_010, 1_260, 1_510, 2_010, 3_010]);
});

test("a clock that is far ahead is set back at once", () => {
  const time = correct(timeOf(reading(0, 300_000)), reading(10, 10), 10);
  expect(timeAt(time, 10)).toBe(10);
});

test("a reading that cannot tell the clock from right changes nothing", () => {
  const time = timeOf(reading(0, 0));
  expect(correct(time, reading(1_000, 1_020, 20), 1_000)).toBe(time);
  expect(correct(time, reading(1_000, 980, 20), 1_000)).toBe(time);
  expect(correct(time, reading(1_000, 1_021, 20), 1_000)).not.toBe(time);
});

test("whatever the readings are, time never runs back by less than what it is set back for", () => {
  const steps = fc.array(fc.record({ afterMs: fc.nat(90_000), driftMs: fc.integer({ min: -3_000, max: 3_000 }) }));
  fc.assert(
    fc.property(steps, (readings) => {
      let steadyMs = 0;
      let time = timeOf(reading(0, 0));
      for (const { afterMs, driftMs } of readings) {
        const leftMs = timeAt(time, steadyMs);
        steadyMs += afterMs;
        const beforeMs = timeAt(time, steadyMs);
        expect(beforeMs).toBeGreaterThanOrEqual(leftMs);
        time = correct(time, reading(steadyMs, beforeMs + driftMs), steadyMs);
        const backMs = beforeMs - timeAt(time, steadyMs);
        expect(backMs <= 0.001 || backMs > MAX_WAITED_FOR_MS - 0.001).toBe(true);
        const settledMs = steadyMs + 2 * MAX_WAITED_FOR_MS + 1;
        const trueMs = beforeMs + driftMs + settledMs - steadyMs;
        expect(Math.abs(timeAt(time, settledMs) - trueMs)).toBeLessThanOrEqual(MAX_WAITED_FOR_MS);
      }
    }),
  );
});
