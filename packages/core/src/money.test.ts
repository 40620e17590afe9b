import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  divideHalfUp,
  formatMoney,
  isCurrency,
  MAX_AMOUNT_MINOR,
  parseAmountMinor,
  roundTo,
  shareOf,
  splitByBasisPoints,
  splitInProportion,
} from "./money.ts";

describe("parseAmountMinor", () => {
  test.each([1, 25_000, "25000", 25_000n, Number.MAX_SAFE_INTEGER, MAX_AMOUNT_MINOR])("takes %s", (value) => {
    expect(parseAmountMinor(value)).toEqual({ ok: true, value: BigInt(value) });
  });

  test.each([
    0,
    -1,
    1.5,
    NaN,
    Infinity,
    2 ** 53,
    2 ** 53 + 2,
    MAX_AMOUNT_MINOR + 1n,
    -5n,
    "0",
    "-1",
    "1.0",
    "1e3",
    "0x10",
    " 5",
    "",
    "9007199254740992",
    "١٢",
    null,
    undefined,
    true,
    [5],
    {},
  ])("refuses %s", (value) => {
    expect(parseAmountMinor(value)).toMatchObject({ ok: false, error: { code: "INVALID_AMOUNT" } });
  });
});

describe("roundTo", () => {
  test("halves go up", () => {
    expect([roundTo(24_749n, 500n), roundTo(24_750n, 500n), roundTo(250n, 500n)]).toEqual([24_500n, 25_000n, 500n]);
  });

  test("is the nearest multiple", () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 12n), fc.bigInt(1n, 10_000n), (amount, step) => {
        const rounded = roundTo(amount, step);
        expect(rounded % step).toBe(0n);
        expect(2n * (rounded > amount ? rounded - amount : amount - rounded)).toBeLessThanOrEqual(step);
      }),
    );
  });
});

describe("divideHalfUp", () => {
  test("halves go up", () => {
    expect([divideHalfUp(0n, 3n), divideHalfUp(4n, 3n), divideHalfUp(5n, 3n), divideHalfUp(1n, 2n)]).toEqual([
      0n,
      1n,
      2n,
      1n,
    ]);
  });

  test.each([
    [-1n, 2n],
    [1n, 0n],
    [1n, -2n],
  ])("refuses %s / %s", (numerator, denominator) => {
    expect(() => divideHalfUp(numerator, denominator)).toThrow("needs numerator ≥ 0 and denominator > 0");
  });
});

describe("splitting", () => {
  test("parts sum to the amount and none is a unit off its share", () => {
    const parts = fc
      .array(fc.integer({ min: 0, max: 10_000 }), { minLength: 1, maxLength: 5 })
      .map((cuts) => [0, ...cuts.toSorted((a, b) => a - b), 10_000])
      .map((cuts) => cuts.slice(1).map((cut, index) => cut - (cuts[index] ?? 0)));
    fc.assert(
      fc.property(fc.bigInt(0n, MAX_AMOUNT_MINOR), parts, (amount, basisPoints) => {
        const split = splitByBasisPoints(amount, basisPoints);
        expect(split.reduce((sum, part) => sum + part, 0n)).toBe(amount);
        for (const [index, part] of split.entries()) {
          const exact = amount * BigInt(basisPoints[index] ?? 0);
          expect(part * 10_000n - exact).toBeLessThan(10_000n);
          expect(exact - part * 10_000n).toBeLessThan(10_000n);
        }
      }),
    );
  });

  test("refuses basis points that do not sum to the whole", () => {
    expect(() => splitByBasisPoints(100n, [5_000, 4_999])).toThrow(RangeError);
  });

  test("in proportion to weights: exact, and no part above its weight while the amount is not above their sum", () => {
    const weights = fc
      .array(fc.bigInt(0n, 10n ** 12n), { minLength: 1, maxLength: 5 })
      .filter((all) => all.some((w) => w > 0n));
    fc.assert(
      fc.property(weights, fc.bigInt(0n, 10n ** 12n), (all, some) => {
        const amount = some % (all.reduce((sum, weight) => sum + weight, 0n) + 1n);
        const parts = splitInProportion(amount, all);
        expect(parts.reduce((sum, part) => sum + part, 0n)).toBe(amount);
        for (const [index, part] of parts.entries()) expect(part).toBeLessThanOrEqual(all[index] ?? 0n);
      }),
    );
    expect(splitInProportion(1n, [1n, 1n, 1n])).toEqual([1n, 0n, 0n]);
    expect(() => splitInProportion(1n, [0n])).toThrow(RangeError);
    expect(() => splitInProportion(1n, [2n, -1n])).toThrow(RangeError);
    expect(() => splitInProportion(-1n, [1n])).toThrow(RangeError);
  });

  test("refuses an amount below zero, and basis points that are fractions or below zero", () => {
    expect(() => splitByBasisPoints(-1n, [10_000])).toThrow("only a non-negative amount can be split");
    for (const points of [
      [10_001, -1],
      [0.5, 9_999.5],
      [NaN, 10_000],
    ]) {
      expect(() => splitByBasisPoints(1n, points)).toThrow("basis points are whole and ≥ 0");
    }
    expect(() => shareOf(1n, -1)).toThrow("basis points are whole and ≥ 0");
  });

  test("a unit that is left goes to the largest remainder, among equals to the earlier part", () => {
    expect(splitByBasisPoints(100n, [3_333, 3_333, 3_334])).toEqual([33n, 33n, 34n]);
    expect(splitByBasisPoints(1n, [5_000, 5_000])).toEqual([1n, 0n]);
    expect(splitByBasisPoints(2n, [2_500, 2_500, 2_500, 2_500])).toEqual([1n, 1n, 0n, 0n]);
    expect(splitByBasisPoints(3n, [2_500, 2_500, 2_500, 2_500])).toEqual([1n, 1n, 1n, 0n]);
    expect(splitByBasisPoints(0n, [4_000, 6_000])).toEqual([0n, 0n]);
  });

  test("a share is rounded down", () => {
    expect(shareOf(999n, 1_500)).toBe(149n);
  });
});

test("money is written as people of each language read it", () => {
  expect(formatMoney(25_000n, "IDR", "en")).toBe("Rp 25,000");
  expect(formatMoney(25_000n, "IDR", "id")).toBe("Rp 25.000");
  expect(formatMoney(-1_234_567n, "IDR", "id")).toBe("-Rp 1.234.567");
  expect(formatMoney(0n, "IDR")).toBe("Rp 0");
  expect(formatMoney(5n, "USD")).toBe("US$ 0.05");
  expect(formatMoney(-5n, "USD")).toBe("-US$ 0.05");
  expect(formatMoney(100n, "USD")).toBe("US$ 1.00");
  expect(formatMoney(999n, "IDR")).toBe("Rp 999");
  expect(formatMoney(1_000n, "IDR")).toBe("Rp 1,000");
  expect(formatMoney(123_456n, "EUR", "id")).toBe("€ 1.234,56");
});

test("only currencies of the table are currencies", () => {
  expect([isCurrency("IDR"), isCurrency("idr"), isCurrency("toString"), isCurrency(3)]).toEqual([
    true,
    false,
    false,
    false,
  ]);
});
