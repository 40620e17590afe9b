import type { Actor } from "@atlas/core/actor";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { confirmFare } from "../orders/confirm-fare.ts";
import { settleTrips } from "../settlement/settle-trips.ts";
import { readTripSettlement } from "../settlement/trip-settlement.ts";
import { voidTripHold } from "../settlement/trip-hold.ts";
import { releaseUnproven, splitTripHold } from "../settlement/unproven-hold.ts";
import { decidePayout, requestPayout } from "../wallet/payouts.ts";
import { topUp } from "../wallet/top-up.ts";
import { reconcile } from "./audit/reconcile.ts";
import { adjustAccount } from "./post/adjust.ts";
import { captureHold } from "./post/capture.ts";
import { creditWallet } from "./post/credit.ts";
import { debitWallet } from "./post/debit.ts";
import { expireHolds } from "./post/expire-holds.ts";
import { freezeAccount, unfreezeAccount } from "./post/freeze.ts";
import { holdMoney } from "./post/hold.ts";
import { reverseTransfer } from "./post/reverse.ts";
import { transferBatch } from "./post/transfer-batch.ts";
import { transferLinked } from "./post/transfer-linked.ts";
import { transferMoney } from "./post/transfer.ts";
import { voidHold } from "./post/void.ts";
import {
  ADMIN,
  CLERK,
  type LedgerFixture,
  openLedgerFixture,
  SECOND_ADMIN,
  TEST_CITY,
} from "./testing/ledger-fixture.ts";
import { brokenPromises } from "./testing/oracle.ts";
import { done } from "./testing/done.ts";

interface Person {
  readonly userId: string;
  readonly accountId: string;
}

let ledger: LedgerFixture;
let rider: Person;
beforeAll(async () => {
  ledger = await openLedgerFixture();
  // A fifth for the platform and 1 % tax: of 81 000, 17 010.
  await ledger.owner`UPDATE cities SET commission_bps = 2000 WHERE id = ${TEST_CITY}`;
});
beforeEach(async () => {
  rider = await ledger.newRider();
});
afterAll(async () => {
  expect(await brokenPromises(ledger.owner, { isIdle: true })).toEqual([]);
  expect((await reconcile(ledger.ctx, ADMIN, {})).findings).toEqual([]);
  await ledger[Symbol.asyncDispose]();
});

let keys = 0;
const newKey = (): string => `key-${(keys += 1)}`;
const refusal = (code: string): unknown => expect.objectContaining({ code });

/** What somebody has free and owes. */
async function standing({ userId, accountId }: Person): Promise<{ free: bigint; owed: bigint }> {
  const [row] = await ledger.owner<{ free: bigint; owed: bigint }[]>`
    SELECT w.posted - w.held AS free,
      (SELECT -coalesce(sum(d.posted), 0)::bigint FROM ledger.accounts d
       WHERE d.owner_id = ${userId} AND d.kind::text LIKE '%debt') AS owed
    FROM ledger.accounts w WHERE w.id = ${accountId}`;
  if (!row) throw new Error("no such wallet");
  return { free: row.free, owed: row.owed };
}

async function cashTrip(driver: Person, fareMinor: bigint, by: Person = rider): Promise<string> {
  return await ledger.newTrip({ riderId: by.userId, driverId: driver.userId, fareMinor, paymentMethod: "cash" });
}

/** Its rider owes a fee of 5 000. */
async function cancelledCashTrip(by: Person, driver: Person): Promise<string> {
  return await ledger.newTrip({
    riderId: by.userId,
    driverId: driver.userId,
    fareMinor: 20_000n,
    paymentMethod: "cash",
    status: "CANCELLED",
    cancelFeeMinor: 5_000n,
  });
}

async function settleCash(...orderIds: string[]): Promise<void> {
  const results = await settleTrips(
    ledger.ctx,
    orderIds.map((orderId) => ({ kind: "cash-commission", orderId })),
  );
  expect(results.map(({ outcome }) => outcome)).toEqual(orderIds.map(() => "settled"));
}

/** A driver without money who owes so much, in hundreds: a fifth and a hundredth of cash fares are due. */
async function indebted(owedMinor: bigint): Promise<Person> {
  const driver = await ledger.newDriver();
  await settleCash(await cashTrip(driver, (owedMinor * 100n) / 21n));
  expect(await standing(driver)).toEqual({ free: 0n, owed: owedMinor });
  return driver;
}

