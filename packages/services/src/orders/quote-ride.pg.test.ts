import { destination } from "@atlas/core/geo";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { MONAS, openTestWorld, type TestWorld } from "../testing/test-world.ts";
import { quoteRide } from "./quote-ride.ts";

let world: TestWorld;
beforeAll(async () => {
  const wholeOfWestJava: [number, number][] = [
    [105, -8],
    [109, -8],
    [109, -5],
    [105, -5],
    [105, -8],
  ];
  world = await openTestWorld({ city: { serviceArea: { type: "Polygon", coordinates: [wholeOfWestJava] } } });
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

test("a route of more than 150 km has no price, a shorter one has", async () => {
  const rider = await world.addRider();
  const quote = async (straightM: number): Promise<object[]> =>
    quoteRide(world.ctx, rider, {
      pickup: MONAS,
      dropoff: destination(MONAS, 180, straightM),
      vehicleType: "go-ride",
    });
  expect(await quote(95_000)).toHaveLength(1);
  await expect(quote(105_000)).rejects.toMatchObject({ code: "TRIP_TOO_LONG" });
});

test("a rider who owes nothing gets a price while the orders are locked", async () => {
  const rider = await world.addRider();
  const asked = { pickup: MONAS, dropoff: destination(MONAS, 180, 4_000), vehicleType: "go-ride" as const };
  await world.ctx.db.transaction(async (tx) => {
    await tx.execute(sql`LOCK TABLE orders IN ACCESS EXCLUSIVE MODE`);
    expect(await quoteRide(world.ctx, rider, asked)).toMatchObject([{ owed: null }]);
  });
});
