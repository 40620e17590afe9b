import { expect, test } from "vitest";
import { canTakeOn } from "./driver-engagement.ts";

const driving = { orderId: "running", status: "STARTED" } as const;

test("a free driver takes any order on, also one that was to wait behind a trip that is over", () => {
  expect(canTakeOn({ current: null, hasNext: false }, null)).toBe(true);
  expect(canTakeOn({ current: null, hasNext: false }, "running")).toBe(true);
});

test("a driver who is driving takes one more on, behind that very trip", () => {
  expect(canTakeOn({ current: driving, hasNext: false }, "running")).toBe(true);
});

test.each([
  ["that does not wait", { current: driving, hasNext: false }, null],
  ["behind another trip", { current: driving, hasNext: false }, "another"],
  ["before the rider is on board", { current: { ...driving, status: "ARRIVED" as const }, hasNext: false }, "running"],
  ["when one waits already", { current: driving, hasNext: true }, "running"],
])("a driver on a trip takes none on %s", (_, engagement, behind) => {
  expect(canTakeOn(engagement, behind)).toBe(false);
});
