import { afterAll, beforeAll, expect, test } from "vitest";
import { listAuditLog } from "../ledger/audit/audit-log.ts";
import { reconcile } from "../ledger/audit/reconcile.ts";
import { creditWallet } from "../ledger/post/credit.ts";
import { debitWallet } from "../ledger/post/debit.ts";
import { freezeAccount, unfreezeAccount } from "../ledger/post/freeze.ts";
import { reverseTransfer } from "../ledger/post/reverse.ts";
import { accountStatement } from "../ledger/read/statement.ts";
import { ADMIN, CLERK, type LedgerFixture, openLedgerFixture } from "../ledger/testing/ledger-fixture.ts";
import { brokenPromises } from "../ledger/testing/oracle.ts";
import { findOrder } from "../orders/record/find-order.ts";
import { toOrderView } from "../orders/views/order-view.ts";
import { settleTrips } from "../settlement/settle-trips.ts";
import { readTripRefunds } from "../settlement/trip-refunds.ts";
import { readTripSettlement } from "../settlement/trip-settlement.ts";
import { driverEarnings } from "../wallet/earnings.ts";
import { decidePayout, requestPayout } from "../wallet/payouts.ts";
import { refundTrip } from "./refund-trip.ts";

let ledger: LedgerFixture;
beforeAll(async () => {
  ledger = await openLedgerFixture(12);
});
afterAll(async () => {
  expect(await brokenPromises(ledger.owner)).toEqual([]);
  expect((await reconcile(ledger.ctx, ADMIN, {})).findings).toEqual([]);
  await ledger[Symbol.asyncDispose]();
});

let keys = 0;
const newKey = (): string => `refund-${(keys += 1)}`;
const refusal = (code: string): unknown => expect.objectContaining({ code });
const reason = "the driver took another road";

interface Party {
  readonly userId: string;
  readonly accountId: string;
}

interface Trip {
  readonly orderId: string;
  readonly rider: Party;
  readonly driver: Party;
}

/** A settled trip of 25,000: 3,750 commission, 250 tax, 21,000 for the driver. */
async function newTrip(paymentMethod: "wallet" | "cash" = "wallet", driverHas = 0n): Promise<Trip> {
  const [rider, driver] = [await ledger.newRider(25_000n), await ledger.newDriver(driverHas)];
  const parties = { riderId: rider.userId, driverId: driver.userId };
  const orderId = await ledger.newTrip({ ...parties, fareMinor: 25_000n, paymentMethod });
  await settleTrips(ledger.ctx, [{ kind: paymentMethod === "wallet" ? "capture" : "cash-commission", orderId }]);
  return { orderId, rider, driver };
}

/** What is free in a wallet, less what its owner owes. */
async function net({ userId }: Party): Promise<bigint> {
  const [row] = await ledger.owner<{ net: bigint }[]>`
    SELECT sum(posted - held)::bigint AS net FROM ledger.accounts WHERE owner_id = ${userId}`;
  return row?.net ?? 0n;
}

async function platformHas(kind: string): Promise<bigint> {
  const [row] = await ledger.owner<{ sum: bigint }[]>`
    SELECT sum(posted)::bigint AS sum FROM ledger.accounts WHERE kind::text = ${kind}`;
  return row?.sum ?? 0n;
}

async function earned({ userId }: Party): Promise<string[]> {
  const { items, totalMinor } = await driverEarnings(ledger.ctx, { userId, role: "driver" });
  return [totalMinor, ...items.flatMap((item) => [item.fareMinor, item.commissionMinor, item.taxMinor])];
}

