import { SETTLEMENT_KINDS, type SettlementKind } from "@atlas/core/ledger";
import type { Queryable } from "@atlas/db/connect";
import { query, timeColumn } from "@atlas/db/query";
import { sql } from "drizzle-orm";
import { z } from "zod";

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

const settlementRow = z.object({
  kind: z.enum(SETTLEMENT_KINDS),
  fareMinor: z.bigint(),
  commissionMinor: z.bigint(),
  taxMinor: z.bigint(),
  at: timeColumn,
});
const transferRow = z.object({
  transferId: z.string(),
  kind: z.string(),
  debitAccountId: z.string(),
  creditAccountId: z.string(),
  amountMinor: z.bigint(),
  currency: z.string(),
  at: timeColumn,
});

/** How an order was settled, with its transfers and their reversals; null while it is not. */
export async function readTripSettlement(db: Queryable, orderId: string): Promise<TripSettlement | null> {
  const [settlement] = await query(
    db,
    settlementRow,
    sql`
      SELECT kind, fare AS "fareMinor", commission AS "commissionMinor", tax AS "taxMinor", at
      FROM ledger.settlements WHERE order_id = ${orderId}::uuid`,
  );
  if (!settlement) return null;
  const transfers = await query(
    db,
    transferRow,
    sql`
      SELECT t.id AS "transferId", t.kind, t.debit_account_id AS "debitAccountId",
        t.credit_account_id AS "creditAccountId", t.amount AS "amountMinor", t.currency, t.at
      FROM ledger.settlements s
      JOIN ledger.transfers t ON t.id = ANY (s.transfer_ids) OR t.reverses_id = ANY (s.transfer_ids)
      WHERE s.order_id = ${orderId}::uuid ORDER BY t.id`,
  );
  return { ...settlement, transfers };
}

export interface TripHold {
  readonly holdId: string;
  readonly status: string;
  readonly amountMinor: bigint;
  readonly capturedMinor: bigint;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

const holdRow = z.object({
  holdId: z.string(),
  status: z.string(),
  amountMinor: z.bigint(),
  capturedMinor: z.bigint(),
  createdAt: timeColumn,
  expiresAt: timeColumn,
});

/** The hold of an order; null for cash. */
export async function readTripHold(db: Queryable, orderId: string): Promise<TripHold | null> {
  const [hold] = await query(
    db,
    holdRow,
    sql`
      SELECT id AS "holdId", status, amount AS "amountMinor", captured AS "capturedMinor", created_at AS "createdAt",
        expires_at AS "expiresAt"
      FROM ledger.holds WHERE order_id = ${orderId}::uuid`,
  );
  return hold ?? null;
}
