import type { SettlementKind } from "@atlas/core/ledger";
import type { Queryable } from "@atlas/db/connect";
import { sql } from "drizzle-orm";

export interface TripTransfer {
  readonly transferId: string;
  readonly kind: string;
  readonly debitAccountId: string;
  readonly creditAccountId: string;
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly at: Date;
}

export interface TripSettlement {
  readonly kind: SettlementKind;
  readonly fareMinor: bigint;
  readonly commissionMinor: bigint;
  readonly taxMinor: bigint;
  readonly at: Date;
  /** In the order of posting: fare (or fee) first, then what follows from it, then reversals. */
  readonly transfers: readonly TripTransfer[];
}

interface Row extends Record<string, unknown> {
  settlement_kind: TripSettlement["kind"];
  fare: bigint;
  commission: bigint;
  tax: bigint;
  settled_at: string;
  id: string | null;
  kind: string;
  debit_account_id: string;
  credit_account_id: string;
  amount: bigint;
  currency: string;
  at: string;
}

/** How an order was settled, with its transfers and their reversals; null while it is not. */
export async function readTripSettlement(db: Queryable, orderId: string): Promise<TripSettlement | null> {
  const rows = await db.execute<Row>(sql`
    SELECT s.kind AS settlement_kind, s.fare, s.commission, s.tax, s.at AS settled_at,
      t.id, t.kind, t.debit_account_id, t.credit_account_id, t.amount, t.currency, t.at
    FROM ledger.settlements s
    LEFT JOIN ledger.transfers t ON t.id = ANY (s.transfer_ids) OR t.reverses_id = ANY (s.transfer_ids)
    WHERE s.order_id = ${orderId}::uuid ORDER BY t.id`);
  const [first] = rows;
  if (!first) return null;
  return {
    kind: first.settlement_kind,
    fareMinor: first.fare,
    commissionMinor: first.commission,
    taxMinor: first.tax,
    at: new Date(first.settled_at),
    transfers: rows.flatMap((row) =>
      row.id === null
        ? []
        : [
            {
              transferId: row.id,
              kind: row.kind,
              debitAccountId: row.debit_account_id,
              creditAccountId: row.credit_account_id,
              amountMinor: row.amount,
              currency: row.currency,
              at: new Date(row.at),
            },
          ],
    ),
  };
}

export interface TripHold {
  readonly holdId: string;
  readonly status: string;
  readonly amountMinor: bigint;
  readonly capturedMinor: bigint;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

interface HoldRow extends Record<string, unknown> {
  id: string;
  status: string;
  amount: bigint;
  captured: bigint;
  created_at: string;
  expires_at: string;
}

/** The hold of an order; null for cash. */
export async function readTripHold(db: Queryable, orderId: string): Promise<TripHold | null> {
  const [row] = await db.execute<HoldRow>(sql`
    SELECT id, status, amount, captured, created_at, expires_at FROM ledger.holds WHERE order_id = ${orderId}::uuid`);
  if (!row) return null;
  return {
    holdId: row.id,
    status: row.status,
    amountMinor: row.amount,
    capturedMinor: row.captured,
    createdAt: new Date(row.created_at),
    expiresAt: new Date(row.expires_at),
  };
}
