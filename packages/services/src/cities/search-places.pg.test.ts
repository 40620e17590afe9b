import type { Actor } from "@atlas/core/actor";
import type { PlaceRecord } from "@atlas/core/geocoding";
import { createIndexGeocoder } from "@atlas/geography/index-geocoder";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BLOK_M, MONAS, openTestWorld, type TestWorld } from "../testing/test-world.ts";
import { popularPlaces } from "./popular-places.ts";
import { searchPlaces } from "./search-places.ts";

const BANDUNG = { lat: -6.9175, lng: 107.6191 };
const PLACES: PlaceRecord[] = [
  { name: "Gedung Sate", kind: "landmark", weight: 1, parent: "Bandung", ...BANDUNG },
  { name: "Monumen Nasional", kind: "landmark", weight: 0.9, parent: "Gambir", aliases: ["Monas"], ...MONAS },
  { name: "Blok M Plaza", kind: "mall", weight: 0.7, parent: "Kebayoran Baru", ...BLOK_M },
  { name: "Jalan Melawai", kind: "street", weight: 0.8, lat: BLOK_M.lat, lng: BLOK_M.lng },
];

let world: TestWorld;
let ctx: TestWorld["ctx"];
let rider: Actor;
beforeAll(async () => {
  world = await openTestWorld();
  rider = await world.addRider();
  const geocoder = createIndexGeocoder(PLACES);
  ctx = { ...world.ctx, geocoder: () => geocoder };
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

describe("a search for places", () => {
  test("says how far each is from where it is looked for, and nothing of that otherwise", async () => {
    const near = { lat: MONAS.lat + 0.01, lng: MONAS.lng };
    expect(await searchPlaces(ctx, rider, { query: "monas", near })).toEqual([
      {
        label: "Monumen Nasional",
        kind: "landmark",
        detail: "Gambir",
        ...MONAS,
        distanceM: 1_112,
        isServed: true,
        matched: null,
      },
    ]);
    expect(await searchPlaces(ctx, null, { query: "monas" })).toMatchObject([{ distanceM: null }]);
  });

  test("marks what is outside the service area", async () => {
    expect(await searchPlaces(ctx, rider, { query: "gedung sate" })).toMatchObject([{ isServed: false }]);
  });

  test("finds what fits the beginning where nothing fits all of it, and says so", async () => {
    const found = await searchPlaces(ctx, rider, { query: "Monas no 1, Jakarta" });
    expect(found).toMatchObject([{ label: "Monumen Nasional", matched: "monas" }]);
    expect(await searchPlaces(ctx, rider, { query: "nowhere at all" })).toEqual([]);
    expect(await searchPlaces(ctx, rider, { query: "  " })).toEqual([]);
  });

  test.each([
    ["coordinates", "-6.1754, 106.8272"],
    ["a plus code", "6P58RRFG+RV"],
    ["a short plus code with its city", "RRFG+RV Jakarta"],
    ["a link", "https://maps.google.com/?q=-6.1754,106.8272"],
  ])("reads %s, by the name that people know the place by", async (_, query) => {
    const [found, ...others] = await searchPlaces(ctx, rider, { query, near: BLOK_M });
    expect(others).toEqual([]);
    expect(found).toMatchObject({ label: "Monumen Nasional", kind: "point", isServed: true });
    expect(Math.hypot((found?.lat ?? 0) - MONAS.lat, (found?.lng ?? 0) - MONAS.lng)).toBeLessThan(1e-3);
    expect(found?.detail).toMatch(/^-6\.17\d{3}, 106\.82\d{3}$/);
    expect(found?.distanceM).toBeGreaterThan(8_000);
  });

  test("says of a point outside that it is, and names it by its coordinates", async () => {
    expect(await searchPlaces(ctx, rider, { query: "-6.9175, 107.6191" })).toEqual([
      {
        label: "-6.91750, 107.61910",
        kind: "point",
        detail: null,
        ...BANDUNG,
        distanceM: null,
        isServed: false,
        matched: null,
      },
    ]);
  });

  test("takes the name of a link, and follows none", async () => {
    const link = "https://maps.google.com/?q=Blok+M+Plaza";
    expect(await searchPlaces(ctx, rider, { query: link })).toMatchObject([{ label: "Blok M Plaza" }]);
    expect(await searchPlaces(ctx, rider, { query: "https://maps.app.goo.gl/AbCdEf" })).toEqual([]);
  });
});

test("popular are the best-known places that rides go to: no street, and nothing outside", async () => {
  const popular = await popularPlaces(ctx, null, { near: MONAS });
  expect(popular.map(({ label, distanceM }) => [label, distanceM])).toEqual([
    ["Monumen Nasional", 0],
    ["Blok M Plaza", expect.any(Number)],
  ]);
  expect(await popularPlaces(ctx, rider, { limit: 1 })).toHaveLength(1);
});
