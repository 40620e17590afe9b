import { orders } from "@atlas/db/schema/orders";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { MONAS, openTestWorld, type TestWorld } from "../../testing/test-world.ts";
import { findActiveOrders } from "./get-active-order.ts";
import { updateOrderStatus } from "../update-order-status.ts";

let world: TestWorld;
beforeAll(async () => {
  world = await openTestWorld();
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

test("read for many at once, each has the own order: the driver the running trip, not the next one of a rider beside", async () => {
  const [rider, next, idle] = [await world.addRider(), await world.addRider(), await world.addRider()];
  const driver = await world.addDriver({ at: MONAS, autoAccept: true });
  const running = await world.book(rider);
  await world.work();
  await updateOrderStatus(world.ctx, driver, { orderId: running.orderId, status: "STARTED" });
  const waiting = await world.book(next, { dispatch: false });
  await world.ctx.db
    .update(orders)
    .set({
      status: "MATCHED",
      driverId: driver.userId,
      matchedAt: world.ctx.clock(),
      queuedBehind: running.orderId,
    })
    .where(eq(orders.id, waiting.orderId));
  const active = await findActiveOrders(
    world.ctx,
    [idle, next, driver, rider].map(({ userId }) => userId),
  );
  const orderOf = ({ userId }: { userId: string }): string | undefined => active.get(userId)?.order.id;
  expect([rider, driver, next, idle].map(orderOf)).toEqual([
    running.orderId,
    running.orderId,
    waiting.orderId,
    undefined,
  ]);
});
