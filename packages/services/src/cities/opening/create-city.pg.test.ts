import type { Actor } from "@atlas/core/actor";
import { newCityFields } from "@atlas/core/cities/new-city";
import { query, queryOne } from "@atlas/db/query";
import { vehicles } from "@atlas/db/schema/drivers";
import { users } from "@atlas/db/schema/identity";
import { eq, sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { setAvailability } from "../../dispatch/set-availability.ts";
import { reconcile } from "../../ledger/audit/reconcile.ts";
import { openUser } from "../../identity/open-user.ts";
import { creditWallet } from "../../ledger/post/credit.ts";
import { createOrder } from "../../orders/create-order.ts";
import { quoteRide } from "../../orders/quote-ride.ts";
import { updateOrderStatusUnasked } from "../../orders/update-order-status.ts";
import { registerDriver } from "../../people/register-driver.ts";
import { registerRider } from "../../people/register-rider.ts";
import { driveCar } from "../../testing/drive-car.ts";
import { openTestWorld, type TestWorld } from "../../testing/test-world.ts";
import { walletBalance } from "../../wallet/balance.ts";
import { topUp } from "../../wallet/top-up.ts";
import { homeCityId } from "../get-city.ts";
import { createCity } from "./create-city.ts";

const TANJUNG = { lat: 2.85, lng: 117.37 };
const PASAR = { lat: 2.83, lng: 117.4 };
const TARIFF = { baseMinor: 8_000, perKmMinor: 2_500, perMinuteMinor: 0, minimumMinor: 9_000, roundingMinor: 500 };

let world: TestWorld;
beforeAll(async () => {
  world = await openTestWorld();
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

const schema = z.object(newCityFields);
function city(more: Partial<z.input<typeof schema>> = {}): z.output<typeof schema> & { reason: string } {
  const asked = {
    cityId: `tanjung-${world.cityId.slice(-10)}`,
    name: "Tanjung Selor",
    currency: "IDR",
    timezone: "Asia/Makassar",
    defaultLocale: "id",
    serviceArea: {
      type: "Polygon" as const,
      coordinates: [
        [
          [117.3, 2.75],
          [117.5, 2.75],
          [117.5, 2.95],
          [117.3, 2.95],
          [117.3, 2.75],
        ] satisfies [number, number][],
      ],
    },
    tariffs: [{ vehicleType: "go-ride" as const, ...TARIFF }],
    commissionBps: 1_500,
    taxBps: 100,
    cancelFeeMinor: 5_000,
    waitingPerMinuteMinor: 500,
    adjustmentLimitMinor: 1_000_000,
    ...more,
  };
  return { ...schema.parse(asked), reason: "we begin here" };
}

async function countRows(cityId: string): Promise<unknown> {
  return await queryOne(
    world.ctx.db,
    z.object({ cities: z.int(), tariffs: z.int(), accounts: z.int(), acts: z.int() }),
    sql`SELECT (SELECT count(*)::int FROM cities WHERE id = ${cityId}) AS cities,
          (SELECT count(*)::int FROM tariffs WHERE city_id = ${cityId}) AS tariffs,
          (SELECT count(*)::int FROM ledger.accounts WHERE city_id = ${cityId} AND owner_id IS NULL) AS accounts,
          (SELECT count(*)::int FROM ledger.audit_log
           WHERE action = 'create-city' AND details ->> 'cityId' = ${cityId}) AS acts`,
  );
}

test("a city that is opened twice is there once, with the accounts that Jakarta has", async () => {
  const { ctx, admin, cityId } = world;
  const asked = city();
  expect(await createCity(ctx, admin, asked)).toMatchObject({ cityId: asked.cityId, isNew: true });
  expect(await createCity(ctx, admin, asked)).toMatchObject({ cityId: asked.cityId, isNew: false });
  const kinds = async (id: string): Promise<unknown> =>
    await query(
      ctx.db,
      z.object({ kind: z.string(), shards: z.int() }),
      sql`SELECT kind::text, count(*)::int AS shards FROM ledger.accounts WHERE city_id = ${id} AND owner_id IS NULL
          GROUP BY kind ORDER BY kind`,
    );
  expect(await kinds(asked.cityId)).toEqual(await kinds(cityId));
  expect(await countRows(asked.cityId)).toMatchObject({ cities: 1, tariffs: 1, acts: 1 });
});

test("a city that was put in by hand gets the accounts that it lacks", async () => {
  const { ctx, admin } = world;
  const asked = city({ cityId: "by-hand", serviceArea: elsewhere(120) });
  await createCity(ctx, admin, asked);
  const before = await countRows("by-hand");
  const bare = city({ cityId: "bare", serviceArea: elsewhere(125) });
  await ctx.db.execute(sql`
    INSERT INTO cities SELECT (jsonb_populate_record(c, jsonb_build_object('id', 'bare', 'service_area',
      ${JSON.stringify(bare.serviceArea)}::jsonb, 'center_lng', 125.1))).* FROM cities c WHERE id = 'by-hand'`);
  await ctx.db.execute(sql`
    INSERT INTO tariffs SELECT (jsonb_populate_record(t, jsonb_build_object('city_id', 'bare'))).*
    FROM tariffs t WHERE city_id = 'by-hand'`);
  expect(await createCity(ctx, admin, bare)).toMatchObject({ isNew: false });
  expect(await countRows("bare")).toEqual({ ...Object(before), acts: 0 });
});

function elsewhere(lng: number): ReturnType<typeof city>["serviceArea"] {
  const ring: [number, number][] = [
    [lng, 2.75],
    [lng + 0.2, 2.75],
    [lng + 0.2, 2.95],
    [lng, 2.95],
    [lng, 2.75],
  ];
  return { type: "Polygon", coordinates: [ring] };
}

test.each([
  ["the id of another", () => ({ cityId: world.cityId, serviceArea: elsewhere(130) }), "CITY_EXISTS"],
  ["other tariffs", () => ({ tariffs: [{ vehicleType: "go-ride" as const, ...TARIFF, baseMinor: 1 }] }), "CITY_EXISTS"],
  ["another currency", () => ({ currency: "USD" }), "CITY_EXISTS"],
  ["ground of another", () => ({ cityId: "upon-it" }), "CITY_AREAS_OVERLAP"],
  ["a centre outside", () => ({ cityId: "off", serviceArea: elsewhere(130), center: PASAR }), "INVALID_INPUT"],
])("a city with %s is refused, and nothing of it is left", async (_, more, code) => {
  const { ctx, admin } = world;
  await createCity(ctx, admin, city());
  const asked = city(more());
  const before = await countRows(asked.cityId);
  await expect(createCity(ctx, admin, asked)).rejects.toMatchObject({ code });
  expect(await countRows(asked.cityId)).toEqual(before);
});

test("only persons open cities", async () => {
  const service: Actor = { userId: uuidv7(), role: "service" };
  await expect(createCity(world.ctx, service, city())).rejects.toMatchObject({ code: "FORBIDDEN" });
});

test("of two who claim the same ground at once, one gets it", async () => {
  const { ctx, admin } = world;
  const claims = ["claim-one", "claim-two"].map((cityId) => city({ cityId, serviceArea: elsewhere(140) }));
  const outcomes = await Promise.allSettled(claims.map(async (claim) => createCity(ctx, admin, claim)));
  expect(outcomes.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  expect(outcomes).toContainEqual(
    expect.objectContaining({ reason: expect.objectContaining({ code: "CITY_AREAS_OVERLAP" }) }),
  );
});

test("a top-up and a whole trip go through the books of a city that was opened so", async () => {
  const { ctx, admin } = world;
  const { cityId } = await createCity(ctx, admin, city());
  const [rider, driver] = [await addUser("rider", cityId), await addUser("driver", cityId)];
  const paid = await topUp(ctx, rider, { amountMinor: 100_000n, idempotencyKey: uuidv7() });
  expect(paid).toMatchObject({ postedMinor: "100000" });
  await creditWallet(ctx, admin, {
    userId: driver.userId,
    amountMinor: 50_000n,
    idempotencyKey: uuidv7(),
    reason: "credit",
  });
  await ctx.db
    .insert(vehicles)
    .values({ id: uuidv7(), driverId: driver.userId, vehicleType: "go-ride", plate: "KU 1 TS", model: "Test" });
  await setAvailability(ctx, driver, { isAvailable: true, autoAccept: true });
  const go = async (to: typeof PASAR): Promise<void> =>
    driveCar(ctx, world.advance, { cityId, driverId: driver.userId, to, forS: 600, isMock: false });
  await go(TANJUNG);
  const [quote] = await quoteRide(ctx, rider, { pickup: TANJUNG, dropoff: PASAR, vehicleType: "go-ride" });
  const { orderId } = await createOrder(ctx, rider, { quoteId: quote?.quoteId ?? "" });
  await world.work();
  for (const status of ["ARRIVED", "STARTED"] as const) {
    await updateOrderStatusUnasked(ctx, driver, { orderId, status, override: {} });
  }
  await go(PASAR);
  await updateOrderStatusUnasked(ctx, driver, { orderId, status: "FINISHED", override: {} });
  await world.work();
  const settled = await queryOne(
    ctx.db,
    z.object({ fare: z.bigint() }),
    sql`SELECT fare FROM ledger.settlements WHERE order_id = ${orderId}`,
  );
  expect(settled.fare).toBe(BigInt(quote?.fareMinor ?? 0));
  expect((await walletBalance(ctx, rider, {})).postedMinor).toBe((100_000n - settled.fare).toString());
  expect((await reconcile(ctx, admin, {})).isClean).toBe(true);
});

async function addUser(role: "rider" | "driver", cityId: string): Promise<Actor> {
  const userId = uuidv7();
  const { ctx } = world;
  await world.identity.insert(users).values({ id: userId, name: role, email: `${userId}@example.test`, role, cityId });
  await ctx.db.transaction(async (tx) => {
    await (role === "rider" ? registerRider : registerDriver)(tx, ctx, { userId, cityId });
  });
  return { userId, role };
}

test("who signs up without a language has that of the city", async () => {
  const { ctx, admin, identity } = world;
  const { cityId } = await createCity(ctx, admin, city());
  const open = async (email: string, locale?: string): Promise<string | null | undefined> => {
    const profile = { name: "Somebody", ...(locale === undefined ? {} : { locale }) };
    const asked = { email, role: "rider" as const, profile, passwordHash: "a:b", cityId };
    await identity.transaction(async (tx) => openUser(tx, ctx, asked));
    return (await identity.select().from(users).where(eq(users.email, email)))[0]?.locale;
  };
  expect(await open("unsaid@example.test")).toBe("id");
  expect(await open("said@example.test", "en")).toBe("en");
});

test("once the demo is off, its city is nobody's home but where there is no other", async () => {
  const { ctx, cityId } = world;
  await ctx.db.execute(sql`UPDATE cities SET is_demo = id = ${cityId}`);
  expect(await homeCityId({ ...ctx, isDemo: true }, null)).toBe(cityId);
  expect(await homeCityId({ ...ctx, isDemo: false }, null)).not.toBe(cityId);
  await ctx.db.execute(sql`UPDATE cities SET is_demo = true`);
  expect(await homeCityId({ ...ctx, isDemo: false }, null)).toBe(cityId);
});
