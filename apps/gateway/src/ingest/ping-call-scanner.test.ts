import { reportedFixSchema } from "@atlas/core/positions/reported-fix";
import fc from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";
import { PingCallScanner } from "./ping-call-scanner.ts";

const DRIVER = "0199aaaa-bbbb-7ccc-8ddd-eeeeffff0000";
const FIX = {
  lat: -6.1754,
  lng: 106.8272,
  headingDeg: 360,
  speedMps: 8.3,
  accuracyM: 12,
  recordedAt: 1_800_000_000_000,
};
/** What the scanner makes of members that are missing. */
const UNKNOWN = { headingDeg: null, speedMps: null, accuracyM: null, ageMs: null, recordedAt: null };

const scanner = new PingCallScanner();

function scan(text: string): ReturnType<PingCallScanner["scan"]> {
  const bytes = Buffer.from(text);
  return scanner.scan(bytes, bytes.length);
}

function one(input: object): object {
  return { id: 7, method: "mutation", params: { input, path: "tracker.updateLocation" } };
}

function many(...pings: object[]): object {
  return { id: 7, method: "mutation", params: { path: "tracker.updateLocations", input: { pings } } };
}

/** What a JSON parser and the schemas make of the frame, if it is a call with one ping. */
function slowly(text: string): unknown {
  const named = z.object({ driverId: z.uuid().optional() });
  const frame = z.object({
    id: z.int(),
    method: z.literal("mutation"),
    params: z.discriminatedUnion("path", [
      z.object({ path: z.literal("tracker.updateLocation"), input: reportedFixSchema }),
      z.object({
        path: z.literal("tracker.updateLocations"),
        input: z.object({ pings: z.tuple([z.record(z.string(), z.unknown())]) }),
      }),
    ]),
  });
  const { id, params } = frame.parse(JSON.parse(text));
  if (params.path === "tracker.updateLocation")
    return { id, path: params.path, driverId: null, fix: { ...UNKNOWN, ...params.input } };
  const [raw] = params.input.pings;
  return {
    id,
    path: params.path,
    driverId: named.parse(raw).driverId ?? null,
    fix: { ...UNKNOWN, ...reportedFixSchema.parse(raw) },
  };
}

test("a single ping is read, by either procedure, with members in any order", () => {
  expect(scan(JSON.stringify(one(FIX)))).toEqual({
    id: 7,
    path: "tracker.updateLocation",
    driverId: null,
    fix: { ...UNKNOWN, ...FIX },
  });
  const batch = { id: 7, path: "tracker.updateLocations", fix: { ...UNKNOWN, ...FIX } };
  expect(scan(JSON.stringify(many({ ...FIX, driverId: DRIVER })))).toEqual({ ...batch, driverId: DRIVER });
  expect(scan(JSON.stringify(many({ driverId: DRIVER, ...FIX })))).toEqual({ ...batch, driverId: DRIVER });
  expect(scan(JSON.stringify(many(FIX)))).toEqual({ ...batch, driverId: null });
});

test("an instant is read as the driver app writes it, and what the phone does not know may be missing", () => {
  const at = "2027-01-15T08:00:00.123Z";
  const text = JSON.stringify(one({ lat: 1, lng: 2, accuracyM: null, recordedAt: at }));
  expect(scan(text)?.fix).toEqual({ ...UNKNOWN, lat: 1, lng: 2, recordedAt: Date.parse(at) });
});

test("an age is read instead of a time, and beside one", () => {
  for (const timed of [{ ageMs: 850.5 }, { ageMs: -3, recordedAt: 7 }, { ageMs: null, recordedAt: 7 }]) {
    expect(scan(JSON.stringify(one({ lat: 1, lng: 2, ...timed })))?.fix).toEqual({
      ...UNKNOWN,
      lat: 1,
      lng: 2,
      ...timed,
    });
  }
});

