import { afterAll, beforeAll, expect, test } from "vitest";
import { adjustAccount, listAdjustments } from "./adjust.ts";
import { listAuditLog } from "../audit/audit-log.ts";
import { walletBalance } from "../../wallet/balance.ts";
import { captureHold } from "./capture.ts";
import { creditWallet } from "./credit.ts";
import { debitWallet } from "./debit.ts";
import { expireHolds } from "./expire-holds.ts";
import { freezeAccount, unfreezeAccount } from "./freeze.ts";
import { holdMoney } from "./hold.ts";
import { ADJUSTMENT_LIMIT, ADMIN, CLERK, type LedgerFixture, openLedgerFixture } from "../testing/ledger-fixture.ts";
import { brokenPromises } from "../testing/oracle.ts";
import { reverseTransfer } from "./reverse.ts";
import { topUp } from "../../wallet/top-up.ts";
import { transferBatch } from "./transfer-batch.ts";
import { transferLinked } from "./transfer-linked.ts";
import { transferMoney } from "./transfer.ts";
import { voidHold } from "./void.ts";
import { done } from "../testing/done.ts";

let ledger: LedgerFixture;
beforeAll(async () => {
  ledger = await openLedgerFixture();
});
afterAll(async () => {
  expect(await brokenPromises(ledger.owner)).toEqual([]);
  await ledger[Symbol.asyncDispose]();
});

let keys = 0;
const newKey = (): string => `key-${(keys += 1)}`;
const refusal = (code: string): unknown => expect.objectContaining({ code });

test("a credit repeated with its key returns the first result", async () => {
  const rider = await ledger.newRider();
  const credit = { userId: rider.userId, amountMinor: 500n, idempotencyKey: newKey() };
  const first = await creditWallet(ledger.ctx, CLERK, credit);
  await creditWallet(ledger.ctx, CLERK, { ...credit, idempotencyKey: newKey() });
  const repeated = await creditWallet(ledger.ctx, CLERK, credit);
  expect(first).toMatchObject({ success: true, newBalanceMinor: "500" });
  expect(repeated).toEqual(first);
  expect(await ledger.balance(rider.accountId)).toEqual({ posted: 1_000n, held: 0n });
});

test("a key with another payload is refused", async () => {
  const rider = await ledger.newRider();
  const credit = { userId: rider.userId, amountMinor: 500n, idempotencyKey: newKey() };
  await creditWallet(ledger.ctx, CLERK, credit);
  const other = { ...credit, amountMinor: 501n };
  await expect(creditWallet(ledger.ctx, CLERK, other)).rejects.toEqual(refusal("IDEMPOTENCY_KEY_REUSED"));
  const renamed = { ...credit, reason: "another" };
  await expect(creditWallet(ledger.ctx, CLERK, renamed)).rejects.toEqual(refusal("IDEMPOTENCY_KEY_REUSED"));
});

test("whatever an operation writes is part of its payload", async () => {
  const [rider, driver] = [await ledger.newRider(1_000n), await ledger.newDriver()];
  const sides = { debitAccountId: rider.accountId, creditAccountId: driver.accountId };
  const { transferId } = done(
    await transferMoney(ledger.ctx, CLERK, {
      ...sides,
      amountMinor: 1n,
      idempotencyKey: newKey(),
    }),
  );
  const wallet = { userId: rider.userId, amountMinor: 10n };
  type Extra = { reason?: string; reference?: string; ttlS?: number };
  type Attempt = (extra: Extra & { idempotencyKey: string }) => Promise<object>;
  const credit: Attempt = (extra) => creditWallet(ledger.ctx, CLERK, { ...wallet, ...extra });
  const debit: Attempt = (extra) => debitWallet(ledger.ctx, CLERK, { ...wallet, ...extra });
  const move: Attempt = (extra) => transferMoney(ledger.ctx, CLERK, { ...sides, amountMinor: 1n, ...extra });
  const reverse: Attempt = ({ reason = "undo", ...extra }) =>
    reverseTransfer(ledger.ctx, ADMIN, { transferId, reason, ...extra });
  const hold: Attempt = (extra) => holdMoney(ledger.ctx, CLERK, { ...wallet, ...extra });
  const variants: readonly [Attempt, Extra, Extra][] = [
    [credit, { reason: "refund" }, { reason: "gift" }],
    [debit, { reason: "fine" }, {}],
    [move, { reason: "a" }, { reason: "b" }],
    [move, { reference: "a" }, { reason: "a" }],
    [reverse, { reason: "a" }, { reason: "b" }],
    [hold, { ttlS: 7_200 }, { ttlS: 7_201 }],
    [hold, { reference: "a" }, {}],
  ];
  for (const [attempt, first, other] of variants) {
    const idempotencyKey = newKey();
    const result = await attempt({ ...first, idempotencyKey });
    expect(await attempt({ ...first, idempotencyKey })).toEqual(result);
    await expect(attempt({ ...other, idempotencyKey })).rejects.toEqual(refusal("IDEMPOTENCY_KEY_REUSED"));
  }
});

