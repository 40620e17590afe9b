import { DomainError } from "@atlas/core/errors";
import { APPROVAL_STATES } from "@atlas/core/ledger";
import type { Transaction } from "@atlas/db/connect";
import { queryOne } from "@atlas/db/query";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Attempt, movedOrThrow, type Movement, type MovementCall, type MovementContext } from "./movement.ts";

/** Above the city's limit nothing has moved yet: a second operator decides about the request. */
export interface WaitingView {
  readonly status: "waiting";
  readonly requestId: string;
}

export function isWaiting(view: object): view is WaitingView {
  return "status" in view && view.status === "waiting";
}

/** What an operator's movement comes to in its transaction. */
export type Outcome<View> =
  | { readonly isWaiting: false; readonly attempt: Attempt<View> }
  | { readonly isWaiting: true; readonly view: WaitingView; readonly cityId: string };

const askedRow = z.object({
  request_id: z.string().nullable(),
  is_new: z.boolean(),
  state: z.enum(APPROVAL_STATES).nullable(),
  city_id: z.string().nullable(),
});

/** How a request is posted: under a key of its own, so once, however many approve it and however often. */
export function approvedCall(requestId: string, { actorId, reason }: Omit<MovementCall, "key">): MovementCall {
  return { key: `approval:${requestId}`, actorId, reason, requestId };
}

/**
 * Posts an operator's movement, or asks a second operator where it is above the city's limit; the limit is read in the transaction that
 * posts, and does not change before its end. What could not be posted now is refused, and not asked for. A repeat returns what became of
 * the first: the request, or what was posted for it.
 * @throws DomainError APPROVAL_CLOSED for a repeat of what was not approved, and what a new request would be refused with
 */
export async function postOrAsk<Payload extends z.ZodObject, View>(
  ctx: MovementContext,
  tx: Transaction,
  { kind, scopeOf, weigh, post }: Movement<Payload, View>,
  { payload, ...call }: MovementCall & { readonly payload: z.output<Payload> },
): Promise<Outcome<View>> {
  const { amountMinor, accountIds, sourceIds } = await weigh(tx, payload);
  const asked = await queryOne(
    tx,
    askedRow,
    sql`
      SELECT request_id, is_new, state, city_id FROM ledger.ask_approval(
        ${call.key}, ${scopeOf(payload)}, ${ctx.newId()}::uuid, ${kind}, ${amountMinor.toString()}::bigint,
        ${sql.param([...accountIds])}::uuid[], ${sql.param([...sourceIds])}::uuid[], ${toJson(payload)}::jsonb,
        ${call.reason}, ${call.actorId}::uuid)`,
  );
  const { request_id: requestId, city_id: cityId } = asked;
  if (requestId === null || cityId === null) return { isWaiting: false, attempt: await post(ctx, tx, payload, call) };
  const asApproved = approvedCall(requestId, call);
  if (asked.state === "approved") return { isWaiting: false, attempt: await post(ctx, tx, payload, asApproved) };
  if (asked.state !== "waiting") {
    throw new DomainError("APPROVAL_CLOSED", "This request was rejected or withdrawn, or nobody decided in time.");
  }
  if (asked.is_new) await tryOut(tx, async (trial) => movedOrThrow(await post(ctx, trial, payload, asApproved)));
  return { isWaiting: true, view: { status: "waiting", requestId }, cityId };
}

const NOTHING_STAYS = Symbol("a trial leaves nothing");

/** Does it and takes it back. @throws what the trial does */
async function tryOut(tx: Transaction, trial: (tx: Transaction) => Promise<unknown>): Promise<void> {
  await tx
    .transaction(async (nested) => {
      await trial(nested);
      throw NOTHING_STAYS;
    })
    .catch((error: unknown) => {
      if (error !== NOTHING_STAYS) throw error;
    });
}

function toJson(payload: unknown): string {
  return JSON.stringify(payload, (_, value: unknown) => (typeof value === "bigint" ? value.toString() : value));
}
