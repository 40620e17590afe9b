import type { ApprovalKind } from "@atlas/core/ledger";
import type { Result } from "@atlas/core/result";
import type { Queryable, Transaction } from "@atlas/db/connect";
import type { z } from "zod";
import type { ServiceContext } from "../../context.ts";

export type MovementContext = Pick<ServiceContext, "newId" | "clock">;

/** On whose behalf it is posted, and under which key. */
export interface MovementCall {
  readonly key: string;
  /** The operator who asked for it, not the one who approves it. */
  readonly actorId: string;
  /** For the audit log; null leaves no row there. */
  readonly reason: string | null;
  /** The request that it is posted for. */
  readonly requestId?: string;
}

export interface Moved<View> {
  readonly view: View;
  /** The transfers, the hold or the refund that came of it. */
  readonly resultIds: readonly string[];
  /** Accounts whose balance has changed. */
  readonly accountIds: readonly string[];
  /** The trip whose page shows it, where it is new there. */
  readonly orderId?: string;
}

export type Attempt<View> = Result<Moved<View>, Error>;

/** What a movement counts for against the city's limit. */
export interface Weight {
  readonly amountMinor: bigint;
  /** Every account of it: their cities' limits hold, and their owners approve nothing. None where there is nothing to move, which the ledger refuses. */
  readonly accountIds: readonly string[];
  /** The wallets that it leaves, or that what it gives back was paid from: who has put money there does not approve it. */
  readonly sourceIds: readonly string[];
}

/**
 * One kind of movement of money by operators. Up to the city's limit it is posted at once, above it when a second operator approves: both
 * by the same `post`, from the same payload.
 */
export interface Movement<Payload extends z.ZodObject, View> {
  readonly kind: ApprovalKind;
  /** What a request keeps of it, as JSON. */
  readonly payload: Payload;
  /** Of an operator's key, as the ledger's function has it (`scoped_key`). */
  readonly scopeOf: (payload: z.output<Payload>) => string;
  readonly weigh: (tx: Transaction, payload: z.output<Payload>) => Promise<Weight>;
  /** Posts it, once per key, or returns the refusal that the ledger keeps under the key when the caller commits. */
  readonly post: (
    ctx: MovementContext,
    db: Queryable,
    payload: z.output<Payload>,
    call: MovementCall,
  ) => Promise<Attempt<View>>;
}

/** The movement with its types inferred. */
export function defineMovement<Payload extends z.ZodObject, View>(
  movement: Movement<Payload, View>,
): Movement<Payload, View> {
  return movement;
}

/** @throws Error, the refusal */
export function movedOrThrow<View>(attempt: Attempt<View>): Moved<View> {
  if (!attempt.ok) throw attempt.error;
  return attempt.value;
}
