import { expect, test } from "vitest";
import { tripCost } from "./trip-cost.ts";

const finished = {
  status: "FINISHED",
  fareMinor: "19000",
  finalFareMinor: "10000",
  cancelFeeMinor: null,
  endedAt: "2026-11-30T01:00:00Z",
} as const;

test("a finished trip cost its final fare, one under way its price", () => {
  expect(tripCost(finished)).toEqual({ minor: "10000", isCharged: true });
  const running = { ...finished, status: "STARTED", finalFareMinor: null, endedAt: null } as const;
  expect(tripCost(running)).toEqual({ minor: "19000", isCharged: true });
});

test("a trip that did not take place cost its fee, or nothing of its price", () => {
  const cancelled = { ...finished, status: "CANCELLED", finalFareMinor: null } as const;
  expect(tripCost({ ...cancelled, cancelFeeMinor: "5000" })).toEqual({ minor: "5000", isCharged: true });
  expect(tripCost({ ...cancelled, cancelFeeMinor: "0" })).toEqual({ minor: "19000", isCharged: false });
  expect(tripCost(cancelled)).toEqual({ minor: "19000", isCharged: false });
});
