import type { Actor } from "@atlas/core/actor";
import { ledgerAccounts } from "@atlas/db/schema/ledger";
import { users } from "@atlas/db/schema/identity";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listAccounts } from "../ledger/read/list-accounts.ts";
import { saveVehicle } from "../people/save-vehicle.ts";
import { BLOK_M, MONAS, openTestWorld, type TestWorld } from "../testing/test-world.ts";
import { listDrivers } from "./list-drivers.ts";
import { listCityOrders } from "./list-orders.ts";
import { search, type SearchResults } from "./search.ts";

let world: TestWorld;
let rider: Actor;
let driver: Actor;
let orderId: string;

beforeAll(async () => {
  world = await openTestWorld();
  [rider, driver] = [await world.addRider(), await world.addDriver({ at: MONAS })];
  await saveVehicle(world.ctx, driver, { vehicleType: "go-car", plate: "B 1030 AWW", model: "Brio" });
  const { identity } = world;
  const phone = "+62 812-3456-7890";
  await identity
    .update(users)
    .set({ name: "Siti Nur Rahayu", phone, email: "siti.r@trip.test" })
    .where(eq(users.id, rider.userId));
  await identity.update(users).set({ name: "Agus Wijaya" }).where(eq(users.id, driver.userId));
  const places = { pickup: { ...MONAS, label: "Monumen Nasional" }, dropoff: { ...BLOK_M, label: "Blok M Plaza" } };
  ({ orderId } = await world.book(rider, places));
});
afterAll(async () => world[Symbol.asyncDispose]());

async function find(query: string): Promise<SearchResults> {
  return await search(world.ctx, world.admin, { query });
}

test.each([
  "siti",
  "Siti nur rah",
  "NUR",
  "rahayu",
  "  siti   nur ",
  "siti rahayu",
  "ahay",
  "siti.r@",
  "trip.test",
  "0812 3456 7890",
  "081234567890",
  "+6281234567890",
  "0812345",
  "7890",
])("%s finds the rider and the rider's order", async (query) => {
  const { people, orders } = await find(query);
  expect(people).toMatchObject([{ userId: rider.userId, name: "Siti Nur Rahayu", role: "rider" }]);
  expect(orders).toMatchObject([{ orderId }]);
});

test.each(["B1030AWW", "b 1030 aww", "B-1030-AWW", "1030aww", "b 10"])("the plate %s finds the car", async (query) => {
  expect((await find(query)).vehicles).toMatchObject([
    { plate: "B 1030 AWW", driverId: driver.userId, driverName: "Agus Wijaya" },
  ]);
  const { items } = await listDrivers(world.ctx, world.admin, { query });
  expect(items).toMatchObject([{ driverId: driver.userId }]);
});

test.each(["monumen", "nasional", "Blok M", "lok m pl"])("the place %s finds the order", async (query) => {
  expect((await find(query)).orders).toMatchObject([{ orderId, pickupLabel: "Monumen Nasional" }]);
  expect((await listCityOrders(world.ctx, world.admin, { query })).items).toMatchObject([{ orderId }]);
});

test("whole ids and the eight digits that pages show lead to what has them", async () => {
  const account = await accountOf(rider);
  for (const id of [orderId, orderId.slice(-8)]) expect((await find(id)).orders).toMatchObject([{ orderId }]);
  for (const id of [rider.userId, rider.userId.slice(-8)]) {
    expect((await find(id)).people).toMatchObject([{ userId: rider.userId }]);
  }
  for (const id of [account, account.slice(-8)])
    expect((await find(id)).accounts).toMatchObject([{ accountId: account }]);
});

test("a ledger account is found by its code, kind and owner", async () => {
  expect((await find("4010")).accounts).toHaveLength(6);
  expect((await find("4010")).accounts[0]).toMatchObject({
    code: "4010",
    kind: "platform_revenue",
    name: "Platform revenue 01",
  });
  const byKind = await search(world.ctx, world.admin, { query: "pajak", accountKind: "tax" });
  expect(byKind.accounts[0]).toMatchObject({ kind: "tax" });
  const account = await accountOf(rider);
  expect((await find("siti")).accounts).toMatchObject([{ accountId: account, name: "Rider wallet: Siti Nur Rahayu" }]);
  expect((await listAccounts(world.ctx, world.admin, { query: "siti" })).items).toMatchObject([{ accountId: account }]);
});

test("what nobody has finds nothing, whatever it means to a pattern", async () => {
  const nothing = { people: [], vehicles: [], orders: [], accounts: [], transferId: null };
  for (const query of ["zzqx", "%%%", "__", "\\\\x", "siti%", "ffffffff", "0199d3a0-6c1e-7000-8000-0000000000bb"]) {
    expect(await find(query)).toEqual(nothing);
  }
});

test("a deleted person is not found", async () => {
  const gone = await world.addRider();
  await world.identity.update(users).set({ name: "Kartika Leaving" }).where(eq(users.id, gone.userId));
  expect((await find("kartika leaving")).people).toHaveLength(1);
  await world.identity.update(users).set({ deletedAt: new Date() }).where(eq(users.id, gone.userId));
  expect((await find("kartika leaving")).people).toEqual([]);
});

test("riders and drivers search nothing", async () => {
  for (const actor of [rider, driver]) {
    await expect(search(world.ctx, actor, { query: "siti" })).rejects.toMatchObject({ code: "FORBIDDEN" });
  }
});

async function accountOf({ userId }: Actor): Promise<string> {
  const [account] = await world.ctx.db
    .select({ id: ledgerAccounts.id })
    .from(ledgerAccounts)
    .where(eq(ledgerAccounts.ownerId, userId));
  return account?.id ?? "";
}
