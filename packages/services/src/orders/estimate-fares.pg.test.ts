import { PUBLIC_CELL_M, coarsePlace } from "@atlas/core/coarse-place";
import { destination } from "@atlas/core/geo";
import { quotes } from "@atlas/db/schema/orders";
import { afterAll, beforeAll, expect, test } from "vitest";
import { MONAS, openTestWorld, type TestWorld } from "../testing/test-world.ts";
import { estimateFares } from "./estimate-fares.ts";
import { quoteRide } from "./quote-ride.ts";

const JOURNEY = { pickup: MONAS, dropoff: destination(MONAS, 180, 4_000) };

let world: TestWorld;
beforeAll(async () => {
  world = await openTestWorld();
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

test("a stranger sees the price that a rider gets, and nothing is stored or bound", async () => {
  const { ctx, cityId } = world;
  const rider = await world.addRider();
  const fares = await estimateFares(ctx, null, { cityId, ...JOURNEY });
  expect(await ctx.db.select().from(quotes)).toEqual([]);
  const priceOf = (price: { vehicleType: string; fareMinor: string; distanceM: number }): object => ({
    vehicleType: price.vehicleType,
    fareMinor: price.fareMinor,
    distanceM: price.distanceM,
  });
  const quoted = await quoteRide(ctx, rider, JOURNEY);
  expect(fares.length).toBeGreaterThan(0);
  expect(fares.map(priceOf)).toEqual(quoted.map(priceOf));
  for (const fare of fares) {
    expect(fare).not.toHaveProperty("quoteId");
    expect(fare).not.toHaveProperty("owed");
  }
});

test("how soon a driver could be there is in whole minutes, by the place that the public sees", async () => {
  const { ctx, cityId } = world;
  const asked = { cityId, ...JOURNEY, vehicleType: "go-ride" } as const;
  expect(await estimateFares(ctx, null, asked)).toMatchObject([{ pickupEtaS: null }]);
  const at = destination(MONAS, 45, 700);
  await world.addDriver({ at });
  const [near] = await estimateFares(ctx, null, asked);
  expect((near?.pickupEtaS ?? 1) % 60).toBe(0);
  expect(near?.pickupEtaS).toBeGreaterThanOrEqual(60);
  const [seen] = await ctx.routing(cityId).etasTo(MONAS, [coarsePlace(at, PUBLIC_CELL_M)], {
    departAt: ctx.clock(),
    vehicleType: "go-ride",
  });
  expect(near?.pickupEtaS).toBe(Math.ceil((seen?.durationS ?? 0) / 60) * 60);
});

test.each([
  ["OUTSIDE_SERVICE_AREA", { dropoff: { lat: 0, lng: 0 } }],
  ["TRIP_TOO_SHORT", { dropoff: MONAS }],
  ["CITY_NOT_FOUND", { cityId: "atlantis" }],
])("%s is refused to strangers, too", async (code, other) => {
  const asked = { cityId: world.cityId, ...JOURNEY, ...other };
  await expect(estimateFares(world.ctx, null, asked)).rejects.toMatchObject({ code });
});
