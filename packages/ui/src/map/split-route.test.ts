import { describe, expect, test } from "vitest";

import type { LngLatPair } from "./map-city.ts";
import { splitRoute } from "./split-route.ts";

const line: LngLatPair[] = [
  [106.8, -6.2],
  [106.82, -6.2],
  [106.82, -6.22],
];

describe("splitting a route at the driver", () => {
  test("a driver beside the line cuts it at the nearest point", () => {
    const { driven, ahead } = splitRoute(line, { lat: -6.199, lng: 106.81 });
    expect(driven).toHaveLength(2);
    expect(ahead).toHaveLength(3);
    expect(ahead[0]?.[0]).toBeCloseTo(106.81, 9);
    expect(ahead[0]?.[1]).toBeCloseTo(-6.2, 9);
    expect(driven.at(-1)).toEqual(ahead[0]);
  });

  test("before the start everything is ahead, past the end nothing is", () => {
    expect(splitRoute(line, { lat: -6.2, lng: 106.79 }).ahead).toEqual([line[0], ...line.slice(1)]);
    const { ahead } = splitRoute(line, { lat: -6.23, lng: 106.82 });
    expect(ahead).toEqual([line[2], line[2]]);
  });

  test("a route of one point is neither driven nor ahead by any length", () => {
    const { driven, ahead } = splitRoute([[106.8, -6.2]], { lat: -6.2, lng: 106.8 });
    expect(new Set([...driven, ...ahead].map(String))).toEqual(new Set(["106.8,-6.2"]));
  });
});
