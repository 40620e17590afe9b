import type { Actor } from "@atlas/core/actor";
import type { z } from "zod";
import { actFrom } from "../../access/record-act.ts";
import type { ServiceContext } from "../../context.ts";
import { announceAccounts } from "./announce-accounts.ts";
import { type Outcome, postOrAsk, type WaitingView } from "./ask-approval.ts";
import { movedOrThrow, type Movement, type MovementCall } from "./movement.ts";
import { repeatLedger } from "./run-ledger.ts";

type MoveContext = Pick<ServiceContext, "db" | "newId" | "clock" | "events">;

/**
 * Moves money and tells the watchers of the wallets. An operator's movement above the city's limit becomes a request instead; behind a
 * service account's stands a system of its own, which is held to no limit.
 * @throws DomainError as `postOrAsk` does, and with the ledger's refusal
 */
export async function moveMoney<Payload extends z.ZodObject, View>(
  ctx: MoveContext,
  actor: Actor,
  movement: Movement<Payload, View>,
  call: Omit<MovementCall, "actorId"> & { readonly payload: z.output<Payload> },
): Promise<View | WaitingView> {
  const ofActor = { ...call, actorId: actor.userId };
  const outcome = await repeatLedger(async (): Promise<Outcome<View>> => {
    if (actor.role !== "admin") {
      return { isWaiting: false, attempt: await movement.post(ctx, ctx.db, call.payload, ofActor) };
    }
    return await ctx.db.transaction(async (tx) => {
      await actFrom(tx, actor);
      return await postOrAsk(ctx, tx, movement, ofActor);
    });
  });
  if (outcome.isWaiting) {
    ctx.events.publish({ kind: "approval", cityId: outcome.cityId, requestId: outcome.view.requestId });
    return outcome.view;
  }
  const moved = movedOrThrow(outcome.attempt);
  await announceAccounts(ctx, moved.accountIds);
  return moved.view;
}
