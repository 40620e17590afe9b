import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { computeFare, computeWaitingCharge, DEFAULT_TARIFFS, splitFare } from "./fare.ts";

const goRide = DEFAULT_TARIFFS["go-ride"];
const distance = fc.double({ min: 0, max: 200_000, noNaN: true });
const duration = fc.double({ min: 0, max: 20_000, noNaN: true });
const surge = fc.integer({ min: 100, max: 500 }).map((percent) => percent / 100);
const tariff = fc.constantFrom(...Object.values(DEFAULT_TARIFFS));

describe("computeFare", () => {
  test("go-ride costs 10 000 and 3 000 a kilometre", () => {
    expect(computeFare(goRide, { distanceM: 5_000, durationS: 900 }).fareMinor).toBe(25_000n);
    expect(computeFare(goRide, { distanceM: 0, durationS: 0 }).fareMinor).toBe(10_000n);
  });

  test("the minimum holds before surge", () => {
    const car = DEFAULT_TARIFFS["go-car"];
    expect(computeFare(car, { distanceM: 500, durationS: 60 }).fareMinor).toBe(20_000n);
    expect(computeFare(car, { distanceM: 500, durationS: 60, surge: 1.5 }).fareMinor).toBe(30_000n);
  });

  test("time counts when the tariff has a price for it", () => {
    const timed = { ...goRide, perMinuteMinor: 300n };
    expect(computeFare(timed, { distanceM: 5_000, durationS: 600 })).toMatchObject({
      fareMinor: 28_000n,
      timeMinor: 3_000n,
    });
  });

  test("is a multiple of 500, at least the minimum, and within half a step of the formula", () => {
    fc.assert(
      fc.property(tariff, distance, duration, surge, (row, distanceM, durationS, factor) => {
        const { fareMinor } = computeFare(row, { distanceM, durationS, surge: factor });
        expect(fareMinor % 500n).toBe(0n);
        const formula =
          Math.max(
            Number(row.minimumMinor),
            Number(row.baseMinor) +
              (Number(row.perKmMinor) * Math.round(distanceM)) / 1_000 +
              (Number(row.perMinuteMinor) * Math.round(durationS)) / 60,
          ) * factor;
        expect(Math.abs(Number(fareMinor) - formula)).toBeLessThanOrEqual(250.001);
      }),
    );
  });

  test("never falls when the trip gets longer", () => {
    fc.assert(
      fc.property(tariff, distance, distance, duration, (row, a, b, durationS) => {
        const fares = [Math.min(a, b), Math.max(a, b)].map(
          (distanceM) => computeFare(row, { distanceM, durationS }).fareMinor,
        );
        expect(fares[0]).toBeLessThanOrEqual(fares[1] ?? 0n);
      }),
    );
  });

  test.each([
    [{ distanceM: -1, durationS: 0 }, "distanceM must be finite and ≥ 0"],
    [{ distanceM: NaN, durationS: 0 }, "distanceM must be finite and ≥ 0"],
    [{ distanceM: 1, durationS: -1 }, "durationS must be finite and ≥ 0"],
    [{ distanceM: 1, durationS: Infinity }, "durationS must be finite and ≥ 0"],
    [{ distanceM: 1, durationS: 1, surge: 0.9 }, "surge must be a number ≥ 1"],
    [{ distanceM: 1, durationS: 1, surge: NaN }, "surge must be a number ≥ 1"],
  ])("refuses %o: %s", (input, message) => {
    expect(() => computeFare(goRide, input)).toThrow(new RangeError(message));
  });
});

test("waiting is free for five minutes, then charged by started minute", () => {
  expect([0, 300, 301, 360, 361].map((waitedS) => computeWaitingCharge(goRide, waitedS))).toEqual([
    0n,
    0n,
    500n,
    500n,
    1_000n,
  ]);
});

describe("splitFare", () => {
  test("loses no unit and never makes the driver pay", () => {
    fc.assert(
      fc.property(
        fc.bigInt(0n, 10n ** 15n),
        fc.integer({ min: 0, max: 5_000 }),
        fc.integer({ min: 0, max: 5_000 }),
        (fareMinor, commissionBasisPoints, taxBasisPoints) => {
          const split = splitFare(fareMinor, { commissionBasisPoints, taxBasisPoints });
          expect(split.driverMinor + split.commissionMinor + split.taxMinor).toBe(fareMinor);
          expect(split.driverMinor).toBeGreaterThanOrEqual(0n);
        },
      ),
    );
  });

  test("commission and tax may be the whole fare", () => {
    const split = splitFare(1_000n, { commissionBasisPoints: 9_000, taxBasisPoints: 1_000 });
    expect(split).toEqual({ driverMinor: 0n, commissionMinor: 900n, taxMinor: 100n });
  });

  test("refuses shares above the whole", () => {
    expect(() => splitFare(1n, { commissionBasisPoints: 9_000, taxBasisPoints: 1_001 })).toThrow(RangeError);
  });
});
