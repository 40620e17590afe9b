import { DEFAULT_CITY_SETTINGS } from "@atlas/core/settings/city-settings";
import { afterEach, beforeEach, expect, test } from "vitest";
import { creditWallet } from "./post/credit.ts";
import { ADMIN, CLERK, type LedgerFixture, openLedgerFixture, TEST_CITY } from "./testing/ledger-fixture.ts";
import { brokenPromises } from "./testing/oracle.ts";
import { confirmFare } from "../orders/confirm-fare.ts";
import { saveBankAccount } from "../payouts/bank-accounts.ts";
import { exportPayouts } from "../payouts/export-payouts.ts";
import { cashDeskTopUp } from "../wallet/cash-desk.ts";
import { decidePayout, requestPayout } from "../wallet/payouts.ts";
import { refundTrip } from "../refunds/refund-trip.ts";
import { settleTrips } from "../settlement/settle-trips.ts";

// What guards the ledger is taken away, one guard a test: then the oracle must speak. It is silent with the guard on.

let ledger: LedgerFixture;
beforeEach(async () => {
  ledger = await openLedgerFixture();
});
afterEach(async () => await ledger[Symbol.asyncDispose]());

async function sameCreditTenTimes(): Promise<void> {
  const rider = await ledger.newRider();
  const credit = { userId: rider.userId, amountMinor: 500n, idempotencyKey: "same" };
  for (let n = 0; n < 10; n += 1) await creditWallet(ledger.ctx, CLERK, credit);
}

test("without the unique key of the idempotency table, the oracle finds money that moved twice", async () => {
  await sameCreditTenTimes();
  expect(await brokenPromises(ledger.owner)).toEqual([]);
  await ledger.owner`ALTER TABLE ledger.idempotency DROP CONSTRAINT idempotency_pkey`;
  await sameCreditTenTimes();
  expect(await brokenPromises(ledger.owner)).toEqual([expect.stringContaining("an idempotency key moved money once")]);
});

test("without the settlement's memory, the oracle finds a trip that was captured twice", async () => {
  const [rider, driver] = [await ledger.newRider(100_000n), await ledger.newDriver()];
  const orderId = await ledger.newTrip({ riderId: rider.userId, driverId: driver.userId, fareMinor: 10_000n });
  const settle = async () => await settleTrips(ledger.ctx, [{ kind: "capture", orderId }]);
  await settle();
  await settle();
  expect(await brokenPromises(ledger.owner, { isIdle: true })).toEqual([]);
  await ledger.owner.unsafe(`
    ALTER TABLE ledger.settlements DISABLE TRIGGER settlements_append_only;
    DELETE FROM ledger.settlements;
    UPDATE ledger.holds SET status = 'open', closed_at = NULL, captured = 0;
    UPDATE ledger.accounts SET held = 10000 WHERE id = '${rider.accountId}';`);
  await settle();
  const broken = await brokenPromises(ledger.owner, { isIdle: true });
  expect(broken).toContainEqual(expect.stringContaining("an order is captured at most once"));
});

test("without the trigger, the oracle finds a row that was changed", async () => {
  await sameCreditTenTimes();
  const change = "UPDATE ledger.entries SET amount = amount + 1 WHERE amount > 0";
  await expect(ledger.owner.unsafe(change)).rejects.toThrow(/append-only/);
  expect(await brokenPromises(ledger.owner)).toEqual([]);
  await ledger.owner`ALTER TABLE ledger.entries DISABLE TRIGGER entries_append_only`;
  await ledger.owner.unsafe(change);
  const broken = await brokenPromises(ledger.owner);
  expect(broken).toContainEqual(expect.stringContaining("entries of a currency sum to zero"));
  expect(broken).toContainEqual(expect.stringContaining("a snapshot is the sum of its entries"));
});

