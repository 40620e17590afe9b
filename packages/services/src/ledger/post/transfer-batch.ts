import type { Actor } from "@atlas/core/actor";
import { type ErrorCode, isErrorCode } from "@atlas/core/errors";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { ServiceContext } from "../../context.ts";
import { authorise } from "../../use-case.ts";
import { runLedger } from "./run-ledger.ts";

export const MAX_TRANSFERS_PER_BATCH = 1_000;

export interface BatchedTransfer {
  readonly idempotencyKey: string;
  readonly debitAccountId: string;
  readonly creditAccountId: string;
  readonly amountMinor: bigint;
  readonly reference?: string;
}

export type BatchedTransferResult =
  | { readonly isPosted: true; readonly transferId: string; readonly isReplay: boolean }
  | { readonly isPosted: false; readonly code: ErrorCode };

const batchRow = z.object({
  refusal: z.string().nullable(),
  is_replay: z.boolean(),
  transfer_id: z.string().nullable(),
});

/**
 * Posts up to 1,000 independent transfers set-based in one transaction and one round trip; each is posted or refused by
 * itself, as if one came after the other. Results stand in the order of the input.
 * @throws DomainError FORBIDDEN
 */
export async function transferBatch(
  ctx: Pick<ServiceContext, "db" | "newId">,
  actor: Actor,
  transfers: readonly BatchedTransfer[],
): Promise<BatchedTransferResult[]> {
  authorise(actor, { permission: "ledger.post" });
  if (transfers.length > MAX_TRANSFERS_PER_BATCH) {
    throw new RangeError(`at most ${MAX_TRANSFERS_PER_BATCH} transfers in a batch`);
  }
  if (transfers.length === 0) return [];
  const rows = await runLedger(
    { ...ctx, actor },
    batchRow,
    sql`
      SELECT refusal, is_replay, transfer_id FROM ledger.post_batch(
        ${sql.param(transfers.map(({ idempotencyKey }) => `ops:${idempotencyKey}`))}::text[],
        ${sql.param(transfers.map(() => ctx.newId()))}::uuid[],
        ${sql.param(transfers.map(({ debitAccountId }) => debitAccountId))}::uuid[],
        ${sql.param(transfers.map(({ creditAccountId }) => creditAccountId))}::uuid[],
        ${sql.param(transfers.map(({ amountMinor }) => amountMinor.toString()))}::bigint[],
        ${sql.param(transfers.map(() => "transfer"))}::text[],
        ${sql.param(transfers.map(({ reference }) => reference ?? null))}::text[], ${actor.userId})
      ORDER BY ord`,
  );
  return rows.map(toResult);
}

function toResult(row: z.infer<typeof batchRow>): BatchedTransferResult {
  if (row.transfer_id !== null && row.refusal === null) {
    return { isPosted: true, transferId: row.transfer_id, isReplay: row.is_replay };
  }
  if (!isErrorCode(row.refusal)) throw new Error(`the ledger refused with an unknown code: ${row.refusal}`);
  return { isPosted: false, code: row.refusal };
}
