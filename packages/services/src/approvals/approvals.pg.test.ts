import type { Actor } from "@atlas/core/actor";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { appendSetting } from "../cities/settings/append-setting.ts";
import { listAuditLog } from "../ledger/audit/audit-log.ts";
import { reconcile } from "../ledger/audit/reconcile.ts";
import { adjustAccount } from "../ledger/post/adjust.ts";
import { captureHold } from "../ledger/post/capture.ts";
import { creditWallet } from "../ledger/post/credit.ts";
import { debitWallet } from "../ledger/post/debit.ts";
import { freezeAccount, unfreezeAccount } from "../ledger/post/freeze.ts";
import { holdMoney } from "../ledger/post/hold.ts";
import { reverseTransfer } from "../ledger/post/reverse.ts";
import { transferLinked } from "../ledger/post/transfer-linked.ts";
import { transferMoney } from "../ledger/post/transfer.ts";
import { done, requestOf } from "../ledger/testing/done.ts";
import {
  ADJUSTMENT_LIMIT,
  ADMIN,
  CLERK,
  type LedgerFixture,
  openLedgerFixture,
  SECOND_ADMIN,
  TEST_CITY,
} from "../ledger/testing/ledger-fixture.ts";
import { brokenPromises } from "../ledger/testing/oracle.ts";
import { readTripRefunds } from "../settlement/trip-refunds.ts";
import { settleTrips } from "../settlement/settle-trips.ts";
import { refundTrip } from "../refunds/refund-trip.ts";
import { decidePayout, requestPayout } from "../wallet/payouts.ts";
import { approveRequest, rejectRequest, withdrawRequest } from "./decide-approval.ts";
import { expireApprovals } from "./expire-approvals.ts";
import { approvalLimits, getApproval, listApprovals, waitingApprovals } from "./list-approvals.ts";

const THIRD_ADMIN: Actor = { ...ADMIN, userId: "00000000-0000-7000-8000-00000000000d" };
const TOO_MUCH = ADJUSTMENT_LIMIT + 1n;

let ledger: LedgerFixture;
beforeAll(async () => {
  ledger = await openLedgerFixture(24);
});
afterAll(async () => {
  expect(await brokenPromises(ledger.owner)).toEqual([]);
  expect((await reconcile(ledger.ctx, ADMIN, {})).findings).toEqual([]);
  await ledger[Symbol.asyncDispose]();
});

let keys = 0;
const reason = "goodwill";
const posting = (): { idempotencyKey: string; reason: string } => ({
  idempotencyKey: `approval-${(keys += 1)}`,
  reason,
});
const refusal = (code: string): unknown => expect.objectContaining({ code });
const decision = (requestId: string): { requestId: string; reason: string } => ({
  requestId,
  reason: "seen the papers",
});

/** The request of the first admin to put too much into a new rider's wallet. */
async function askForCredit(): Promise<{ requestId: string; userId: string; accountId: string }> {
  const rider = await ledger.newRider();
  const credit = { userId: rider.userId, amountMinor: TOO_MUCH, ...posting() };
  return { requestId: requestOf(await creditWallet(ledger.ctx, ADMIN, credit)), ...rider };
}

async function has(accountId: string): Promise<bigint> {
  return (await ledger.balance(accountId)).posted;
}

async function codeOf(attempt: Promise<unknown>): Promise<string> {
  return await attempt.then(
    () => "OK",
    (error: unknown) => (error instanceof Error && "code" in error ? String(error.code) : String(error)),
  );
}

async function actsAbout(requestId: string) {
  const { items } = await listAuditLog(ledger.ctx, ADMIN, { about: requestId });
  return items.toReversed();
}

/** The city's limit of a kind, from now on. */
async function setLimit(key: string, value: number): Promise<void> {
  const { ctx } = ledger;
  const change = { id: ctx.newId(), cityId: TEST_CITY, key, value, authorId: ADMIN.userId, reason };
  await ctx.db.transaction(async (tx) => appendSetting(tx, change, ctx.clock()));
}

