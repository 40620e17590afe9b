import { DEFAULT_CITY_SETTINGS } from "@atlas/core/settings/city-settings";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { returnSentPayout } from "../../payouts/return-sent-payout.ts";
import { markPayoutSent } from "../../payouts/send-payouts.ts";
import { refundTrip } from "../../refunds/refund-trip.ts";
import { settleTrips } from "../../settlement/settle-trips.ts";
import { cashDeskTopUp } from "../../wallet/cash-desk.ts";
import { decidePayout, requestPayout } from "../../wallet/payouts.ts";
import { reconcile } from "../audit/reconcile.ts";
import { ADMIN, CLERK, type LedgerFixture, openLedgerFixture, SECOND_ADMIN } from "../testing/ledger-fixture.ts";
import { brokenPromises } from "../testing/oracle.ts";
import { approveRequest } from "../../approvals/decide-approval.ts";
import { done, requestOf } from "../testing/done.ts";
import { adjustAccount } from "./adjust.ts";
import { captureHold } from "./capture.ts";
import { creditWallet } from "./credit.ts";
import { debitWallet } from "./debit.ts";
import { freezeAccount, unfreezeAccount } from "./freeze.ts";
import { holdMoney } from "./hold.ts";
import { reverseTransfer } from "./reverse.ts";
import { transferMoney } from "./transfer.ts";
import { transferLinked } from "./transfer-linked.ts";

const settings = { get: async () => DEFAULT_CITY_SETTINGS };

let ledger: LedgerFixture;
let ctx: LedgerFixture["ctx"] & { readonly settings: typeof settings };
beforeAll(async () => {
  ledger = await openLedgerFixture(12);
  ctx = { ...ledger.ctx, settings };
});
afterAll(async () => {
  expect(await brokenPromises(ledger.owner)).toEqual([]);
  expect((await reconcile(ctx, ADMIN, {})).findings).toEqual([]);
  await ledger[Symbol.asyncDispose]();
});

let keys = 0;
const newKey = (): string => `closed-${(keys += 1)}`;
const refusal = (code: string): unknown => expect.objectContaining({ code });
const reason = "a test";

async function close({ userId }: { readonly userId: string }): Promise<void> {
  await ledger.owner`SELECT ledger.close_wallets(${userId})`;
}

async function unclaimed(): Promise<bigint> {
  const [row] = await ledger.owner<{ sum: bigint }[]>`
    SELECT coalesce(sum(posted), 0)::bigint AS sum FROM ledger.accounts WHERE kind = 'unclaimed'`;
  return row?.sum ?? 0n;
}

/** What was passed on of a wallet, in its order. */
async function passedOn(accountId: string): Promise<bigint[]> {
  const rows = await ledger.owner<{ amount: bigint }[]>`
    SELECT t.amount FROM ledger.transfers t JOIN ledger.accounts c ON c.id = t.credit_account_id
    WHERE t.debit_account_id = ${accountId} AND t.kind = 'unclaimed' AND c.kind = 'unclaimed'
    ORDER BY t.at, t.id`;
  return rows.map(({ amount }) => amount);
}

