import { bookPageFields, cityIdSchema, idSchema, reasonSchema } from "@atlas/core/fields";
import type { PayoutFormat } from "@atlas/core/payouts/payout-batch";
import type { Queryable } from "@atlas/db/connect";
import { query } from "@atlas/db/query";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { recordDownload } from "../access/record-download.ts";
import { requireReason } from "../access/require-reason.ts";
import type { ServiceContext } from "../context.ts";
import { ledgerRefusal } from "../ledger/post/refusal.ts";
import { runLedger } from "../ledger/post/run-ledger.ts";
import { useCase } from "../use-case.ts";
import { type PayoutBatchView, readPayoutBatches } from "./payout-batch-view.ts";

const DEFAULT_LIMIT = 50;
const MEDIA_TYPES: { readonly [format in PayoutFormat]: string } = {
  csv: "text/csv; charset=utf-8",
  "pain.001": "application/xml",
};

const fileRow = z.object({ fileName: z.string(), text: z.string() });
const recalledRow = z.object({ refusal: z.string().nullable() });

/** The files for the bank, newest first, a page at a time. */
export const listPayoutBatches = useCase({
  kind: "report",
  permission: "payouts.read",
  within: { cityId: "city" },
  input: z.object({ ...bookPageFields, cityId: cityIdSchema.optional() }),
  refusals: [],
  async run(
    ctx: Pick<ServiceContext, "db">,
    _,
    { cityId, cursor, limit = DEFAULT_LIMIT },
  ): Promise<{ readonly items: readonly PayoutBatchView[]; readonly nextCursor: string | null }> {
    const rows = await readPayoutBatches(ctx.db, { cityId, cursor, limit: limit + 1 });
    const items = rows.slice(0, limit);
    return { items, nextCursor: rows.length > limit ? (items.at(-1)?.batchId ?? null) : null };
  },
});

export interface PayoutFileView {
  readonly fileName: string;
  readonly mediaType: string;
  readonly text: string;
}

/** The file of a batch as it was written when it was exported. */
export const payoutBatchFile = useCase({
  kind: "report",
  isAudited: true,
  permission: "payouts.decide",
  within: { batchId: "batch" },
  input: z.object({ batchId: idSchema }),
  refusals: ["BATCH_NOT_FOUND"],
  async run(ctx: Pick<ServiceContext, "db">, actor, { batchId }): Promise<PayoutFileView> {
    const { format } = await readBatch(ctx.db, batchId);
    await recordDownload(ctx, actor, { action: "download-payout-batch", subjectId: batchId, input: {} });
    const [file] = await query(
      ctx.db,
      fileRow,
      sql`SELECT file_name AS "fileName", file AS text FROM ledger.payout_batches WHERE id = ${batchId}`,
    );
    if (!file) throw ledgerRefusal("BATCH_NOT_FOUND");
    return { ...file, mediaType: MEDIA_TYPES[format] };
  },
});

/** The bank did not take a file: its payouts that are not marked as sent may be exported again. */
export const recallPayoutBatch = useCase({
  kind: "command",
  permission: "payouts.decide",
  within: { batchId: "batch" },
  idempotency: "repeatable",
  isAudited: true,
  input: z.object({ batchId: idSchema, reason: reasonSchema }),
  refusals: ["REASON_REQUIRED", "BATCH_NOT_FOUND", "BATCH_SENT"],
  async run(ctx: Pick<ServiceContext, "db">, actor, { batchId, reason }): Promise<PayoutBatchView> {
    const given = requireReason(reason);
    const [row] = await runLedger(
      { ...ctx, actor },
      recalledRow,
      sql`SELECT refusal FROM ledger.recall_payout_batch(${batchId}, ${given}, ${actor.userId})`,
    );
    if (row?.refusal) throw ledgerRefusal(row.refusal);
    return await readBatch(ctx.db, batchId);
  },
});

/** @throws DomainError BATCH_NOT_FOUND */
export async function readBatch(db: Queryable, batchId: string): Promise<PayoutBatchView> {
  const [batch] = await readPayoutBatches(db, { batchId, limit: 1 });
  if (!batch) throw ledgerRefusal("BATCH_NOT_FOUND");
  return batch;
}