test("what is above the city's limit waits, and is posted once another operator approves it; both are on record", async () => {
  const { ctx } = ledger;
  const rider = await ledger.newRider();
  const credit = { userId: rider.userId, amountMinor: TOO_MUCH, ...posting() };
  const asker = { ...ADMIN, address: "203.0.113.1" };
  const waiting = await creditWallet(ctx, asker, credit);
  const requestId = requestOf(waiting);
  expect(waiting).toEqual({ status: "waiting", requestId });
  expect(await has(rider.accountId)).toBe(0n);
  expect(await creditWallet(ctx, asker, credit)).toEqual(waiting);
  const other = { ...credit, amountMinor: TOO_MUCH + 1n };
  await expect(creditWallet(ctx, asker, other)).rejects.toEqual(refusal("IDEMPOTENCY_KEY_REUSED"));
  expect(await getApproval(ctx, ADMIN, { requestId })).toMatchObject({
    kind: "credit",
    state: "waiting",
    amountMinor: TOO_MUCH.toString(),
    limitMinor: ADJUSTMENT_LIMIT.toString(),
    payload: { userId: rider.userId, amountMinor: TOO_MUCH.toString() },
    people: [{ userId: rider.userId }],
    requestedBy: { userId: ADMIN.userId },
    decidedBy: null,
  });

  ledger.notified.length = 0;
  const approver = { ...SECOND_ADMIN, address: "203.0.113.2" };
  const approved = await approveRequest(ctx, approver, decision(requestId));
  expect(approved).toMatchObject({ state: "approved", decidedBy: { userId: SECOND_ADMIN.userId } });
  expect(ledger.notified).toEqual([rider.userId]);
  expect(await has(rider.accountId)).toBe(TOO_MUCH);
  expect(await approveRequest(ctx, approver, decision(requestId))).toEqual(approved);
  expect(done(await creditWallet(ctx, asker, credit))).toMatchObject({
    transferId: approved.resultIds[0],
    newBalanceMinor: TOO_MUCH.toString(),
  });
  expect(await has(rider.accountId)).toBe(TOO_MUCH);

  expect(await actsAbout(requestId)).toMatchObject([
    { action: "ask-approval", actorId: ADMIN.userId, address: asker.address, details: { after: { state: "waiting" } } },
    // Who asked did it, but not from there where it was approved.
    { action: "credit", actorId: ADMIN.userId, address: null, subjectId: approved.resultIds[0] },
    {
      action: "approve-request",
      actorId: SECOND_ADMIN.userId,
      address: approver.address,
      reason: "seen the papers",
      details: { before: { state: "waiting" }, after: { state: "approved" }, userId: rider.userId },
    },
  ]);
});