test("one reference stands for a rider's debit, a driver's credit and whatever else belongs together, each once", async () => {
  const [rider, driver] = [await ledger.newRider(1_000n), await ledger.newDriver()];
  const posting = { idempotencyKey: newKey(), reason: "trip 7" };
  const sides = { debitAccountId: rider.accountId, creditAccountId: driver.accountId };
  const { ctx } = ledger;
  const acts: readonly (() => Promise<object>)[] = [
    () => debitWallet(ctx, CLERK, { ...posting, userId: rider.userId, amountMinor: 100n }),
    () => creditWallet(ctx, CLERK, { ...posting, userId: driver.userId, amountMinor: 90n }),
    () => creditWallet(ctx, CLERK, { ...posting, userId: rider.userId, amountMinor: 5n }),
    () => holdMoney(ctx, CLERK, { ...posting, userId: rider.userId, amountMinor: 10n }),
    () => transferMoney(ctx, CLERK, { ...posting, ...sides, amountMinor: 1n }),
    () => freezeAccount(ctx, ADMIN, { ...posting, accountId: driver.accountId }),
  ];
  const first: object[] = [];
  for (const act of acts) first.push(await act());
  for (const [index, act] of acts.entries()) expect(await act()).toEqual(first[index]);
  expect(await ledger.balance(rider.accountId)).toEqual({ posted: 904n, held: 10n });
  expect(await ledger.balance(driver.accountId)).toEqual({ posted: 91n, held: 0n });
  const otherAmount = debitWallet(ctx, CLERK, { ...posting, userId: rider.userId, amountMinor: 101n });
  await expect(otherAmount).rejects.toEqual(refusal("IDEMPOTENCY_KEY_REUSED"));
  // Both put money into the wallet: that is one operation.
  const gift = { ...posting, userId: driver.userId, amountMinor: 90n, source: "promotion" } as const;
  await expect(creditWallet(ctx, CLERK, gift)).rejects.toEqual(refusal("IDEMPOTENCY_KEY_REUSED"));
  const batch = [{ ...sides, idempotencyKey: posting.idempotencyKey, amountMinor: 2n }];
  expect(await transferBatch(ctx, ADMIN, batch)).toEqual([{ isPosted: false, code: "IDEMPOTENCY_KEY_REUSED" }]);
});

test("a late repeat of a freeze does not freeze again what was unfrozen meanwhile", async () => {
  const { accountId } = await ledger.newRider();
  const freeze = { accountId, reason: "lost phone", idempotencyKey: newKey() };
  const first = await freezeAccount(ledger.ctx, ADMIN, freeze);
  expect(first).toEqual({ accountId, isFrozen: true });
  await unfreezeAccount(ledger.ctx, ADMIN, { accountId, reason: "found", idempotencyKey: newKey() });
  expect(await freezeAccount(ledger.ctx, ADMIN, freeze)).toEqual(first);
  const [row] = await ledger.owner`SELECT frozen_at FROM ledger.accounts WHERE id = ${accountId}`;
  expect(row).toEqual({ frozen_at: null });
  const otherwise = unfreezeAccount(ledger.ctx, ADMIN, freeze);
  await expect(otherwise).rejects.toEqual(refusal("IDEMPOTENCY_KEY_REUSED"));
  const unknown = { ...freeze, accountId: "00000000-0000-7000-8000-0000000000ff", idempotencyKey: newKey() };
  for (let attempt = 0; attempt < 2; attempt += 1) {
    await expect(freezeAccount(ledger.ctx, ADMIN, unknown)).rejects.toEqual(refusal("ACCOUNT_NOT_FOUND"));
  }
});

