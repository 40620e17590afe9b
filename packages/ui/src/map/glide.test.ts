import { describe, expect, test } from "vitest";

import { isDrivable, poseBetween } from "./glide.ts";

describe("gliding between two fixes", () => {
  test("the heading turns in the shorter direction across north", () => {
    const from = { lat: 0, lng: 0, headingDeg: 350 };
    const to = { lat: 0, lng: 0, headingDeg: 10 };
    expect(poseBetween(from, to, 0.25).headingDeg).toBeCloseTo(0, 6);
    expect(poseBetween(from, to, 1).headingDeg).toBeCloseTo(10, 6);
  });

  test("halfway in time is halfway in place", () => {
    const half = poseBetween({ lat: 0, lng: 0, headingDeg: 0 }, { lat: 0.002, lng: 0.004, headingDeg: 0 }, 0.5);
    expect(half).toMatchObject({ lat: 0.001, lng: 0.002 });
  });

  test("a fix across the city is a jump and not a drive", () => {
    expect(isDrivable({ lat: -6.2, lng: 106.8 }, { lat: -6.201, lng: 106.801 })).toBe(true);
    expect(isDrivable({ lat: -6.2, lng: 106.8 }, { lat: -6.25, lng: 106.8 })).toBe(false);
  });
});