describe("each kind of movement waits above its limit, and is what it would have been", () => {
  test("debits, transfers, linked groups, holds, captures, adjustments and reversals", async () => {
    const { ctx } = ledger;
    const [from, to] = [await ledger.newRider(10n * TOO_MUCH), await ledger.newRider()];
    const sides = { debitAccountId: from.accountId, creditAccountId: to.accountId };
    const half = ADJUSTMENT_LIMIT / 2n + 1n;
    const held = { userId: from.userId, amountMinor: TOO_MUCH, idempotencyKey: posting().idempotencyKey };
    const { holdId } = done(await holdMoney(ctx, CLERK, held));
    const wrong = { ...sides, amountMinor: TOO_MUCH, idempotencyKey: posting().idempotencyKey };
    const { transferId } = done(await transferMoney(ctx, CLERK, wrong));
    const moves: Readonly<Record<string, () => Promise<object>>> = {
      debit: () => debitWallet(ctx, ADMIN, { userId: from.userId, amountMinor: TOO_MUCH, ...posting() }),
      transfer: () => transferMoney(ctx, ADMIN, { ...sides, amountMinor: TOO_MUCH, ...posting() }),
      linked: () =>
        transferLinked(ctx, ADMIN, {
          transfers: [half, half].map((amountMinor) => ({ ...sides, amountMinor })),
          ...posting(),
        }),
      hold: () => holdMoney(ctx, ADMIN, { userId: from.userId, amountMinor: TOO_MUCH, ...posting() }),
      capture: () => captureHold(ctx, ADMIN, { holdId, creditAccountId: to.accountId, ...posting() }),
      adjustment: () =>
        adjustAccount(ctx, ADMIN, { accountId: to.accountId, amountMinor: TOO_MUCH, direction: "out", ...posting() }),
      reversal: () => reverseTransfer(ctx, ADMIN, { transferId, ...posting() }),
    };
    const before = [await ledger.balance(from.accountId), await ledger.balance(to.accountId)];
    const requests: string[] = [];
    for (const [kind, move] of Object.entries(moves)) {
      const requestId = requestOf(await move());
      expect(await getApproval(ctx, ADMIN, { requestId })).toMatchObject({ kind, state: "waiting" });
      requests.push(requestId);
    }
    expect([await ledger.balance(from.accountId), await ledger.balance(to.accountId)]).toEqual(before);
    for (const requestId of requests) {
      await expect(approveRequest(ctx, ADMIN, decision(requestId))).rejects.toEqual(refusal("SELF_APPROVAL"));
      const approved = await approveRequest(ctx, SECOND_ADMIN, decision(requestId));
      expect(approved.resultIds).toHaveLength(approved.kind === "linked" ? 2 : 1);
    }
    // 10 less the debit, the transfer, the group of one and a bit, the capture and the first transfer, which was reversed; one is held.
    expect(await ledger.balance(from.accountId)).toEqual({ posted: 6n * TOO_MUCH - 1n, held: TOO_MUCH });
    expect(await ledger.balance(to.accountId)).toEqual({ posted: 2n * TOO_MUCH + 1n, held: 0n });
  });

  test("refunds, with the trip's lock and its shares", async () => {
    const { ctx } = ledger;
    const fareMinor = 2n * TOO_MUCH;
    const [rider, driver] = [await ledger.newRider(fareMinor), await ledger.newDriver()];
    const orderId = await ledger.newTrip({ riderId: rider.userId, driverId: driver.userId, fareMinor });
    await settleTrips(ctx, [{ kind: "capture", orderId }]);
    const refund = { orderId, amountMinor: TOO_MUCH, bearer: "platform", ...posting() } as const;
    const requestId = requestOf(await refundTrip(ctx, ADMIN, refund));
    expect(await readTripRefunds(ctx.db, orderId)).toEqual([]);
    const { resultIds } = await approveRequest(ctx, SECOND_ADMIN, decision(requestId));
    expect(await readTripRefunds(ctx.db, orderId)).toMatchObject([{ refundId: resultIds[0], amountMinor: TOO_MUCH }]);
    expect(done(await refundTrip(ctx, ADMIN, refund))).toMatchObject({ refundId: resultIds[0] });
    expect(await has(rider.accountId)).toBe(TOO_MUCH);
    const more = { ...refund, amountMinor: fareMinor, ...posting() };
    await expect(refundTrip(ctx, ADMIN, more)).rejects.toEqual(refusal("REFUND_EXCEEDS_FARE"));
    const unknown = { ...refund, orderId: ctx.newId(), ...posting() };
    await expect(refundTrip(ctx, ADMIN, unknown)).rejects.toEqual(refusal("ORDER_NOT_FOUND"));
  });

  test("at its limit it is posted at once; a system is held to none", async () => {
    const { ctx } = ledger;
    const { userId, accountId } = await ledger.newRider();
    done(await creditWallet(ctx, ADMIN, { userId, amountMinor: ADJUSTMENT_LIMIT, ...posting() }));
    done(await creditWallet(ctx, CLERK, { userId, amountMinor: TOO_MUCH, ...posting() }));
    expect(await has(accountId)).toBe(ADJUSTMENT_LIMIT + TOO_MUCH);
  });

  test("what cannot be posted now is refused and not asked for", async () => {
    const { ctx } = ledger;
    const { userId } = await ledger.newRider(ADJUSTMENT_LIMIT);
    const debit = { userId, amountMinor: TOO_MUCH, ...posting() };
    await expect(debitWallet(ctx, ADMIN, debit)).rejects.toEqual(refusal("INSUFFICIENT_FUNDS"));
    const { items } = await listApprovals(ctx, ADMIN, { cityId: TEST_CITY, limit: 1 });
    expect(items[0]?.payload).not.toMatchObject({ userId });
    // The key is free: once the money is there, it may be asked for.
    await creditWallet(ctx, CLERK, { userId, amountMinor: 1n, ...posting() });
    requestOf(await debitWallet(ctx, ADMIN, debit));
  });
});

