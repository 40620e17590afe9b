import type { Transaction } from "@atlas/db/connect";
import { queryOne } from "@atlas/db/query";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { ledgerRefusal } from "../ledger/post/refusal.ts";

const postedRow = z.object({ refusal: z.string().nullable() });

export interface Compensation {
  readonly orderId: string;
  readonly amountMinor: bigint;
  readonly reason: string;
  readonly actorId: string;
}

/**
 * Pays a driver from promotions for a trip that an operator ends and the rider does not pay. In the transaction that ends it, under
 * the order's lock.
 * @throws DomainError ACCOUNT_NOT_FOUND, ACCOUNT_FROZEN
 */
export async function compensateDriver(tx: Transaction, input: Compensation): Promise<void> {
  const { orderId, amountMinor, reason, actorId } = input;
  const statement = sql`
    SELECT ledger.compensate_driver(${orderId}::uuid, ${amountMinor}, ${reason}, ${actorId}::uuid) AS refusal`;
  const { refusal } = await queryOne(tx, postedRow, statement);
  if (refusal !== null) throw ledgerRefusal(refusal);
}
