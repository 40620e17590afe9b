import { PAYOUT_FORMATS, type PayoutFormat } from "@atlas/core/payouts/payout-batch";
import type { Queryable } from "@atlas/db/connect";
import { isoTimeColumn, minorColumn, query } from "@atlas/db/query";
import { shownName } from "@atlas/db/shown-name";
import { sql } from "drizzle-orm";
import { z } from "zod";

/** `sent` when each of its payouts is. */
export const BATCH_STATES = ["exported", "sent", "recalled"] as const;

export interface PayoutBatchView {
  readonly batchId: string;
  readonly cityId: string;
  readonly format: PayoutFormat;
  readonly state: (typeof BATCH_STATES)[number];
  readonly payouts: number;
  /** Of them, sent to the bank so far. */
  readonly sent: number;
  readonly totalMinor: string;
  readonly currency: string;
  readonly fileName: string;
  readonly createdAt: string;
  readonly createdBy: string;
  readonly recalledAt: string | null;
  readonly recallReason: string | null;
}

const batchRow = z.object({
  batchId: z.string(),
  cityId: z.string(),
  format: z.enum(PAYOUT_FORMATS),
  state: z.enum(BATCH_STATES),
  payouts: z.int(),
  sent: z.int(),
  totalMinor: minorColumn,
  currency: z.string(),
  fileName: z.string(),
  createdAt: isoTimeColumn,
  createdBy: z.string(),
  recalledAt: isoTimeColumn.nullable(),
  recallReason: z.string().nullable(),
});

export interface BatchesOf {
  readonly batchId?: string | undefined;
  readonly cityId?: string | undefined;
  readonly cursor?: string | null | undefined;
  readonly limit: number;
}

/** Batches without their files, newest first. */
export async function readPayoutBatches(db: Queryable, of: BatchesOf): Promise<PayoutBatchView[]> {
  const { batchId = null, cityId = null, cursor = null, limit } = of;
  return await query(
    db,
    batchRow,
    sql`
      SELECT b.id AS "batchId", b.city_id AS "cityId", b.format, b.payouts, items.sent, b.total AS "totalMinor", b.currency,
        coalesce(b.file_name, '') AS "fileName", b.created_at AS "createdAt", ${shownName(sql`u.name`)} AS "createdBy",
        b.recalled_at AS "recalledAt", b.recall_reason AS "recallReason",
        CASE WHEN b.recalled_at IS NOT NULL THEN 'recalled' WHEN items.sent = b.payouts THEN 'sent' ELSE 'exported' END
          AS state
      FROM ledger.payout_batches b JOIN users u ON u.id = b.created_by
      CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE p.transfer_id IS NOT NULL)::int AS sent
        FROM ledger.payout_batch_items i JOIN ledger.payouts p ON p.id = i.payout_id
        WHERE i.batch_id = b.id AND i.recalled_at IS NULL) items
      WHERE (${batchId}::uuid IS NULL OR b.id = ${batchId}) AND (${cityId}::text IS NULL OR b.city_id = ${cityId})
        AND (${cursor}::uuid IS NULL OR b.id < ${cursor})
      ORDER BY b.id DESC LIMIT ${limit}`,
  );
}
