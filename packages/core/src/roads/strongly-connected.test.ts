import { expect, test } from "vitest";
import { largestComponent } from "./strongly-connected.ts";

test("the largest component is the one that most nodes carry, the first of equals", () => {
  expect(largestComponent(Uint32Array.of(0, 1, 1, 2), 3)).toBe(1);
  expect(largestComponent(Uint32Array.of(2, 0, 2, 1, 2, 0), 3)).toBe(2);
  expect(largestComponent(Uint32Array.of(1, 0, 0, 1), 2)).toBe(0);
  expect(largestComponent(new Uint32Array(), 0)).toBe(0);
});