const actorOf = ({ userId }: Person): Actor => ({ userId, role: "driver" });

describe("commission of cash trips", () => {
  test("cash trips without end: what credit does not cover is owed, nothing is paid out, and a top-up pays it", async () => {
    const driver = await ledger.newDriver(10_000n);
    const standings = [];
    for (let trip = 0; trip < 4; trip += 1) {
      await settleCash(await cashTrip(driver, 81_000n));
      standings.push(await standing(driver));
    }
    expect(standings.map(({ owed }) => owed)).toEqual([7_010n, 24_020n, 41_030n, 58_040n]);
    expect(standings.map(({ free }) => free)).toEqual([0n, 0n, 0n, 0n]);
    const payout = requestPayout(ledger.ctx, actorOf(driver), { amountMinor: 1n, idempotencyKey: newKey() });
    await expect(payout).rejects.toEqual(refusal("DEBT_OUTSTANDING"));

    const paid = await topUp(ledger.ctx, actorOf(driver), { amountMinor: 30_000n, idempotencyKey: newKey() });
    expect(paid).toMatchObject({ availableMinor: "0" });
    expect(await standing(driver)).toEqual({ free: 0n, owed: 28_040n });
    await topUp(ledger.ctx, actorOf(driver), { amountMinor: 30_000n, idempotencyKey: newKey() });
    expect(await standing(driver)).toEqual({ free: 1_960n, owed: 0n });
  });

  test("a trip that credit covers in part is posted from both, in one settlement, and no letter is written", async () => {
    const driver = await ledger.newDriver(12_600n);
    const orderId = await cashTrip(driver, 60_000n);
    await settleCash(orderId);
    const [wallet, debt] = [driver.accountId, await debtOf(driver)];
    const settlement = await readTripSettlement(ledger.db, orderId);
    const dues = settlement?.transfers.filter(({ kind }) => kind === "commission" || kind === "tax");
    // 12 000 commission and 600 tax fit exactly; the next trip has nothing left.
    expect(dues?.map(({ debitAccountId, amountMinor }) => [debitAccountId, amountMinor])).toEqual([
      [wallet, 12_000n],
      [wallet, 600n],
    ]);
    expect(debt).toBeNull();
    const next = await cashTrip(driver, 60_000n);
    await creditWallet(ledger.ctx, CLERK, { userId: driver.userId, amountMinor: 5_000n, idempotencyKey: newKey() });
    await settleCash(next);
    const split = (await readTripSettlement(ledger.db, next))?.transfers.filter(({ kind }) => kind !== "fare");
    const owing = await debtOf(driver);
    expect(split?.map(({ kind, debitAccountId, amountMinor }) => [kind, debitAccountId, amountMinor])).toEqual([
      ["cash_collected", wallet, 60_000n],
      ["commission", wallet, 5_000n],
      ["commission", owing, 7_000n],
      ["tax", owing, 600n],
    ]);
    expect(await ledger.owner`SELECT FROM dead_letters WHERE order_id = ANY (${[orderId, next]})`).toEqual([]);
  });

  test("trips of one driver in one batch see one another: earnings between them pay what the first left owed", async () => {
    const [driver, payer] = [await ledger.newDriver(1_000n), await ledger.newRider(1_000_000n)];
    const walletTrip = async (fareMinor: bigint): Promise<string> =>
      await ledger.newTrip({ riderId: payer.userId, driverId: driver.userId, fareMinor });
    const [one, two, three] = [
      await cashTrip(driver, 100_000n),
      await walletTrip(10_000n),
      await cashTrip(driver, 10_000n),
    ];
    const [four, five] = [await walletTrip(100_000n), await cashTrip(driver, 1_000_000n)];
    const ids = [one, two, three, four, five];
    const results = await settleTrips(
      ledger.ctx,
      ids.map((orderId, n) => ({ kind: n % 2 === 0 ? "cash-commission" : "capture", orderId })),
    );
    expect(results.map(({ outcome }) => outcome)).toEqual(ids.map(() => "settled"));
    const payments = await ledger.owner<{ order_id: string; amount: bigint; group_id: string }[]>`
      SELECT order_id, group_id, amount FROM ledger.transfers
      WHERE kind = 'debt_payment' AND order_id = ANY (${ids}) ORDER BY id`;
    // 1 000 − 21 000 = −20 000; + 7 900 = −12 100; − 2 100 = −14 200; + 79 000 = 64 800; − 210 000 = −145 200.
    expect(payments.map(({ order_id, group_id, amount }) => [order_id, group_id, amount])).toEqual([
      [two, two, 7_900n],
      [four, four, 14_200n],
    ]);
    expect(await standing(driver)).toEqual({ free: 0n, owed: 145_200n });
  });

  test("one frozen driver among them keeps that trip only from being settled", async () => {
    const [frozen, poor] = [await indebted(2_100n), await indebted(2_100n)];
    await freezeAccount(ledger.ctx, ADMIN, { accountId: frozen.accountId, reason: "test" });
    const [bad, good] = [await cashTrip(frozen, 10_000n), await cashTrip(poor, 10_000n)];
    const results = await settleTrips(ledger.ctx, [
      { kind: "cash-commission", orderId: bad },
      { kind: "cash-commission", orderId: good },
    ]);
    expect(results).toEqual([
      { orderId: bad, outcome: "dead", code: "ACCOUNT_FROZEN" },
      { orderId: good, outcome: "settled" },
    ]);
    expect(await standing(frozen)).toEqual({ free: 0n, owed: 2_100n });
    expect(await standing(poor)).toEqual({ free: 0n, owed: 4_200n });
  });

  test("settlements, top-ups and debits of one driver that race leave what they add up to", async () => {
    const driver = await ledger.newDriver(20_000n);
    const trips = [];
    for (let n = 0; n < 12; n += 1) trips.push(await cashTrip(driver, 10_000n));
    const debits: Promise<boolean>[] = [];
    await Promise.all([
      ...trips.map(async (orderId) => await settleCash(orderId)),
      ...trips.map(async () => {
        const input = { userId: driver.userId, amountMinor: 1_000n, idempotencyKey: newKey() };
        await creditWallet(ledger.ctx, CLERK, input);
        debits.push(
          debitWallet(ledger.ctx, CLERK, { ...input, idempotencyKey: newKey() }).then(
            () => true,
            (error: { code: string }) => {
              expect(error.code).toBe("INSUFFICIENT_FUNDS");
              return false;
            },
          ),
        );
      }),
    ]);
    const taken = BigInt((await Promise.all(debits)).filter(Boolean).length) * 1_000n;
    const { free, owed } = await standing(driver);
    expect(free - owed).toBe(20_000n + 12_000n - 12n * 2_100n - taken);
    expect(free === 0n || owed === 0n).toBe(true);
  });
});

