import type { Actor } from "@atlas/core/actor";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listAuditLog } from "../ledger/audit/audit-log.ts";
import { reconcile } from "../ledger/audit/reconcile.ts";
import { creditWallet } from "../ledger/post/credit.ts";
import { freezeAccount, unfreezeAccount } from "../ledger/post/freeze.ts";
import { reverseTransfer } from "../ledger/post/reverse.ts";
import {
  ADMIN,
  CLERK,
  SECOND_ADMIN,
  type LedgerFixture,
  openLedgerFixture,
  TEST_CITY,
} from "../ledger/testing/ledger-fixture.ts";
import { brokenPromises } from "../ledger/testing/oracle.ts";
import { settleTrips } from "../settlement/settle-trips.ts";
import type { PayoutView } from "../wallet/payout-view.ts";
import { decidePayout, driverPayouts, listPayouts, requestPayout, settlePayout } from "../wallet/payouts.ts";
import { driverBankAccount, payerAccount, saveBankAccount, savePayerAccount } from "./bank-accounts.ts";
import { exportPayouts } from "./export-payouts.ts";
import { listPayoutBatches, payoutBatchFile, recallPayoutBatch } from "./payout-batches.ts";
import { returnSentPayout } from "./return-sent-payout.ts";
import { markBatchSent, markPayoutSent } from "./send-payouts.ts";

let ledger: LedgerFixture;
beforeAll(async () => {
  ledger = await openLedgerFixture();
});
afterAll(async () => {
  expect(await brokenPromises(ledger.owner)).toEqual([]);
  expect((await reconcile(ledger.ctx, ADMIN, {})).findings).toEqual([]);
  await ledger[Symbol.asyncDispose]();
});

let keys = 0;
const newKey = (): string => `payout-${(keys += 1)}`;
const refusal = (code: string): unknown => expect.objectContaining({ code });
const account = { holderName: "Siti Rahma", bankName: "Bank Contoh", bankCode: "014", accountNumber: "0123456789" };
const reason = "weekly run";
const csv = (): Parameters<typeof exportPayouts>[2] => ({
  cityId: TEST_CITY,
  format: "csv",
  reason,
  idempotencyKey: newKey(),
});

interface Payee {
  readonly actor: Actor;
  readonly accountId: string;
  readonly payout: PayoutView;
}

/** A driver with 100,000 whose payout of 60,000 is approved, or only requested. */
async function newPayee({ hasBank = true, isApproved = true } = {}): Promise<Payee> {
  const { userId, accountId } = await ledger.newDriver(100_000n);
  const actor = { userId, role: "driver" } as const;
  if (hasBank) await saveBankAccount(ledger.ctx, actor, { ...account, accountNumber: `77${userId.slice(-8)}` });
  let payout = await requestPayout(ledger.ctx, actor, { amountMinor: 60_000n, idempotencyKey: newKey() });
  const { payoutId } = payout;
  if (isApproved) payout = await decidePayout(ledger.ctx, ADMIN, { payoutId, isApproved, reason: "checked" });
  return { actor, accountId, payout };
}

async function statesOf({ actor }: Payee): Promise<string[]> {
  return (await driverPayouts(ledger.ctx, actor)).map(({ state }) => state);
}

async function actsOn(subjectId: string): Promise<string[]> {
  const { items } = await listAuditLog(ledger.ctx, ADMIN, { limit: 200 });
  return items.flatMap((entry) => (entry.subjectId === subjectId ? [entry.action] : [])).toReversed();
}

