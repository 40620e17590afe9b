import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodePlusCode, plusCodeIn } from "./plus-code.ts";

describe("a full code is the middle of its cell, after the reference vectors", () => {
  // Code; south, west, north, east.
  test.each([
    ["7FG49Q00+", [20.35, 2.75, 20.4, 2.8]],
    ["7FG49QCJ+2V", [20.37, 2.782125, 20.370125, 2.78225]],
    ["7FG49QCJ+2VX", [20.3701, 2.78221875, 20.370125, 2.78225]],
    ["7FG49QCJ+2VXGJ", [20.370113, 2.782234375, 20.370114, 2.78223632813]],
    ["8FVC2222+22", [47, 8, 47.000125, 8.000125]],
    ["4VCPPQGP+Q9", [-41.273125, 174.785875, -41.273, 174.786]],
    ["62G20000+", [0, -180, 1, -179]],
    ["22222222+22", [-90, -180, -89.999875, -179.999875]],
    ["CFX3X2X2+X2", [89.999875, 1, 90, 1.000125]],
    ["84000000+", [30, -140, 50, -120]],
    ["849VGJQF+VX7QR3J", [37.53966912, -122.3750698242, 37.53966916, -122.3750697021]],
    ["849VGJQF+VX7QR3J7QR3J", [37.53966912, -122.3750698242, 37.53966916, -122.3750697021]],
  ])("%s", (code, [south = NaN, west = NaN, north = NaN, east = NaN]) => {
    const point = decodePlusCode(code, null);
    expect(point?.lat).toBeCloseTo((south + north) / 2, 9);
    expect(point?.lng).toBeCloseTo((west + east) / 2, 9);
  });
});

describe("a short code is the nearest place that it fits, after the reference vectors", () => {
  test.each([
    ["9C3W9QCJ+2VX", 51.3708675, -1.217765625, "9QCJ+2VX"],
    ["9C3W9QCJ+2VX", 51.3852125, -1.217765625, "9QCJ+2VX"],
    ["9C3W9QCJ+2VX", 51.3701125, -1.202665625, "9QCJ+2VX"],
    ["8FRCXGRF+PM", 47, 8.55, "XGRF+PM"],
    ["CFX22222+22", 89.6, 0, "2222+22"],
    ["2CXXXXXX+XX", -81, 0, "XXXXXX+XX"],
  ])("%s near %f, %f", (full, lat, lng, short) => {
    const [found, meant] = [decodePlusCode(short, { lat, lng }), decodePlusCode(full, null)];
    expect(found?.lat).toBeCloseTo(meant?.lat ?? NaN, 9);
    expect(found?.lng).toBeCloseTo(meant?.lng ?? NaN, 9);
  });

  test("without a place near it there is none", () => {
    expect(decodePlusCode("9QCJ+2VX", null)).toBeNull();
  });
});

test.each([
  "G+",
  "+",
  "8FWC2345+G",
  "8FWC2_45+G6",
  "8FWC2η45+G6",
  "8FWC2345+G6+",
  "8FWC2345G6+",
  "8FWC2300+G6",
  "WC2300+G6g",
  "WC2345+G",
  "WC2300+",
  "00000000+",
  "XXXXXXXX+XX",
  "2X222222+22",
])("%s is no code", (code) => {
  expect(decodePlusCode(code, { lat: -6.2, lng: 106.8 })).toBeNull();
});

test.each([
  ["6P58QRX2+X2", "6P58QRX2+X2"],
  ["rrfg+rv jakarta", "RRFG+RV"],
  ["at RRFG+RV, Jakarta", "RRFG+RV"],
  ["C++ course", null],
  ["22+22", null],
  ["gate 6P58QRX2+X2B!", null],
  ["mall 2+3", null],
])("in %j there is %j", (text, code) => {
  expect(plusCodeIn(text)).toBe(code);
});

test("every code that is found lies on Earth", () => {
  const digit = fc.constantFrom(..."23456789CFGHJMPQRVWX".split(""));
  const part = (min: number, max: number): fc.Arbitrary<string> =>
    fc.string({ unit: digit, minLength: min, maxLength: max });
  const near = fc.record({
    lat: fc.double({ min: -90, max: 90, noNaN: true }),
    lng: fc.double({ min: -180, max: 180, noNaN: true }),
  });
  fc.assert(
    fc.property(part(4, 8), part(2, 7), near, (before, after, around) => {
      const point = decodePlusCode(`${before}+${after}`, around);
      if (point === null) return;
      expect(Math.abs(point.lat)).toBeLessThanOrEqual(90);
      expect(Math.abs(point.lng)).toBeLessThanOrEqual(180);
    }),
  );
});
