import { expect, test } from "vitest";
import { Counts } from "./counts.ts";

test("what is added is there until it is taken away, once", () => {
  const counts = new Counts();
  const [first, second] = [counts.add("a"), counts.add("a")];
  counts.add("b");
  expect([counts.of("a"), counts.of("b"), counts.of("c")]).toEqual([2, 1, 0]);
  first();
  first();
  expect(counts.of("a")).toBe(1);
  second();
  expect([counts.of("a"), counts.of("b")]).toEqual([0, 1]);
});