test("a driver names a bank account, sees it masked, and a payout keeps the one of its day", async () => {
  const { userId } = await ledger.newDriver(100_000n);
  const driver = { userId, role: "driver" } as const;
  expect(await driverBankAccount(ledger.ctx, driver)).toBeNull();
  const first = await saveBankAccount(ledger.ctx, driver, account);
  expect(first).toEqual({
    bankAccountId: first.bankAccountId,
    holderName: "Siti Rahma",
    bankName: "Bank Contoh",
    bankCode: "014",
    maskedNumber: "•••• 6789",
  });
  expect(await saveBankAccount(ledger.ctx, driver, account)).toEqual(first);
  const { payoutId } = await requestPayout(ledger.ctx, driver, { amountMinor: 1_000n, idempotencyKey: newKey() });
  const second = await saveBankAccount(ledger.ctx, ADMIN, {
    ...account,
    driverId: userId,
    accountNumber: "999988887777",
    bankCode: null,
    reason: "asked by phone",
  });
  expect(await driverBankAccount(ledger.ctx, driver)).toEqual(second);
  expect(await driverPayouts(ledger.ctx, driver)).toMatchObject([{ payoutId, bankAccount: first }]);
  expect(await actsOn(second.bankAccountId)).toEqual(["set-bank-account"]);
  const history = await ledger.owner`
    SELECT account_number, set_by FROM ledger.bank_accounts WHERE driver_id = ${userId} ORDER BY id`;
  expect([...history]).toEqual([
    { account_number: "0123456789", set_by: userId },
    { account_number: "999988887777", set_by: ADMIN.userId },
  ]);
  const tamper = ledger.owner`UPDATE ledger.bank_accounts SET account_number = '666' WHERE driver_id = ${userId}`;
  await expect(tamper).rejects.toThrow(/append-only/);
  const stranger = { userId: ADMIN.userId, role: "driver" } as const;
  await expect(saveBankAccount(ledger.ctx, stranger, { ...account, driverId: userId })).rejects.toEqual(
    refusal("FORBIDDEN"),
  );
  await expect(saveBankAccount(ledger.ctx, stranger, account)).rejects.toEqual(refusal("DRIVER_NOT_FOUND"));
});

test("approved payouts go into one file, which is sent, and the money leaves the wallets once", async () => {
  const [one, other] = [await newPayee(), await newPayee()];
  const [byHand, requested] = [await newPayee({ hasBank: false }), await newPayee({ isApproved: false })];
  const order = csv();
  const batch = await exportPayouts(ledger.ctx, ADMIN, order);
  expect(batch).toMatchObject({ state: "exported", payouts: 2, sent: 0, totalMinor: "120000", format: "csv" });
  expect(await exportPayouts(ledger.ctx, ADMIN, order)).toEqual(batch);
  await expect(exportPayouts(ledger.ctx, ADMIN, { ...order, format: "pain.001" })).rejects.toEqual(
    refusal("IDEMPOTENCY_KEY_REUSED"),
  );
  await expect(exportPayouts(ledger.ctx, ADMIN, csv())).rejects.toEqual(refusal("NOTHING_TO_EXPORT"));
  const { batchId } = batch;
  const file = await payoutBatchFile(ledger.ctx, ADMIN, { batchId });
  expect(file).toMatchObject({ fileName: batch.fileName, mediaType: "text/csv; charset=utf-8" });
  const lines = file.text.split("\r\n").slice(1, -1);
  expect(lines).toEqual(
    [one, other].map(
      ({ payout, actor }) => `${payout.payoutId},Siti Rahma,Bank Contoh,014,77${actor.userId.slice(-8)},60000,IDR`,
    ),
  );
  expect(await statesOf(one)).toEqual(["exported"]);
  expect([await statesOf(byHand), await statesOf(requested)]).toEqual([["approved"], ["requested"]]);
  expect(await ledger.balance(one.accountId)).toEqual({ posted: 100_000n, held: 60_000n });
  // Its file may be at the bank: nobody frees the money meanwhile.
  const undo = decidePayout(ledger.ctx, ADMIN, { payoutId: one.payout.payoutId, isApproved: false, reason });
  await expect(undo).rejects.toEqual(refusal("PAYOUT_IN_BATCH"));

  ledger.notified.length = 0;
  const sent = await markBatchSent(ledger.ctx, ADMIN, { batchId, reference: "BANK-1", reason });
  expect(sent).toMatchObject({ batch: { state: "sent", sent: 2 }, refused: [] });
  expect(ledger.notified.toSorted()).toEqual([one.actor.userId, other.actor.userId].toSorted());
  expect(await markBatchSent(ledger.ctx, ADMIN, { batchId, reason })).toEqual(sent);
  expect(await driverPayouts(ledger.ctx, one.actor)).toMatchObject([
    { state: "sent", bankReference: "BANK-1", batchId },
  ]);
  expect(await ledger.balance(one.accountId)).toEqual({ posted: 40_000n, held: 0n });
  expect(await payoutBatchFile(ledger.ctx, ADMIN, { batchId })).toEqual(file);
  await expect(recallPayoutBatch(ledger.ctx, ADMIN, { batchId, reason })).rejects.toEqual(refusal("BATCH_SENT"));
  expect((await actsOn(batchId)).toSorted()).toEqual([
    "download-payout-batch",
    "download-payout-batch",
    "export-payouts",
    "send-payout-batch",
  ]);
  expect(await listPayouts(ledger.ctx, ADMIN, { state: "sent", driverId: one.actor.userId })).toHaveLength(1);
  const all = await listPayouts(ledger.ctx, ADMIN, {});
  const [first] = await listPayouts(ledger.ctx, ADMIN, { limit: 1 });
  expect(first).toEqual(all[0]);
  expect(await listPayouts(ledger.ctx, ADMIN, { cursor: first?.payoutId })).toEqual(all.slice(1));

  const early = markPayoutSent(ledger.ctx, ADMIN, { payoutId: requested.payout.payoutId, reason });
  await expect(early).rejects.toEqual(refusal("PAYOUT_NOT_APPROVED"));
  expect(await markPayoutSent(ledger.ctx, ADMIN, { payoutId: byHand.payout.payoutId, reason })).toMatchObject({
    state: "sent",
    bankAccount: null,
    batchId: null,
  });
  expect(await ledger.balance(byHand.accountId)).toEqual({ posted: 40_000n, held: 0n });
  // What operators say to one another of an approval is not for the driver.
  expect(await driverPayouts(ledger.ctx, byHand.actor)).toMatchObject([{ state: "sent", reason: null }]);
  const { userId: driverId } = byHand.actor;
  expect(await driverPayouts(ledger.ctx, ADMIN, { driverId })).not.toMatchObject([{ reason: null }]);
  // A message of the version before that comes late pays nobody twice.
  expect(await settlePayout(ledger.ctx, { payoutId: byHand.payout.payoutId })).toMatchObject({ isReplay: true });
  await decidePayout(ledger.ctx, ADMIN, {
    payoutId: requested.payout.payoutId,
    isApproved: false,
    reason: "no papers",
  });
  expect(await driverPayouts(ledger.ctx, requested.actor)).toMatchObject([{ state: "refused", reason: "no papers" }]);
  const late = markPayoutSent(ledger.ctx, ADMIN, { payoutId: requested.payout.payoutId, reason });
  await expect(late).rejects.toEqual(refusal("PAYOUT_CLOSED"));
});

