import { expect, test } from "vitest";
import { JOB_CATALOG, jobDataOf } from "./catalog.ts";
import type { Ping } from "./ping.ts";
import { packPings, unpackPings } from "./ping-pack.ts";

const PING: Ping = {
  driverId: "0199aaaa-bbbb-7ccc-8ddd-eeeeffff0000",
  lat: -6.2,
  lng: 106.8,
  headingDeg: 90,
  speedMps: 8.3,
  accuracyM: 12,
  recordedAtMs: 1_800_000_000_000,
  receivedAtMs: 1_800_000_000_001,
};

test("what is packed comes back, to the microdegree and the hundredth, from corner to corner of the ranges", () => {
  const share = (index: number, of: number): number => (index % of) / (of - 1);
  const batch = Array.from({ length: 500 }, (_, index): Ping => {
    const hundredths = (most: number, of: number): number | null =>
      index % 7 === 0 ? null : Math.round(share(index, of) * most * 100) / 100;
    return {
      driverId: `0199aaaa-bbbb-7ccc-8ddd-eeeeffff${index.toString(16).padStart(4, "0")}`,
      lat: Math.round((share(index, 83) - 0.5) * 180e6) / 1e6,
      lng: Math.round((share(index, 89) - 0.5) * 360e6) / 1e6,
      headingDeg: hundredths(360, 61),
      speedMps: hundredths(120, 67),
      accuracyM: hundredths(500, 71),
      recordedAtMs: 1_800_000_000_000 + Math.round((share(index, 73) - 0.5) * 7_200_000),
      receivedAtMs: 1_800_000_000_000 + Math.round((share(index, 79) - 0.5) * 7_200_000),
    };
  });
  expect(unpackPings(packPings(batch))).toEqual(batch);
});

test("a ping that knows its place only stays one, and an accuracy beyond all use is the worst there is", () => {
  const bare = { ...PING, headingDeg: null, speedMps: null, accuracyM: null };
  expect(unpackPings(packPings([bare, PING]))).toEqual([bare, PING]);
  expect(unpackPings(packPings([{ ...PING, accuracyM: 1e9 }]))).toEqual([{ ...PING, accuracyM: 655.34 }]);
});

test("an invented position stays one, and a batch without one is readable by workers of before", () => {
  const mock = { ...PING, isMock: true };
  expect(unpackPings(packPings([PING, mock, PING]))).toEqual([PING, mock, PING]);
  expect([packPings([PING, { ...PING, isMock: false }]).slice(0, 2), packPings([mock]).slice(0, 2)]).toEqual([
    "1 ",
    "2 ",
  ]);
});

test("a job of the release before is still read", () => {
  const packed = "1 1800000000001 0199aaaa-bbbb-7ccc-8ddd-eeeeffff0000/6FlQAZdo4AAAAAAAAAAASMoAz4EsA==";
  expect(unpackPings(packed)).toEqual([PING]);
});

test("a job holds one to 500 pings", () => {
  const of = (length: number): Ping[] => Array.from({ length }, () => PING);
  const data = jobDataOf({ cityId: "c", pings: of(500) });
  expect(JOB_CATALOG["driver-gps"].payload.parse(data)).toEqual({ cityId: "c", pings: of(500) });
  expect(() => packPings(of(501))).toThrow(RangeError);
  expect(() => packPings([])).toThrow(RangeError);
});

const PACKED = packPings([PING]);

test.each([
  ["nothing", ""],
  ["another version", PACKED.replace("1 ", "2 ")],
  ["a driver who is no UUID", PACKED.replace("0199aaaa", "0199aaag")],
  ["half a ping", PACKED.slice(0, -4)],
  ["more than its pings", `${PACKED}AAAA`],
  ["numbers that are none", `${PACKED.slice(0, -4)}$$$$`],
  ["a place off the Earth", packPings([{ ...PING, lat: 90.000001 }])],
  ["a longitude off the Earth", packPings([{ ...PING, lng: -180.000001 }])],
  ["a heading beyond the circle", packPings([{ ...PING, headingDeg: 361 }])],
  ["a speed beyond belief", packPings([{ ...PING, speedMps: 121 }])],
  ["a time before time", packPings([{ ...PING, receivedAtMs: 1, recordedAtMs: 0 }])],
])("%s is no batch of pings", (_, text) => {
  expect(unpackPings(text)).toBeNull();
  expect(JOB_CATALOG["driver-gps"].payload.safeParse({ cityId: "c", pings: text }).success).toBe(false);
});
