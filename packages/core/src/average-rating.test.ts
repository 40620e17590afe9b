import { expect, test } from "vitest";
import { averageRating } from "./average-rating.ts";

test("a driver whom nobody has rated has no rating", () => {
  expect(averageRating({ ratingSum: 0, ratingCount: 0 })).toBeNull();
});

test.each([
  [5, 1, 5],
  [14, 3, 4.7],
  [13, 3, 4.3],
  [1, 1, 1],
  [0, 2, 0],
])("%s stars in %s ratings are %s", (ratingSum, ratingCount, stars) => {
  expect(averageRating({ ratingSum, ratingCount })).toBe(stars);
});
