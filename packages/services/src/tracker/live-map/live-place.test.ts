import { expect, test } from "vitest";
import { decodePlace, encodePlace, PLACE_ROW_CHARS } from "./live-place.ts";
import { decodeLiveRecord, encodeLastPing } from "./live-record.ts";

const AT_MS = 1_800_000_012_345;
const PING = encodeLastPing(AT_MS, { headingDeg: 90, speedMps: 8.3, accuracyM: 12 });
const PLACE = { lat: -6.175412, lng: 106.827153 };

test("a place is kept to the microdegree, and every one takes the same room", () => {
  for (const place of [PLACE, { lat: 0, lng: 0 }, { lat: 85, lng: -180 }, { lat: -85, lng: 180 }]) {
    expect(encodePlace(AT_MS, place)).toHaveLength(PLACE_ROW_CHARS);
    expect(decodePlace(`${PING}a01:p${encodePlace(AT_MS, place)}:s00ff`)).toEqual(place);
  }
});

test("a place of another ping, or none, is null", () => {
  expect(decodePlace(`${PING}a01:p${encodePlace(AT_MS - 1, PLACE)}:s00ff`)).toBeNull();
  expect(decodePlace(`${PING}a01:s00ff`)).toBeNull();
  expect(decodePlace(`${PING}a01:p${encodePlace(AT_MS, PLACE).slice(0, 20)}:s00ff`)).toBeNull();
});

test("a reader of the state is not disturbed by the place", () => {
  const record = `${PING}b01order-7:p${encodePlace(AT_MS, PLACE)}:s00ff`;
  expect(decodeLiveRecord(record)).toMatchObject({ seenAtMs: AT_MS, state: { state: "busy", orderId: "order-7" } });
});
