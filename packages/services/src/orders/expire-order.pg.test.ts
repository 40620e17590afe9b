import { afterAll, beforeAll, expect, test } from "vitest";
import { acceptOffer } from "../dispatch/offers/accept-offer.ts";
import { currentOffer } from "../dispatch/offers/current-offer.ts";
import { openTestWorld, type TestWorld } from "../testing/test-world.ts";
import { walletBalance } from "../wallet/balance.ts";
import { cancelOrder } from "./cancel-order.ts";
import { expireOrder } from "./expire-order.ts";
import { getOrder } from "./views/get-order.ts";

let world: TestWorld;
beforeAll(async () => {
  world = await openTestWorld({ city: { searchTimeoutS: 10, offerTtlS: 15 } });
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

test("an order expires once, when its time is over, and the held fare is free again", async () => {
  const rider = await world.addRider();
  const order = await world.book(rider);
  await world.advance(9_999);
  expect(await expireOrder(world.ctx, order)).toBe(false);
  expect((await getOrder(world.ctx, rider, order)).status).toBe("CREATED");
  await world.advance(1);
  expect(await expireOrder(world.ctx, order)).toBe(true);
  expect((await getOrder(world.ctx, rider, order)).status).toBe("EXPIRED");
  expect(await walletBalance(world.ctx, rider, {})).toMatchObject({ availableMinor: "1000000", heldMinor: "0" });
  expect(await expireOrder(world.ctx, order)).toBe(false);
});

test("an order does not expire while a driver is looking at it, nor after one has taken it", async () => {
  const [rider, driver] = [await world.addRider(), await world.addDriver()];
  const order = await world.book(rider);
  await world.work();
  const offer = await currentOffer(world.ctx, driver);
  await world.advance(12_000);
  expect(await expireOrder(world.ctx, order)).toBe(false);
  await acceptOffer(world.ctx, driver, { offerId: offer?.offerId ?? "" });
  expect(await expireOrder(world.ctx, order)).toBe(false);
  expect((await getOrder(world.ctx, rider, order)).status).toBe("MATCHED");
  await cancelOrder(world.ctx, world.admin, order);
});
