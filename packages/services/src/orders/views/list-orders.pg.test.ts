import { connect, disconnect } from "@atlas/db/connect";
import { APP_ROLE } from "@atlas/db/roles";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listCityOrders } from "../../ops/list-orders.ts";
import { openTestWorld, type TestWorld } from "../../testing/test-world.ts";
import { getOrder } from "./get-order.ts";
import { listOrders } from "./list-orders.ts";
import { summariseOrder } from "./summarise-order.ts";

const READ_BY_PAGES =
  "orderId status isQueued settlement version createdAt endedAt riderName driver vehicleType paymentMethod pickup dropoff " +
  "currency fareMinor finalFareMinor fareReason cancelFeeMinor refundedMinor";

let world: TestWorld;
beforeAll(async () => {
  world = await openTestWorld();
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

/** Takes the right to read the road of an order from the role that the processes act as, while `run` goes on. */
async function withoutRoads(run: () => Promise<void>): Promise<void> {
  const owner = connect(world.databaseUrl, { applicationName: "list-orders-test", role: null, max: 1 });
  const columns = sql`SELECT string_agg(quote_ident(column_name), ', ') AS names FROM information_schema.columns
    WHERE table_schema = 'public' AND table_name = 'orders' AND column_name <> 'route_polyline'`;
  const [row] = await owner.execute(columns);
  await owner.execute(sql.raw(`REVOKE SELECT ON orders FROM ${APP_ROLE}`));
  await owner.execute(sql.raw(`GRANT SELECT (${String(row?.["names"])}) ON orders TO ${APP_ROLE}`));
  try {
    await run();
  } finally {
    await owner.execute(sql.raw(`GRANT SELECT ON orders TO ${APP_ROLE}`));
    await disconnect(owner);
  }
}

test("a list does not read the roads of its orders, and a line of it says the same as the order's own page", async () => {
  const { ctx, admin } = world;
  const rider = await world.addRider();
  const { orderId } = await world.book(rider);
  const page = await getOrder(ctx, rider, { orderId });

  await withoutRoads(async () => {
    await expect(getOrder(ctx, rider, { orderId })).rejects.toMatchObject({ cause: { code: "42501" } });
    const lines = [
      ...(await listOrders(ctx, rider, {})).items,
      ...(await listCityOrders(ctx, admin, { cityId: world.cityId, query: orderId })).items,
      await summariseOrder(ctx, rider, { orderId }),
    ];
    expect(lines).toHaveLength(3);
    for (const line of lines) expect(page).toMatchObject(line);
  });
});

test("a line has what the pages of 0.1 read of it, which may still be open on a phone", async () => {
  const rider = await world.addRider();
  await world.book(rider);
  const { items } = await listOrders(world.ctx, rider, {});
  expect(Object.keys(items[0] ?? {})).toEqual(expect.arrayContaining(READ_BY_PAGES.split(" ")));
});

test("a stranger's order is not summarised", async () => {
  const { orderId } = await world.book(await world.addRider());
  const refusal = { code: "ORDER_NOT_FOUND" };
  await expect(summariseOrder(world.ctx, await world.addRider(), { orderId })).rejects.toMatchObject(refusal);
  const nobodys = { orderId: "00000000-0000-7000-8000-000000000000" };
  await expect(summariseOrder(world.ctx, world.admin, nobodys)).rejects.toMatchObject(refusal);
});