test("what the bank returns is in the wallet again, with its reason, and may be asked for anew", async () => {
  const payee = await newPayee();
  const { payoutId } = payee.payout;
  const bounce = { payoutId, reason: "account closed" };
  await expect(returnSentPayout(ledger.ctx, ADMIN, bounce)).rejects.toEqual(refusal("PAYOUT_NOT_SENT"));
  await markPayoutSent(ledger.ctx, ADMIN, { payoutId, reason });
  const [transfer] = await ledger.owner<{ transfer_id: string }[]>`
    SELECT transfer_id FROM ledger.payouts WHERE id = ${payoutId}`;
  const byHand = reverseTransfer(ledger.ctx, ADMIN, {
    transferId: transfer?.transfer_id ?? "",
    reason,
    idempotencyKey: newKey(),
  });
  await expect(byHand).rejects.toEqual(refusal("TRANSFER_OF_PAYOUT"));
  ledger.notified.length = 0;
  const returned = await returnSentPayout(ledger.ctx, ADMIN, bounce);
  expect(returned).toMatchObject({ state: "bounced", status: "returned", reason: "account closed" });
  expect(ledger.notified).toEqual([payee.actor.userId]);
  expect(await returnSentPayout(ledger.ctx, ADMIN, { ...bounce, reason: "again" })).toEqual(returned);
  expect(await ledger.balance(payee.accountId)).toEqual({ posted: 100_000n, held: 0n });
  await requestPayout(ledger.ctx, payee.actor, { amountMinor: 100_000n, idempotencyKey: newKey() });
  expect(await statesOf(payee)).toEqual(["requested", "bounced"]);
  expect(await actsOn(payoutId)).toEqual(["approve-payout", "send-payout", "return-sent-payout"]);
  const unknown = { payoutId: ledger.ctx.newId(), reason };
  for (const act of [returnSentPayout, markPayoutSent]) {
    await expect(act(ledger.ctx, ADMIN, unknown)).rejects.toEqual(refusal("PAYOUT_NOT_FOUND"));
  }
});

test("a payout whose transfer was reversed by hand, as was possible before, comes back once", async () => {
  const payee = await newPayee();
  const { payoutId } = payee.payout;
  await markPayoutSent(ledger.ctx, ADMIN, { payoutId, reason });
  await ledger.owner`
    SELECT ledger.move(uuidv7(), t.credit_account_id, t.debit_account_id, t.amount, 'reversal', NULL, NULL, t.id, NULL,
      ${ADMIN.userId}, NULL, NULL, 'by hand')
    FROM ledger.payouts p JOIN ledger.transfers t ON t.id = p.transfer_id WHERE p.id = ${payoutId}`;
  expect(await ledger.balance(payee.accountId)).toEqual({ posted: 100_000n, held: 0n });
  const returned = await returnSentPayout(ledger.ctx, ADMIN, { payoutId, reason: "account closed" });
  expect(returned).toMatchObject({ state: "bounced" });
  expect(await ledger.balance(payee.accountId)).toEqual({ posted: 100_000n, held: 0n });
});

