import type { Actor } from "@atlas/core/actor";
import { orders } from "@atlas/db/schema/orders";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inTransaction } from "../../messaging/in-transaction.ts";
import { openTestWorld, type TestWorld } from "../../testing/test-world.ts";
import { findOrder, type OrderRow } from "./find-order.ts";
import { promoteNext } from "./promote-next.ts";

let world: TestWorld;
beforeAll(async () => {
  world = await openTestWorld();
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

async function give(driver: Actor, change: Partial<OrderRow>): Promise<OrderRow> {
  const { orderId } = await world.book(await world.addRider());
  await world.ctx.db
    .update(orders)
    .set({ driverId: driver.userId, ...change })
    .where(eq(orders.id, orderId));
  return (await findOrder(world.ctx.db, orderId)).order;
}

/** A driver on a trip, with another order that waits behind it. */
async function driving(): Promise<{ driver: Actor; running: OrderRow; next: OrderRow }> {
  const driver = await world.addDriver();
  const running = await give(driver, { status: "STARTED" });
  const next = await give(driver, { status: "MATCHED", queuedBehind: running.id });
  return { driver, running, next };
}

async function promote(endedOrderId: string, { userId: driverId }: Actor, at: Date): Promise<void> {
  await inTransaction(world.ctx, async (tx) => promoteNext(tx, { endedOrderId, driverId, at }));
}

test("the order behind the ended trip becomes the driver's current one, and no other's does", async () => {
  const [ending, other] = [await driving(), await driving()];
  await world.ctx.db.update(orders).set({ status: "FINISHED" }).where(eq(orders.id, ending.running.id));
  const at = new Date(world.ctx.clock().getTime() + 1);
  await promote(ending.running.id, ending.driver, at);
  const promoted = { ...ending.next, queuedBehind: null, promotedAt: at, version: ending.next.version + 1 };
  expect((await findOrder(world.ctx.db, ending.next.id)).order).toEqual(promoted);
  expect((await findOrder(world.ctx.db, other.next.id)).order).toEqual(other.next);
});

test("the end of another trip than the one it waits behind leaves it waiting", async () => {
  const { driver, next } = await driving();
  const earlier = await give(driver, { status: "FINISHED" });
  await promote(earlier.id, driver, world.ctx.clock());
  expect((await findOrder(world.ctx.db, next.id)).order).toEqual(next);
});

test("it is left alone when its driver is another than the one who was released", async () => {
  const { running, next } = await driving();
  await promote(running.id, await world.addDriver(), world.ctx.clock());
  expect((await findOrder(world.ctx.db, next.id)).order).toEqual(next);
});