async function debtOf({ userId }: Person): Promise<string | null> {
  const [row] = await ledger.owner<{ id: string }[]>`
    SELECT id FROM ledger.accounts WHERE owner_id = ${userId} AND kind::text LIKE '%debt'`;
  return row?.id ?? null;
}

describe("whatever comes in pays the debt first", () => {
  /** Each brings 1 000 into the wallet of somebody who owes 2 100. */
  const methods: readonly [string, (driver: Person) => Promise<unknown>][] = [
    ["a credit", async ({ userId }) => await creditWallet(ledger.ctx, CLERK, posting({ userId }))],
    [
      "a promotion",
      async ({ userId }) => await creditWallet(ledger.ctx, CLERK, posting({ userId, source: "promotion" })),
    ],
    ["a top-up", async (driver) => await topUp(ledger.ctx, actorOf(driver), posting({}))],
    [
      "an adjustment",
      async ({ accountId }) =>
        await adjustAccount(ledger.ctx, ADMIN, posting({ accountId, direction: "in", reason: "lost" })),
    ],
    ["a transfer", async (driver) => await transferMoney(ledger.ctx, CLERK, posting(await sides(driver)))],
    ["a batch", async (driver) => await transferBatch(ledger.ctx, ADMIN, [posting(await sides(driver))])],
    [
      "a group",
      async (driver) => {
        const { debitAccountId, creditAccountId } = await sides(driver);
        const [there, back] = [
          { debitAccountId, creditAccountId, amountMinor: 1_500n },
          { debitAccountId: creditAccountId, creditAccountId: debitAccountId, amountMinor: 500n },
        ];
        // In between the wallet has more than is owed, and what goes on is not kept for the debt.
        await transferLinked(ledger.ctx, CLERK, { transfers: [there, back], idempotencyKey: newKey() });
      },
    ],
    [
      "a captured hold",
      async (driver) => {
        const payer = await ledger.newRider(1_000n);
        const { holdId } = done(await holdMoney(ledger.ctx, CLERK, posting({ userId: payer.userId })));
        await captureHold(ledger.ctx, CLERK, { holdId, creditAccountId: driver.accountId, idempotencyKey: newKey() });
      },
    ],
    [
      "a reversal",
      async (driver) => {
        const [order] = await ledger.owner<{ id: string }[]>`
          SELECT t.id FROM ledger.transfers t WHERE t.debit_account_id = ${await debtOf(driver)} AND t.amount = 1000`;
        await reverseTransfer(ledger.ctx, ADMIN, {
          transferId: order?.id ?? "",
          reason: "waived",
          idempotencyKey: newKey(),
        });
      },
    ],
  ];

  test.each(methods)("%s", async (_, pay) => {
    const driver = await ledger.newDriver();
    // Of 1 000 and of 1 100, so that one of them can be reversed whole.
    await ledger.owner`UPDATE cities SET tax_bps = 1000, commission_bps = 1100 WHERE id = ${TEST_CITY}`;
    await settleCash(await cashTrip(driver, 10_000n));
    await ledger.owner`UPDATE cities SET tax_bps = 100, commission_bps = 2000 WHERE id = ${TEST_CITY}`;
    expect(await standing(driver)).toEqual({ free: 0n, owed: 2_100n });
    await pay(driver);
    expect(await standing(driver)).toEqual({ free: 0n, owed: 1_100n });
    const [paid] = await ledger.owner<{ amount: bigint; linked: bigint }[]>`
      SELECT p.amount, (SELECT count(*) FROM ledger.transfers t WHERE t.group_id = p.group_id AND t.id <> p.id) AS linked
      FROM ledger.transfers p WHERE p.kind = 'debt_payment' AND p.debit_account_id = ${driver.accountId}`;
    expect(paid?.amount).toBe(1_000n);
    expect(paid?.linked).toBeGreaterThan(0n);
  });

  function posting<More extends object>(more: More): More & { amountMinor: bigint; idempotencyKey: string } {
    return { amountMinor: 1_000n, idempotencyKey: newKey(), ...more };
  }
  async function sides({ accountId }: Person): Promise<{ debitAccountId: string; creditAccountId: string }> {
    return { debitAccountId: (await ledger.newRider(1_500n)).accountId, creditAccountId: accountId };
  }

  /** Each has all of the driver's 1 000 set aside, and frees so much of it again. */
  const frees: readonly [string, bigint, (driver: Person) => Promise<() => Promise<unknown>>][] = [
    [
      "a hold that is voided",
      1_000n,
      async ({ userId }) => {
        const { holdId } = done(await holdMoney(ledger.ctx, CLERK, posting({ userId })));
        return async () => await voidHold(ledger.ctx, CLERK, { holdId, idempotencyKey: newKey() });
      },
    ],
    [
      "a hold that expires",
      1_000n,
      async ({ userId }) => {
        await holdMoney(ledger.ctx, CLERK, posting({ userId, ttlS: 60 }));
        return async () => {
          await ledger.setAhead(61_000);
          await expireHolds(ledger.ctx);
          await ledger.setAhead(0);
        };
      },
    ],
    [
      "what a capture leaves of a hold",
      700n,
      async ({ userId }) => {
        const { holdId } = done(await holdMoney(ledger.ctx, CLERK, posting({ userId })));
        const { accountId: creditAccountId } = await ledger.newRider();
        return async () =>
          await captureHold(ledger.ctx, CLERK, posting({ holdId, creditAccountId, amountMinor: 300n }));
      },
    ],
    [
      "a payout that is returned",
      1_000n,
      async (driver) => {
        const { payoutId } = await requestPayout(ledger.ctx, actorOf(driver), posting({}));
        return async () =>
          await decidePayout(ledger.ctx, ADMIN, { payoutId, isApproved: false, reason: "the bank refused" });
      },
    ],
    [
      "a freeze that is lifted",
      1_000n,
      async ({ userId, accountId }) => {
        const { holdId } = done(await holdMoney(ledger.ctx, CLERK, posting({ userId })));
        return async () => {
          await freezeAccount(ledger.ctx, ADMIN, { accountId, reason: "lost phone" });
          await voidHold(ledger.ctx, CLERK, { holdId, idempotencyKey: newKey() });
          await unfreezeAccount(ledger.ctx, ADMIN, { accountId, reason: "found" });
        };
      },
    ],
  ];

  test.each(frees)("%s", async (_, freedMinor, setAside) => {
    const driver = await ledger.newDriver(1_000n);
    const free = await setAside(driver);
    await settleCash(await cashTrip(driver, 10_000n));
    expect(await standing(driver)).toEqual({ free: 0n, owed: 2_100n });
    await free();
    expect(await standing(driver)).toEqual({ free: 0n, owed: 2_100n - freedMinor });
  });

  test("earnings of a wallet trip pay it after commission and tax", async () => {
    const [driver, payer] = [await indebted(2_100n), await ledger.newRider(100_000n)];
    const orderId = await ledger.newTrip({ riderId: payer.userId, driverId: driver.userId, fareMinor: 10_000n });
    await settleTrips(ledger.ctx, [{ kind: "capture", orderId }]);
    expect(await standing(driver)).toEqual({ free: 5_800n, owed: 0n });
    const settlement = await readTripSettlement(ledger.db, orderId);
    expect(settlement?.transfers.map(({ kind, amountMinor }) => [kind, amountMinor])).toEqual([
      ["fare", 10_000n],
      ["commission", 2_000n],
      ["tax", 100n],
      ["debt_payment", 2_100n],
    ]);
  });

  test("the part of a fare that a rider confirms pays the driver's, and one that is given back the rider's", async () => {
    const [driver, other] = [await ledger.newDriver(), await ledger.newDriver()];
    const payer = await ledger.newRider(30_000n);
    const trip = { riderId: payer.userId, driverId: driver.userId };
    const yes = await ledger.newTrip({ ...trip, fareMinor: 20_000n, unprovenMinor: 10_000n });
    const no = await ledger.newTrip({ ...trip, fareMinor: 10_000n, unprovenMinor: 4_000n });
    await settleTrips(ledger.ctx, [
      { kind: "capture", orderId: yes },
      { kind: "capture", orderId: no },
      { kind: "cancel-fee", orderId: await cancelledCashTrip(payer, other) },
    ]);
    await settleCash(await cashTrip(driver, 100_000n));
    // 79 % of 16 000, less 21 000; and the fee.
    expect([await standing(driver), await standing(payer)]).toEqual([
      { free: 0n, owed: 8_360n },
      { free: 0n, owed: 5_000n },
    ]);
    const self = { userId: payer.userId, role: "rider" } as const;
    await confirmFare(ledger.ctx, self, { orderId: yes, hasArrived: true });
    await confirmFare(ledger.ctx, self, { orderId: no, hasArrived: false });
    expect([await standing(driver), await standing(payer)]).toEqual([
      { free: 0n, owed: 460n },
      { free: 0n, owed: 1_000n },
    ]);
  });

  test("a credit that is sent again returns the balance after the payment, and pays once", async () => {
    const driver = await indebted(2_100n);
    const credit = { userId: driver.userId, amountMinor: 3_000n, idempotencyKey: newKey() };
    const first = await creditWallet(ledger.ctx, CLERK, credit);
    expect(first).toMatchObject({ newBalanceMinor: "900" });
    expect(await creditWallet(ledger.ctx, CLERK, credit)).toEqual(first);
    expect(await standing(driver)).toEqual({ free: 900n, owed: 0n });
  });
});

