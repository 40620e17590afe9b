import { expect, test } from "vitest";
import { decideCancelFee, FREE_CANCELLATION, type RiderCancellation } from "./cancellation.ts";

const MATCHED = new Date("2026-11-22T03:00:00Z");
const at = (afterMs: number): Date => new Date(MATCHED.getTime() + afterMs);
/** Late enough for a fee: the driver is coming, and nothing speaks for the rider. */
const DUE: RiderCancellation = {
  driverId: "driver",
  matchedAt: MATCHED,
  isQueued: false,
  promotedAt: null,
  arrival: null,
  policy: { freeWindowS: 120, feeMinor: 5_000n },
  driver: { isLate: false, isMoving: true },
};
const FEE = { kind: "due", amountMinor: 5_000n, driverId: "driver" };

test("after the window the fee goes to the driver who is coming", () => {
  expect(decideCancelFee(DUE, at(120_001))).toEqual(FEE);
});

test.each([
  ["not-matched", { driverId: null }],
  ["not-matched", { matchedAt: null }],
  ["driver-not-set-out", { isQueued: true }],
  ["no-fee-in-city", { policy: { freeWindowS: 120, feeMinor: 0n } }],
  ["no-fee-in-city", { policy: FREE_CANCELLATION }],
  ["driver-late", { driver: { isLate: true, isMoving: true } }],
  ["driver-not-moving", { driver: { isLate: false, isMoving: false } }],
] as const)("nothing is due: %s", (reason, change) => {
  expect(decideCancelFee({ ...DUE, ...change }, at(120_001))).toEqual({ kind: "none", reason });
});

test("a driver whose arrival is proven is paid though late and standing still, any other arrival earns nothing", () => {
  const driver = { isLate: true, isMoving: false };
  const arrival = { atMs: MATCHED.getTime(), proof: "position", lost: null } as const;
  expect(decideCancelFee({ ...DUE, arrival, driver }, at(120_001))).toEqual(FEE);
  const none = { kind: "none", reason: "arrival-not-proven" };
  expect(decideCancelFee({ ...DUE, arrival: { ...arrival, proof: "override" } }, at(120_001))).toEqual(none);
  const lost = { atMs: MATCHED.getTime(), reason: "silent" } as const;
  expect(decideCancelFee({ ...DUE, arrival: { ...arrival, lost } }, at(120_001))).toEqual(none);
});

test("the last instant of the window is free", () => {
  expect(decideCancelFee(DUE, at(120_000))).toEqual({ kind: "none", reason: "within-window" });
});

test("for a driver who ended another trip first the window counts from when they set out", () => {
  const promoted = { ...DUE, promotedAt: at(600_000) };
  expect(decideCancelFee(promoted, at(720_000))).toEqual({ kind: "none", reason: "within-window" });
  expect(decideCancelFee(promoted, at(720_001))).toEqual(FEE);
});