test("a key that was refused stays refused, even when the money has come", async () => {
  const rider = await ledger.newRider();
  const debit = { userId: rider.userId, amountMinor: 100n, idempotencyKey: newKey() };
  await expect(debitWallet(ledger.ctx, CLERK, debit)).rejects.toEqual(refusal("INSUFFICIENT_FUNDS"));
  await creditWallet(ledger.ctx, CLERK, { userId: rider.userId, amountMinor: 500n, idempotencyKey: newKey() });
  await expect(debitWallet(ledger.ctx, CLERK, debit)).rejects.toEqual(refusal("INSUFFICIENT_FUNDS"));
  await debitWallet(ledger.ctx, CLERK, { ...debit, idempotencyKey: newKey() });
  expect(await ledger.balance(rider.accountId)).toEqual({ posted: 400n, held: 0n });
});

test("riders neither credit themselves nor look into each other's wallets", async () => {
  const [one, other] = [await ledger.newRider(), await ledger.newRider()];
  const rider = { userId: one.userId, role: "rider" } as const;
  const credit = { userId: one.userId, amountMinor: 1n, idempotencyKey: newKey() };
  await expect(creditWallet(ledger.ctx, rider, credit)).rejects.toEqual(refusal("FORBIDDEN"));
  await expect(walletBalance(ledger.ctx, rider, { userId: other.userId })).rejects.toEqual(refusal("FORBIDDEN"));
});

test("two riders may use the same key for their top-ups", async () => {
  const [one, other] = [await ledger.newRider(), await ledger.newRider()];
  const idempotencyKey = newKey();
  for (const { userId } of [one, other]) {
    const view = await topUp(ledger.ctx, { userId, role: "rider" }, { amountMinor: 700n, idempotencyKey });
    expect(view).toMatchObject({ userId, availableMinor: "700" });
  }
  expect(ledger.notified).toContain(one.userId);
});

test("a transfer needs two accounts of one currency and enough money", async () => {
  const [from, to] = [await ledger.newRider(1_000n), await ledger.newDriver()];
  const transfer = { debitAccountId: from.accountId, creditAccountId: to.accountId, amountMinor: 400n };
  expect(await transferMoney(ledger.ctx, CLERK, { ...transfer, idempotencyKey: newKey() })).toMatchObject({
    debitBalanceMinor: "600",
    creditBalanceMinor: "400",
  });
  const impossible = [
    [{ ...transfer, creditAccountId: from.accountId }, "SAME_ACCOUNT"],
    [{ ...transfer, creditAccountId: "00000000-0000-7000-8000-0000000000ff" }, "ACCOUNT_NOT_FOUND"],
    [{ ...transfer, amountMinor: 601n }, "INSUFFICIENT_FUNDS"],
  ] as const;
  for (const [input, code] of impossible) {
    const attempt = transferMoney(ledger.ctx, CLERK, { ...input, idempotencyKey: newKey() });
    await expect(attempt).rejects.toEqual(refusal(code));
  }
  const [dollars] = await ledger.owner<{ id: string }[]>`
    SELECT ledger.open_wallet('rider_wallet', ${from.userId}, 'testville', 'USD') AS id`;
  const mixed = { ...transfer, creditAccountId: dollars?.id ?? "", idempotencyKey: newKey() };
  await expect(transferMoney(ledger.ctx, CLERK, mixed)).rejects.toEqual(refusal("CURRENCY_MISMATCH"));
});

test("a linked group is posted whole or not at all", async () => {
  const [a, b, c] = [await ledger.newRider(1_000n), await ledger.newRider(), await ledger.newRider()];
  const move = (from: typeof a, to: typeof a, amountMinor: bigint) => ({
    debitAccountId: from.accountId,
    creditAccountId: to.accountId,
    amountMinor,
  });
  const failing = { transfers: [move(a, b, 800n), move(b, c, 801n)], idempotencyKey: newKey() };
  await expect(transferLinked(ledger.ctx, CLERK, failing)).rejects.toEqual(refusal("INSUFFICIENT_FUNDS"));
  await expect(transferLinked(ledger.ctx, CLERK, failing)).rejects.toEqual(refusal("INSUFFICIENT_FUNDS"));
  expect(await ledger.balance(a.accountId)).toEqual({ posted: 1_000n, held: 0n });
  const passing = { transfers: [move(a, b, 800n), move(b, c, 800n)], idempotencyKey: newKey() };
  const first = await transferLinked(ledger.ctx, CLERK, passing);
  expect(await transferLinked(ledger.ctx, CLERK, passing)).toEqual(first);
  expect(await ledger.balance(c.accountId)).toEqual({ posted: 800n, held: 0n });
});

