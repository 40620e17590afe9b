import { expect, test } from "vitest";
import { firstIdAt } from "./first-id-at.ts";

test("the instant leads the id, as in the example of RFC 9562", () => {
  // Appendix A.6: 017F22E2-79B0-7CC3-98C4-DC0C0C07398F is of 2022-02-22T19:22:22Z.
  expect(firstIdAt(new Date("2022-02-22T19:22:22Z"))).toBe("017f22e2-79b0-7000-8000-000000000000");
  expect(firstIdAt(new Date("2022-02-22T19:22:22Z")) <= "017f22e2-79b0-7cc3-98c4-dc0c0c07398f").toBe(true);
});

test("an early instant keeps its zeros", () => {
  expect(firstIdAt(new Date(1))).toBe("00000000-0001-7000-8000-000000000000");
});

test("an instant that no id can hold is refused", () => {
  expect(() => firstIdAt(new Date(-1))).toThrow(RangeError);
  expect(() => firstIdAt(new Date(Number.NaN))).toThrow(RangeError);
});
