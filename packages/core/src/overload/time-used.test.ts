import { expect, test } from "vitest";
import { TimeUsed } from "./time-used.ts";

test("what a caller used adds up, and is forgotten at half the speed of the clock", () => {
  const used = new TimeUsed();
  expect(used.of("a", 0)).toBe(0);
  expect(used.add("a", 100, 0)).toBe(100);
  expect(used.add("a", 100, 50)).toBe(175);
  expect([used.of("a", 150), used.of("a", 10_000), used.of("b", 50)]).toEqual([125, 0, 0]);
});

test("nobody has used more than two seconds, and who has forgotten all is forgotten", () => {
  const used = new TimeUsed();
  expect(used.add("a", 60_000, 0)).toBe(2_000);
  used.add("b", 1, 3_999);
  expect(used.size).toBe(2);
  used.add("b", 1, 4_000);
  expect(used.size).toBe(1);
});
