import { destination, type LatLng } from "@atlas/core/geo";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cancelOrder } from "../../orders/cancel-order.ts";
import type { OrderView } from "../../orders/views/order-view.ts";
import { MONAS, openTestWorld, type TestWorld } from "../../testing/test-world.ts";
import { removeStaleDrivers } from "../../tracker/live-map/remove-stale-drivers.ts";
import { currentOffer } from "../offers/current-offer.ts";
import { explainDispatch } from "./explain-dispatch.ts";
import { matchOrder } from "./match-order.ts";
import { requestRide } from "../request-ride.ts";

let world: TestWorld;
beforeAll(async () => {
  world = await openTestWorld();
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

async function outcomesOf(order: OrderView): Promise<Readonly<Record<string, string>>> {
  const { rounds } = await explainDispatch(world.ctx, world.admin, order);
  return Object.fromEntries((rounds[0]?.candidates ?? []).map(({ driverId, outcome }) => [driverId, outcome]));
}

function place(pickup: LatLng): { pickup: LatLng; dropoff: LatLng } {
  return { pickup, dropoff: destination(pickup, 90, 2_000) };
}

test("a crowd of drivers who may not be asked does not hide the one behind it", async () => {
  const pickup = MONAS;
  const crowd = [];
  for (let index = 0; index < 30; index += 1) {
    crowd.push(await world.addDriver({ at: destination(pickup, index * 12, 100 + index), creditMinor: 0n }));
  }
  const fit = await world.addDriver({ at: destination(pickup, 0, 700) });
  const order = await world.book(await world.addRider(0n), { ...place(pickup), paymentMethod: "cash" });
  await world.work();
  expect((await currentOffer(world.ctx, fit))?.orderId).toBe(order.orderId);
  const outcomes = await outcomesOf(order);
  expect(outcomes[fit.userId]).toBe("offered");
  expect(crowd.map(({ userId }) => outcomes[userId])).toEqual(crowd.map(() => "below_minimum_credit"));
  await cancelOrder(world.ctx, world.admin, order);
});

test("a driver whom no road brings in time and one who fell silent are passed over, and it is explained", async () => {
  const pickup = destination(MONAS, 180, 9_000);
  const silent = await world.addDriver({ at: destination(pickup, 90, 200) });
  await world.advance(31_000);
  await removeStaleDrivers(world.ctx, { cityId: world.cityId });
  const cutOff = await world.addDriver({ at: destination(pickup, 0, 300) });
  const order = await world.book(await world.addRider(), { ...place(pickup), dispatch: false });
  const routing = { ...world.ctx.routing(world.cityId), etasTo: async () => [null] };
  await requestRide({ ...world.ctx, routing: () => routing }, world.admin, order);
  const job = { cityId: world.cityId, orderId: order.orderId, round: 0 };
  expect(await matchOrder({ ...world.ctx, routing: () => routing }, job)).toBe("waiting");
  expect(await outcomesOf(order)).toEqual({ [silent.userId]: "stale", [cutOff.userId]: "too_far_by_road" });
  await cancelOrder(world.ctx, world.admin, order);
});
