import { destination } from "@atlas/core/geo";
import { latLngToCell } from "h3-js";
import { afterAll, beforeEach, expect, test } from "vitest";
import { acceptOffer } from "../dispatch/offers/accept-offer.ts";
import { currentOffer } from "../dispatch/offers/current-offer.ts";
import { setAvailability } from "../dispatch/set-availability.ts";
import { BLOK_M, MONAS, openTestWorld, type TestWorld } from "../testing/test-world.ts";
import { demandByCell } from "./demand-by-cell.ts";

/** Where nobody is near the pickup. */
const FAR = destination(MONAS, 180, 40_000);

let world: TestWorld | undefined;
async function newWorld(): Promise<TestWorld> {
  world = await openTestWorld();
  return world;
}
beforeEach(async () => {
  await world?.[Symbol.asyncDispose]();
});
afterAll(async () => {
  await world?.[Symbol.asyncDispose]();
});

const CELL_OF_MONAS = latLngToCell(MONAS.lat, MONAS.lng, 8);

/** Counts by cell, anew. */
async function counted(
  { ctx, admin, cityId }: TestWorld,
  input: Parameters<typeof demandByCell>[2] = {},
): Promise<Record<string, [searching: number, booked: number, available: number]>> {
  const kept = await ctx.redis.keys(`atlas:{${cityId}}:demand*`);
  if (kept.length > 0) await ctx.redis.del(...kept);
  const { cells } = await demandByCell(ctx, admin, input);
  return Object.fromEntries(
    cells.map(({ cell, searching, booked, available }) => [cell, [searching, booked, available]]),
  );
}

test("a cell counts who searches, who booked in the last quarter of an hour, and who can be matched", async () => {
  const here = await newWorld();
  await here.book(await here.addRider());
  expect(await counted(here)).toEqual({ [CELL_OF_MONAS]: [1, 1, 0] });
  const driver = await here.addDriver({ at: MONAS });
  expect(await counted(here)).toEqual({ [CELL_OF_MONAS]: [1, 1, 1] });

  await here.work();
  const offer = await currentOffer(here.ctx, driver);
  await acceptOffer(here.ctx, driver, { offerId: offer?.offerId ?? "" });
  await here.work();
  expect(await counted(here)).toEqual({ [CELL_OF_MONAS]: [0, 1, 0] });
  await here.advance(15 * 60_000 + 1);
  expect(await counted(here)).toEqual({});
});

test("an order that still searches counts however old it is", async () => {
  const here = await newWorld();
  await here.book(await here.addRider());
  await here.advance(16 * 60_000);
  expect(await counted(here)).toEqual({ [CELL_OF_MONAS]: [1, 0, 0] });
});

test("demand and supply are of the vehicle that is asked for", async () => {
  const here = await newWorld();
  await here.addDriver({ at: MONAS, vehicleType: "go-car" });
  await here.addDriver({ at: MONAS, vehicleType: "go-ride" });
  await here.book(await here.addRider(), { vehicleType: "go-car" });
  expect(await counted(here, { vehicleType: "go-car" })).toEqual({ [CELL_OF_MONAS]: [1, 1, 1] });
  expect(await counted(here, { vehicleType: "go-ride" })).toEqual({ [CELL_OF_MONAS]: [0, 0, 1] });
  expect(await counted(here)).toEqual({ [CELL_OF_MONAS]: [1, 1, 2] });
});

test("who has signed off is no supply", async () => {
  const here = await newWorld();
  const driver = await here.addDriver({ at: MONAS });
  await setAvailability(here.ctx, driver, { isAvailable: false });
  await here.work();
  expect(await counted(here)).toEqual({});
});

test("cells with the most demand come first, each with its outline around what it counts", async () => {
  const here = await newWorld();
  await here.addDriver({ at: FAR });
  await here.book(await here.addRider(), { pickup: BLOK_M, dropoff: MONAS });
  const { cells, hasMore } = await demandByCell(here.ctx, here.admin, {});
  expect(hasMore).toBe(false);
  expect(cells.map(({ searching, available }) => [searching, available])).toEqual([
    [1, 0],
    [0, 1],
  ]);
  const ring = cells[0]?.ring ?? [];
  expect(ring).toHaveLength(7);
  expect(ring[0]).toEqual(ring.at(-1));
  const lngs = ring.map(([lng]) => lng);
  const lats = ring.map(([, lat]) => lat);
  expect(Math.min(...lngs)).toBeLessThan(BLOK_M.lng);
  expect(Math.max(...lngs)).toBeGreaterThan(BLOK_M.lng);
  expect(Math.min(...lats)).toBeLessThan(BLOK_M.lat);
  expect(Math.max(...lats)).toBeGreaterThan(BLOK_M.lat);
});

test("what one caller has counted is shown to the next", async () => {
  const here = await newWorld();
  const first = await demandByCell(here.ctx, here.admin, {});
  await here.addDriver({ at: MONAS });
  expect(await demandByCell(here.ctx, here.admin, {})).toEqual(first);
  expect(await counted(here)).toEqual({ [CELL_OF_MONAS]: [0, 0, 1] });
});

test("only operators are shown it, of cities that Atlas serves", async () => {
  const here = await newWorld();
  await expect(demandByCell(here.ctx, await here.addRider(), {})).rejects.toMatchObject({ code: "FORBIDDEN" });
  const nowhere = demandByCell(here.ctx, here.admin, { cityId: "nowhere" });
  await expect(nowhere).rejects.toMatchObject({ code: "CITY_NOT_FOUND" });
});