describe("a limit", () => {
  test("is the city's for its kind, and its first limit of adjustments where it has set none", async () => {
    const { ctx } = ledger;
    await setLimit("creditLimitMinor", 5_000);
    try {
      const limits = await approvalLimits(ctx, ADMIN, { cityId: TEST_CITY });
      expect(limits.find(({ kind }) => kind === "credit")).toEqual({ kind: "credit", limitMinor: "5000" });
      expect(limits.filter(({ kind }) => kind !== "credit").map(({ limitMinor }) => limitMinor)).toEqual(
        Array.from({ length: 8 }, () => ADJUSTMENT_LIMIT.toString()),
      );
      const { userId } = await ledger.newRider(50_000n);
      requestOf(await creditWallet(ctx, ADMIN, { userId, amountMinor: 5_001n, ...posting() }));
      done(await debitWallet(ctx, ADMIN, { userId, amountMinor: 5_001n, ...posting() }));
    } finally {
      await setLimit("creditLimitMinor", Number(ADJUSTMENT_LIMIT));
    }
  });

  test("that is lowered while a credit is under way holds for it, or waits until it is posted", async () => {
    const { ctx } = ledger;
    const { userId, accountId } = await ledger.newRider();
    let credited: Promise<object> = Promise.resolve({});
    const change = {
      id: ctx.newId(),
      cityId: TEST_CITY,
      key: "creditLimitMinor",
      value: 1_000,
      authorId: ADMIN.userId,
    };
    await ctx.db.transaction(async (tx) => {
      await appendSetting(tx, { ...change, reason }, ctx.clock());
      // It reads the limit only once the change is committed.
      credited = creditWallet(ctx, ADMIN, { userId, amountMinor: 2_000n, ...posting() });
      await expect.poll(isWaitingForLock).toBe(true);
    });
    try {
      requestOf(await credited);
      expect(await has(accountId)).toBe(0n);
    } finally {
      await setLimit("creditLimitMinor", Number(ADJUSTMENT_LIMIT));
    }
  });

  test("does not count for a repeat of what was posted below it before it was lowered", async () => {
    const { ctx } = ledger;
    const { userId, accountId } = await ledger.newRider();
    const credit = { userId, amountMinor: 2_000n, ...posting() };
    const first = done(await creditWallet(ctx, ADMIN, credit));
    await setLimit("creditLimitMinor", 1_000);
    try {
      expect(await creditWallet(ctx, ADMIN, credit)).toEqual(first);
      expect(await has(accountId)).toBe(2_000n);
    } finally {
      await setLimit("creditLimitMinor", Number(ADJUSTMENT_LIMIT));
    }
  });

  async function isWaitingForLock(): Promise<boolean> {
    const [row] = await ledger.owner<{ waits: boolean }[]>`
      SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock') AS waits`;
    return row?.waits === true;
  }
});

