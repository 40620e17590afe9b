import type { Actor } from "@atlas/core/actor";
import { sql } from "drizzle-orm";
import type { ServiceContext } from "../../context.ts";
import { announceUser } from "./announce-user.ts";
import { operatorPosting, type OperatorPosting } from "./operator-posting.ts";
import { heldOrThrow, postingRow } from "./posting-outcome.ts";
import { runLedger } from "./run-ledger.ts";

const DEFAULT_TTL_S = 24 * 3_600;

export interface HoldInput extends OperatorPosting {
  readonly userId: string;
  readonly amountMinor: bigint;
  /** Seconds until it may expire; a day when absent. */
  readonly ttlS?: number | undefined;
  readonly reference?: string | undefined;
}

/**
 * Reserves money of a user's wallet, apart from any trip.
 * @throws DomainError FORBIDDEN, INSUFFICIENT_FUNDS, ACCOUNT_NOT_FOUND, ACCOUNT_FROZEN, IDEMPOTENCY_KEY_REQUIRED,
 *   IDEMPOTENCY_KEY_REUSED
 */
export async function holdMoney(
  ctx: Pick<ServiceContext, "db" | "newId" | "events" | "clock">,
  actor: Actor,
  input: HoldInput,
): Promise<{ readonly holdId: string }> {
  const { key, auditReason } = operatorPosting(actor, input);
  const [row] = await runLedger(
    ctx,
    postingRow,
    sql`
      SELECT * FROM ledger.hold(
        ${key}, ${ctx.newId()}, ${input.userId}, ${input.amountMinor}, ${ctx.clock().toISOString()},
        ${input.ttlS ?? DEFAULT_TTL_S}, ${input.reference ?? null}, ${actor.userId}, ${auditReason})`,
  );
  const { holdId } = heldOrThrow(row);
  await announceUser(ctx, input.userId);
  return { holdId };
}
