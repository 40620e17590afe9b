import { expect, test } from "vitest";
import { forwardEtaS } from "./forward-eta.ts";

test("a driver on a trip ends it, sets the rider down in 45 s, and then sets out", () => {
  expect(forwardEtaS({ remainingS: 200, onwardS: 30 })).toBe(275);
  expect(forwardEtaS({ remainingS: 0, onwardS: 0 })).toBe(45);
});
