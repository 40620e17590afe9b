import fc from "fast-check";
import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, test } from "vitest";
import { geoScore, placeOfScore } from "./geo-score.ts";

const KEY = `geo-score-${process.pid}-${Date.now()}`;
let redis: Redis;

beforeAll(() => {
  redis = new Redis(process.env["ATLAS_TEST_REDIS_URL"] ?? "");
});

afterAll(async () => {
  await redis.unlink(KEY);
  redis.disconnect();
});

test("a score is the one that GEOADD would store", async () => {
  const points = fc.sample(
    fc.record({
      lat: fc.double({ min: -85, max: 85, noNaN: true }),
      lng: fc.double({ min: -180, max: 179.999, noNaN: true }),
    }),
    { numRuns: 500, seed: 7 },
  );
  for (const [index, { lat, lng }] of points.entries()) {
    await redis.geoadd(KEY, lng.toFixed(12), lat.toFixed(12), String(index));
    const stored = await redis.zscore(KEY, String(index));
    expect(geoScore({ lat: Number(lat.toFixed(12)), lng: Number(lng.toFixed(12)) })).toBe(Number(stored));
  }
});

test("the place of a score is the one that GEOPOS returns, within the millionth degree that both round to", async () => {
  for (const { lat, lng } of [
    { lat: -6.1754, lng: 106.8272 },
    { lat: 85, lng: -180 },
    { lat: -85, lng: 179.999 },
    { lat: 0, lng: 0 },
  ]) {
    await redis.geoadd(KEY, lng, lat, "place");
    const [stored] = await redis.geopos(KEY, "place");
    const place = placeOfScore(geoScore({ lat, lng }));
    expect(place.lng).toBeCloseTo(Number(stored?.[0]), 5);
    expect(place.lat).toBeCloseTo(Number(stored?.[1]), 5);
  }
});

test("a latitude that Redis refuses is refused", () => {
  expect(() => geoScore({ lat: 85.06, lng: 0 })).toThrow(RangeError);
  expect(() => geoScore({ lat: Number.NaN, lng: 0 })).toThrow(RangeError);
});