test("a whole trip that the driver bears takes back fare, commission and tax, once", async () => {
  const { orderId, rider, driver } = await newTrip();
  const before = [await platformHas("platform_revenue"), await platformHas("tax")];
  const whole = { orderId, amountMinor: 25_000n, bearer: "driver", reason, idempotencyKey: newKey() } as const;
  ledger.notified.length = 0;
  const refund = await refundTrip(ledger.ctx, ADMIN, whole);
  expect(refund).toMatchObject({
    amountMinor: "25000",
    driverMinor: "21000",
    commissionMinor: "3750",
    taxMinor: "250",
  });
  expect(ledger.notified.toSorted()).toEqual([rider.userId, driver.userId].toSorted());
  expect(await refundTrip(ledger.ctx, ADMIN, whole)).toEqual(refund);
  expect([await net(rider), await net(driver)]).toEqual([25_000n, 0n]);
  const after = [await platformHas("platform_revenue"), await platformHas("tax")];
  expect(after.map((sum, index) => sum - (before[index] ?? 0n))).toEqual([-3_750n, -250n]);
  expect(await earned(driver)).toEqual(["0", "0", "0", "0"]);
  const more = { ...whole, amountMinor: 1n, idempotencyKey: newKey() };
  await expect(refundTrip(ledger.ctx, ADMIN, more)).rejects.toEqual(refusal("REFUND_EXCEEDS_FARE"));
  await expect(refundTrip(ledger.ctx, ADMIN, { ...whole, bearer: "platform" })).rejects.toEqual(
    refusal("IDEMPOTENCY_KEY_REUSED"),
  );
  const record = await findOrder(ledger.db, orderId);
  expect(toOrderView(record, { userId: rider.userId, role: "rider" })).toMatchObject({ refundedMinor: "25000" });
  const { items } = await accountStatement(ledger.ctx, { userId: rider.userId, role: "rider" }, { limit: 1 });
  expect(items).toMatchObject([{ kind: "refund", amountMinor: "25000", orderId, description: reason }]);
  const { items: acts } = await listAuditLog(ledger.ctx, ADMIN, { limit: 50 });
  expect(acts.filter(({ subjectId }) => subjectId === orderId)).toMatchObject([{ action: "refund", reason }]);
});

test("a driver who was paid out owes what the wallet does not cover", async () => {
  const { orderId, rider, driver } = await newTrip();
  await debitWallet(ledger.ctx, CLERK, { userId: driver.userId, amountMinor: 16_000n, idempotencyKey: newKey() });
  await refundTrip(ledger.ctx, ADMIN, {
    orderId,
    amountMinor: 25_000n,
    bearer: "driver",
    reason,
    idempotencyKey: newKey(),
  });
  expect([await net(rider), await net(driver)]).toEqual([25_000n, -16_000n]);
  expect(await ledger.balance(driver.accountId)).toEqual({ posted: 0n, held: 0n });
});

test("what the platform bears leaves the driver's earnings as they were", async () => {
  const { orderId, rider, driver } = await newTrip();
  const before = await platformHas("promotions");
  const half = { orderId, amountMinor: 12_500n, bearer: "platform", reason, idempotencyKey: newKey() } as const;
  expect(await refundTrip(ledger.ctx, ADMIN, half)).toMatchObject({
    driverMinor: "10500",
    commissionMinor: "1875",
    taxMinor: "125",
  });
  expect([await net(rider), await net(driver)]).toEqual([12_500n, 21_000n]);
  expect((await platformHas("promotions")) - before).toBe(-10_500n);
  expect(await earned(driver)).toEqual(["21000", "25000", "3750", "250"]);
  const rest = { ...half, bearer: "driver", idempotencyKey: newKey() } as const;
  await expect(refundTrip(ledger.ctx, ADMIN, { ...rest, amountMinor: 12_501n })).rejects.toEqual(
    refusal("REFUND_EXCEEDS_FARE"),
  );
  await refundTrip(ledger.ctx, ADMIN, { ...rest, idempotencyKey: newKey() });
  expect([await net(rider), await net(driver)]).toEqual([25_000n, 10_500n]);
  expect(await earned(driver)).toEqual(["10500", "12500", "1875", "125"]);
  expect((await readTripRefunds(ledger.db, orderId)).map(({ bearer }) => bearer)).toEqual(["platform", "driver"]);
});