describe("a debt account", () => {
  test("is neither posted to nor frozen: what comes into the wallet pays it", async () => {
    const driver = await indebted(2_100n);
    const [debt, other] = [(await debtOf(driver)) ?? "", await ledger.newRider(5_000n)];
    const movement = { amountMinor: 100n, idempotencyKey: newKey() };
    const into = { debitAccountId: other.accountId, creditAccountId: debt };
    const outOf = { debitAccountId: debt, creditAccountId: other.accountId };
    for (const sides of [into, outOf]) {
      const transfer = { ...movement, ...sides, idempotencyKey: newKey() };
      await expect(transferMoney(ledger.ctx, CLERK, transfer)).rejects.toEqual(refusal("DEBT_ACCOUNT"));
      const batched = [{ ...transfer, idempotencyKey: newKey() }];
      expect(await transferBatch(ledger.ctx, ADMIN, batched)).toEqual([{ isPosted: false, code: "DEBT_ACCOUNT" }]);
    }
    const adjustment = { ...movement, accountId: debt, direction: "in", reason: "waived" } as const;
    await expect(adjustAccount(ledger.ctx, ADMIN, adjustment)).rejects.toEqual(refusal("DEBT_ACCOUNT"));
    const freeze = freezeAccount(ledger.ctx, ADMIN, { accountId: debt, reason: "test" });
    await expect(freeze).rejects.toEqual(refusal("DEBT_ACCOUNT"));
    expect(await standing(driver)).toEqual({ free: 0n, owed: 2_100n });
  });

  test("the payment of a debt is not reversed: reverse what it was paid with", async () => {
    const driver = await indebted(2_100n);
    await creditWallet(ledger.ctx, CLERK, { userId: driver.userId, amountMinor: 100n, idempotencyKey: newKey() });
    const [paid] = await ledger.owner<{ id: string }[]>`
      SELECT id FROM ledger.transfers WHERE kind = 'debt_payment' AND debit_account_id = ${driver.accountId}`;
    const reversal = { transferId: paid?.id ?? "", reason: "mistake", idempotencyKey: newKey() };
    await expect(reverseTransfer(ledger.ctx, ADMIN, reversal)).rejects.toEqual(refusal("NOT_REVERSIBLE"));
  });
});

