import { expect, test } from "vitest";
import { mainAmount, minorOfMain, minorOfScaled, scaledAmount } from "./provider-amount.ts";

test("rupiah have two decimals where a provider counts sen, and none here", () => {
  expect(scaledAmount(50_000n, "IDR", 2)).toBe(5_000_000);
  expect(minorOfScaled(5_000_000, "IDR", 2)).toBe(50_000n);
  expect(scaledAmount(1_250n, "USD", 2)).toBe(1_250);
  expect(scaledAmount(50_000n, "VND", 0)).toBe(50_000);
  expect(() => scaledAmount(1n, "USD", 0)).toThrow("decimals");
});

test("amounts in main units are the same on both sides", () => {
  expect([mainAmount(50_000n, "IDR"), mainAmount(1_250n, "USD")]).toEqual([50_000, 12.5]);
  expect([minorOfMain("50000.00", "IDR"), minorOfMain(12.5, "USD"), minorOfMain(12, "USD")]).toEqual([
    50_000n,
    1_250n,
    1_200n,
  ]);
});

test.each([
  [minorOfScaled(5_000_050, "IDR", 2)],
  [minorOfScaled(1.5, "USD", 2)],
  [minorOfScaled(100, "XXX", 2)],
  [minorOfMain("50000.50", "IDR")],
  [minorOfMain("12.505", "USD")],
  [minorOfMain("-5", "IDR")],
  [minorOfMain("1e9", "IDR")],
  [minorOfMain("", "IDR")],
])("what minor units do not express is no amount that was asked for", (amount) => {
  expect(amount).toBe(0n);
});
