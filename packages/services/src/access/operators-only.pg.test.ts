import type { Actor } from "@atlas/core/actor";
import { afterAll, beforeAll, expect, test } from "vitest";
import { explainDispatch } from "../dispatch/rounds/explain-dispatch.ts";
import { orderTimeline } from "../orders/views/order-timeline.ts";
import { openTestWorld, type TestWorld } from "../testing/test-world.ts";
import { adjustAccount, decideAdjustment, listAdjustments } from "../ledger/post/adjust.ts";
import { listAuditLog } from "../ledger/audit/audit-log.ts";
import { captureHold } from "../ledger/post/capture.ts";
import { exportChainHead } from "../ledger/audit/chain-head.ts";
import { creditWallet } from "../ledger/post/credit.ts";
import { debitWallet } from "../ledger/post/debit.ts";
import { journalCsvPage } from "../ledger/read/export-csv.ts";
import { freezeAccount, unfreezeAccount } from "../ledger/post/freeze.ts";
import { holdMoney } from "../ledger/post/hold.ts";
import { getLedgerAccount, listAccounts } from "../ledger/read/list-accounts.ts";
import { getTransfer, listTransfers } from "../ledger/read/list-transfers.ts";
import { ordersAgainstCaptures } from "../ledger/audit/orders-against-captures.ts";
import { listOverdueHolds } from "../ledger/audit/overdue-holds.ts";
import { payerAccount, saveBankAccount, savePayerAccount } from "../payouts/bank-accounts.ts";
import { exportPayouts } from "../payouts/export-payouts.ts";
import { listPayoutBatches, payoutBatchFile, recallPayoutBatch } from "../payouts/payout-batches.ts";
import { returnSentPayout } from "../payouts/return-sent-payout.ts";
import { markBatchSent, markPayoutSent } from "../payouts/send-payouts.ts";
import { cancelTrip, drivenSoFar } from "../orders/cancel-trip.ts";
import { refundTrip } from "../refunds/refund-trip.ts";
import { cashDeskTopUp, findCashDeskCustomers, getCashDeskReceipt } from "../wallet/cash-desk.ts";
import { decidePayout, listPayouts } from "../wallet/payouts.ts";
import { reconcile } from "../ledger/audit/reconcile.ts";
import { reverseTransfer } from "../ledger/post/reverse.ts";
import { transferBatch } from "../ledger/post/transfer-batch.ts";
import { transferLinked } from "../ledger/post/transfer-linked.ts";
import { transferMoney } from "../ledger/post/transfer.ts";
import { trialBalance } from "../ledger/audit/trial-balance.ts";
import { verifyChain } from "../ledger/audit/verify-chain.ts";
import { voidHold } from "../ledger/post/void.ts";
import { listDeadLetters } from "../messaging/dead-letters/dead-letters.ts";
import { listDrivers } from "../ops/list-drivers.ts";
import { listCityOrders } from "../ops/list-orders.ts";
import { overview } from "../ops/overview.ts";
import { replayDeadLetter } from "../messaging/dead-letters/replay-dead-letter.ts";