test("a cash trip is refunded into the rider's wallet; the driver has had the cash", async () => {
  const { orderId, rider, driver } = await newTrip("cash", 4_000n);
  expect(await net(driver)).toBe(0n);
  await refundTrip(ledger.ctx, ADMIN, {
    orderId,
    amountMinor: 10_000n,
    bearer: "driver",
    reason,
    idempotencyKey: newKey(),
  });
  expect([await net(rider), await net(driver)]).toEqual([35_000n, -8_400n]);
});

test("a cancellation's fee is refunded by its driver, and a trip that is not settled is not", async () => {
  const [rider, driver] = [await ledger.newRider(25_000n), await ledger.newDriver()];
  const trip = { riderId: rider.userId, driverId: driver.userId, fareMinor: 25_000n };
  const orderId = await ledger.newTrip({ ...trip, status: "CANCELLED", cancelFeeMinor: 5_000n });
  const refund = { orderId, amountMinor: 5_000n, bearer: "driver", reason } as const;
  const early = refundTrip(ledger.ctx, ADMIN, { ...refund, idempotencyKey: newKey() });
  await expect(early).rejects.toEqual(refusal("ORDER_NOT_FINISHED"));
  await settleTrips(ledger.ctx, [{ kind: "cancel-fee", orderId }]);
  await refundTrip(ledger.ctx, ADMIN, { ...refund, idempotencyKey: newKey() });
  expect([await net(rider), await net(driver)]).toEqual([25_000n, 0n]);
  const unknown = { ...refund, orderId: ledger.ctx.newId(), idempotencyKey: newKey() };
  await expect(refundTrip(ledger.ctx, ADMIN, unknown)).rejects.toEqual(refusal("ORDER_NOT_FOUND"));
});

test("a fee that a rider owes is refunded against the debt, and a frozen driver owes nothing for it", async () => {
  const [rider, driver] = [await ledger.newRider(), await ledger.newDriver()];
  const trip = { riderId: rider.userId, driverId: driver.userId, fareMinor: 25_000n, paymentMethod: "cash" } as const;
  const orderId = await ledger.newTrip({ ...trip, status: "CANCELLED", cancelFeeMinor: 5_000n });
  await settleTrips(ledger.ctx, [{ kind: "cancel-fee", orderId }]);
  expect([await net(rider), await net(driver)]).toEqual([-5_000n, 5_000n]);
  await debitWallet(ledger.ctx, CLERK, { userId: driver.userId, amountMinor: 5_000n, idempotencyKey: newKey() });
  const refund = { orderId, amountMinor: 5_000n, bearer: "driver", reason, idempotencyKey: newKey() } as const;
  const { accountId } = driver;
  await freezeAccount(ledger.ctx, ADMIN, { accountId, reason, idempotencyKey: newKey() });
  await expect(refundTrip(ledger.ctx, ADMIN, refund)).rejects.toEqual(refusal("ACCOUNT_FROZEN"));
  await unfreezeAccount(ledger.ctx, ADMIN, { accountId, reason, idempotencyKey: newKey() });
  await refundTrip(ledger.ctx, ADMIN, refund);
  expect([await net(rider), await net(driver)]).toEqual([0n, -5_000n]);
  expect(await ledger.balance(rider.accountId)).toEqual({ posted: 0n, held: 0n });
});

test("what a payout holds pays no refund: the driver owes it, and the payout waits for that", async () => {
  const { orderId, rider, driver } = await newTrip();
  const actor = { userId: driver.userId, role: "driver" } as const;
  const payout = await requestPayout(ledger.ctx, actor, { amountMinor: 21_000n, idempotencyKey: newKey() });
  const refund = { orderId, amountMinor: 25_000n, bearer: "driver", reason, idempotencyKey: newKey() } as const;
  await refundTrip(ledger.ctx, ADMIN, refund);
  expect([await net(rider), await net(driver)]).toEqual([25_000n, -21_000n]);
  const { payoutId } = payout;
  const approval = decidePayout(ledger.ctx, ADMIN, { payoutId, isApproved: true, reason });
  await expect(approval).rejects.toEqual(refusal("DEBT_OUTSTANDING"));
  await decidePayout(ledger.ctx, ADMIN, { payoutId, isApproved: false, reason });
  expect(await net(driver)).toBe(0n);
});

