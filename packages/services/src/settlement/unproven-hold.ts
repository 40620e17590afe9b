import type { Transaction } from "@atlas/db/connect";
import { queryOne } from "@atlas/db/query";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { ServiceContext } from "../context.ts";
import { ledgerRefusal } from "../ledger/post/refusal.ts";

const splitRow = z.object({ unprovenMinor: z.bigint() });
const confirmedRow = z.object({ refusal: z.string().nullable() });
const releasedRow = z.object({ released: z.boolean() });

export interface SplitTripHoldInput {
  readonly orderId: string;
  /** What settles at once, waiting included. */
  readonly provenMinor: bigint;
  readonly unprovenMinor: bigint;
  readonly confirmBy: Date;
}

/**
 * Shrinks a trip's hold to what is proven, and holds the unproven part of the fare from what that frees. Returns how much of it
 * is held: 0 when nothing is left, or the trip holds nothing. In the transaction that finishes the trip.
 */
export async function splitTripHold(
  tx: Transaction,
  ctx: Pick<ServiceContext, "newId">,
  { orderId, provenMinor, unprovenMinor, confirmBy }: SplitTripHoldInput,
): Promise<bigint> {
  const statement = sql`
    SELECT ledger.split_trip_hold(${ctx.newId()}::uuid, ${orderId}::uuid, ${provenMinor}::bigint,
      ${unprovenMinor}::bigint, ${confirmBy.toISOString()}::timestamptz) AS "unprovenMinor"`;
  return (await queryOne(tx, splitRow, statement)).unprovenMinor;
}

/**
 * Posts the unproven part of a fare from its hold to driver, commission and tax, linked to the transfers of the trip. The caller
 * has the order's lock and writes the rider's yes.
 * @throws DomainError HOLD_NOT_FOUND, HOLD_CLOSED, ACCOUNT_NOT_FOUND, ACCOUNT_FROZEN
 */
export async function captureUnproven(tx: Transaction, input: { orderId: string; actorId: string }): Promise<void> {
  const statement = sql`SELECT ledger.confirm_fare(${input.orderId}::uuid, ${input.actorId}::uuid) AS refusal`;
  const { refusal } = await queryOne(tx, confirmedRow, statement);
  if (refusal !== null) throw ledgerRefusal(refusal);
}

/** Gives the rider the unproven part back: said no, or said nothing in time. False when nothing is held (any more). */
export async function releaseUnproven(
  tx: Transaction,
  { orderId, as }: { orderId: string; as: "voided" | "expired" },
): Promise<boolean> {
  const statement = sql`SELECT ledger.release_unproven(${orderId}::uuid, ${as}::ledger.hold_status) AS released`;
  return (await queryOne(tx, releasedRow, statement)).released;
}
