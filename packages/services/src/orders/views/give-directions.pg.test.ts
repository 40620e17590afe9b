import { afterAll, beforeAll, expect, test } from "vitest";
import { acceptOffer } from "../../dispatch/offers/accept-offer.ts";
import { currentOffer } from "../../dispatch/offers/current-offer.ts";
import { declineOffer } from "../../dispatch/offers/decline-offer.ts";
import { updateOrderStatus } from "../update-order-status.ts";
import { MONAS, openTestWorld, type TestWorld } from "../../testing/test-world.ts";
import { giveDirections } from "./give-directions.ts";

let world: TestWorld;
beforeAll(async () => {
  world = await openTestWorld();
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

test("directions are for the driver who is asked, until the offer is declined, and for the one who drives", async () => {
  const { ctx } = world;
  const [near, far] = [await world.addDriver({ awayM: 100 }), await world.addDriver({ awayM: 500 })];
  const { orderId } = await world.book(await world.addRider());
  const route = { orderId, from: MONAS };
  await world.work();
  const first = await currentOffer(ctx, near);
  expect(await giveDirections(ctx, near, route)).toMatchObject({ orderId, stop: "pickup" });
  await expect(giveDirections(ctx, far, route)).rejects.toMatchObject({ code: "ORDER_NOT_FOUND" });
  await declineOffer(ctx, near, { offerId: first?.offerId ?? "" });
  await expect(giveDirections(ctx, near, route)).rejects.toMatchObject({ code: "ORDER_NOT_FOUND" });
  await world.work();
  const second = await currentOffer(ctx, far);
  await acceptOffer(ctx, far, { offerId: second?.offerId ?? "" });
  expect(await giveDirections(ctx, far, route)).toMatchObject({ stop: "pickup" });
  await world.drive(far, MONAS);
  await updateOrderStatus(ctx, far, { orderId, status: "STARTED" });
  expect(await giveDirections(ctx, far, route)).toMatchObject({ stop: "dropoff" });
});
