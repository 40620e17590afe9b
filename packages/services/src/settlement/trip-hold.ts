import type { Transaction } from "@atlas/db/connect";
import { sql } from "drizzle-orm";
import type { ServiceContext } from "../context.ts";
import { ledgerRefusal } from "../ledger/post/refusal.ts";

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
 * the same amount answers with the hold that exists.
 * @throws DomainError INSUFFICIENT_FUNDS, ACCOUNT_FROZEN, ACCOUNT_NOT_FOUND, INVALID_AMOUNT, IDEMPOTENCY_KEY_REUSED
 *   (the order has a hold over another amount).
 */
export async function placeTripHold(
  tx: Transaction,
  ctx: Pick<ServiceContext, "newId">,
  input: PlaceTripHoldInput,
): Promise<{ holdId: string }> {
  const [row] = await tx.execute<{ refusal: string | null; hold_id: string }>(sql`
    SELECT refusal, hold_id FROM ledger.place_trip_hold(
      ${ctx.newId()}::uuid, ${input.orderId}::uuid, ${input.riderId}::uuid, ${input.cityId}, ${input.currency},
      ${input.amountMinor}::bigint, ${input.expiresAt.toISOString()}::timestamptz)`);
  if (!row) throw new Error("ledger.place_trip_hold answered nothing");
  if (row.refusal !== null) throw ledgerRefusal(row.refusal);
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
  const [row] = await tx.execute<{ refusal: string | null; amount: bigint }>(sql`
    SELECT refusal, amount FROM ledger.extend_trip_hold(
      ${input.orderId}::uuid, ${input.toAmountMinor}::bigint, ${input.expiresAt?.toISOString() ?? null}::timestamptz)`);
  if (!row) throw new Error("ledger.extend_trip_hold answered nothing");
  if (row.refusal !== null) throw ledgerRefusal(row.refusal);
  return { amountMinor: row.amount };
}

/**
 * Gives the held fare back, in the transaction that ends the order. Safe to repeat: false when there is no open hold
 * (a cash order, or voided before).
 */
export async function voidTripHold(tx: Transaction, input: { orderId: string }): Promise<boolean> {
  const [row] = await tx.execute<{ voided: boolean }>(
    sql`SELECT ledger.void_trip_hold(${input.orderId}::uuid) AS voided`,
  );
  return row?.voided ?? false;
}
