import { expect, test } from "vitest";
import { retryDelayMs } from "./retry-delay.ts";

const error = { data: { atlasCode: "OVERLOADED", retryAfterS: 4 } };

test("the wait doubles up to fifteen seconds, and half of it is up to chance", () => {
  const waits = [0, 1, 2, 10].map((failures) =>
    [0, 1].map((random) => retryDelayMs(failures, { error: new Error("no reply"), random })),
  );
  expect(waits).toEqual([
    [500, 1_000],
    [1_000, 2_000],
    [2_000, 4_000],
    [7_500, 15_000],
  ]);
});

test("nobody comes back sooner than the server asked, nor all at once", () => {
  expect([0, 1].map((random) => retryDelayMs(0, { error, random }))).toEqual([4_000, 4_500]);
  expect([0, 1].map((random) => retryDelayMs(10, { error, random }))).toEqual([7_500, 15_000]);
});