test("without the unique index, the oracle finds a payout in two files for the bank", async () => {
  const { userId } = await ledger.newDriver(50_000n);
  const driver = { userId, role: "driver" } as const;
  const bank = { holderName: "Siti", bankName: "Bank Contoh", accountNumber: "0123456789" };
  await saveBankAccount(ledger.ctx, driver, bank);
  const { payoutId } = await requestPayout(ledger.ctx, driver, { amountMinor: 20_000n, idempotencyKey: "payout-1" });
  await decidePayout(ledger.ctx, ADMIN, { payoutId, isApproved: true, reason: "ok" });
  const order = { cityId: TEST_CITY, format: "csv", reason: "weekly", idempotencyKey: "file-1" } as const;
  const { batchId } = await exportPayouts(ledger.ctx, ADMIN, order);
  const again = `
    INSERT INTO ledger.payout_batches SELECT uuidv7(), city_id, currency, format, payouts, total, execution_day, file_name,
      file, created_by FROM ledger.payout_batches WHERE id = '${batchId}';
    INSERT INTO ledger.payout_batch_items (batch_id, payout_id)
    SELECT max(id::text)::uuid, '${payoutId}' FROM ledger.payout_batches`;
  await expect(ledger.owner.unsafe(again)).rejects.toThrow(/payout_batch_items_once/);
  expect(await brokenPromises(ledger.owner)).toEqual([]);
  await ledger.owner`DROP INDEX ledger.payout_batch_items_once`;
  await ledger.owner.unsafe(again);
  const broken = await brokenPromises(ledger.owner);
  expect(broken).toEqual([expect.stringContaining("a payout stands in one file at a time, approved before it")]);
});

test("without the trigger, the oracle finds a receipt of the cash desk that is gone", async () => {
  const { userId } = await ledger.newRider();
  const ctx = { ...ledger.ctx, settings: { get: async () => DEFAULT_CITY_SETTINGS } };
  for (const idempotencyKey of ["one", "two"]) {
    await cashDeskTopUp(ctx, ADMIN, { userId, amountMinor: 1_000n, idempotencyKey });
  }
  const remove = "DELETE FROM ledger.cash_desk_receipts WHERE seq = 1";
  await expect(ledger.owner.unsafe(remove)).rejects.toThrow(/append-only/);
  expect(await brokenPromises(ledger.owner)).toEqual([]);
  await ledger.owner`ALTER TABLE ledger.cash_desk_receipts DISABLE TRIGGER cash_desk_receipts_append_only`;
  await ledger.owner.unsafe(remove);
  const broken = await brokenPromises(ledger.owner);
  expect(broken).toEqual([expect.stringContaining("receipts of the cash desk are numbered without gaps")]);
});

test("without the refund's own check, the oracle finds a trip of which more went back than it cost", async () => {
  const [rider, driver] = [await ledger.newRider(10_000n), await ledger.newDriver(50_000n)];
  const orderId = await ledger.newTrip({ riderId: rider.userId, driverId: driver.userId, fareMinor: 10_000n });
  await settleTrips(ledger.ctx, [{ kind: "capture", orderId }]);
  const twice = { orderId, amountMinor: 10_000n, bearer: "driver", reason: "twice" } as const;
  await refundTrip(ledger.ctx, ADMIN, { ...twice, idempotencyKey: "one" });
  const post = `SELECT ledger.post_refund(uuidv7(), '${orderId}', 'driver', 8400, 1500, 100, 'again', '${ADMIN.userId}')`;
  await expect(ledger.owner.unsafe(post)).rejects.toThrow(/more than it cost/);
  expect(await brokenPromises(ledger.owner, { isIdle: true })).toEqual([]);
  const [source] = await ledger.owner<{ body: string }[]>`
    SELECT pg_get_functiondef('ledger.post_refund'::regproc) AS body`;
  await ledger.owner.unsafe((source?.body ?? "").replace("> m.fare)", "> m.fare + 1000000)"));
  await ledger.owner.unsafe(post);
  const broken = await brokenPromises(ledger.owner, { isIdle: true });
  expect(broken).toEqual([expect.stringContaining("a refund gives back what it says, and no trip more than it cost")]);
});

test("without the balance's check and the function's condition, the oracle finds an overdrawn wallet", async () => {
  const rider = await ledger.newRider(100n);
  const overdraw = `UPDATE ledger.accounts SET held = posted + 1 WHERE id = '${rider.accountId}'`;
  await expect(ledger.owner.unsafe(overdraw)).rejects.toThrow(/accounts_balance_allowed/);
  await ledger.owner`ALTER TABLE ledger.accounts DROP CONSTRAINT accounts_balance_allowed`;
  await ledger.owner.unsafe(overdraw);
  const broken = await brokenPromises(ledger.owner);
  expect(broken).toContainEqual(expect.stringContaining("no wallet is below zero"));
});