describe("nobody approves", () => {
  test("or rejects what they asked for, and nobody withdraws what another asked for", async () => {
    const { requestId, accountId } = await askForCredit();
    for (const decide of [approveRequest, rejectRequest]) {
      await expect(decide(ledger.ctx, ADMIN, decision(requestId))).rejects.toEqual(refusal("SELF_APPROVAL"));
    }
    const withdrawal = withdrawRequest(ledger.ctx, SECOND_ADMIN, decision(requestId));
    await expect(withdrawal).rejects.toEqual(refusal("REQUEST_OF_ANOTHER"));
    expect(await has(accountId)).toBe(0n);
  });

  test("what goes into a wallet of their own", async () => {
    const { requestId, accountId } = await askForCredit();
    await ledger.owner`UPDATE ledger.accounts SET owner_id = ${THIRD_ADMIN.userId} WHERE id = ${accountId}`;
    await expect(approveRequest(ledger.ctx, THIRD_ADMIN, decision(requestId))).rejects.toEqual(
      refusal("SELF_APPROVAL"),
    );
  });

  test("what takes money out of a wallet into which they put some, by their own hand or by asking for it", async () => {
    const { ctx } = ledger;
    const byHand = await ledger.newRider(TOO_MUCH);
    await creditWallet(ctx, SECOND_ADMIN, { userId: byHand.userId, amountMinor: 1n, ...posting() });
    const asked = await askForCredit();
    await approveRequest(ctx, THIRD_ADMIN, decision(asked.requestId));
    for (const [userId, asker, putIn, other] of [
      [byHand.userId, ADMIN, SECOND_ADMIN, THIRD_ADMIN],
      [asked.userId, SECOND_ADMIN, ADMIN, THIRD_ADMIN],
    ] as const) {
      const requestId = requestOf(await debitWallet(ctx, asker, { userId, amountMinor: TOO_MUCH, ...posting() }));
      await expect(approveRequest(ctx, putIn, decision(requestId))).rejects.toEqual(refusal("SELF_APPROVAL"));
      expect(await approveRequest(ctx, other, decision(requestId))).toMatchObject({ state: "approved" });
    }
  });

  test("a refund of a trip that was paid from a wallet into which they put money", async () => {
    const { ctx } = ledger;
    const [rider, driver] = [await ledger.newRider(TOO_MUCH), await ledger.newDriver()];
    await creditWallet(ctx, SECOND_ADMIN, { userId: rider.userId, amountMinor: 1n, ...posting() });
    const trip = { riderId: rider.userId, driverId: driver.userId, fareMinor: TOO_MUCH };
    const orderId = await ledger.newTrip(trip);
    await settleTrips(ctx, [{ kind: "capture", orderId }]);
    const refund = { orderId, amountMinor: TOO_MUCH, bearer: "platform", ...posting() } as const;
    const requestId = requestOf(await refundTrip(ctx, ADMIN, refund));
    await expect(approveRequest(ctx, SECOND_ADMIN, decision(requestId))).rejects.toEqual(refusal("SELF_APPROVAL"));
    expect(await approveRequest(ctx, THIRD_ADMIN, decision(requestId))).toMatchObject({ state: "approved" });
  });

  test("a payout of what they asked another to credit", async () => {
    const { ctx } = ledger;
    const driver = await ledger.newDriver();
    const credit = { userId: driver.userId, amountMinor: TOO_MUCH, ...posting() };
    await approveRequest(ctx, SECOND_ADMIN, decision(requestOf(await creditWallet(ctx, ADMIN, credit))));
    const actor = { userId: driver.userId, role: "driver" } as const;
    const { payoutId } = await requestPayout(ctx, actor, { amountMinor: 1_000n, ...posting() });
    const approval = { payoutId, isApproved: true, reason };
    await expect(decidePayout(ctx, ADMIN, approval)).rejects.toEqual(refusal("SELF_APPROVAL"));
    expect(await decidePayout(ctx, SECOND_ADMIN, approval)).toMatchObject({ state: "approved" });
  });

  test("without a reason, or what there is not", async () => {
    const { requestId } = await askForCredit();
    for (const decide of [approveRequest, rejectRequest, withdrawRequest]) {
      const silent = decide(ledger.ctx, SECOND_ADMIN, { requestId, reason: " " });
      await expect(silent).rejects.toEqual(refusal("REASON_REQUIRED"));
      const unknown = decide(ledger.ctx, SECOND_ADMIN, decision(ledger.ctx.newId()));
      await expect(unknown).rejects.toEqual(refusal("APPROVAL_NOT_FOUND"));
    }
    const unknown = getApproval(ledger.ctx, ADMIN, { requestId: ledger.ctx.newId() });
    await expect(unknown).rejects.toEqual(refusal("APPROVAL_NOT_FOUND"));
  });

  test("the table itself holds none that was approved by who asked", async () => {
    const { requestId } = await askForCredit();
    const forged = ledger.owner`
      UPDATE ledger.approval_requests SET state = 'approved', decided_by = requested_by, decided_at = now(),
        result_ids = ARRAY[uuidv7()] WHERE id = ${requestId}`;
    await expect(forged).rejects.toThrow("approval_requests_four_eyes");
  });
});

