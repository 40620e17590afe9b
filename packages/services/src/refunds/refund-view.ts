import { REFUND_BEARERS, type RefundBearer } from "@atlas/core/debt/refund";
import type { Queryable } from "@atlas/db/connect";
import { isoTimeColumn, minorColumn, queryOne } from "@atlas/db/query";
import { sql } from "drizzle-orm";
import { z } from "zod";

export interface RefundView {
  readonly refundId: string;
  readonly orderId: string;
  readonly amountMinor: string;
  readonly currency: string;
  readonly bearer: RefundBearer;
  /** The shares of the fare that it took back, to be given up by the driver or by the platform for the driver. */
  readonly driverMinor: string;
  readonly commissionMinor: string;
  readonly taxMinor: string;
  readonly reason: string;
  readonly at: string;
}

const refundRow = z.object({
  refundId: z.string(),
  orderId: z.string(),
  amountMinor: minorColumn,
  currency: z.string(),
  bearer: z.enum(REFUND_BEARERS),
  driverMinor: minorColumn,
  commissionMinor: minorColumn,
  taxMinor: minorColumn,
  reason: z.string(),
  at: isoTimeColumn,
});

/** One refund. */
export async function readRefund(db: Queryable, refundId: string): Promise<RefundView> {
  return await queryOne(
    db,
    refundRow,
    sql`
      SELECT id AS "refundId", order_id AS "orderId", amount AS "amountMinor", currency, bearer, driver AS "driverMinor",
        commission AS "commissionMinor", tax AS "taxMinor", reason, at
      FROM ledger.refunds WHERE id = ${refundId}`,
  );
}