test("without the confirmation's memory, the oracle finds a yes that was paid twice", async () => {
  const [rider, driver] = [await ledger.newRider(100_000n), await ledger.newDriver()];
  const trip = { riderId: rider.userId, driverId: driver.userId, fareMinor: 10_000n, unprovenMinor: 4_000n };
  const orderId = await ledger.newTrip(trip);
  await settleTrips(ledger.ctx, [{ kind: "capture", orderId }]);
  const actor = { userId: rider.userId, role: "rider" } as const;
  await confirmFare(ledger.ctx, actor, { orderId, hasArrived: true });
  expect(await brokenPromises(ledger.owner, { isIdle: true })).toEqual([]);
  await ledger.owner.unsafe(`
    ALTER TABLE ledger.fare_confirmations DROP CONSTRAINT fare_confirmations_pkey;
    ALTER TABLE ledger.fare_confirmations DROP CONSTRAINT fare_confirmations_hold_id_key;
    UPDATE ledger.holds SET status = 'open', closed_at = NULL, captured = 0 WHERE purpose = 'unproven';
    UPDATE ledger.accounts SET held = 4000 WHERE id = '${rider.accountId}';
    UPDATE orders SET fare_answer = NULL, fare_answered_at = NULL, final_fare_minor = 6000;`);
  await confirmFare(ledger.ctx, actor, { orderId, hasArrived: true });
  const broken = await brokenPromises(ledger.owner, { isIdle: true });
  expect(broken).toContainEqual(expect.stringContaining("an order is captured at most once, and once more"));
  expect(broken).toContainEqual(expect.stringContaining("what a rider confirmed was paid once"));
});

test("without the answer's writing, the oracle finds an unproven part that was paid or given back unasked", async () => {
  const [rider, driver] = [await ledger.newRider(100_000n), await ledger.newDriver()];
  const trip = { riderId: rider.userId, driverId: driver.userId, fareMinor: 10_000n, unprovenMinor: 4_000n };
  for (const close of ["confirm_fare($1, $2)", "release_unproven($1, 'voided')"]) {
    const orderId = await ledger.newTrip(trip);
    expect(await brokenPromises(ledger.owner)).toEqual([]);
    await ledger.owner.unsafe(`SELECT ledger.${close}`, [orderId, rider.userId].slice(0, close.includes("$2") ? 2 : 1));
    const broken = await brokenPromises(ledger.owner);
    expect(broken).toContainEqual(expect.stringContaining("what a rider confirmed was paid once"));
    await ledger.owner`
      UPDATE orders SET fare_answer = ${close.includes("$2") ? "yes" : "no"}, fare_answered_at = now(),
        final_fare_minor = ${close.includes("$2") ? 10_000 : 6_000} WHERE id = ${orderId}`;
  }
});

test("without the debt's check, the oracle finds a debt above zero, and one beside money that is free", async () => {
  const [rider, driver] = [await ledger.newRider(), await ledger.newDriver()];
  const trip = { riderId: rider.userId, driverId: driver.userId, fareMinor: 10_000n, paymentMethod: "cash" } as const;
  await settleTrips(ledger.ctx, [{ kind: "cash-commission", orderId: await ledger.newTrip(trip) }]);
  expect(await brokenPromises(ledger.owner)).toEqual([]);
  const turn = `UPDATE ledger.accounts SET posted = -posted WHERE is_debt`;
  await expect(ledger.owner.unsafe(turn)).rejects.toThrow(/accounts_balance_allowed/);
  await ledger.owner.unsafe(`UPDATE ledger.accounts SET posted = posted + 500 WHERE id = '${driver.accountId}'`);
  const beside = await brokenPromises(ledger.owner);
  expect(beside).toContainEqual(expect.stringContaining("nobody owes while money is free in the wallet"));
  await ledger.owner`ALTER TABLE ledger.accounts DROP CONSTRAINT accounts_balance_allowed`;
  await ledger.owner.unsafe(turn);
  expect(await brokenPromises(ledger.owner)).toContainEqual(expect.stringContaining("a debt is never above zero"));
});

test("without the part of a commission that is owed, the oracle finds the settlement that says more than was posted", async () => {
  const [rider, driver] = [await ledger.newRider(), await ledger.newDriver(1_000n)];
  const trip = { riderId: rider.userId, driverId: driver.userId, fareMinor: 10_000n, paymentMethod: "cash" } as const;
  await settleTrips(ledger.ctx, [{ kind: "cash-commission", orderId: await ledger.newTrip(trip) }]);
  await ledger.owner.unsafe(`
    ALTER TABLE ledger.transfers DISABLE TRIGGER transfers_append_only;
    UPDATE ledger.transfers SET kind = 'transfer' WHERE kind = 'commission'
      AND debit_account_id IN (SELECT id FROM ledger.accounts WHERE is_debt)`);
  expect(await brokenPromises(ledger.owner)).toEqual([expect.stringContaining("a settlement says what was posted")]);
});