test("a recalled file frees what was not sent for the next one, and is at most one file's", async () => {
  const [frozen, fine] = [await newPayee(), await newPayee()];
  const { batchId } = await exportPayouts(ledger.ctx, ADMIN, csv());
  await freezeAccount(ledger.ctx, ADMIN, { accountId: frozen.accountId, reason, idempotencyKey: newKey() });
  const partly = await markBatchSent(ledger.ctx, ADMIN, { batchId, reason });
  expect(partly).toMatchObject({
    batch: { state: "exported", payouts: 2, sent: 1 },
    refused: [{ payoutId: frozen.payout.payoutId, code: "ACCOUNT_FROZEN" }],
  });
  await unfreezeAccount(ledger.ctx, ADMIN, { accountId: frozen.accountId, reason, idempotencyKey: newKey() });
  const recalled = await recallPayoutBatch(ledger.ctx, ADMIN, { batchId, reason: "refused by the bank" });
  expect(recalled).toMatchObject({ state: "recalled", recallReason: "refused by the bank" });
  expect(await recallPayoutBatch(ledger.ctx, ADMIN, { batchId, reason: "again" })).toEqual(recalled);
  await expect(markBatchSent(ledger.ctx, ADMIN, { batchId, reason })).rejects.toEqual(refusal("BATCH_RECALLED"));
  expect([await statesOf(frozen), await statesOf(fine)]).toEqual([["approved"], ["sent"]]);
  const next = await exportPayouts(ledger.ctx, ADMIN, csv());
  expect(next).toMatchObject({ payouts: 1, totalMinor: "60000" });
  const twice = ledger.owner`
    INSERT INTO ledger.payout_batch_items (batch_id, payout_id) VALUES (${batchId}, ${frozen.payout.payoutId})
    ON CONFLICT (batch_id, payout_id) DO UPDATE SET recalled_at = NULL`;
  await expect(twice).rejects.toThrow(/payout_batch_items_once/);
  const { items, nextCursor } = await listPayoutBatches(ledger.ctx, ADMIN, { cityId: TEST_CITY, limit: 1 });
  expect(items).toMatchObject([{ batchId: next.batchId }]);
  expect((await listPayoutBatches(ledger.ctx, ADMIN, { cursor: nextCursor, limit: 1 })).items).toEqual([recalled]);
  await markBatchSent(ledger.ctx, ADMIN, { batchId: next.batchId, reason });
  for (const act of [markBatchSent, recallPayoutBatch]) {
    const unknown = act(ledger.ctx, ADMIN, { batchId: ledger.ctx.newId(), reason });
    await expect(unknown).rejects.toEqual(refusal("BATCH_NOT_FOUND"));
  }
  const noFile = payoutBatchFile(ledger.ctx, ADMIN, { batchId: ledger.ctx.newId() });
  await expect(noFile).rejects.toEqual(refusal("BATCH_NOT_FOUND"));
});

test("no file pays a frozen wallet, or a driver who has come to owe since the approval", async () => {
  const [frozen, owing] = [await newPayee(), await newPayee()];
  const lock = { accountId: frozen.accountId, reason };
  await freezeAccount(ledger.ctx, ADMIN, { ...lock, idempotencyKey: newKey() });
  const trip = { driverId: owing.actor.userId, fareMinor: 400_000n, paymentMethod: "cash" } as const;
  const orderId = await ledger.newTrip({ ...trip, riderId: (await ledger.newRider()).userId });
  await settleTrips(ledger.ctx, [{ kind: "cash-commission", orderId }]);
  await expect(exportPayouts(ledger.ctx, ADMIN, csv())).rejects.toEqual(refusal("NOTHING_TO_EXPORT"));

  await unfreezeAccount(ledger.ctx, ADMIN, { ...lock, idempotencyKey: newKey() });
  expect(await exportPayouts(ledger.ctx, ADMIN, csv())).toMatchObject({ payouts: 1 });
  expect([await statesOf(frozen), await statesOf(owing)]).toEqual([["exported"], ["approved"]]);
  const settled = { userId: owing.actor.userId, amountMinor: 24_000n, idempotencyKey: newKey() };
  await creditWallet(ledger.ctx, CLERK, settled);
  const { batchId } = await exportPayouts(ledger.ctx, ADMIN, csv());
  await markBatchSent(ledger.ctx, ADMIN, { batchId, reason });
  await returnSentPayout(ledger.ctx, ADMIN, { payoutId: owing.payout.payoutId, reason: "account closed" });
  // Said once more: what has come back is neither sent again nor named as refused.
  expect(await markBatchSent(ledger.ctx, ADMIN, { batchId, reason })).toMatchObject({ refused: [] });
  expect(await statesOf(owing)).toEqual(["bounced"]);
});

