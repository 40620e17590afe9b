import type { Transaction } from "@atlas/db/connect";
import { queryOne } from "@atlas/db/query";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { ServiceContext } from "../context.ts";
import { ledgerRefusal } from "../ledger/post/refusal.ts";

const placedRow = z.object({ refusal: z.string().nullable(), hold_id: z.string().nullable() });
const extendedRow = z.object({ refusal: z.string().nullable(), amount: z.bigint().nullable() });
const voidedRow = z.object({ voided: z.boolean() });

export interface PlaceTripHoldInput {
  readonly orderId: string;
  readonly riderId: string;
  readonly cityId: string;
  readonly amountMinor: bigint;
  readonly currency: string;
  /** When the hold may be released if nobody settled it. Holds of orders under way are never released by time. */
  readonly expiresAt: Date;
}

/**
 * Reserves the fare in the rider's wallet, in the transaction that creates the order. One hold an order: a repeat with
 * the same amount returns the hold that exists.
 * @throws DomainError INSUFFICIENT_FUNDS, ACCOUNT_FROZEN, ACCOUNT_NOT_FOUND, INVALID_AMOUNT, IDEMPOTENCY_KEY_REUSED
 *   (the order has a hold over another amount).
 */
export async function placeTripHold(
  tx: Transaction,
  ctx: Pick<ServiceContext, "newId">,
  input: PlaceTripHoldInput,
): Promise<{ holdId: string }> {
  const row = await queryOne(
    tx,
    placedRow,
    sql`
      SELECT refusal, hold_id FROM ledger.place_trip_hold(
        ${ctx.newId()}::uuid, ${input.orderId}::uuid, ${input.riderId}::uuid, ${input.cityId}, ${input.currency},
        ${input.amountMinor}::bigint, ${input.expiresAt.toISOString()}::timestamptz)`,
  );
  if (row.refusal !== null) throw ledgerRefusal(row.refusal);
  if (row.hold_id === null) throw new Error("the ledger held nothing and refused nothing");
  return { holdId: row.hold_id };
}

export interface ExtendTripHoldInput {
  readonly orderId: string;
  /** The new total of the hold; a total below the present one changes nothing. */
  readonly toAmountMinor: bigint;
  readonly expiresAt?: Date;
}

/**
 * Raises the order's hold to a new total, for a charge that the rider agreed to.
 * @throws DomainError HOLD_NOT_FOUND, HOLD_CLOSED, INSUFFICIENT_FUNDS, ACCOUNT_FROZEN.
 */
export async function extendTripHold(tx: Transaction, input: ExtendTripHoldInput): Promise<{ amountMinor: bigint }> {
  const row = await queryOne(
    tx,
    extendedRow,
    sql`
      SELECT refusal, amount FROM ledger.extend_trip_hold(
        ${input.orderId}::uuid, ${input.toAmountMinor}::bigint, ${input.expiresAt?.toISOString() ?? null}::timestamptz)`,
  );
  if (row.refusal !== null) throw ledgerRefusal(row.refusal);
  if (row.amount === null) throw new Error("the ledger extended nothing and refused nothing");
  return { amountMinor: row.amount };
}

/**
 * Gives the held fare back, in the transaction that ends the order. Safe to repeat: false when there is no open hold
 * (a cash order, or voided before).
 */
export async function voidTripHold(tx: Transaction, input: { orderId: string }): Promise<boolean> {
  const statement = sql`SELECT ledger.void_trip_hold(${input.orderId}::uuid) AS voided`;
  return (await queryOne(tx, voidedRow, statement)).voided;
}