test.each([
  ["nothing", ""],
  ["no JSON", "{"],
  ["more than a call", `${JSON.stringify(one(FIX))} `],
  ["a batch of two", JSON.stringify(many(FIX, FIX))],
  ["an empty batch", JSON.stringify(many())],
  ["a call of another kind", JSON.stringify({ ...one(FIX), method: "query" })],
  ["a call without an id", JSON.stringify({ ...one(FIX), id: undefined })],
  ["an id that is a text", JSON.stringify({ ...one(FIX), id: "7" })],
  ["JSON-RPC", JSON.stringify({ ...one(FIX), jsonrpc: "2.0" })],
  ["another procedure", JSON.stringify(one(FIX)).replace("updateLocation", "driverLocation")],
  ["one procedure with the other's input", JSON.stringify(many(FIX)).replace("Locations", "Location")],
  ["a driver named to the wrong procedure", JSON.stringify(one({ ...FIX, driverId: DRIVER }))],
  ["a driver who is no UUID", JSON.stringify(many({ ...FIX, driverId: DRIVER.replace("-", "a") }))],
  ["an unknown member", JSON.stringify(one({ ...FIX, altitudeM: 3 }))],
  ["a place off the Earth", JSON.stringify(one({ ...FIX, lat: -90.1 }))],
  ["no place", JSON.stringify(one({ ...FIX, lng: undefined }))],
  ["no time", JSON.stringify(one({ ...FIX, recordedAt: undefined }))],
  ["an age that is unknown", JSON.stringify(one({ ...FIX, recordedAt: undefined, ageMs: null }))],
  ["a time of sending", JSON.stringify(one({ ...FIX, sentAt: 1_800_000_000_000 }))],
  ["half a millisecond", JSON.stringify(one({ ...FIX, recordedAt: 1.5 }))],
  ["a day that is not", JSON.stringify(one({ ...FIX, recordedAt: "2027-02-30T08:00:00.000Z" }))],
  ["a heading beyond the circle", JSON.stringify(one({ ...FIX, headingDeg: 360.1 }))],
  ["a speed beyond all claims", JSON.stringify(one({ ...FIX, speedMps: 1_000.1 }))],
  ["a negative accuracy", JSON.stringify(one({ ...FIX, accuracyM: -1 }))],
  ["a number that JSON does not know", JSON.stringify(one(FIX)).replace("8.3", "08.3")],
  ["a number that stops short", JSON.stringify(one(FIX)).replace("8.3", "8.")],
  ["an exponent", JSON.stringify(one(FIX)).replace("8.3", "8e0")],
])("%s is left to tRPC", (_, text) => {
  expect(scan(text)).toBeNull();
});

/** Numbers of few and of many digits, some a little beyond the range. */
function within(most: number): fc.Arbitrary<number> {
  const micro = fc.integer({ min: 0, max: Math.round(most * 1.02 * 1e6) }).map((value) => value / 1e6);
  return fc.oneof(
    micro,
    micro.map(Math.sin),
    fc.double({ min: 0, max: most, noNaN: true }),
    fc.integer({ min: -1, max: 3 }),
  );
}

function either(most: number): fc.Arbitrary<number> {
  return fc.tuple(within(most), fc.boolean()).map(([value, isNegative]) => (isNegative ? -value : value));
}

const fix = fc.record(
  {
    lat: either(90),
    lng: either(180),
    headingDeg: fc.option(within(360)),
    speedMps: fc.option(within(1_000)),
    accuracyM: fc.option(within(500)),
    ageMs: fc.option(either(100_000)),
    recordedAt: fc.oneof(
      fc.integer({ min: 1 }),
      fc.constant(1_800_000_000_000),
      fc.date({ min: new Date(0), noInvalidDate: true }).map((date) => date.toISOString()),
    ),
    driverId: fc.uuid(),
  },
  { requiredKeys: ["lat", "lng"] },
);

test("whatever it reads is what a JSON parser and the schemas read", () => {
  let read = 0;
  fc.assert(
    fc.property(fix, fc.boolean(), fc.option(fc.tuple(fc.nat(300), fc.nat(127))), (input, isMany, spoilt) => {
      const bytes = Buffer.from(JSON.stringify(isMany ? many(input) : one(input)));
      if (spoilt !== null && spoilt[0] < bytes.length) bytes.writeUInt8(spoilt[1], spoilt[0]);
      const call = scanner.scan(bytes, bytes.length);
      if (call === null) return;
      read += 1;
      expect(call).toEqual(slowly(bytes.toString()));
    }),
    { numRuns: 3_000, seed: 5 },
  );
  expect(read).toBeGreaterThan(100);
});