test("in a batch each transfer stands for itself, as if one came after the other", async () => {
  const [a, b, c] = [await ledger.newRider(100n), await ledger.newRider(), await ledger.newRider()];
  const move = (from: typeof a, to: typeof a, amountMinor: bigint, idempotencyKey = newKey()) => ({
    idempotencyKey,
    debitAccountId: from.accountId,
    creditAccountId: to.accountId,
    amountMinor,
  });
  const batch = [move(b, c, 50n), move(a, b, 60n), move(b, c, 50n), move(a, b, 60n), move(a, b, 40n)];
  const results = await transferBatch(ledger.ctx, ADMIN, batch);
  expect(results.map((result) => (result.isPosted ? "posted" : result.code))).toEqual([
    "INSUFFICIENT_FUNDS",
    "posted",
    "posted",
    "INSUFFICIENT_FUNDS",
    "posted",
  ]);
  const again = await transferBatch(ledger.ctx, ADMIN, [...batch, move(b, a, 5n)]);
  expect(again.slice(0, 5).map((result) => (result.isPosted ? result.transferId : result.code))).toEqual(
    results.map((result) => (result.isPosted ? result.transferId : result.code)),
  );
  expect(await ledger.balance(a.accountId)).toEqual({ posted: 5n, held: 0n });
  const key = newKey();
  const twins = await transferBatch(ledger.ctx, ADMIN, [move(b, c, 1n, key), move(b, c, 1n, key), move(b, c, 2n, key)]);
  expect(twins).toMatchObject([
    { isPosted: true, isReplay: false },
    { isPosted: true, isReplay: true },
    { isPosted: false, code: "IDEMPOTENCY_KEY_REUSED" },
  ]);
});

test("a batch with an unknown and a frozen account posts the others", async () => {
  const [a, b, frozen] = [await ledger.newRider(100n), await ledger.newRider(), await ledger.newRider(100n)];
  await freezeAccount(ledger.ctx, ADMIN, { accountId: frozen.accountId, reason: "test" });
  const to = b.accountId;
  const results = await transferBatch(
    ledger.ctx,
    ADMIN,
    [a.accountId, "00000000-0000-7000-8000-0000000000ff", frozen.accountId, a.accountId].map((debitAccountId) => ({
      idempotencyKey: newKey(),
      debitAccountId,
      creditAccountId: to,
      amountMinor: 10n,
    })),
  );
  expect(results.map((result) => (result.isPosted ? "posted" : result.code))).toEqual([
    "posted",
    "ACCOUNT_NOT_FOUND",
    "ACCOUNT_FROZEN",
    "posted",
  ]);
});

test("a hold reserves, a part capture pays and frees the rest, and a hold is closed once", async () => {
  const [rider, driver] = [await ledger.newRider(1_000n), await ledger.newDriver()];
  const { holdId } = done(
    await holdMoney(ledger.ctx, CLERK, {
      userId: rider.userId,
      amountMinor: 700n,
      idempotencyKey: newKey(),
    }),
  );
  const view = await walletBalance(ledger.ctx, ADMIN, { userId: rider.userId });
  expect(view).toMatchObject({ postedMinor: "1000", heldMinor: "700", availableMinor: "300" });
  const debit = { userId: rider.userId, amountMinor: 301n, idempotencyKey: newKey() };
  await expect(debitWallet(ledger.ctx, CLERK, debit)).rejects.toEqual(refusal("INSUFFICIENT_FUNDS"));
  const capture = { holdId, creditAccountId: driver.accountId };
  const tooMuch = captureHold(ledger.ctx, CLERK, { ...capture, amountMinor: 701n, idempotencyKey: newKey() });
  await expect(tooMuch).rejects.toEqual(refusal("CAPTURE_EXCEEDS_HOLD"));
  const captured = { ...capture, amountMinor: 450n, idempotencyKey: newKey() };
  const first = await captureHold(ledger.ctx, CLERK, captured);
  expect(await captureHold(ledger.ctx, CLERK, captured)).toEqual(first);
  expect(await ledger.balance(rider.accountId)).toEqual({ posted: 550n, held: 0n });
  const second = captureHold(ledger.ctx, CLERK, { ...capture, idempotencyKey: newKey() });
  await expect(second).rejects.toEqual(refusal("HOLD_CLOSED"));
  await expect(voidHold(ledger.ctx, CLERK, { holdId, idempotencyKey: newKey() })).rejects.toEqual(
    refusal("HOLD_CLOSED"),
  );
});

