import { afterAll, beforeAll, expect, test } from "vitest";
import { captureHold } from "./post/capture.ts";
import { creditWallet } from "./post/credit.ts";
import { holdMoney } from "./post/hold.ts";
import { ADMIN, CLERK, SECOND_ADMIN, type LedgerFixture, openLedgerFixture } from "./testing/ledger-fixture.ts";
import { brokenPromises } from "./testing/oracle.ts";
import { decidePayout, requestPayout, settlePayout } from "../wallet/payouts.ts";
import { reverseTransfer } from "./post/reverse.ts";
import { settleTrips } from "../settlement/settle-trips.ts";
import { transferMoney } from "./post/transfer.ts";
import { voidHold } from "./post/void.ts";
import { done } from "./testing/done.ts";

let ledger: LedgerFixture;
beforeAll(async () => {
  ledger = await openLedgerFixture(16);
});
afterAll(async () => {
  expect(await brokenPromises(ledger.owner)).toEqual([]);
  await ledger[Symbol.asyncDispose]();
});

let keys = 0;
const newKey = (): string => `c-${(keys += 1)}`;
const times = <T>(count: number, make: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => make(n));

/** Codes of refusals, `OK` for the others, sorted. */
async function outcomes(attempts: Promise<unknown>[]): Promise<Record<string, number>> {
  const settled = await Promise.allSettled(attempts);
  const codes = settled.map((result) => (result.status === "fulfilled" ? "OK" : String(result.reason.code)));
  return Object.fromEntries([...Map.groupBy(codes, (code) => code)].map(([code, all]) => [code, all.length]));
}

test("50 times the same capture at once is one capture", async () => {
  const [rider, driver] = [await ledger.newRider(1_000n), await ledger.newDriver()];
  const hold = { userId: rider.userId, amountMinor: 600n, idempotencyKey: newKey() };
  const { holdId } = done(await holdMoney(ledger.ctx, CLERK, hold));
  const capture = { holdId, creditAccountId: driver.accountId, idempotencyKey: newKey() };
  const results = await Promise.all(times(50, () => captureHold(ledger.ctx, CLERK, capture)));
  expect(new Set(results.map((result) => done(result).transferId)).size).toBe(1);
  expect(await ledger.balance(driver.accountId)).toEqual({ posted: 600n, held: 0n });
});

test("two captures of one hold under two keys: one pays, the other is refused", async () => {
  for (let round = 0; round < 20; round += 1) {
    const [rider, driver] = [await ledger.newRider(1_000n), await ledger.newDriver()];
    const hold = { userId: rider.userId, amountMinor: 600n, idempotencyKey: newKey() };
    const { holdId } = done(await holdMoney(ledger.ctx, CLERK, hold));
    const capture = () =>
      captureHold(ledger.ctx, CLERK, { holdId, creditAccountId: driver.accountId, idempotencyKey: newKey() });
    expect(await outcomes([capture(), capture()])).toEqual({ OK: 1, HOLD_CLOSED: 1 });
  }
});

test("the same trip settled by many batches at once is settled once", async () => {
  const [rider, driver] = [await ledger.newRider(10_000_000n), await ledger.newDriver()];
  const orderIds: string[] = [];
  for (let n = 0; n < 40; n += 1) {
    orderIds.push(await ledger.newTrip({ riderId: rider.userId, driverId: driver.userId, fareMinor: 10_000n }));
  }
  const batches = await Promise.all(
    times(16, (n) => {
      const shuffled = orderIds.toSorted((a, b) => (a < b ? -1 : 1) * (n % 2 === 0 ? 1 : -1));
      return settleTrips(
        ledger.ctx,
        shuffled.map((orderId) => ({ kind: "capture", orderId })),
      );
    }),
  );
  const settled = batches.flat().filter(({ outcome }) => outcome === "settled");
  expect(settled.map(({ orderId }) => orderId).toSorted()).toEqual(orderIds.toSorted());
  expect(batches.flat().filter(({ outcome }) => outcome === "already")).toHaveLength(15 * 40);
  expect(await ledger.balance(driver.accountId)).toEqual({ posted: 40n * 8_400n, held: 0n });
});

test("two thousand opposing transfers between two wallets: no deadlock reaches a caller", async () => {
  const [a, b] = [await ledger.newRider(100_000n), await ledger.newRider(100_000n)];
  const move = (from: typeof a, to: typeof a) =>
    transferMoney(ledger.ctx, CLERK, {
      debitAccountId: from.accountId,
      creditAccountId: to.accountId,
      amountMinor: 7n,
      idempotencyKey: newKey(),
    });
  expect(await outcomes(times(2_000, (n) => (n % 2 === 0 ? move(a, b) : move(b, a))))).toEqual({ OK: 2_000 });
  expect(await ledger.balance(a.accountId)).toEqual({ posted: 100_000n, held: 0n });
});

