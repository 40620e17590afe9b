import type { Actor } from "@atlas/core/actor";
import { afterAll, beforeAll, expect, test } from "vitest";
import { reconcile } from "../ledger/audit/reconcile.ts";
import { captureHold } from "../ledger/post/capture.ts";
import { expireHolds } from "../ledger/post/expire-holds.ts";
import { freezeAccount, unfreezeAccount } from "../ledger/post/freeze.ts";
import { voidHold } from "../ledger/post/void.ts";
import { accountStatement } from "../ledger/read/statement.ts";
import { ADMIN, CLERK, type LedgerFixture, openLedgerFixture } from "../ledger/testing/ledger-fixture.ts";
import { brokenPromises } from "../ledger/testing/oracle.ts";
import { confirmFare } from "../orders/confirm-fare.ts";
import { expireFareQuestion } from "../orders/expire-fare-question.ts";
import { driverEarnings } from "../wallet/earnings.ts";
import { settleTrips } from "./settle-trips.ts";
import { readTripHolds, readTripSettlement } from "./trip-settlement.ts";
import { captureUnproven, releaseUnproven, splitTripHold } from "./unproven-hold.ts";

// Fares are 24 999, of which 9 999 are not proven. The city takes 15 % commission and 1 % tax: 3 749 and 249 of the whole.

let ledger: LedgerFixture;
beforeAll(async () => {
  ledger = await openLedgerFixture();
});
afterAll(async () => {
  expect(await brokenPromises(ledger.owner, { isIdle: true })).toEqual([]);
  expect((await reconcile(ledger.ctx, ADMIN, {})).findings).toEqual([]);
  await ledger[Symbol.asyncDispose]();
});

const refusal = (code: string): unknown => expect.objectContaining({ code });

async function askedTrip(): Promise<{
  orderId: string;
  rider: Actor;
  driver: Actor;
  riderAccount: string;
  driverAccount: string;
  settle: () => Promise<unknown>;
}> {
  const [rider, driver] = [await ledger.newRider(30_000n), await ledger.newDriver()];
  const trip = { riderId: rider.userId, driverId: driver.userId, fareMinor: 24_999n, unprovenMinor: 9_999n };
  const orderId = await ledger.newTrip(trip);
  return {
    orderId,
    rider: { userId: rider.userId, role: "rider" },
    driver: { userId: driver.userId, role: "driver" },
    riderAccount: rider.accountId,
    driverAccount: driver.accountId,
    settle: async () => await settleTrips(ledger.ctx, [{ kind: "capture", orderId }]),
  };
}

test("the proven part settles at once, and the rest stays held until the rider says yes", async () => {
  const { orderId, rider, driver, riderAccount, driverAccount, settle } = await askedTrip();
  expect(await ledger.balance(riderAccount)).toEqual({ posted: 30_000n, held: 24_999n });
  await settle();
  expect(await ledger.balance(riderAccount)).toEqual({ posted: 15_000n, held: 9_999n });
  expect(await ledger.balance(driverAccount)).toEqual({ posted: 12_600n, held: 0n });

  const order = await confirmFare(ledger.ctx, rider, { orderId, hasArrived: true });
  expect(order).toMatchObject({ finalFareMinor: "24999", fareReason: { question: { answer: "yes" } } });
  expect(await ledger.balance(riderAccount)).toEqual({ posted: 5_001n, held: 0n });
  expect(await ledger.balance(driverAccount)).toEqual({ posted: 21_001n, held: 0n });

  const settlement = await readTripSettlement(ledger.db, orderId);
  expect(settlement).toMatchObject({ fareMinor: 24_999n, commissionMinor: 3_749n, taxMinor: 249n });
  expect(settlement?.transfers.map(({ kind, amountMinor }) => [kind, amountMinor])).toEqual([
    ["fare", 15_000n],
    ["commission", 2_250n],
    ["tax", 150n],
    ["fare", 9_999n],
    ["commission", 1_499n],
    ["tax", 99n],
  ]);
  const groups = await ledger.owner`SELECT DISTINCT group_id FROM ledger.transfers WHERE order_id = ${orderId}`;
  expect(groups).toEqual([{ group_id: orderId }]);
  expect(await driverEarnings(ledger.ctx, driver, { bucket: "trip" })).toMatchObject({
    totalMinor: "21001",
    items: [{ orderId, fareMinor: "24999", commissionMinor: "3749", taxMinor: "249" }],
  });
  const { items } = await accountStatement(ledger.ctx, rider, {});
  expect(items.filter((item) => item.kind === "fare").map(({ amountMinor }) => amountMinor)).toEqual(["9999", "15000"]);
});

