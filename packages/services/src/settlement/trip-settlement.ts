import {
  HOLD_PURPOSES,
  HOLD_STATUSES,
  type HoldPurpose,
  type HoldStatus,
  SETTLEMENT_KINDS,
  type SettlementKind,
  TRANSFER_KINDS,
  type TransferKind,
} from "@atlas/core/ledger";
import type { Queryable } from "@atlas/db/connect";
import { query, timeColumn } from "@atlas/db/query";
import { sql } from "drizzle-orm";
import { z } from "zod";

export interface TripTransfer {
  readonly transferId: string;
  readonly kind: TransferKind;
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
  /** What the rider confirmed is part of the amounts. In the order of posting: fare (or fee) first, then what follows from it. */
  readonly transfers: readonly TripTransfer[];
}

const settlementRow = z.object({
  kind: z.enum(SETTLEMENT_KINDS),
  fareMinor: z.bigint(),
  commissionMinor: z.bigint(),
  taxMinor: z.bigint(),
  at: timeColumn,
});
const transferRow = z.object({
  transferId: z.string(),
  kind: z.enum(TRANSFER_KINDS),
  debitAccountId: z.string(),
  creditAccountId: z.string(),
  amountMinor: z.bigint(),
  currency: z.string(),
  at: timeColumn,
});

/** How an order was settled, with what its rider confirmed, its transfers and their reversals; null while it is not. */
export async function readTripSettlement(db: Queryable, orderId: string): Promise<TripSettlement | null> {
  const [settlement] = await query(
    db,
    settlementRow,
    sql`
      SELECT s.kind, s.fare + coalesce(c.fare, 0) AS "fareMinor", s.commission + coalesce(c.commission, 0) AS "commissionMinor",
        s.tax + coalesce(c.tax, 0) AS "taxMinor", s.at
      FROM ledger.settlements s LEFT JOIN ledger.fare_confirmations c ON c.order_id = s.order_id
      WHERE s.order_id = ${orderId}::uuid`,
  );
  if (!settlement) return null;
  const transfers = await query(
    db,
    transferRow,
    sql`
      SELECT t.id AS "transferId", t.kind, t.debit_account_id AS "debitAccountId",
        t.credit_account_id AS "creditAccountId", t.amount AS "amountMinor", t.currency, t.at
      FROM ledger.settlements s
      LEFT JOIN ledger.fare_confirmations c ON c.order_id = s.order_id
      CROSS JOIN LATERAL (SELECT s.transfer_ids || coalesce(c.transfer_ids, '{}') AS ids) posted
      JOIN ledger.transfers t ON t.id = ANY (posted.ids) OR t.reverses_id = ANY (posted.ids)
      WHERE s.order_id = ${orderId}::uuid ORDER BY t.id`,
  );
  return { ...settlement, transfers };
}

/** What moved for an order besides its settlement, in the order of posting: refunds, and what the platform paid its driver. */
export async function readTripCorrections(db: Queryable, orderId: string): Promise<TripTransfer[]> {
  return await query(
    db,
    transferRow,
    sql`
      SELECT t.id AS "transferId", t.kind, t.debit_account_id AS "debitAccountId",
        t.credit_account_id AS "creditAccountId", t.amount AS "amountMinor", t.currency, t.at
      FROM ledger.transfers t
      WHERE t.id = ledger.compensation_id(${orderId}::uuid)
        OR t.id = ANY (ARRAY(SELECT unnest(r.transfer_ids) FROM ledger.refunds r WHERE r.order_id = ${orderId}::uuid))
      ORDER BY t.at, t.id`,
  );
}

export interface TripHold {
  readonly holdId: string;
  readonly purpose: HoldPurpose;
  readonly status: HoldStatus;
  readonly amountMinor: bigint;
  readonly capturedMinor: bigint;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

const holdRow = z.object({
  holdId: z.string(),
  purpose: z.enum(HOLD_PURPOSES),
  status: z.enum(HOLD_STATUSES),
  amountMinor: z.bigint(),
  capturedMinor: z.bigint(),
  createdAt: timeColumn,
  expiresAt: timeColumn,
});

/** All that is or was held for an order, oldest first. */
export async function readTripHolds(db: Queryable, orderId: string): Promise<TripHold[]> {
  const statement = sql`
    SELECT id AS "holdId", purpose, status, amount AS "amountMinor", captured AS "capturedMinor",
      created_at AS "createdAt", expires_at AS "expiresAt"
    FROM ledger.holds WHERE order_id = ${orderId}::uuid ORDER BY created_at, id`;
  return await query(db, holdRow, statement);
}