test("what was reversed by hand counts as refunded, and what was refunded is not reversed", async () => {
  const [one, other] = [await newTrip(), await newTrip()];
  const fareOf = async ({ orderId }: Trip): Promise<string> =>
    (await readTripSettlement(ledger.db, orderId))?.transfers[0]?.transferId ?? "";
  const part = { amountMinor: 1n, bearer: "driver", reason } as const;
  const funds = { userId: one.driver.userId, amountMinor: 4_000n, idempotencyKey: newKey() };
  await creditWallet(ledger.ctx, CLERK, funds);
  await reverseTransfer(ledger.ctx, ADMIN, { transferId: await fareOf(one), reason, idempotencyKey: newKey() });
  const again = refundTrip(ledger.ctx, ADMIN, { ...part, orderId: one.orderId, idempotencyKey: newKey() });
  await expect(again).rejects.toEqual(refusal("REFUND_EXCEEDS_FARE"));
  expect(await readTripRefunds(ledger.db, one.orderId)).toMatchObject([{ amountMinor: 25_000n, bearer: null, reason }]);

  await refundTrip(ledger.ctx, ADMIN, { ...part, orderId: other.orderId, idempotencyKey: newKey() });
  const reversal = { transferId: await fareOf(other), reason, idempotencyKey: newKey() };
  await expect(reverseTransfer(ledger.ctx, ADMIN, reversal)).rejects.toEqual(refusal("TRIP_REFUNDED"));
});

test("a frozen wallet refuses, and leaves key and trip free for later", async () => {
  const { orderId, rider, driver } = await newTrip();
  for (const { accountId } of [rider, driver]) {
    const refund = { orderId, amountMinor: 1_000n, bearer: "driver", reason, idempotencyKey: newKey() } as const;
    await freezeAccount(ledger.ctx, ADMIN, { accountId, reason, idempotencyKey: newKey() });
    await expect(refundTrip(ledger.ctx, ADMIN, refund)).rejects.toEqual(refusal("ACCOUNT_FROZEN"));
    await unfreezeAccount(ledger.ctx, ADMIN, { accountId, reason, idempotencyKey: newKey() });
    await refundTrip(ledger.ctx, ADMIN, refund);
  }
  expect(await net(rider)).toBe(2_000n);
});

test("of refunds and a reversal at once no more goes back than the trip cost", async () => {
  const trip = await newTrip("wallet", 100_000n);
  const { orderId } = trip;
  const transferId = (await readTripSettlement(ledger.db, orderId))?.transfers[0]?.transferId ?? "";
  const parts = Array.from({ length: 10 }, (_, n) =>
    refundTrip(ledger.ctx, ADMIN, {
      orderId,
      amountMinor: 7_000n,
      bearer: n % 2 === 0 ? "driver" : "platform",
      reason,
      idempotencyKey: newKey(),
    }),
  );
  const reversal = reverseTransfer(ledger.ctx, ADMIN, { transferId, reason, idempotencyKey: newKey() });
  const results = await Promise.allSettled([...parts, reversal]);
  const refused = results.flatMap((result) => (result.status === "rejected" ? [String(result.reason.code)] : []));
  expect(refused.filter((code) => !["REFUND_EXCEEDS_FARE", "TRIP_REFUNDED"].includes(code))).toEqual([]);
  const back = (await readTripRefunds(ledger.db, orderId)).map(({ amountMinor }) => amountMinor);
  expect([[7_000n, 7_000n, 7_000n], [25_000n]]).toContainEqual(back);
  expect(await net(trip.rider)).toBe(back.reduce((sum, minor) => sum + minor, 0n));
});
