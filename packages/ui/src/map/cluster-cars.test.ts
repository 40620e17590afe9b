import fc from "fast-check";
import { expect, test } from "vitest";

import { CLUSTER_BELOW_ZOOM, clusterCars, clusterRadiusPx } from "./cluster-cars.ts";
import { latOfMercator, lngOfMercator, mercatorX, mercatorY } from "./mercator.ts";

interface Place {
  readonly x: number;
  readonly y: number;
}

function group(places: readonly Place[], zoom: number): ReturnType<typeof clusterCars> {
  const at = { xAt: (slot: number) => places[slot]?.x ?? 0, yAt: (slot: number) => places[slot]?.y ?? 0 };
  return clusterCars([...places.keys()], at, zoom);
}

test("cars that stand together far out are one bubble in their middle", () => {
  const [x, y] = [mercatorX(106.82), mercatorY(-6.2)];
  const four = [0, 1, 2, 3].map((step) => ({ x: x + step * 1e-9, y }));
  const { clusters, single } = group([...four, { x: x + 0.01, y }], 11);
  expect(clusters).toHaveLength(1);
  expect(clusters[0]?.count).toBe(4);
  expect(clusters[0]?.x).toBeCloseTo(x + 1.5e-9, 12);
  expect(single).toEqual([4]);
});

test("close up every car is drawn for itself", () => {
  const same = Array.from({ length: 50 }, () => ({ x: 0.8, y: 0.5 }));
  expect(group(same, CLUSTER_BELOW_ZOOM)).toEqual({ clusters: [], single: [...same.keys()] });
});

test("every car is in one bubble or drawn, whatever the zoom", () => {
  const place = fc.record({
    x: fc.double({ min: 0.79, max: 0.8, noNaN: true }),
    y: fc.double({ min: 0.51, max: 0.52, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.array(place, { maxLength: 300 }), fc.double({ min: 8, max: 18, noNaN: true }), (places, zoom) => {
      const { clusters, single } = group(places, zoom);
      const inBubbles = clusters.reduce((sum, { count }) => sum + count, 0);
      expect(inBubbles + single.length).toBe(places.length);
      expect(new Set(single).size).toBe(single.length);
    }),
  );
});

test("a bubble of more cars is larger, and none covers its neighbours", () => {
  expect(clusterRadiusPx(1_000)).toBeGreaterThan(clusterRadiusPx(10));
  expect(clusterRadiusPx(100_000)).toBeLessThan(38);
});

test("Mercator leads there and back", () => {
  for (const [lat, lng] of [
    [-6.2, 106.8],
    [0, 0],
    [60, -120],
  ] as const) {
    expect(latOfMercator(mercatorY(lat))).toBeCloseTo(lat, 9);
    expect(lngOfMercator(mercatorX(lng))).toBeCloseTo(lng, 9);
  }
  expect(mercatorY(85.0511287798)).toBeCloseTo(0, 6);
});