test("of exports at once one takes a payout, and a pain.001 file needs the account that pays", async () => {
  const payees = [await newPayee(), await newPayee(), await newPayee()];
  const xml = { ...csv(), format: "pain.001" } as const;
  await expect(exportPayouts(ledger.ctx, ADMIN, xml)).rejects.toEqual(refusal("PAYER_ACCOUNT_MISSING"));
  expect(await payerAccount(ledger.ctx, ADMIN, { cityId: TEST_CITY })).toBeNull();
  const nowhere = savePayerAccount(ledger.ctx, ADMIN, { ...account, cityId: "nowhere", reason });
  await expect(nowhere).rejects.toEqual(refusal("CITY_NOT_FOUND"));
  const payer = { ...account, holderName: "Atlas", accountNumber: "DE89370400440532013000", cityId: TEST_CITY, reason };
  const saved = await savePayerAccount(ledger.ctx, ADMIN, payer);
  expect(await payerAccount(ledger.ctx, ADMIN, { cityId: TEST_CITY })).toEqual(saved);
  expect(await actsOn(saved.bankAccountId)).toEqual(["set-bank-account"]);
  const exports = Array.from({ length: 8 }, () =>
    exportPayouts(ledger.ctx, ADMIN, { ...xml, idempotencyKey: newKey() }),
  );
  const results = await Promise.allSettled(exports);
  const [batch, ...others] = results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
  expect(others).toEqual([]);
  expect(results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []))).toEqual(
    Array.from({ length: 7 }, () => refusal("NOTHING_TO_EXPORT")),
  );
  expect(batch).toMatchObject({ payouts: 3 });
  const { text, mediaType } = await payoutBatchFile(ledger.ctx, ADMIN, { batchId: batch?.batchId ?? "" });
  expect(mediaType).toBe("application/xml");
  expect(text).toContain("<IBAN>DE89370400440532013000</IBAN>");
  for (const { payout } of payees) expect(text).toContain(`<EndToEndId>${payout.payoutId.replaceAll("-", "")}`);
  await expect(exportPayouts(ledger.ctx, ADMIN, { ...csv(), cityId: "nowhere" })).rejects.toEqual(
    refusal("CITY_NOT_FOUND"),
  );
});

test("who asked for a payout, or put money into the wallet since the last one, does not approve it", async () => {
  const { ctx } = ledger;
  const { actor } = await newPayee({ isApproved: false });
  const refuse = async (payoutId: string): Promise<void> => {
    const attempt = decidePayout(ctx, ADMIN, { payoutId, isApproved: true, reason });
    await expect(attempt).rejects.toEqual(refusal("SELF_APPROVAL"));
  };
  const asked = { driverId: actor.userId, amountMinor: 1_000n, reason };
  const byAdmin = await requestPayout(ctx, ADMIN, { ...asked, idempotencyKey: newKey() });
  await refuse(byAdmin.payoutId);
  await decidePayout(ctx, SECOND_ADMIN, { payoutId: byAdmin.payoutId, isApproved: true, reason });

  await creditWallet(ctx, ADMIN, { userId: actor.userId, amountMinor: 5_000n, reason, idempotencyKey: newKey() });
  const credited = await requestPayout(ctx, actor, { amountMinor: 1_000n, idempotencyKey: newKey() });
  await refuse(credited.payoutId);
  await decidePayout(ctx, SECOND_ADMIN, { payoutId: credited.payoutId, isApproved: true, reason });
  await markPayoutSent(ctx, ADMIN, { payoutId: credited.payoutId, reason });

  // What was put in has left: the next one is none of theirs.
  const next = await requestPayout(ctx, actor, { amountMinor: 1_000n, idempotencyKey: newKey() });
  expect(await decidePayout(ctx, ADMIN, { payoutId: next.payoutId, isApproved: true, reason })).toMatchObject({
    state: "approved",
  });
});