let world: TestWorld;
beforeAll(async () => {
  world = await openTestWorld();
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

type UseCase = (ctx: TestWorld["ctx"], actor: Actor) => Promise<unknown>;

const id = "0197a3c0-0000-7000-8000-000000000001";
const other = "0197a3c0-0000-7000-8000-000000000002";
const sides = { debitAccountId: id, creditAccountId: other, amountMinor: 1n };
const posting = { idempotencyKey: "key", reason: "why not" };
const wallet = { userId: id, amountMinor: 1n, ...posting };

const READS: Record<string, UseCase> = {
  overview: (ctx, actor) => overview(ctx, actor),
  drivers: (ctx, actor) => listDrivers(ctx, actor, {}),
  orders: (ctx, actor) => listCityOrders(ctx, actor, {}),
  "an order's timeline": (ctx, actor) => orderTimeline(ctx, actor, { orderId: id }),
  "an order's dispatch": (ctx, actor) => explainDispatch(ctx, actor, { orderId: id }),
  "dead letters": (ctx, actor) => listDeadLetters(ctx, actor, {}),
  accounts: (ctx, actor) => listAccounts(ctx, actor, {}),
  "an account": (ctx, actor) => getLedgerAccount(ctx, actor, { accountId: id }),
  transfers: (ctx, actor) => listTransfers(ctx, actor, {}),
  "a transfer": (ctx, actor) => getTransfer(ctx, actor, { transferId: id }),
  "the trial balance": (ctx, actor) => trialBalance(ctx, actor, {}),
  "the journal": (ctx, actor) => journalCsvPage(ctx, actor, {}),
  "the audit log": (ctx, actor) => listAuditLog(ctx, actor, {}),
  reconciliation: (ctx, actor) => reconcile(ctx, actor, {}),
  "orders against captures": (ctx, actor) => ordersAgainstCaptures(ctx, actor, {}),
  "overdue holds": (ctx, actor) => listOverdueHolds(ctx, actor, {}),
  "the chain": (ctx, actor) => verifyChain(ctx, actor, {}),
  "the chain's head": (ctx, actor) => exportChainHead(ctx, actor),
  payouts: (ctx, actor) => listPayouts(ctx, actor, {}),
  "what a trip has cost so far": (ctx, actor) => drivenSoFar(ctx, actor, { orderId: id }),
  "files for the bank": (ctx, actor) => listPayoutBatches(ctx, actor, {}),
  "the account that pays": (ctx, actor) => payerAccount(ctx, actor, { cityId: "jakarta" }),
};

const POSTINGS: Record<string, UseCase> = {
  credit: (ctx, actor) => creditWallet(ctx, actor, wallet),
  debit: (ctx, actor) => debitWallet(ctx, actor, wallet),
  hold: (ctx, actor) => holdMoney(ctx, actor, wallet),
  capture: (ctx, actor) => captureHold(ctx, actor, { holdId: id, creditAccountId: other, ...posting }),
  void: (ctx, actor) => voidHold(ctx, actor, { holdId: id, ...posting }),
  transfer: (ctx, actor) => transferMoney(ctx, actor, { ...sides, ...posting }),
  "linked transfers": (ctx, actor) => transferLinked(ctx, actor, { transfers: [sides], ...posting }),
  "batched transfers": (ctx, actor) => transferBatch(ctx, actor, [{ ...sides, ...posting }]),
  "replay of a dead letter": (ctx, actor) => replayDeadLetter(ctx, actor, { deadLetterId: id }),
};

const NEED_A_FACE: Record<string, UseCase> = {
  adjustments: (ctx, actor) => listAdjustments(ctx, actor, {}),
  adjustment: (ctx, actor) =>
    adjustAccount(ctx, actor, { accountId: id, amountMinor: 1n, direction: "in", ...posting }),
  "decision on an adjustment": (ctx, actor) =>
    decideAdjustment(ctx, actor, { adjustmentId: id, isApproved: true, reason: "why not" }),
  "decision on a payout": (ctx, actor) =>
    decidePayout(ctx, actor, { payoutId: id, isApproved: true, reason: "why not" }),
  "cancel of a trip under way": (ctx, actor) =>
    cancelTrip(ctx, actor, { orderId: id, payer: "nobody", reason: "why not" }),
  refund: (ctx, actor) => refundTrip(ctx, actor, { orderId: id, amountMinor: 1n, bearer: "driver", ...posting }),
  "top-up at the cash desk": (ctx, actor) =>
    cashDeskTopUp(ctx, actor, { userId: id, amountMinor: 1n, idempotencyKey: "key" }),
  "receipt of the cash desk": (ctx, actor) => getCashDeskReceipt(ctx, actor, { number: "JAKARTA-2026-000001" }),
  "search at the cash desk": (ctx, actor) => findCashDeskCustomers(ctx, actor, { query: "0812" }),
  "export of payouts": (ctx, actor) => exportPayouts(ctx, actor, { cityId: "jakarta", format: "csv", ...posting }),
  "a file for the bank": (ctx, actor) => payoutBatchFile(ctx, actor, { batchId: id }),
  "recall of a file": (ctx, actor) => recallPayoutBatch(ctx, actor, { batchId: id, reason: "why not" }),
  "a payout that is sent": (ctx, actor) => markPayoutSent(ctx, actor, { payoutId: id, reason: "why not" }),
  "a file that is sent": (ctx, actor) => markBatchSent(ctx, actor, { batchId: id, reason: "why not" }),
  "a payout that is returned": (ctx, actor) => returnSentPayout(ctx, actor, { payoutId: id, reason: "why not" }),
  "change of a driver's bank account": (ctx, actor) =>
    saveBankAccount(ctx, actor, { driverId: other, holderName: "A", bankName: "B", accountNumber: "1234" }),
  "change of the account that pays": (ctx, actor) =>
    savePayerAccount(ctx, actor, {
      cityId: "jakarta",
      holderName: "A",
      bankName: "B",
      accountNumber: "1234",
      reason: "why not",
    }),
  freeze: (ctx, actor) => freezeAccount(ctx, actor, { accountId: id, ...posting }),
  unfreeze: (ctx, actor) => unfreezeAccount(ctx, actor, { accountId: id, ...posting }),
  reversal: (ctx, actor) => reverseTransfer(ctx, actor, { transferId: id, ...posting }),
};

const OPERATORS_ONLY = { ...READS, ...POSTINGS, ...NEED_A_FACE };

test.each(Object.entries(OPERATORS_ONLY))("%s: not for riders, not for drivers", async (_, useCase) => {
  for (const role of ["rider", "driver"] as const) {
    await expect(useCase(world.ctx, { userId: id, role })).rejects.toMatchObject({ code: "FORBIDDEN" });
  }
});

test.each(Object.entries(NEED_A_FACE))("%s: not for services, who have no face", async (_, useCase) => {
  await expect(useCase(world.ctx, { userId: id, role: "service" })).rejects.toMatchObject({ code: "FORBIDDEN" });
});

test("a posting needs a key of the caller's, and a linked group at least one transfer", async () => {
  const { ctx, admin } = world;
  const unkeyed = holdMoney(ctx, admin, { ...wallet, idempotencyKey: " " });
  await expect(unkeyed).rejects.toMatchObject({ code: "IDEMPOTENCY_KEY_REQUIRED" });
  const empty = transferLinked(ctx, admin, { transfers: [], ...posting });
  await expect(empty).rejects.toMatchObject({ code: "INVALID_INPUT" });
});
