import { ACCOUNT_KINDS, ADJUSTMENT_STATUSES, PAYOUT_STATUSES, TRANSFER_KINDS } from "@atlas/core/ledger";
import { adjustAccount, decideAdjustment, listAdjustments } from "@atlas/services/ledger/post/adjust";
import { listAuditLog } from "@atlas/services/ledger/audit/audit-log";
import { walletBalance } from "@atlas/services/wallet/balance";
import { captureHold } from "@atlas/services/ledger/post/capture";
import { exportChainHead } from "@atlas/services/ledger/audit/chain-head";
import { creditWallet } from "@atlas/services/ledger/post/credit";
import { debitWallet } from "@atlas/services/ledger/post/debit";
import { journalCsvPage, statementCsvPage } from "@atlas/services/ledger/read/export-csv";
import { freezeAccount, unfreezeAccount } from "@atlas/services/ledger/post/freeze";
import { holdMoney } from "@atlas/services/ledger/post/hold";
import { getLedgerAccount, listAccounts } from "@atlas/services/ledger/read/list-accounts";
import { getTransfer, listTransfers } from "@atlas/services/ledger/read/list-transfers";
import { ordersAgainstCaptures } from "@atlas/services/ledger/audit/orders-against-captures";
import { listOverdueHolds } from "@atlas/services/ledger/audit/overdue-holds";
import { decidePayout, listPayouts } from "@atlas/services/wallet/payouts";
import { reconcile } from "@atlas/services/ledger/audit/reconcile";
import { reverseTransfer } from "@atlas/services/ledger/post/reverse";
import { accountStatement, balanceAt } from "@atlas/services/ledger/read/statement";
import { topUp } from "@atlas/services/wallet/top-up";
import { transferMoney } from "@atlas/services/ledger/post/transfer";
import { transferLinked } from "@atlas/services/ledger/post/transfer-linked";
import { trialBalance } from "@atlas/services/ledger/audit/trial-balance";
import { verifyChain } from "@atlas/services/ledger/audit/verify-chain";
import { voidHold } from "@atlas/services/ledger/post/void";
import { z } from "zod";
import {
  amountSchema,
  idSchema,
  idempotencyKeySchema,
  instantSchema,
  operatorKeySchema,
  reasonSchema,
} from "@atlas/core/fields";
import { command, query } from "./procedures.ts";
import { adminOnly, adminReport, ownReport, router, signedIn } from "./trpc.ts";

const referenceSchema = z.string().trim().max(200).optional();
const posting = { idempotencyKey: operatorKeySchema, reason: reasonSchema.optional() };
const decidedPosting = { idempotencyKey: operatorKeySchema, reason: reasonSchema };
const limitSchema = z.int().min(1).max(200).default(50);
const idCursorSchema = idSchema.nullish().transform((cursor) => cursor ?? undefined);
const seqCursorSchema = z
  .string()
  .regex(/^[0-9]{1,18}$/)
  .nullish()
  .transform((cursor) => cursor ?? undefined);

const range = { from: instantSchema.optional(), to: instantSchema.optional() };
const statementOf = { userId: idSchema.optional(), accountId: idSchema.optional(), ...range, cursor: seqCursorSchema };

/** How long what is under way may take before it is a finding. */
const graceOf = z.object({ graceS: z.int().min(0).max(86_400).optional() }).prefault({});

const userPosting = z.object({ ...posting, userId: idSchema, amountMinor: amountSchema });
const accountDecision = z.object({
  accountId: idSchema,
  reason: reasonSchema,
  idempotencyKey: operatorKeySchema.optional(),
});
const movement = { debitAccountId: idSchema, creditAccountId: idSchema, amountMinor: amountSchema };

