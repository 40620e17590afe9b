import fc from "fast-check";
import { expect, test } from "vitest";
import { collectForMs, untilNextRoundMs } from "./round-window.ts";

test.each([
  [0, 2_000],
  [2, 2_000],
  [3, 5_000],
  [6, 5_000],
  [7, 10_000],
  [500, 10_000],
])("with %s orders unserved they are collected for %s ms", (unserved, collectedMs) => {
  expect(collectForMs(unserved)).toBe(collectedMs);
});

test("an order that comes at the instant of a round waits for the next", () => {
  expect(untilNextRoundMs(new Date(20_000), 5_000)).toBe(5_000);
  expect(untilNextRoundMs(new Date(20_001), 5_000)).toBe(4_999);
  expect(untilNextRoundMs(new Date(24_999), 5_000)).toBe(1);
});

test("all orders of a window meet at the same instant", () => {
  fc.assert(
    fc.property(fc.nat(1e9), fc.nat(9_999), fc.nat(9_999), (window, a, b) => {
      const meets = (offset: number): number => {
        const atMs = window * 10_000 + offset;
        return atMs + untilNextRoundMs(new Date(atMs), 10_000);
      };
      expect(meets(a)).toBe((window + 1) * 10_000);
      expect(meets(a)).toBe(meets(b));
    }),
  );
});