describe("payouts", () => {
  test("leave the city's minimum balance, for every caller, by the setting in force", async () => {
    const driver = await ledger.newDriver(50_000n);
    const payout = async (amountMinor: bigint): Promise<unknown> =>
      await requestPayout(ledger.ctx, actorOf(driver), { amountMinor, idempotencyKey: newKey() });
    const set = async (value: number, from: string): Promise<void> => {
      await ledger.owner`
        INSERT INTO city_settings (id, city_id, key, value, effective_from, author_id, reason)
        VALUES (uuidv7(), ${TEST_CITY}, 'payoutMinBalanceMinor', ${value}, clock.now() + ${from}::interval, ${ADMIN.userId}, 'test')`;
    };
    await set(10_000, "0 s");
    await set(50_000, "1 hour");
    await expect(payout(40_001n)).rejects.toEqual(refusal("INSUFFICIENT_FUNDS"));
    expect(await payout(40_000n)).toMatchObject({ amountMinor: "40000" });
    await set(0, "0 s");
    await payout(10_000n);
  });

  test("that were requested before there was a debt are not approved while there is one", async () => {
    const driver = await ledger.newDriver(10_000n);
    const { payoutId } = await requestPayout(ledger.ctx, actorOf(driver), {
      amountMinor: 10_000n,
      idempotencyKey: newKey(),
    });
    await settleCash(await cashTrip(driver, 10_000n));
    expect(await standing(driver)).toEqual({ free: 0n, owed: 2_100n });
    const approval = { payoutId, isApproved: true, reason: "in order" };
    await expect(decidePayout(ledger.ctx, SECOND_ADMIN, approval)).rejects.toEqual(refusal("DEBT_OUTSTANDING"));
    await topUp(ledger.ctx, actorOf(driver), { amountMinor: 2_100n, idempotencyKey: newKey() });
    expect(await decidePayout(ledger.ctx, SECOND_ADMIN, approval)).toMatchObject({ status: "approved" });
    await decidePayout(ledger.ctx, SECOND_ADMIN, { ...approval, isApproved: false });
  });
});

