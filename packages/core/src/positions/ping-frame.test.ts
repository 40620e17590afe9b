import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  decodePingFrame,
  encodePingFrame,
  MAX_PING_FRAME_BYTES,
  MAX_PINGS_PER_FRAME,
  type SentPing,
} from "./ping-frame.ts";

const ping: SentPing = {
  driverId: "01939a3e-5b7c-7d10-8f2a-0123456789ab",
  lat: -6.175392,
  lng: 106.827153,
  ageMs: 1_250,
  headingDeg: 271.25,
  speedMps: 8.33,
  accuracyM: null,
  isMock: false,
};

const inHundredths = fc.option(fc.integer({ min: 0, max: 65_534 }).map((hundredths) => hundredths / 100));
const anyPing: fc.Arbitrary<SentPing> = fc.record({
  driverId: fc.uuid(),
  lat: fc.integer({ min: -90_000_000, max: 90_000_000 }).map((micro) => micro / 1e6),
  lng: fc.integer({ min: -180_000_000, max: 180_000_000 }).map((micro) => micro / 1e6),
  ageMs: fc.nat({ max: 0xffff_ffff }),
  headingDeg: fc.option(fc.integer({ min: 0, max: 36_000 }).map((hundredths) => hundredths / 100)),
  speedMps: inHundredths,
  accuracyM: inHundredths,
  isMock: fc.boolean(),
});

describe("a frame of pings", () => {
  test("is read as it was written", () => {
    fc.assert(
      fc.property(fc.nat({ max: 0xffff_ffff }), fc.array(anyPing, { minLength: 1, maxLength: 20 }), (frame, pings) => {
        expect(decodePingFrame(encodePingFrame({ frame, pings }))).toEqual({ frame, pings });
      }),
    );
  });

  test("has the bytes that the page describes, so that clients in other languages can write it", () => {
    const hex = Buffer.from(encodePingFrame({ frame: 7, pings: [ping] })).toString("hex");
    expect(hex).toBe(`010000000701939a3e5b7c7d108f2a0123456789abffa1c560065e0d91000004e269f50341ffff00`);
  });

  test("is read from the middle of a buffer", () => {
    const bytes = encodePingFrame({ frame: 1, pings: [ping] });
    const around = Buffer.concat([Buffer.alloc(3, 0xee), bytes, Buffer.alloc(2, 0xee)]);
    expect(decodePingFrame(around.subarray(3, 3 + bytes.length))).toEqual({ frame: 1, pings: [ping] });
  });

  test("keeps what lies beyond a field's range at its end", () => {
    const far: SentPing = { ...ping, ageMs: -5, headingDeg: -1, speedMps: 1_000, accuracyM: 9_999 };
    const read = decodePingFrame(encodePingFrame({ frame: 0, pings: [far] }));
    expect(read?.pings).toEqual([{ ...far, ageMs: 0, headingDeg: 0, speedMps: 655.34, accuracyM: 655.34 }]);
  });

  test("with a heading beyond the circle has none", () => {
    const bytes = encodePingFrame({ frame: 1, pings: [{ ...ping, headingDeg: 360.01 }] });
    expect(decodePingFrame(bytes)?.pings[0]?.headingDeg).toBeNull();
  });

  test("holds 500 pings and no more, and never none", () => {
    const pings = Array.from({ length: MAX_PINGS_PER_FRAME }, () => ping);
    const most = encodePingFrame({ frame: 1, pings });
    expect(most).toHaveLength(MAX_PING_FRAME_BYTES);
    expect(decodePingFrame(most)?.pings).toHaveLength(500);
    expect(() => encodePingFrame({ frame: 1, pings: [...pings, ping] })).toThrow(RangeError);
    expect(() => encodePingFrame({ frame: 1, pings: [] })).toThrow(RangeError);
    expect(decodePingFrame(Buffer.concat([most, most.subarray(5, 40)]))).toBeNull();
    expect(decodePingFrame(most.subarray(0, 5))).toBeNull();
  });

  test("with a driver that is no UUID, or without a position, is not written", () => {
    expect(() => encodePingFrame({ frame: 1, pings: [{ ...ping, driverId: "driver-1" }] })).toThrow(RangeError);
    expect(() => encodePingFrame({ frame: 1, pings: [{ ...ping, lat: Number.NaN }] })).toThrow(RangeError);
  });

  test("of another version or length is none, whatever bytes there are", () => {
    const bytes = encodePingFrame({ frame: 1, pings: [ping] });
    expect(decodePingFrame(bytes.with(0, 2))).toBeNull();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (any) => {
        const isWhole = any[0] === 1 && any.length > 5 && (any.length - 5) % 35 === 0;
        expect(decodePingFrame(any) === null).toBe(!isWhole);
      }),
    );
  });
});