describe("an operator puts no money into the wallet of a deleted account", () => {
  test("by a credit, at the cash desk, by a correction, a transfer, a linked one or a capture", async () => {
    const [gone, rider] = [await ledger.newRider(), await ledger.newRider(50_000n)];
    const limits = { accountId: gone.accountId, direction: "in" as const, reason };
    // Above the city's limit, so that it waits for a second admin.
    const large = await adjustAccount(ctx, ADMIN, { ...limits, amountMinor: 900_000_000n, idempotencyKey: newKey() });
    const requestId = requestOf(large);
    await close(gone);
    const amountMinor = 1_000n;
    const credit = { userId: gone.userId, amountMinor, idempotencyKey: newKey(), reason };
    const legs = { debitAccountId: rider.accountId, creditAccountId: gone.accountId, amountMinor };
    const held = { userId: rider.userId, amountMinor, idempotencyKey: newKey(), reason };
    const { holdId } = done(await holdMoney(ctx, CLERK, held));
    const capture = { holdId, creditAccountId: gone.accountId, idempotencyKey: newKey(), reason };
    const attempts = {
      credit: async () => creditWallet(ctx, CLERK, credit),
      desk: async () => cashDeskTopUp(ctx, ADMIN, { ...credit, note: "counter 2", idempotencyKey: newKey() }),
      adjust: async () => adjustAccount(ctx, ADMIN, { ...limits, amountMinor: 1n, idempotencyKey: newKey() }),
      approve: async () => approveRequest(ctx, SECOND_ADMIN, { requestId, reason }),
      transfer: async () => transferMoney(ctx, ADMIN, { ...legs, idempotencyKey: newKey(), reason }),
      linked: async () => transferLinked(ctx, ADMIN, { transfers: [legs], idempotencyKey: newKey(), reason }),
      capture: async () => captureHold(ctx, CLERK, capture),
    };
    for (const [by, attempt] of Object.entries(attempts)) {
      expect([by, await attempt().catch((error: unknown) => error)]).toEqual([by, refusal("ACCOUNT_CLOSED")]);
    }
    await expect(creditWallet(ctx, CLERK, credit)).rejects.toEqual(refusal("ACCOUNT_CLOSED"));
    expect(await ledger.balance(gone.accountId)).toEqual({ posted: 0n, held: 0n });
    expect(await ledger.balance(rider.accountId)).toEqual({ posted: 50_000n, held: 1_000n });
  });

  test("by a reversal", async () => {
    const gone = await ledger.newRider(5_000n);
    const out = { userId: gone.userId, amountMinor: 5_000n, idempotencyKey: newKey(), reason };
    const { transferId } = done(await debitWallet(ctx, CLERK, out));
    await close(gone);
    const reverse = reverseTransfer(ctx, ADMIN, { transferId, idempotencyKey: newKey(), reason });
    await expect(reverse).rejects.toEqual(refusal("ACCOUNT_CLOSED"));
  });

  test("by a refund; one of a driver who is gone the platform can bear", async () => {
    const [rider, driver] = [await ledger.newRider(50_000n), await ledger.newDriver()];
    const trip = {
      riderId: rider.userId,
      driverId: driver.userId,
      fareMinor: 25_000n,
      paymentMethod: "wallet" as const,
    };
    const orderId = await ledger.newTrip(trip);
    await settleTrips(ctx, [{ kind: "capture", orderId }]);
    const out = { userId: driver.userId, amountMinor: 21_000n, idempotencyKey: newKey(), reason };
    await debitWallet(ctx, CLERK, out);
    await close(driver);
    const refund = (bearer: "driver" | "platform"): Promise<unknown> =>
      refundTrip(ctx, ADMIN, { orderId, amountMinor: 10_000n, bearer, reason, idempotencyKey: newKey() });
    await expect(refund("driver")).rejects.toEqual(refusal("ACCOUNT_CLOSED"));
    await refund("platform");
    expect(await ledger.balance(rider.accountId)).toEqual({ posted: 35_000n, held: 0n });
    const debts = await ledger.owner`SELECT FROM ledger.accounts WHERE owner_id = ${driver.userId} AND is_debt`;
    expect([...debts]).toEqual([]);
    await debitWallet(ctx, CLERK, { ...out, userId: rider.userId, amountMinor: 35_000n, idempotencyKey: newKey() });
    await close(rider);
    await expect(refund("platform")).rejects.toEqual(refusal("ACCOUNT_CLOSED"));
  });
});

describe("money that comes to a deleted account by itself is unclaimed money of the city", () => {
  test("a payout that the bank returns, also after a freeze", async () => {
    const before = await unclaimed();
    const driver = await ledger.newDriver(60_000n);
    const actor = { userId: driver.userId, role: "driver" } as const;
    const { payoutId } = await requestPayout(ctx, actor, { amountMinor: 60_000n, idempotencyKey: newKey() });
    await decidePayout(ctx, ADMIN, { payoutId, isApproved: true, reason });
    await markPayoutSent(ctx, ADMIN, { payoutId, reason });
    await close(driver);
    await freezeAccount(ctx, ADMIN, { accountId: driver.accountId, reason });
    const back = { payoutId, reason: "the account is closed" };
    await expect(returnSentPayout(ctx, ADMIN, back)).rejects.toEqual(refusal("ACCOUNT_FROZEN"));
    await unfreezeAccount(ctx, ADMIN, { accountId: driver.accountId, reason });
    await returnSentPayout(ctx, ADMIN, back);
    await returnSentPayout(ctx, ADMIN, back);
    expect(await ledger.balance(driver.accountId)).toEqual({ posted: 0n, held: 0n });
    expect(await passedOn(driver.accountId)).toEqual([60_000n]);
    expect(await unclaimed()).toBe(before + 60_000n);
  });

  test("a trip that settles late, whose rest of the hold comes free", async () => {
    const before = await unclaimed();
    const [rider, driver] = [await ledger.newRider(30_000n), await ledger.newDriver()];
    const trip = {
      riderId: rider.userId,
      driverId: driver.userId,
      fareMinor: 25_000n,
      paymentMethod: "wallet" as const,
    };
    const orderId = await ledger.newTrip(trip);
    await close(rider);
    await close(driver);
    expect(await settleTrips(ctx, [{ kind: "capture", orderId }])).toMatchObject([{ outcome: "settled" }]);
    expect(await ledger.balance(rider.accountId)).toEqual({ posted: 0n, held: 0n });
    expect(await ledger.balance(driver.accountId)).toEqual({ posted: 0n, held: 0n });
    expect(await passedOn(driver.accountId)).toEqual([21_000n]);
    expect(await unclaimed()).toBe(before + 26_000n);
  });

  test("the account of unclaimed money has a code of its own", async () => {
    const [code] = await ledger.owner`SELECT ledger.account_code('unclaimed') AS code`;
    expect(code).toEqual({ code: "2040" });
  });
});

test("entries are written where the guard stands and nowhere else", async () => {
  const writers = await ledger.owner<{ name: string }[]>`
    SELECT proname AS name FROM pg_proc WHERE pronamespace = 'ledger'::regnamespace
      AND (prosrc ~* 'insert into ledger\.entries' OR prosrc ~* 'set posted\s*=') ORDER BY 1`;
  expect(writers.map(({ name }) => name)).toEqual(["apply_legs", "move"]);
});
