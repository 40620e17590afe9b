import { DomainError, type ErrorCode, isErrorCode } from "@atlas/core/errors";
import { keyedCalls } from "@atlas/db/schema/messaging";
import { and, eq, isNull, lt } from "drizzle-orm";
import type { ServiceContext } from "../context.ts";

const HOUR_MS = 3_600_000;
/** How long a repeat gets the first response. */
const KEEP_MS = 48 * HOUR_MS;
/** Far longer than a command may take: a process that claimed the call and has not stored a response by then has died. */
const CLAIM_MS = 60_000;
/** No response of a command comes near; one that does is not stored, and its repeat is run. */
const MAX_BODY_BYTES = 65_536;

/** A call that may be repeated: who calls what, under which key, and what is asked. */
export interface KeyedCall {
  readonly actorId: string;
  readonly operation: string;
  readonly key: string;
  readonly contentHash: string;
}

export interface StoredResponse {
  /** The code of a refusal; null for a result. */
  readonly refusal: ErrorCode | null;
  /** JSON, as it was sent. */
  readonly body: string;
}

/** The call is the caller's to run: it says what came of it, with `storeResponse` or `releaseCall`. */
export interface Claim extends KeyedCall {
  readonly claimedAt: Date;
}

type RepeatContext = Pick<ServiceContext, "db" | "clock">;

/**
 * Claims a call, or returns the response of its first run. Of several at once one gets the claim.
 * @throws DomainError IDEMPOTENCY_KEY_REUSED: with other content; IDEMPOTENCY_KEY_IN_USE: the first has no response yet
 */
export async function claimCall(ctx: RepeatContext, call: KeyedCall): Promise<Claim | StoredResponse> {
  const claimedAt = ctx.clock();
  const diedBefore = new Date(claimedAt.getTime() - CLAIM_MS);
  const claimed = await ctx.db
    .insert(keyedCalls)
    .values({ ...call, claimedAt })
    .onConflictDoUpdate({
      target: [keyedCalls.actorId, keyedCalls.operation, keyedCalls.key],
      set: { claimedAt },
      setWhere: and(
        eq(keyedCalls.contentHash, call.contentHash),
        isNull(keyedCalls.body),
        lt(keyedCalls.claimedAt, diedBefore),
      ),
    })
    .returning({ claimedAt: keyedCalls.claimedAt });
  if (claimed.length > 0) return { ...call, claimedAt };
  const [first] = await ctx.db.select().from(keyedCalls).where(isCall(call));
  if (first !== undefined && first.contentHash !== call.contentHash) {
    throw new DomainError("IDEMPOTENCY_KEY_REUSED", "This idempotency key was used with other content. Use a new one.");
  }
  if (first === undefined || first.body === null) {
    throw new DomainError("IDEMPOTENCY_KEY_IN_USE", "The first request with this key is under way. Send it again.");
  }
  return { refusal: isErrorCode(first.refusal) ? first.refusal : null, body: first.body };
}

/** From now on a repeat gets this response. */
export async function storeResponse(
  ctx: RepeatContext,
  claim: Claim,
  { refusal, body }: StoredResponse,
): Promise<void> {
  if (Buffer.byteLength(body) > MAX_BODY_BYTES) return await releaseCall(ctx, claim);
  await ctx.db.update(keyedCalls).set({ refusal, body }).where(isClaim(claim));
}

/** A repeat is run: what went wrong may pass. */
export async function releaseCall(ctx: RepeatContext, claim: Claim): Promise<void> {
  await ctx.db.delete(keyedCalls).where(isClaim(claim));
}

/** Forgets the calls whose repeats nobody expects any more. Returns how many. */
export async function trimKeyedCalls(ctx: RepeatContext): Promise<number> {
  const before = new Date(ctx.clock().getTime() - KEEP_MS);
  return (await ctx.db.delete(keyedCalls).where(lt(keyedCalls.claimedAt, before))).count;
}

function isCall({ actorId, operation, key }: KeyedCall): ReturnType<typeof and> {
  return and(eq(keyedCalls.actorId, actorId), eq(keyedCalls.operation, operation), eq(keyedCalls.key, key));
}

/** One that has died and was claimed again is no longer whose it was. */
function isClaim(claim: Claim): ReturnType<typeof and> {
  return and(isCall(claim), eq(keyedCalls.claimedAt, claim.claimedAt), isNull(keyedCalls.body));
}