describe("the fee of a cash trip", () => {
  test("is paid to the driver at once, from what the rider has, and the rest is owed", async () => {
    const [driver, payer] = [await ledger.newDriver(), await ledger.newRider(2_000n)];
    const orderId = await cancelledCashTrip(payer, driver);
    await settleTrips(ledger.ctx, [{ kind: "cancel-fee", orderId }]);
    expect([await standing(driver), await standing(payer)]).toEqual([
      { free: 5_000n, owed: 0n },
      { free: 0n, owed: 3_000n },
    ]);
    await topUp(
      ledger.ctx,
      { userId: payer.userId, role: "rider" },
      { amountMinor: 10_000n, idempotencyKey: newKey() },
    );
    expect(await standing(payer)).toEqual({ free: 7_000n, owed: 0n });
  });

  test("pays the driver's debt, and what a rider's later hold leaves free pays the rider's", async () => {
    const [driver, payer] = [await indebted(2_100n), await ledger.newRider(20_000n)];
    const fee = await cancelledCashTrip(payer, driver);
    const trip = { riderId: payer.userId, driverId: driver.userId, fareMinor: 15_000n, holdMinor: 20_000n };
    const orderId = await ledger.newTrip(trip);
    await settleTrips(ledger.ctx, [{ kind: "cancel-fee", orderId: fee }]);
    expect([await standing(driver), await standing(payer)]).toEqual([
      { free: 2_900n, owed: 0n },
      { free: 0n, owed: 5_000n },
    ]);
    await settleTrips(ledger.ctx, [{ kind: "capture", orderId }]);
    expect(await standing(payer)).toEqual({ free: 0n, owed: 0n });
  });

  test("is paid by what a trip before it in the batch leaves free", async () => {
    const [driver, payer] = [await ledger.newDriver(), await ledger.newRider(20_000n)];
    const trip = { riderId: payer.userId, driverId: driver.userId, fareMinor: 12_000n, holdMinor: 20_000n };
    const orderId = await ledger.newTrip(trip);
    const fees = [await cancelledCashTrip(payer, driver), await cancelledCashTrip(payer, driver)];
    await settleTrips(ledger.ctx, [
      { kind: "capture", orderId },
      ...fees.map((fee) => ({ kind: "cancel-fee" as const, orderId: fee })),
    ]);
    expect(await standing(payer)).toEqual({ free: 0n, owed: 2_000n });
  });

  test("is paid by what FINISHED leaves of the hold of a trip", async () => {
    const [driver, payer] = [await ledger.newDriver(), await ledger.newRider(20_000n)];
    const trip = { riderId: payer.userId, driverId: driver.userId, fareMinor: 16_000n };
    const orderId = await ledger.newTrip({ ...trip, holdMinor: 20_000n, status: "STARTED" });
    await settleTrips(ledger.ctx, [{ kind: "cancel-fee", orderId: await cancelledCashTrip(payer, driver) }]);
    expect(await standing(payer)).toEqual({ free: 0n, owed: 5_000n });
    const split = { orderId, provenMinor: 12_000n, unprovenMinor: 4_000n, confirmBy: new Date(Date.now() + 600_000) };
    expect(await ledger.db.transaction(async (tx) => await splitTripHold(tx, ledger.ctx, split))).toBe(4_000n);
    expect(await standing(payer)).toEqual({ free: 0n, owed: 1_000n });
    await ledger.owner`
      UPDATE orders SET unproven_minor = 4000, fare_confirm_by = clock.now(), fare_answer = 'no', fare_answered_at = clock.now(),
        final_fare_minor = 12000 WHERE id = ${orderId}`;
    await ledger.db.transaction(async (tx) => await releaseUnproven(tx, { orderId, as: "voided" }));
    await ledger.db.transaction(async (tx) => await voidTripHold(tx, { orderId }));
    expect(await standing(payer)).toEqual({ free: 15_000n, owed: 0n });
  });

  test("is paid by the hold of a trip that ends without one", async () => {
    const [driver, payer] = [await ledger.newDriver(), await ledger.newRider(20_000n)];
    const fee = await cancelledCashTrip(payer, driver);
    const trip = { riderId: payer.userId, driverId: driver.userId, fareMinor: 20_000n, status: "CANCELLED" } as const;
    const orderId = await ledger.newTrip(trip);
    await settleTrips(ledger.ctx, [{ kind: "cancel-fee", orderId: fee }]);
    expect(await standing(payer)).toEqual({ free: 0n, owed: 5_000n });
    await ledger.db.transaction(async (tx) => await voidTripHold(tx, { orderId }));
    expect(await standing(payer)).toEqual({ free: 15_000n, owed: 0n });
  });
});