test("an expired hold is free again and cannot be captured", async () => {
  const [rider, driver] = [await ledger.newRider(1_000n), await ledger.newDriver()];
  const hold = { userId: rider.userId, amountMinor: 400n, ttlS: 60, idempotencyKey: newKey() };
  const { holdId } = done(await holdMoney(ledger.ctx, CLERK, hold));
  await ledger.setAhead(61_000);
  const capture = { holdId, creditAccountId: driver.accountId };
  const late = captureHold(ledger.ctx, CLERK, { ...capture, idempotencyKey: newKey() });
  await expect(late).rejects.toEqual(refusal("HOLD_EXPIRED"));
  expect(await expireHolds(ledger.ctx)).toBe(1);
  expect(await expireHolds(ledger.ctx)).toBe(0);
  await ledger.setAhead(0);
  expect(await ledger.balance(rider.accountId)).toEqual({ posted: 1_000n, held: 0n });
});

test("a transfer is reversed once, a reversal never, and only while the payee has the money", async () => {
  const [a, b] = [await ledger.newRider(1_000n), await ledger.newDriver()];
  const { transferId } = done(
    await transferMoney(ledger.ctx, CLERK, {
      debitAccountId: a.accountId,
      creditAccountId: b.accountId,
      amountMinor: 300n,
      idempotencyKey: newKey(),
    }),
  );
  const reverse = (id: string) =>
    reverseTransfer(ledger.ctx, ADMIN, { transferId: id, reason: "wrong payee", idempotencyKey: newKey() });
  await debitWallet(ledger.ctx, CLERK, { userId: b.userId, amountMinor: 1n, idempotencyKey: newKey() });
  await expect(reverse(transferId)).rejects.toEqual(refusal("INSUFFICIENT_FUNDS"));
  await creditWallet(ledger.ctx, CLERK, { userId: b.userId, amountMinor: 1n, idempotencyKey: newKey() });
  const reversal = done(await reverse(transferId));
  await expect(reverse(transferId)).rejects.toEqual(refusal("ALREADY_REVERSED"));
  await expect(reverse(reversal.transferId)).rejects.toEqual(refusal("NOT_REVERSIBLE"));
  await expect(reverse(a.accountId)).rejects.toEqual(refusal("TRANSFER_NOT_FOUND"));
  expect(await ledger.balance(a.accountId)).toEqual({ posted: 1_000n, held: 0n });
});

test("a frozen account neither pays nor receives nor holds, until it is unfrozen", async () => {
  const rider = await ledger.newRider(1_000n);
  const reason = "lost phone";
  await expect(freezeAccount(ledger.ctx, ADMIN, { accountId: rider.accountId, reason: " " })).rejects.toEqual(
    refusal("REASON_REQUIRED"),
  );
  await freezeAccount(ledger.ctx, ADMIN, { accountId: rider.accountId, reason });
  const input = { userId: rider.userId, amountMinor: 1n };
  for (const operation of [creditWallet, debitWallet, holdMoney]) {
    const attempt = operation(ledger.ctx, ADMIN, { ...input, reason, idempotencyKey: newKey() });
    await expect(attempt).rejects.toEqual(refusal("ACCOUNT_FROZEN"));
  }
  await unfreezeAccount(ledger.ctx, ADMIN, { accountId: rider.accountId, reason });
  await creditWallet(ledger.ctx, CLERK, { ...input, idempotencyKey: newKey() });
  const log = await listAuditLog(ledger.ctx, ADMIN, {});
  const own = log.items.filter(({ subjectId }) => subjectId === rider.accountId);
  expect(own.map(({ action, actorId, reason: why }) => [action, actorId, why])).toEqual([
    ["unfreeze", ADMIN.userId, reason],
    ["freeze", ADMIN.userId, reason],
  ]);
});