export const walletRouter = router({
  balance: signedIn
    .input(z.object({ userId: idSchema.optional() }).prefault({}))
    .query(({ ctx, input }) => walletBalance(ctx.services, ctx.actor, input)),

  topUp: signedIn
    .input(z.object({ amountMinor: amountSchema, idempotencyKey: idempotencyKeySchema }))
    .mutation(({ ctx, input }) => topUp(ctx.services, ctx.actor, input)),

  statement: signedIn
    .input(z.object({ ...statementOf, limit: limitSchema }).prefault({}))
    .query(({ ctx, input }) => accountStatement(ctx.services, ctx.actor, input)),

  statementCsv: ownReport
    .input(z.object(statementOf).prefault({}))
    .query(({ ctx, input }) => statementCsvPage(ctx.services, ctx.actor, input)),

  balanceAt: signedIn
    .input(z.object({ userId: idSchema.optional(), accountId: idSchema.optional(), at: instantSchema }))
    .query(({ ctx, input }) => balanceAt(ctx.services, ctx.actor, input)),

  credit: adminOnly
    .input(userPosting.extend({ source: z.enum(["top-up", "promotion"]).optional() }))
    .mutation(({ ctx, input }) => creditWallet(ctx.services, ctx.actor, input)),

  debit: adminOnly.input(userPosting).mutation(({ ctx, input }) => debitWallet(ctx.services, ctx.actor, input)),

  transferMoney: adminOnly
    .input(z.object({ ...posting, ...movement, reference: referenceSchema }))
    .mutation(({ ctx, input }) => transferMoney(ctx.services, ctx.actor, input)),

  transferLinked: adminOnly
    .input(z.object({ ...posting, transfers: z.array(z.object(movement)).min(1).max(100), reference: referenceSchema }))
    .mutation(({ ctx, input }) => transferLinked(ctx.services, ctx.actor, input)),

  hold: adminOnly
    .input(userPosting.extend({ ttlS: z.int().min(1).max(31_536_000).optional(), reference: referenceSchema }))
    .mutation(({ ctx, input }) => holdMoney(ctx.services, ctx.actor, input)),

  capture: adminOnly
    .input(
      z.object({
        ...posting,
        holdId: idSchema,
        creditAccountId: idSchema,
        amountMinor: amountSchema.optional(),
      }),
    )
    .mutation(({ ctx, input }) => captureHold(ctx.services, ctx.actor, input)),

  void: adminOnly
    .input(z.object({ ...posting, holdId: idSchema }))
    .mutation(({ ctx, input }) => voidHold(ctx.services, ctx.actor, input)),

  reverse: command(reverseTransfer),

  freeze: adminOnly.input(accountDecision).mutation(({ ctx, input }) => freezeAccount(ctx.services, ctx.actor, input)),

  unfreeze: adminOnly
    .input(accountDecision)
    .mutation(({ ctx, input }) => unfreezeAccount(ctx.services, ctx.actor, input)),

  adjust: adminOnly
    .input(
      z.object({
        ...decidedPosting,
        accountId: idSchema,
        amountMinor: amountSchema,
        direction: z.enum(["in", "out"]),
      }),
    )
    .mutation(({ ctx, input }) => adjustAccount(ctx.services, ctx.actor, input)),

  adjustments: adminReport
    .input(z.object({ status: z.enum(ADJUSTMENT_STATUSES).optional() }).prefault({}))
    .query(({ ctx, input }) => listAdjustments(ctx.services, ctx.actor, input)),

  decideAdjustment: adminOnly
    .input(z.object({ adjustmentId: idSchema, isApproved: z.boolean(), reason: reasonSchema }))
    .mutation(({ ctx, input }) => decideAdjustment(ctx.services, ctx.actor, input)),

  payouts: adminReport
    .input(z.object({ driverId: idSchema.optional(), status: z.enum(PAYOUT_STATUSES).optional() }).prefault({}))
    .query(({ ctx, input }) => listPayouts(ctx.services, ctx.actor, input)),

  decidePayout: adminOnly
    .input(z.object({ payoutId: idSchema, isApproved: z.boolean(), reason: reasonSchema }))
    .mutation(({ ctx, input }) => decidePayout(ctx.services, ctx.actor, input)),

  accounts: adminReport
    .input(
      z
        .object({
          kind: z.enum(ACCOUNT_KINDS).optional(),
          query: z.string().trim().max(200).optional(),
          cursor: idCursorSchema,
          limit: limitSchema,
        })
        .prefault({}),
    )
    .query(({ ctx, input }) => listAccounts(ctx.services, ctx.actor, input)),

  account: adminReport
    .input(z.object({ accountId: idSchema }))
    .query(({ ctx, input }) => getLedgerAccount(ctx.services, ctx.actor, input)),

  transfers: adminReport
    .input(
      z.object({ kind: z.enum(TRANSFER_KINDS).optional(), cursor: idCursorSchema, limit: limitSchema }).prefault({}),
    )
    .query(({ ctx, input }) => listTransfers(ctx.services, ctx.actor, input)),

  transfer: adminReport
    .input(z.object({ transferId: idSchema }))
    .query(({ ctx, input }) => getTransfer(ctx.services, ctx.actor, input)),

  journalCsv: adminReport
    .input(z.object({ ...range, cursor: idCursorSchema }).prefault({}))
    .query(({ ctx, input }) => journalCsvPage(ctx.services, ctx.actor, input)),

  trialBalance: query(trialBalance),

  reconcile: adminReport.input(graceOf).query(({ ctx, input }) => reconcile(ctx.services, ctx.actor, input)),

  ordersAgainstCaptures: adminReport
    .input(graceOf)
    .query(({ ctx, input }) => ordersAgainstCaptures(ctx.services, ctx.actor, input)),

  overdueHolds: adminReport.input(graceOf).query(({ ctx, input }) => listOverdueHolds(ctx.services, ctx.actor, input)),

  verifyChain: adminReport
    .input(
      z
        .object({
          head: z.object({ position: z.string().regex(/^[0-9]{1,18}$/), hash: z.string().max(64) }).optional(),
          lagS: z.int().min(0).max(86_400).optional(),
        })
        .prefault({}),
    )
    .query(({ ctx, input }) => verifyChain(ctx.services, ctx.actor, input)),

  chainHead: adminReport.query(({ ctx }) => exportChainHead(ctx.services, ctx.actor)),

  auditLog: adminReport
    .input(z.object({ cursor: idCursorSchema, limit: limitSchema }).prefault({}))
    .query(({ ctx, input }) => listAuditLog(ctx.services, ctx.actor, input)),
});
