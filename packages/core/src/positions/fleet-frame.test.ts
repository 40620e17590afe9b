import fc from "fast-check";
import { expect, test } from "vitest";
import { VEHICLE_TYPES } from "../vehicle.ts";
import {
  CAR_STATES,
  carCode,
  decodeFleetFrame,
  encodeFleetFrame,
  type FrameCar,
  stateOfCode,
  UNKNOWN_HEADING,
  vehicleTypeOfCode,
} from "./fleet-frame.ts";

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64");
}

const car: fc.Arbitrary<FrameCar> = fc.record({
  slot: fc.nat(0xffff_ffff),
  lat: fc.double({ min: -90, max: 90, noNaN: true }),
  lng: fc.double({ min: -180, max: 180, noNaN: true }),
  headingDeg: fc.option(fc.double({ min: 0, max: 360, noNaN: true })),
  vehicleType: fc.constantFrom(...VEHICLE_TYPES),
  state: fc.constantFrom(...CAR_STATES),
  ageMs: fc.nat(120_000),
});

test("what is decoded is what was encoded, to the microdegree and the tenth of a second", () => {
  fc.assert(
    fc.property(fc.array(car, { maxLength: 50 }), (cars) => {
      const columns = decodeFleetFrame(base64(encodeFleetFrame(cars)));
      expect(columns.slots).toHaveLength(cars.length);
      for (const [row, sent] of cars.entries()) {
        expect(columns.slots[row]).toBe(sent.slot);
        expect(columns.lats[row]).toBe(Math.round(sent.lat * 1e6) + 0);
        expect(columns.lngs[row]).toBe(Math.round(sent.lng * 1e6) + 0);
        expect(columns.ages[row]).toBe(Math.round(sent.ageMs / 100));
        const heading = sent.headingDeg === null ? UNKNOWN_HEADING : Math.round(sent.headingDeg * 10);
        expect(columns.headings[row]).toBe(heading);
        expect(columns.codes[row]).toBe(carCode(sent.state, sent.vehicleType));
      }
    }),
  );
});

test("every state of every vehicle has a code of its own that leads back to both", () => {
  const codes = VEHICLE_TYPES.flatMap((vehicleType) =>
    CAR_STATES.map((state) => {
      const code = carCode(state, vehicleType);
      expect([stateOfCode(code), vehicleTypeOfCode(code)]).toEqual([state, vehicleType]);
      return code;
    }),
  );
  expect(new Set(codes).size).toBe(codes.length);
});

test("a car that was not heard of for long is as old as a frame can say", () => {
  const frame = encodeFleetFrame([
    { slot: 1, lat: 0, lng: 0, headingDeg: null, vehicleType: "go-car", state: "stale", ageMs: 1e9 },
  ]);
  expect(decodeFleetFrame(base64(frame)).ages[0]).toBe(0xffff);
});

test("what is cut off is not read", () => {
  const frame = base64(new Uint8Array(18));
  expect(() => decodeFleetFrame(frame)).toThrow(RangeError);
});
