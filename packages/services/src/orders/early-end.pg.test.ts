import type { Actor } from "@atlas/core/actor";
import { destination } from "@atlas/core/geo";
import { gpsPoints } from "@atlas/db/schema/history";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeGpsPartitions } from "../history/gps-partitions.ts";
import { MONAS, openTestWorld, type TestWorld } from "../testing/test-world.ts";
import { walletBalance } from "../wallet/balance.ts";
import { orderReceipt } from "./views/order-receipt.ts";
import type { OrderView } from "./views/order-view.ts";
import { updateOrderStatus } from "./update-order-status.ts";

let world: TestWorld;
beforeAll(async () => {
  world = await openTestWorld();
  await makeGpsPartitions(world.ctx);
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

const STEP_S = 20;

/** Starts a trip, drives `metresPerStep` every 20 s for `steps`, leaves out the pings of `hole`, and finishes. */
async function drive(
  metresPerStep: number,
  steps: number,
  hole: readonly number[] = [],
): Promise<{ rider: Actor; order: OrderView; finished: OrderView }> {
  const rider = await world.addRider();
  const driver = await world.addDriver({ autoAccept: true });
  const order = await world.book(rider);
  await world.work();
  await updateOrderStatus(world.ctx, driver, { orderId: order.orderId, status: "STARTED" });
  for (let step = 1; step <= steps; step += 1) {
    await world.advance(STEP_S * 1_000);
    if (hole.includes(step)) continue;
    const at = world.ctx.clock();
    const point = destination(MONAS, 180, step * metresPerStep);
    await world.ctx.db
      .insert(gpsPoints)
      .values({ cityId: world.cityId, driverId: driver.userId, recordedAt: at, receivedAt: at, ...point });
  }
  const finished = await updateOrderStatus(world.ctx, driver, { orderId: order.orderId, status: "FINISHED" });
  await world.work();
  return { rider, order, finished };
}

test("a trip that ends well short of the quoted distance costs what was driven, and the rest of the hold is free again", async () => {
  const { rider, order, finished } = await drive(100, 15);
  // 1.4 km between the first ping and the last: 10 000 + 3 000/km, in steps of 500.
  expect(finished.finalFareMinor).toBe("14000");
  expect(BigInt(order.fareMinor)).toBeGreaterThan(20_000n);
  expect(await walletBalance(world.ctx, rider, {})).toMatchObject({ availableMinor: "986000", heldMinor: "0" });
  const { lines, totalMinor } = await orderReceipt(world.ctx, rider, order);
  expect(lines.map(({ kind }) => kind)).toEqual(["fare", "early-end"]);
  expect(totalMinor).toBe("14000");
});

test("a detour costs no more than quoted", async () => {
  const { order, finished } = await drive(900, 20);
  expect(finished.finalFareMinor).toBe(order.fareMinor);
});

test("a track with a hole proves nothing: the quote stands", async () => {
  const { order, finished } = await drive(100, 15, [5, 6, 7, 8]);
  expect(finished.finalFareMinor).toBe(order.fareMinor);
});