test("an operator who moves money says why; a system need not", async () => {
  const { ctx } = ledger;
  const [from, to] = [await ledger.newRider(10_000n), await ledger.newRider()];
  const sides = { debitAccountId: from.accountId, creditAccountId: to.accountId, amountMinor: 10n };
  const { holdId } = done(
    await holdMoney(ctx, CLERK, { userId: from.userId, amountMinor: 10n, idempotencyKey: newKey() }),
  );
  const moves = (reason: string): readonly (() => Promise<unknown>)[] => {
    const posting = (): { idempotencyKey: string; reason: string } => ({ idempotencyKey: newKey(), reason });
    const wallet = { userId: from.userId, amountMinor: 10n };
    return [
      () => creditWallet(ctx, ADMIN, { ...wallet, ...posting() }),
      () => debitWallet(ctx, ADMIN, { ...wallet, ...posting() }),
      () => holdMoney(ctx, ADMIN, { ...wallet, ...posting() }),
      () => transferMoney(ctx, ADMIN, { ...sides, ...posting() }),
      () => transferLinked(ctx, ADMIN, { transfers: [sides], ...posting() }),
      () => captureHold(ctx, ADMIN, { holdId, creditAccountId: to.accountId, amountMinor: 1n, ...posting() }),
    ];
  };
  for (const move of moves("  ")) await expect(move()).rejects.toEqual(refusal("REASON_REQUIRED"));
  await expect(voidHold(ctx, ADMIN, { holdId, idempotencyKey: newKey() })).rejects.toEqual(refusal("REASON_REQUIRED"));
  for (const move of moves("goodwill")) await expect(move()).resolves.toBeDefined();
});

test("an adjustment up to the city's limit is posted at once and listed", async () => {
  const rider = await ledger.newRider();
  const adjust = { accountId: rider.accountId, direction: "in" as const, reason: "complaint 17" };
  const small = await adjustAccount(ledger.ctx, ADMIN, {
    ...adjust,
    amountMinor: ADJUSTMENT_LIMIT,
    idempotencyKey: newKey(),
  });
  expect(small.status).toBe("posted");
  expect(await ledger.balance(rider.accountId)).toEqual({ posted: ADJUSTMENT_LIMIT, held: 0n });
  const [listed] = await listAdjustments(ledger.ctx, ADMIN, { status: "posted" });
  expect(listed).toMatchObject({
    accountId: rider.accountId,
    direction: "in",
    reason: "complaint 17",
    decidedBy: null,
  });
});

test("a credit of less than nothing is no debit", async () => {
  const rider = await ledger.newRider(100n);
  for (const amountMinor of [0n, -1n]) {
    const input = {
      userId: rider.userId,
      accountId: rider.accountId,
      amountMinor,
      reason: "odd",
      direction: "in" as const,
    };
    for (const operation of [creditWallet, debitWallet, holdMoney, adjustAccount]) {
      const attempt = operation(ledger.ctx, ADMIN, { ...input, idempotencyKey: newKey() });
      await expect(attempt).rejects.toEqual(refusal("INVALID_AMOUNT"));
    }
  }
  expect(await ledger.balance(rider.accountId)).toEqual({ posted: 100n, held: 0n });
});

test("an amount that no account can hold is refused, stays refused, and stops nobody else's", async () => {
  const [rider, other] = [await ledger.newRider(1n), await ledger.newRider()];
  await ledger.owner`UPDATE ledger.accounts SET posted = 9223372036854775806, last_seq = last_seq WHERE id = ${rider.accountId}`;
  const credit = { userId: rider.userId, amountMinor: 2n, idempotencyKey: newKey() };
  await expect(creditWallet(ledger.ctx, CLERK, credit)).rejects.toEqual(refusal("AMOUNT_OVERFLOW"));
  const [clearing] = await ledger.owner<{ id: string }[]>`
    SELECT id FROM ledger.accounts WHERE kind = 'top_up_clearing' LIMIT 1`;
  const batch = [rider, other].map(({ accountId: creditAccountId }) => ({
    idempotencyKey: newKey(),
    debitAccountId: clearing?.id ?? "",
    creditAccountId,
    amountMinor: 2n,
  }));
  expect(await transferBatch(ledger.ctx, ADMIN, batch)).toMatchObject([
    { isPosted: false, code: "AMOUNT_OVERFLOW" },
    { isPosted: true },
  ]);
  await ledger.owner`UPDATE ledger.accounts SET posted = 1 WHERE id = ${rider.accountId}`;
  await expect(creditWallet(ledger.ctx, CLERK, credit)).rejects.toEqual(refusal("AMOUNT_OVERFLOW"));
});
