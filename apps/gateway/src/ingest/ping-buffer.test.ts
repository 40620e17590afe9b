import type { Ping } from "@atlas/queue/catalog";
import fc from "fast-check";
import { expect, test } from "vitest";
import { PingBuffer } from "./ping-buffer.ts";

function ping(driverId: string, recordedAtMs: number): Ping {
  return {
    driverId,
    lat: 0,
    lng: 0,
    headingDeg: null,
    speedMps: null,
    accuracyM: null,
    recordedAtMs,
    receivedAtMs: recordedAtMs,
  };
}

test("below its limit it keeps every ping, in order", () => {
  const buffer = new PingBuffer(10);
  for (let at = 1; at <= 10; at += 1) expect(buffer.push(ping("a", at))).toBe(0);
  expect(buffer.take(4).map(({ recordedAtMs }) => recordedAtMs)).toEqual([1, 2, 3, 4]);
  expect(buffer.take(100).map(({ recordedAtMs }) => recordedAtMs)).toEqual([5, 6, 7, 8, 9, 10]);
  expect(buffer.size).toBe(0);
});

test("beyond its limit it keeps the newest ping of each driver until it is empty, and counts what it gave up", () => {
  const buffer = new PingBuffer(3);
  buffer.push(ping("a", 1));
  buffer.push(ping("b", 2));
  buffer.push(ping("a", 3));
  expect(buffer.push(ping("b", 1))).toBe(2);
  expect(buffer.isCrowded).toBe(true);
  expect(buffer.push(ping("a", 2))).toBe(1);
  expect(
    buffer
      .take(10)
      .map(({ driverId, recordedAtMs }) => `${driverId}${recordedAtMs}`)
      .toSorted(),
  ).toEqual(["a3", "b2"]);
  expect(buffer.isCrowded).toBe(false);
});

test("what could not be sent comes back without displacing anything newer", () => {
  const buffer = new PingBuffer(100);
  buffer.push(ping("a", 1));
  const [taken] = buffer.take(1);
  if (!taken) throw new Error("nothing taken");
  buffer.push(ping("a", 5));
  expect(buffer.putBack([taken])).toBe(1);
  expect(buffer.take(10)).toEqual([ping("a", 5)]);
});

test("it never holds more than its limit and one ping per driver, and gives up nothing uncounted", () => {
  const step = fc.oneof(
    fc.record({ push: fc.tuple(fc.integer({ min: 0, max: 20 }), fc.nat(1_000)) }),
    fc.record({ take: fc.integer({ min: 1, max: 30 }) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
      const buffer = new PingBuffer(25);
      let [pushed, taken, givenUp] = [0, 0, 0];
      for (const action of steps) {
        if ("push" in action) {
          givenUp += buffer.push(ping(`d${action.push[0]}`, action.push[1]));
          pushed += 1;
        } else taken += buffer.take(action.take).length;
        expect(buffer.size).toBeLessThanOrEqual(25);
        expect(pushed).toBe(taken + givenUp + buffer.size);
      }
    }),
    { seed: 3 },
  );
});