describe("a request", () => {
  test("whose money is no longer there goes on waiting, and is approved once it is", async () => {
    const { ctx } = ledger;
    const rider = await ledger.newRider(TOO_MUCH);
    const debit = { userId: rider.userId, amountMinor: TOO_MUCH, ...posting() };
    const requestId = requestOf(await debitWallet(ctx, ADMIN, debit));
    await debitWallet(ctx, CLERK, { userId: rider.userId, amountMinor: 1n, ...posting() });
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const approval = approveRequest(ctx, SECOND_ADMIN, decision(requestId));
      await expect(approval).rejects.toEqual(refusal("INSUFFICIENT_FUNDS"));
    }
    expect(await getApproval(ctx, ADMIN, { requestId })).toMatchObject({ state: "waiting", resultIds: [] });
    expect((await actsAbout(requestId)).map(({ action }) => action)).toEqual(["ask-approval"]);
    await creditWallet(ctx, CLERK, { userId: rider.userId, amountMinor: 1n, ...posting() });
    await freezeAccount(ctx, ADMIN, { accountId: rider.accountId, ...posting() });
    await expect(approveRequest(ctx, SECOND_ADMIN, decision(requestId))).rejects.toEqual(refusal("ACCOUNT_FROZEN"));
    await unfreezeAccount(ctx, ADMIN, { accountId: rider.accountId, ...posting() });
    expect(await approveRequest(ctx, SECOND_ADMIN, decision(requestId))).toMatchObject({ state: "approved" });
    expect(await has(rider.accountId)).toBe(0n);
  });

  test.each([
    ["rejected", rejectRequest, SECOND_ADMIN],
    ["withdrawn", withdrawRequest, ADMIN],
  ] as const)("that was %s moves nothing, stays so, and its key is not asked for again", async (state, decide, by) => {
    const { ctx } = ledger;
    const rider = await ledger.newRider();
    const credit = { userId: rider.userId, amountMinor: TOO_MUCH, ...posting() };
    const requestId = requestOf(await creditWallet(ctx, ADMIN, credit));
    const ended = await decide(ctx, by, decision(requestId));
    expect(ended).toMatchObject({ state, decidedBy: { userId: by.userId }, decisionReason: "seen the papers" });
    expect(await decide(ctx, by, decision(requestId))).toEqual(ended);
    const late = [
      async () => approveRequest(ctx, SECOND_ADMIN, decision(requestId)),
      async () => creditWallet(ctx, ADMIN, credit),
      ...(state === "rejected" ? [async () => withdrawRequest(ctx, ADMIN, decision(requestId))] : []),
    ];
    for (const attempt of late) await expect(attempt()).rejects.toEqual(refusal("APPROVAL_CLOSED"));
    expect(await has(rider.accountId)).toBe(0n);
    expect((await actsAbout(requestId)).at(-1)).toMatchObject({
      action: state === "rejected" ? "reject-request" : "withdraw-request",
      details: { before: { state: "waiting" }, after: { state } },
    });
  });

  test("that nobody decides about in the city's time expires, on record, and is not approved in its last moment", async () => {
    const { ctx } = ledger;
    const { requestId, accountId } = await askForCredit();
    await ledger.setAhead(168 * 3_600_000 - 60_000);
    expect(await expireApprovals(ctx)).toBe(0);
    await ledger.setAhead(168 * 3_600_000 + 60_000);
    try {
      // Also before anybody has noticed.
      expect(await getApproval(ctx, ADMIN, { requestId })).toMatchObject({ state: "expired", decidedBy: null });
      await expect(approveRequest(ctx, SECOND_ADMIN, decision(requestId))).rejects.toEqual(refusal("APPROVAL_CLOSED"));
      expect(await expireApprovals(ctx)).toBeGreaterThan(0);
      expect(await expireApprovals(ctx)).toBe(0);
      expect((await actsAbout(requestId)).at(-1)).toMatchObject({
        action: "expire-request",
        actorName: null,
        details: { after: { state: "expired" } },
      });
    } finally {
      await ledger.setAhead(0);
    }
    expect(await getApproval(ctx, ADMIN, { requestId })).toMatchObject({ state: "expired" });
    expect(await has(accountId)).toBe(0n);
  });
});