test("16 workers on one platform account lose nothing", async () => {
  const [hot] = await ledger.owner<{ id: string }[]>`
    SELECT id FROM ledger.accounts WHERE kind = 'platform_revenue' AND shard = 0`;
  const before = (await ledger.balance(hot?.id ?? "")).posted;
  const riders = await Promise.all(times(16, () => ledger.newRider(100_000n)));
  await Promise.all(
    riders.map(async ({ accountId }) => {
      for (let n = 0; n < 60; n += 1) {
        await transferMoney(ledger.ctx, CLERK, {
          debitAccountId: accountId,
          creditAccountId: hot?.id ?? "",
          amountMinor: 11n,
          idempotencyKey: newKey(),
        });
      }
    }),
  );
  expect((await ledger.balance(hot?.id ?? "")).posted - before).toBe(16n * 60n * 11n);
});

test("one wallet is never overdrawn by many at once", async () => {
  const [rider, other] = [await ledger.newRider(1_000n), await ledger.newRider()];
  const attempts = times(100, () =>
    transferMoney(ledger.ctx, CLERK, {
      debitAccountId: rider.accountId,
      creditAccountId: other.accountId,
      amountMinor: 30n,
      idempotencyKey: newKey(),
    }),
  );
  expect(await outcomes(attempts)).toEqual({ OK: 33, INSUFFICIENT_FUNDS: 67 });
});

test("one key used at once with two payloads moves money once", async () => {
  for (let round = 0; round < 20; round += 1) {
    const rider = await ledger.newRider();
    const idempotencyKey = newKey();
    const credit = (amountMinor: bigint) =>
      creditWallet(ledger.ctx, CLERK, { userId: rider.userId, amountMinor, idempotencyKey });
    expect(await outcomes([credit(1n), credit(2n)])).toEqual({ OK: 1, IDEMPOTENCY_KEY_REUSED: 1 });
  }
});

test("two reversals at once of one transfer: one", async () => {
  for (let round = 0; round < 20; round += 1) {
    const [a, b] = [await ledger.newRider(100n), await ledger.newRider()];
    const sides = { debitAccountId: a.accountId, creditAccountId: b.accountId, amountMinor: 50n };
    const { transferId } = done(await transferMoney(ledger.ctx, CLERK, { ...sides, idempotencyKey: newKey() }));
    const reverse = () => reverseTransfer(ledger.ctx, ADMIN, { transferId, reason: "twice", idempotencyKey: newKey() });
    expect(await outcomes([reverse(), reverse()])).toEqual({ OK: 1, ALREADY_REVERSED: 1 });
  }
});

test("a payout approved by many at once is approved once, and its hold is nobody else's", async () => {
  const driver = await ledger.newDriver(50_000n);
  const request = { driverId: driver.userId, amountMinor: 20_000n, idempotencyKey: "many" };
  const { payoutId } = await requestPayout(ledger.ctx, ADMIN, { ...request, reason: "asked by phone" });
  const [payout] = await ledger.owner<{ hold_id: string }[]>`
    SELECT hold_id FROM ledger.payouts WHERE id = ${payoutId}`;
  const holdId = payout?.hold_id ?? "";
  const approve = () => decidePayout(ledger.ctx, SECOND_ADMIN, { payoutId, isApproved: true, reason: "ok" });
  expect(await outcomes(times(20, approve))).toEqual({ OK: 20 });
  const capture = captureHold(ledger.ctx, CLERK, {
    holdId,
    creditAccountId: driver.accountId,
    idempotencyKey: newKey(),
  });
  const release = voidHold(ledger.ctx, CLERK, { holdId, idempotencyKey: newKey() });
  expect(await outcomes([capture, release])).toEqual({ HOLD_OF_PAYOUT: 2 });
  await settlePayout(ledger.ctx, { payoutId });
  expect(await approve()).toMatchObject({ status: "settled" });
  const log = await ledger.owner`
    SELECT action, actor_id, reason FROM ledger.audit_log WHERE subject_id = ${payoutId} ORDER BY id`;
  expect([...log]).toEqual([
    { action: "request-payout", actor_id: ADMIN.userId, reason: "asked by phone" },
    { action: "approve-payout", actor_id: SECOND_ADMIN.userId, reason: "ok" },
  ]);
});

test("a payout settled by many deliveries at once leaves the wallet once", async () => {
  const driver = await ledger.newDriver(50_000n);
  const self = { userId: driver.userId, role: "driver" } as const;
  const { payoutId } = await requestPayout(ledger.ctx, self, { amountMinor: 50_000n, idempotencyKey: "all" });
  await decidePayout(ledger.ctx, SECOND_ADMIN, { payoutId, isApproved: true, reason: "ok" });
  const results = await Promise.all(times(30, () => settlePayout(ledger.ctx, { payoutId })));
  expect(results.filter((result) => result?.isReplay === false)).toHaveLength(1);
  expect(await ledger.balance(driver.accountId)).toEqual({ posted: 0n, held: 0n });
});
