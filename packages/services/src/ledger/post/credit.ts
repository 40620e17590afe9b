import type { Actor } from "@atlas/core/actor";
import type { ServiceContext } from "../../context.ts";
import { operatorPosting, type OperatorPosting } from "./operator-posting.ts";
import { postToWallet } from "./post-to-wallet.ts";

export interface CreditWalletInput extends OperatorPosting {
  readonly userId: string;
  readonly amountMinor: bigint;
  /** Where the money comes from: a payment (default) or the platform's promotions. */
  readonly source?: "top-up" | "promotion" | undefined;
}

/** The answer of the original system's CreditBalance and DebitBalance. */
export interface WalletPostingView {
  readonly success: true;
  readonly newBalanceMinor: string;
  readonly message: string;
  readonly transferId: string;
}

/**
 * Puts money into a user's wallet.
 * @throws DomainError FORBIDDEN, ACCOUNT_NOT_FOUND, ACCOUNT_FROZEN, IDEMPOTENCY_KEY_REQUIRED, IDEMPOTENCY_KEY_REUSED
 */
export async function creditWallet(
  ctx: Pick<ServiceContext, "db" | "newId" | "events">,
  actor: Actor,
  input: CreditWalletInput,
): Promise<WalletPostingView> {
  const isPromotion = input.source === "promotion";
  const posted = await postToWallet(ctx, {
    ...operatorPosting(actor, input),
    userId: input.userId,
    amountMinor: input.amountMinor,
    direction: "in",
    kind: isPromotion ? "promotion" : "credit",
    counterKind: isPromotion ? "promotions" : "top_up_clearing",
    description: input.reason,
    actorId: actor.userId,
  });
  return {
    success: true,
    newBalanceMinor: posted.creditBalanceMinor.toString(),
    message: "Balance credited.",
    transferId: posted.transferId,
  };
}
