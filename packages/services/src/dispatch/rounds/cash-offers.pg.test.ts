import type { Actor } from "@atlas/core/actor";
import { destination } from "@atlas/core/geo";
import { afterAll, beforeAll, expect, test } from "vitest";
import { changeCitySetting } from "../../cities/settings/change-setting.ts";
import { cancelOrder } from "../../orders/cancel-order.ts";
import { updateOrderStatus } from "../../orders/update-order-status.ts";
import type { OrderView } from "../../orders/views/order-view.ts";
import { MONAS, openTestWorld, type TestWorld } from "../../testing/test-world.ts";
import { walletBalance } from "../../wallet/balance.ts";
import { driverEarnings } from "../../wallet/earnings.ts";
import { requestPayout } from "../../wallet/payouts.ts";
import { topUp } from "../../wallet/top-up.ts";
import { currentOffer } from "../offers/current-offer.ts";
import { explainDispatch } from "./explain-dispatch.ts";

let world: TestWorld;
let driver: Actor;
beforeAll(async () => {
  world = await openTestWorld();
  driver = await world.addDriver({ at: MONAS, autoAccept: true, creditMinor: 10_000n });
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

const trip = { pickup: MONAS, dropoff: destination(MONAS, 180, 20_000) };

/** Books a cash trip where the driver stands; the order as the driver's when it was offered and taken. */
async function bookCash(): Promise<OrderView | null> {
  await world.drive(driver, MONAS);
  const order = await world.book(await world.addRider(0n), { ...trip, paymentMethod: "cash" });
  await world.work();
  const { rounds } = await explainDispatch(world.ctx, world.admin, order);
  const outcome = rounds[0]?.candidates.find(({ driverId }) => driverId === driver.userId)?.outcome;
  if (outcome !== "below_minimum_credit") return order;
  expect(await currentOffer(world.ctx, driver)).toBeNull();
  await cancelOrder(world.ctx, world.admin, order);
  return null;
}

async function drive({ orderId }: OrderView): Promise<bigint> {
  await updateOrderStatus(world.ctx, driver, { orderId, status: "ARRIVED" });
  await updateOrderStatus(world.ctx, driver, { orderId, status: "STARTED" });
  await world.drive(driver, trip.dropoff, { forS: 2_000 });
  const { finalFareMinor } = await updateOrderStatus(world.ctx, driver, { orderId, status: "FINISHED" });
  await world.work();
  return BigInt(finalFareMinor ?? "0");
}

const set = async (key: string, value: number): Promise<unknown> =>
  await changeCitySetting(world.ctx, world.admin, { cityId: world.cityId, key, value, reason: "test" });

test("cash trips end where the balance does: below the city's threshold there are none, and nothing is paid out", async () => {
  const first = await bookCash();
  const fareMinor = first === null ? 0n : await drive(first);
  const dueMinor = (fareMinor * 2_000n) / 10_000n + (fareMinor * 100n) / 10_000n;
  expect(dueMinor).toBeGreaterThan(10_000n);
  const owedMinor = dueMinor - 10_000n;
  expect(await walletBalance(world.ctx, driver, {})).toMatchObject({
    availableMinor: "0",
    debtMinor: String(owedMinor),
    netMinor: String(-owedMinor),
    driver: { isOfferedCash: false, cashMinMinor: "10000", payableMinor: "0" },
  });
  // What was earned is complete, whatever it was paid from.
  expect(await driverEarnings(world.ctx, driver, {})).toMatchObject({
    totalMinor: String(fareMinor - dueMinor),
    cashCollectedMinor: String(fareMinor),
    trips: 1,
    debtMinor: String(owedMinor),
  });
  expect(await bookCash()).toBeNull();

  // The column of before is the setting's value until somebody sets it.
  await set("cashMinBalanceMinor", Number(-owedMinor));
  expect((await walletBalance(world.ctx, driver, {})).driver).toMatchObject({ isOfferedCash: true });
  const second = await bookCash();
  expect(second === null ? 0n : await drive(second)).toBe(fareMinor);
  expect(await bookCash()).toBeNull();

  const payout = requestPayout(world.ctx, driver, { amountMinor: 1n, idempotencyKey: "all of it" });
  await expect(payout).rejects.toMatchObject({ code: "DEBT_OUTSTANDING" });
  await topUp(world.ctx, driver, { amountMinor: dueMinor + owedMinor + 500n, idempotencyKey: "paid" });
  expect(await walletBalance(world.ctx, driver, {})).toMatchObject({
    availableMinor: "500",
    debtMinor: "0",
    driver: { isOfferedCash: true, payableMinor: "500" },
  });
  const third = await bookCash();
  expect(third).not.toBeNull();
  if (third !== null) await cancelOrder(world.ctx, world.admin, third);
});

test("a wallet trip is offered to a driver who owes, and its earnings pay the debt", async () => {
  await set("cashMinBalanceMinor", 0);
  const cash = await bookCash();
  if (cash !== null) await drive(cash);
  const before = await walletBalance(world.ctx, driver, {});
  expect(BigInt(before.debtMinor)).toBeGreaterThan(0n);
  await world.drive(driver, MONAS);
  const order = await world.book(await world.addRider(), trip);
  await world.work();
  const fareMinor = await drive(order);
  const earnedMinor = fareMinor - (fareMinor * 2_000n) / 10_000n - (fareMinor * 100n) / 10_000n;
  expect(await walletBalance(world.ctx, driver, {})).toMatchObject({
    netMinor: String(BigInt(before.netMinor) + earnedMinor),
    debtMinor: "0",
  });
});
