import type { Actor } from "@atlas/core/actor";
import { offers, orders } from "@atlas/db/schema/orders";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { OrderView } from "../../orders/views/order-view.ts";
import { findOrder, type OrderRow } from "../../orders/record/find-order.ts";
import { openTestWorld, type TestWorld } from "../../testing/test-world.ts";
import { acceptOffer } from "./accept-offer.ts";
import { currentOffer } from "./current-offer.ts";

let world: TestWorld;
beforeAll(async () => {
  world = await openTestWorld();
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

/** An order that is offered to a driver, who has not responded yet. */
async function heldOut(): Promise<{ driver: Actor; order: OrderView; offerId: string }> {
  const driver = await world.addDriver();
  const order = await world.book(await world.addRider());
  await world.work();
  const offer = await currentOffer(world.ctx, driver);
  if (offer?.orderId !== order.orderId) throw new Error("the order is not held out to the driver");
  return { driver, order, offerId: offer.offerId };
}

async function give({ userId: driverId }: Actor, status: "MATCHED" | "ARRIVED" | "STARTED"): Promise<OrderRow> {
  const { orderId } = await world.book(await world.addRider());
  await world.ctx.db.update(orders).set({ status, driverId }).where(eq(orders.id, orderId));
  return (await findOrder(world.ctx.db, orderId)).order;
}

test.each(["MATCHED", "ARRIVED", "STARTED"] as const)(
  "a driver who has an order that is %s meanwhile cannot accept another, which stays in search",
  async (status) => {
    const { driver, order, offerId } = await heldOut();
    await give(driver, status);
    await expect(acceptOffer(world.ctx, driver, { offerId })).rejects.toMatchObject({
      code: "DRIVER_HAS_ACTIVE_ORDER",
    });
    expect((await findOrder(world.ctx.db, order.orderId)).order).toMatchObject({ status: "CREATED", driverId: null });
    const [offer] = await world.ctx.db.select().from(offers).where(eq(offers.id, offerId));
    expect(offer).toMatchObject({ status: "PENDING", answeredAt: null });
  },
);

test("what was offered as the next trip is refused to a driver who has a next trip already", async () => {
  const { driver, order, offerId } = await heldOut();
  const running = await give(driver, "STARTED");
  await world.ctx.db.update(offers).set({ behindOrderId: running.id }).where(eq(offers.id, offerId));
  const { orderId: nextId } = await world.book(await world.addRider());
  const next = { status: "MATCHED" as const, driverId: driver.userId, queuedBehind: running.id };
  await world.ctx.db.update(orders).set(next).where(eq(orders.id, nextId));
  await expect(acceptOffer(world.ctx, driver, { offerId })).rejects.toMatchObject({ code: "DRIVER_HAS_ACTIVE_ORDER" });
  await world.ctx.db.update(orders).set({ status: "CANCELLED", queuedBehind: null }).where(eq(orders.id, nextId));
  const accepted = await acceptOffer(world.ctx, driver, { offerId });
  expect(accepted.order).toMatchObject({ orderId: order.orderId, status: "MATCHED", queuedBehind: running.id });
});
