import { expect, test } from "vitest";
import { decodeLiveRecord, encodeLastPing, LAST_PING_CHARS, NO_PING } from "./live-record.ts";

const MOTION = { headingDeg: 90, speedMps: 8.3, accuracyM: 12.25 };

test("a record tells the ping, to a tenth, and the state", () => {
  expect(decodeLiveRecord(`${encodeLastPing(1_800_000_000_123, MOTION)}a01:17`)).toEqual({
    seenAtMs: 1_800_000_000_123,
    headingDeg: 90,
    speedMps: 8.3,
    accuracyM: 12.3,
    isParked: false,
    state: { state: "available", vehicleType: "go-ride", autoAccept: true, orderId: null },
  });
});

test("what the phone does not know is null, and a parked driver is recognised", () => {
  const bare = encodeLastPing(1_800_000_000_123, { headingDeg: null, speedMps: null, accuracyM: null });
  expect(decodeLiveRecord(`${bare}A10:3`)).toMatchObject({
    headingDeg: null,
    speedMps: null,
    accuracyM: null,
    isParked: true,
    state: { state: "available", vehicleType: "go-car" },
  });
});

test("an invented position is distinguished from others", () => {
  const record = `${encodeLastPing(1_800_000_000_123, { ...MOTION, isMock: true })}a01:17`;
  expect(decodeLiveRecord(record)).toMatchObject({ isMock: true, headingDeg: 90, speedMps: 8.3, accuracyM: null });
  expect(decodeLiveRecord(`${encodeLastPing(1_800_000_000_123, MOTION)}a01:17`)).not.toHaveProperty("isMock");
});

test("every ping takes the same room, and texts are in the order of time", () => {
  const texts = [0, 999, 1_800_000_000_000, 1_800_000_000_001].map((ms) => encodeLastPing(ms, MOTION));
  expect(texts.toSorted()).toEqual(texts);
  const extremes = { headingDeg: 360, speedMps: 0, accuracyM: 1e6 };
  for (const text of [...texts, NO_PING, encodeLastPing(1, extremes)]) expect(text).toHaveLength(LAST_PING_CHARS);
});

test("a record that is none is null", () => {
  expect(decodeLiveRecord("")).toBeNull();
  expect(decodeLiveRecord(NO_PING)).toBeNull();
});