describe("at once", () => {
  test("twenty approvals by two operators post it once", async () => {
    const { requestId, accountId } = await askForCredit();
    const approvals = await Promise.all(
      Array.from({ length: 20 }, async (_, n) =>
        approveRequest(ledger.ctx, n % 2 === 0 ? SECOND_ADMIN : THIRD_ADMIN, decision(requestId)),
      ),
    );
    expect(new Set(approvals.map((approval) => JSON.stringify(approval))).size).toBe(1);
    expect(await has(accountId)).toBe(TOO_MUCH);
    const acts = (await actsAbout(requestId)).map(({ action }) => action);
    expect(acts).toEqual(["ask-approval", "credit", "approve-request"]);
  });

  test("an approval, a rejection and a withdrawal come to one outcome, and the money is as it says", async () => {
    for (let round = 0; round < 8; round += 1) {
      const { requestId, accountId } = await askForCredit();
      const codes = await Promise.all([
        codeOf(approveRequest(ledger.ctx, SECOND_ADMIN, decision(requestId))),
        codeOf(rejectRequest(ledger.ctx, THIRD_ADMIN, decision(requestId))),
        codeOf(withdrawRequest(ledger.ctx, ADMIN, decision(requestId))),
      ]);
      expect(codes.toSorted()).toEqual(["APPROVAL_CLOSED", "APPROVAL_CLOSED", "OK"]);
      const { state } = await getApproval(ledger.ctx, ADMIN, { requestId });
      expect(state).toBe(["approved", "rejected", "withdrawn"][codes.indexOf("OK")]);
      expect(await has(accountId)).toBe(state === "approved" ? TOO_MUCH : 0n);
    }
  });

  test("one key asks once", async () => {
    const rider = await ledger.newRider();
    const credit = { userId: rider.userId, amountMinor: TOO_MUCH, ...posting() };
    const asked = await Promise.all(Array.from({ length: 10 }, async () => creditWallet(ledger.ctx, ADMIN, credit)));
    expect(new Set(asked.map(requestOf)).size).toBe(1);
  });

  test("two requests for the same money: one is posted, the other goes on waiting", async () => {
    const { ctx } = ledger;
    const { userId, accountId } = await ledger.newRider(TOO_MUCH);
    const ask = async (): Promise<string> =>
      requestOf(await debitWallet(ctx, ADMIN, { userId, amountMinor: TOO_MUCH, ...posting() }));
    const requests = [await ask(), await ask()];
    const codes = await Promise.all(
      requests.map(async (requestId) => codeOf(approveRequest(ctx, SECOND_ADMIN, decision(requestId)))),
    );
    expect(codes.toSorted()).toEqual(["INSUFFICIENT_FUNDS", "OK"]);
    const states = await Promise.all(requests.map(async (requestId) => getApproval(ctx, ADMIN, { requestId })));
    expect(states.map(({ state }) => state).toSorted()).toEqual(["approved", "waiting"]);
    expect(await has(accountId)).toBe(0n);
  });
});

test("requests are listed by state, kind, who asked and when, a page at a time, and those that wait are counted", async () => {
  const { ctx } = ledger;
  const cityId = TEST_CITY;
  const before = await waitingApprovals(ctx, SECOND_ADMIN, { cityId });
  const [first, second] = [await askForCredit(), await askForCredit()];
  const now = await waitingApprovals(ctx, SECOND_ADMIN, { cityId });
  expect([now.others, now.own]).toEqual([before.others + 2, before.own]);
  expect(now.stamp).not.toBe(before.stamp);
  expect((await waitingApprovals(ctx, ADMIN, { cityId })).own).toBeGreaterThanOrEqual(2);
  await rejectRequest(ctx, SECOND_ADMIN, decision(first.requestId));
  expect((await waitingApprovals(ctx, SECOND_ADMIN, { cityId })).others).toBe(before.others + 1);

  const idsOf = async (filter: Parameters<typeof listApprovals>[2]): Promise<string[]> =>
    (await listApprovals(ctx, ADMIN, { cityId, limit: 100, ...filter })).items.map(({ requestId }) => requestId);
  expect(await idsOf({ state: "waiting" })).toContain(second.requestId);
  expect(await idsOf({ state: "waiting" })).not.toContain(first.requestId);
  expect((await idsOf({ state: "rejected", kind: "credit" }))[0]).toBe(first.requestId);
  expect(await idsOf({ kind: "hold", state: "rejected" })).toEqual([]);
  expect(await idsOf({ requestedBy: THIRD_ADMIN.userId })).toEqual([]);
  expect(await idsOf({ toDay: "2020-01-01" })).toEqual([]);
  expect((await idsOf({ fromDay: "2020-01-01" }))[0]).toBe(second.requestId);
  const page = await listApprovals(ctx, ADMIN, { cityId, limit: 1 });
  expect(page).toMatchObject({ items: [{ requestId: second.requestId }], nextCursor: second.requestId });
  const next = await listApprovals(ctx, ADMIN, { cityId, limit: 1, cursor: page.nextCursor });
  expect(next.items).toMatchObject([{ requestId: first.requestId }]);
  await expect(listApprovals(ctx, ADMIN, { cityId: "nowhere" })).rejects.toEqual(refusal("CITY_NOT_FOUND"));
});
