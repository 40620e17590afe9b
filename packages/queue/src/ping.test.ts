import { expect, test } from "vitest";
import { JOB_CATALOG } from "./catalog.ts";
import { isPing } from "./ping.ts";

const PING = {
  driverId: "0199aaaa-bbbb-7ccc-8ddd-eeeeffff0000",
  lat: -6.2,
  lng: 106.8,
  headingDeg: 90,
  speedMps: 8.3,
  accuracyM: 12,
  recordedAtMs: 1_800_000_000_000,
  receivedAtMs: 1_800_000_000_001,
};

test("a ping is a ping, also one that knows its place only", () => {
  expect(isPing(PING)).toBe(true);
  expect(isPing({ ...PING, headingDeg: null, speedMps: null, accuracyM: null })).toBe(true);
});

test.each([
  [null],
  ["ping"],
  [{}],
  [{ ...PING, driverId: "driver" }],
  [{ ...PING, driverId: 7 }],
  [{ ...PING, lat: 90.1 }],
  [{ ...PING, lat: Number.NaN }],
  [{ ...PING, lng: "106.8" }],
  [{ ...PING, headingDeg: -1 }],
  [{ ...PING, headingDeg: undefined }],
  [{ ...PING, speedMps: 121 }],
  [{ ...PING, accuracyM: Number.POSITIVE_INFINITY }],
  [{ ...PING, recordedAtMs: 0 }],
  [{ ...PING, recordedAtMs: 1.5 }],
  [{ ...PING, receivedAtMs: "now" }],
])("%j is none", (value) => {
  expect(isPing(value)).toBe(false);
  const payload = { cityId: "c", pings: [PING, value] };
  expect(JOB_CATALOG["driver-gps"].payload.safeParse(payload).success).toBe(false);
});

test("a job holds one to 500 pings", () => {
  const { payload } = JOB_CATALOG["driver-gps"];
  const of = (length: number): unknown => ({ cityId: "c", pings: Array.from({ length }, () => PING) });
  expect(payload.safeParse(of(500)).success).toBe(true);
  expect(payload.safeParse(of(0)).success).toBe(false);
  expect(payload.safeParse(of(501)).success).toBe(false);
});
