import type { FareSplit } from "@atlas/core/fare";
import { REFUND_BEARERS, type RefundBearer, type Reversed } from "@atlas/core/debt/refund";
import type { Queryable } from "@atlas/db/connect";
import { isoTimeColumn, query } from "@atlas/db/query";
import { sql } from "drizzle-orm";
import { z } from "zod";

/** What a rider got back of a trip; a fare that was reversed by hand has no bearer. */
export interface TripRefund {
  readonly refundId: string;
  readonly amountMinor: bigint;
  readonly bearer: RefundBearer | null;
  readonly reason: string | null;
  readonly at: string;
}

const refundRow = z.object({
  refundId: z.string(),
  amountMinor: z.bigint(),
  bearer: z.enum(REFUND_BEARERS).nullable(),
  reason: z.string().nullable(),
  at: isoTimeColumn,
});

/** The refunds of an order, oldest first, with what was reversed of its fare. */
export async function readTripRefunds(db: Queryable, orderId: string): Promise<TripRefund[]> {
  return await query(
    db,
    refundRow,
    sql`
      SELECT id AS "refundId", amount AS "amountMinor", bearer, reason, at FROM ledger.refunds WHERE order_id = ${orderId}
      UNION ALL
      SELECT x.id, x.amount, NULL, x.description, x.at
      FROM ledger.settlements s LEFT JOIN ledger.fare_confirmations c ON c.order_id = s.order_id
      JOIN ledger.transfers t ON t.id = ANY (s.transfer_ids || coalesce(c.transfer_ids, '{}'))
        AND t.kind IN ('fare', 'cancel_fee')
      JOIN ledger.transfers x ON x.reverses_id = t.id
      WHERE s.order_id = ${orderId}
      ORDER BY at, 1`,
  );
}

/** What a trip cost, and what became of that since. */
export interface TripMoney {
  readonly settled: FareSplit;
  readonly reversed: Reversed;
  readonly refunded: FareSplit;
}

const moneyRow = z.object({
  fare: z.bigint(),
  commission: z.bigint(),
  tax: z.bigint(),
  reversed_fare: z.bigint(),
  reversed_commission: z.bigint(),
  reversed_tax: z.bigint(),
  refunded_driver: z.bigint(),
  refunded_commission: z.bigint(),
  refunded_tax: z.bigint(),
});

/** Null for an order that is not settled. */
export async function readTripMoney(db: Queryable, orderId: string): Promise<TripMoney | null> {
  const [row] = await query(db, moneyRow, sql`SELECT * FROM ledger.trip_money(${orderId}::uuid)`);
  if (!row) return null;
  return {
    settled: { driverMinor: row.fare - row.commission - row.tax, commissionMinor: row.commission, taxMinor: row.tax },
    reversed: { fareMinor: row.reversed_fare, commissionMinor: row.reversed_commission, taxMinor: row.reversed_tax },
    refunded: {
      driverMinor: row.refunded_driver,
      commissionMinor: row.refunded_commission,
      taxMinor: row.refunded_tax,
    },
  };
}