test("a yes that comes before the settlement ends in the same amounts", async () => {
  const { orderId, rider, riderAccount, driverAccount, settle } = await askedTrip();
  await confirmFare(ledger.ctx, rider, { orderId, hasArrived: true });
  expect(await ledger.balance(riderAccount)).toEqual({ posted: 20_001n, held: 15_000n });
  await settle();
  expect(await ledger.balance(riderAccount)).toEqual({ posted: 5_001n, held: 0n });
  expect(await ledger.balance(driverAccount)).toEqual({ posted: 21_001n, held: 0n });
});

test("a no gives the rest back at once, and the trip costs what was proven", async () => {
  const { orderId, rider, riderAccount, driverAccount, settle } = await askedTrip();
  const order = await confirmFare(ledger.ctx, rider, { orderId, hasArrived: false });
  expect(order).toMatchObject({ finalFareMinor: "15000", fareReason: { question: { answer: "no" } } });
  await settle();
  expect(await ledger.balance(riderAccount)).toEqual({ posted: 15_000n, held: 0n });
  expect(await ledger.balance(driverAccount)).toEqual({ posted: 12_600n, held: 0n });
  expect(await readTripHolds(ledger.db, orderId)).toMatchObject([
    { purpose: "charge", status: "captured", amountMinor: 15_000n },
    { purpose: "unproven", status: "voided", amountMinor: 9_999n },
  ]);
});

test("the same answer again changes nothing; another one, and that of anybody else, is refused", async () => {
  const { orderId, rider, driver, driverAccount, settle } = await askedTrip();
  await settle();
  const answer = { orderId, hasArrived: true };
  for (const stranger of [driver, ADMIN]) {
    await expect(confirmFare(ledger.ctx, stranger, answer)).rejects.toEqual(refusal("FORBIDDEN"));
  }
  const first = await confirmFare(ledger.ctx, rider, answer);
  expect(await confirmFare(ledger.ctx, rider, answer)).toEqual(first);
  const no = confirmFare(ledger.ctx, rider, { orderId, hasArrived: false });
  await expect(no).rejects.toEqual(refusal("FARE_DECIDED"));
  expect(await ledger.balance(driverAccount)).toEqual({ posted: 21_001n, held: 0n });

  const whole = { riderId: rider.userId, driverId: driver.userId, fareMinor: 1_000n };
  const proven = await ledger.newTrip(whole);
  const nothing = confirmFare(ledger.ctx, rider, { orderId: proven, hasArrived: true });
  await expect(nothing).rejects.toEqual(refusal("NOTHING_TO_CONFIRM"));
  await settleTrips(ledger.ctx, [{ kind: "capture", orderId: proven }]);
  const missing = confirmFare(ledger.ctx, rider, { orderId: ledger.ctx.newId(), hasArrived: true });
  await expect(missing).rejects.toEqual(refusal("ORDER_NOT_FOUND"));
});

test("a frozen wallet pays nothing more; the yes counts once it is open again", async () => {
  const { orderId, rider, riderAccount, driverAccount, settle } = await askedTrip();
  await settle();
  const yes = async () => await confirmFare(ledger.ctx, rider, { orderId, hasArrived: true });
  for (const accountId of [driverAccount, riderAccount]) {
    await freezeAccount(ledger.ctx, ADMIN, { accountId, reason: "looked into" });
    await expect(yes()).rejects.toEqual(refusal("ACCOUNT_FROZEN"));
    expect(await readTripHolds(ledger.db, orderId)).toMatchObject([{}, { purpose: "unproven", status: "open" }]);
    await unfreezeAccount(ledger.ctx, ADMIN, { accountId, reason: "in order" });
  }
  expect(await yes()).toMatchObject({ finalFareMinor: "24999" });
});

test("a hold that the version before let an operator void pays no yes", async () => {
  const { orderId, rider, driverAccount, settle } = await askedTrip();
  await settle();
  await ledger.db.transaction(async (tx) => releaseUnproven(tx, { orderId, as: "voided" }));
  const yes = confirmFare(ledger.ctx, rider, { orderId, hasArrived: true });
  await expect(yes).rejects.toEqual(refusal("HOLD_CLOSED"));
  expect(await ledger.balance(driverAccount)).toEqual({ posted: 12_600n, held: 0n });
  await confirmFare(ledger.ctx, rider, { orderId, hasArrived: false });
});

