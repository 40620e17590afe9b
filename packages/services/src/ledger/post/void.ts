import type { Actor } from "@atlas/core/actor";
import { sql } from "drizzle-orm";
import type { ServiceContext } from "../../context.ts";
import { announceHold } from "./announce-hold.ts";
import { operatorPosting, type OperatorPosting } from "./operator-posting.ts";
import { heldOrThrow, postingRow } from "./posting-outcome.ts";
import { runLedger } from "./run-ledger.ts";

/**
 * Gives held money back.
 * @throws DomainError FORBIDDEN, HOLD_NOT_FOUND, HOLD_CLOSED, HOLD_OF_PAYOUT, IDEMPOTENCY_KEY_REQUIRED, IDEMPOTENCY_KEY_REUSED
 */
export async function voidHold(
  ctx: Pick<ServiceContext, "db" | "events">,
  actor: Actor,
  input: OperatorPosting & { readonly holdId: string },
): Promise<{ readonly holdId: string }> {
  const { key, auditReason } = operatorPosting(actor, input);
  const [row] = await runLedger(
    ctx,
    postingRow,
    sql`SELECT * FROM ledger.void(${key}, ${input.holdId}, ${actor.userId}, ${auditReason})`,
  );
  const { holdId } = heldOrThrow(row);
  await announceHold(ctx, holdId);
  return { holdId };
}
