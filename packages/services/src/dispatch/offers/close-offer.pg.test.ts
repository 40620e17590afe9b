import type { Actor } from "@atlas/core/actor";
import { outbox } from "@atlas/db/schema/messaging";
import { offers } from "@atlas/db/schema/orders";
import { and, eq } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { cancelOrder } from "../../orders/cancel-order.ts";
import { openTestWorld, type TestWorld } from "../../testing/test-world.ts";
import { acceptOffer } from "./accept-offer.ts";
import { currentOffer } from "./current-offer.ts";
import { declineOffer } from "./decline-offer.ts";
import { expireOffer } from "./expire-offer.ts";

let world: TestWorld;
beforeEach(async () => {
  world = await openTestWorld();
});
afterEach(async () => {
  await world[Symbol.asyncDispose]();
});

async function pendingOffer(driver: Actor): Promise<string> {
  const offer = await currentOffer(world.ctx, driver);
  if (!offer) throw new Error("the driver has no offer");
  return offer.offerId;
}

test("drivers' responses stay when the order ends", async () => {
  const [first, second] = [await world.addDriver({ awayM: 100 }), await world.addDriver({ awayM: 500 })];
  const order = await world.book(await world.addRider());
  await world.work();
  await declineOffer(world.ctx, first, { offerId: await pendingOffer(first) });
  await world.work();
  await acceptOffer(world.ctx, second, { offerId: await pendingOffer(second) });
  await cancelOrder(world.ctx, world.admin, order);
  const made = await world.ctx.db.select().from(offers).where(eq(offers.orderId, order.orderId));
  expect(Object.fromEntries(made.map(({ driverId, status }) => [driverId, status]))).toEqual({
    [first.userId]: "DECLINED",
    [second.userId]: "ACCEPTED",
  });
});

test("a countdown that ends early, by the clock of a worker that is ahead, is begun again for the rest", async () => {
  const driver = await world.addDriver();
  await world.book(await world.addRider());
  await world.work();
  const offerId = await pendingOffer(driver);
  await world.advance(14_000);
  expect(await expireOffer(world.ctx, { cityId: world.cityId, offerId })).toBe(false);
  expect(await pendingOffer(driver)).toBe(offerId);
  const now = world.ctx.clock();
  const again = await world.ctx.db
    .select()
    .from(outbox)
    .where(and(eq(outbox.job, "offer-expiry"), eq(outbox.createdAt, now)));
  expect(again.map(({ dueAt }) => dueAt.getTime() - now.getTime())).toEqual([1_000]);
});

test("an offer whose time is over is shown no more, though nobody has ended it yet", async () => {
  const driver = await world.addDriver();
  await world.book(await world.addRider());
  await world.work();
  const offerId = await pendingOffer(driver);
  await world.advance(14_999);
  expect(await pendingOffer(driver)).toBe(offerId);
  await world.advance(1);
  expect(await currentOffer(world.ctx, driver)).toBeNull();
});
