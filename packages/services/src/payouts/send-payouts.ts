import { type ErrorCode, isErrorCode } from "@atlas/core/errors";
import { idSchema, reasonSchema, referenceSchema } from "@atlas/core/fields";
import { query } from "@atlas/db/query";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { requireReason } from "../access/require-reason.ts";
import type { ServiceContext } from "../context.ts";
import { announceUser } from "../ledger/post/announce-user.ts";
import { ledgerRefusal } from "../ledger/post/refusal.ts";
import { runLedger } from "../ledger/post/run-ledger.ts";
import { useCase } from "../use-case.ts";
import { type PayoutView, readPayout } from "../wallet/payout-view.ts";
import type { PayoutBatchView } from "./payout-batch-view.ts";
import { readBatch } from "./payout-batches.ts";

const refusedRow = z.object({ refusal: z.string().nullable() });
const walletRow = z.object({ cityId: z.string(), userId: z.string() });
const itemRow = refusedRow.extend({ payoutId: z.string().nullable() });

/** The bank's own number of the payment or the file, when it gave one. */
const sentFields = { reference: referenceSchema.optional(), reason: reasonSchema };

/** The bank was instructed to pay one payout, with a file or by hand: the held money leaves the driver's wallet. */
export const markPayoutSent = useCase({
  kind: "command",
  permission: "payouts.decide",
  within: { payoutId: "payout" },
  idempotency: "repeatable",
  isAudited: true,
  input: z.object({ payoutId: idSchema, ...sentFields }),
  refusals: ["REASON_REQUIRED", "PAYOUT_NOT_FOUND", "PAYOUT_NOT_APPROVED", "PAYOUT_CLOSED", "ACCOUNT_FROZEN"],
  async run(ctx: Pick<ServiceContext, "db" | "events">, actor, input): Promise<PayoutView> {
    const reason = requireReason(input.reason);
    const { payoutId, reference = null } = input;
    const [row] = await runLedger(
      { ...ctx, actor },
      refusedRow,
      sql`SELECT refusal FROM ledger.mark_payout_sent(${payoutId}, ${reference}, ${reason}, ${actor.userId})`,
    );
    if (row?.refusal) throw ledgerRefusal(row.refusal);
    const payout = await readPayout(ctx.db, payoutId);
    await announceUser(ctx, payout.driverId);
    return payout;
  },
});

export interface SentBatch {
  readonly batch: PayoutBatchView;
  /** Payouts that could not be marked, such as one of a frozen wallet; the others were. */
  readonly refused: readonly { readonly payoutId: string; readonly code: ErrorCode }[];
}

/** The bank has the whole file: each of its payouts is marked as sent. */
export const markBatchSent = useCase({
  kind: "command",
  permission: "payouts.decide",
  within: { batchId: "batch" },
  idempotency: "repeatable",
  isAudited: true,
  input: z.object({ batchId: idSchema, ...sentFields }),
  refusals: ["REASON_REQUIRED", "BATCH_NOT_FOUND", "BATCH_RECALLED"],
  async run(ctx: Pick<ServiceContext, "db" | "events">, actor, input): Promise<SentBatch> {
    const reason = requireReason(input.reason);
    const { batchId, reference = null } = input;
    const rows = await runLedger(
      { ...ctx, actor },
      itemRow,
      sql`
        SELECT payout_id AS "payoutId", refusal
        FROM ledger.mark_batch_sent(${batchId}, ${reference}, ${reason}, ${actor.userId})`,
    );
    const refused = rows.flatMap(({ payoutId, refusal }) => {
      if (refusal === null) return [];
      if (payoutId === null || !isErrorCode(refusal)) throw ledgerRefusal(refusal);
      return [{ payoutId, code: refusal }];
    });
    await announceDrivers(ctx, rows);
    return { batch: await readBatch(ctx.db, batchId), refused };
  },
});

async function announceDrivers(
  ctx: Pick<ServiceContext, "db" | "events">,
  rows: readonly z.infer<typeof itemRow>[],
): Promise<void> {
  const payoutIds = rows.map(({ payoutId }) => payoutId);
  const statement = sql`
    SELECT DISTINCT a.city_id AS "cityId", a.owner_id AS "userId"
    FROM ledger.payouts p JOIN ledger.accounts a ON a.id = p.account_id
    WHERE p.id = ANY (${sql.param(payoutIds)}::uuid[])`;
  for (const wallet of await query(ctx.db, walletRow, statement)) ctx.events.publish({ kind: "wallet", ...wallet });
}
