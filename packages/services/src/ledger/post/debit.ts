import type { Actor } from "@atlas/core/actor";
import type { ServiceContext } from "../../context.ts";
import type { WalletPostingView } from "./credit.ts";
import { operatorPosting, type OperatorPosting } from "./operator-posting.ts";
import { postToWallet } from "./post-to-wallet.ts";

export interface DebitWalletInput extends OperatorPosting {
  readonly userId: string;
  readonly amountMinor: bigint;
}

/**
 * Takes money out of a user's wallet, never more than is available.
 * @throws DomainError FORBIDDEN, INSUFFICIENT_FUNDS, ACCOUNT_NOT_FOUND, ACCOUNT_FROZEN, IDEMPOTENCY_KEY_REQUIRED,
 *   IDEMPOTENCY_KEY_REUSED
 */
export async function debitWallet(
  ctx: Pick<ServiceContext, "db" | "newId" | "events">,
  actor: Actor,
  input: DebitWalletInput,
): Promise<WalletPostingView> {
  const posted = await postToWallet(ctx, {
    ...operatorPosting(actor, input),
    userId: input.userId,
    amountMinor: input.amountMinor,
    direction: "out",
    kind: "debit",
    counterKind: "top_up_clearing",
    description: input.reason,
    actorId: actor.userId,
  });
  return {
    success: true,
    newBalanceMinor: posted.debitBalanceMinor.toString(),
    message: "Balance debited.",
    transferId: posted.transferId,
  };
}