test("what is held for the rider's answer is nobody else's to take or to free", async () => {
  const { orderId, rider, riderAccount, driverAccount, settle } = await askedTrip();
  await settle();
  const holdId = (await readTripHolds(ledger.db, orderId)).find(({ purpose }) => purpose === "unproven")?.holdId ?? "";
  const capture = { holdId, creditAccountId: driverAccount, idempotencyKey: "take" };
  await expect(captureHold(ledger.ctx, CLERK, capture)).rejects.toEqual(refusal("HOLD_OF_QUESTION"));
  const release = voidHold(ledger.ctx, CLERK, { holdId, idempotencyKey: "free" });
  await expect(release).rejects.toEqual(refusal("HOLD_OF_QUESTION"));
  await confirmFare(ledger.ctx, rider, { orderId, hasArrived: true });
  expect(await ledger.balance(riderAccount)).toEqual({ posted: 5_001n, held: 0n });
  const late = captureHold(ledger.ctx, CLERK, { ...capture, idempotencyKey: "late" });
  await expect(late).rejects.toEqual(refusal("HOLD_CLOSED"));
});

test("a yes that is lost before its commit has not happened, and may be said again", async () => {
  const { orderId, rider, riderAccount, settle } = await askedTrip();
  await settle();
  const lost = ledger.db.transaction(async (tx) => {
    await captureUnproven(tx, { orderId, actorId: rider.userId });
    throw new Error("the process dies");
  });
  await expect(lost).rejects.toThrow("the process dies");
  expect(await ledger.balance(riderAccount)).toEqual({ posted: 15_000n, held: 9_999n });
  await confirmFare(ledger.ctx, rider, { orderId, hasArrived: true });
  expect(await ledger.balance(riderAccount)).toEqual({ posted: 5_001n, held: 0n });
});

test("of many confirmations at once only one counts, whatever else happens to the trip", async () => {
  const { orderId, rider, riderAccount, driverAccount, settle } = await askedTrip();
  const confirmations = Array.from({ length: 20 }, (_, n) =>
    confirmFare(ledger.ctx, rider, { orderId, hasArrived: n % 2 === 0 }),
  );
  await Promise.allSettled([...confirmations, settle(), settle()]);
  const rows = await ledger.owner`SELECT fare_answer FROM orders WHERE id = ${orderId}`;
  const hasPaid = rows[0]?.["fare_answer"] === "yes";
  expect(await ledger.balance(riderAccount)).toEqual({ posted: hasPaid ? 5_001n : 15_000n, held: 0n });
  expect(await ledger.balance(driverAccount)).toEqual({ posted: hasPaid ? 21_001n : 12_600n, held: 0n });
});

test("what a trip holds cannot be split into more than it has, and a trip that holds nothing has nothing to split", async () => {
  const [rider, driver] = [await ledger.newRider(30_000n), await ledger.newDriver()];
  const trip = { riderId: rider.userId, driverId: driver.userId, fareMinor: 10_000n };
  const split = async (orderId: string, provenMinor: bigint, unprovenMinor: bigint): Promise<bigint> => {
    const parts = { orderId, provenMinor, unprovenMinor, confirmBy: new Date() };
    return await ledger.db.transaction(async (tx) => splitTripHold(tx, ledger.ctx, parts));
  };
  const wallet = await ledger.newTrip(trip);
  expect(await split(wallet, 10_000n, 1n)).toBe(0n);
  const cash = await ledger.newTrip({ ...trip, paymentMethod: "cash" });
  expect(await split(cash, 2_000n, 8_000n)).toBe(0n);
  expect(await ledger.balance(rider.accountId)).toEqual({ posted: 30_000n, held: 10_000n });
  await settleTrips(ledger.ctx, [{ kind: "capture", orderId: wallet }]);
});

test("silence gives the rest back after ten minutes, once, and a yes then comes too late", async () => {
  const { orderId, rider, riderAccount, driverAccount, settle } = await askedTrip();
  await settle();
  expect(await expireFareQuestion(ledger.ctx, { orderId })).toBe(false);
  await ledger.setAhead(599_000);
  expect(await expireFareQuestion(ledger.ctx, { orderId })).toBe(false);
  await ledger.setAhead(601_000);
  // The upkeep of holds leaves it to the order's own.
  await expireHolds(ledger.ctx);
  expect(await ledger.balance(riderAccount)).toEqual({ posted: 15_000n, held: 9_999n });
  const late = async () => await confirmFare(ledger.ctx, rider, { orderId, hasArrived: true });
  const ends = Array.from({ length: 5 }, () => expireFareQuestion(ledger.ctx, { orderId }));
  const [expired] = await Promise.all([Promise.all(ends), expect(late()).rejects.toEqual(refusal("FARE_DECIDED"))]);
  expect(expired.filter(Boolean)).toHaveLength(1);
  await expect(late()).rejects.toEqual(refusal("FARE_DECIDED"));
  expect(await ledger.balance(riderAccount)).toEqual({ posted: 15_000n, held: 0n });
  expect(await ledger.balance(driverAccount)).toEqual({ posted: 12_600n, held: 0n });
  expect(await readTripHolds(ledger.db, orderId)).toMatchObject([{}, { purpose: "unproven", status: "expired" }]);
});
