import type { Actor } from "@atlas/core/actor";
import { DomainError } from "@atlas/core/errors";
import type { ServiceContext } from "../context.ts";
import { type BalanceView, walletBalance } from "./balance.ts";
import { postToWallet } from "../ledger/post/post-to-wallet.ts";

export interface TopUpInput {
  readonly amountMinor: bigint;
  readonly idempotencyKey: string;
}

/**
 * Demo credit into the caller's own wallet (rider or driver), from the city's top-up clearing.
 * @throws DomainError FORBIDDEN (not a demo), ACCOUNT_NOT_FOUND, ACCOUNT_FROZEN, IDEMPOTENCY_KEY_REUSED
 */
export async function topUp(
  ctx: Pick<ServiceContext, "db" | "newId" | "events" | "isDemo">,
  actor: Actor,
  input: TopUpInput,
): Promise<BalanceView & { readonly transferId: string }> {
  if (!ctx.isDemo) throw new DomainError("FORBIDDEN", "Topping up without a payment is only possible in the demo.");
  const { transferId } = await postToWallet(ctx, {
    key: `top-up:${actor.userId}:${input.idempotencyKey}`,
    userId: actor.userId,
    amountMinor: input.amountMinor,
    direction: "in",
    kind: "top_up",
    counterKind: "top_up_clearing",
    actorId: actor.userId,
    auditReason: null,
  });
  return { ...(await walletBalance(ctx, actor, {})), transferId };
}
