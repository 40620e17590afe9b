import { z } from "zod";
import type { ServiceContext } from "../../context.ts";
import { useCase } from "../../use-case.ts";
import { operatorPosting, walletPostingFields } from "./operator-posting.ts";
import type { PostingContext } from "./posting-context.ts";
import { postToWallet } from "./post-to-wallet.ts";
import { refuseAboveLimit } from "./refuse-above-limit.ts";

/** The response of the original system's CreditBalance and DebitBalance. */
export interface WalletPostingView {
  readonly success: true;
  readonly newBalanceMinor: string;
  readonly message: string;
  readonly transferId: string;
}

/** Puts money into a user's wallet. */
export const creditWallet = useCase({
  kind: "command",
  permission: "ledger.post",
  idempotency: "key",
  isAudited: true,
  input: z.object({
    ...walletPostingFields,
    /** Where the money comes from: a payment (default) or the platform's promotions. */
    source: z.enum(["top-up", "promotion"]).optional(),
  }),
  refusals: [
    "REASON_REQUIRED",
    "AMOUNT_ABOVE_LIMIT",
    "ACCOUNT_NOT_FOUND",
    "ACCOUNT_CLOSED",
    "ACCOUNT_FROZEN",
    "INSUFFICIENT_FUNDS",
    "AMOUNT_OVERFLOW",
  ],
  async run(
    ctx: Pick<ServiceContext, "db" | "newId" | "events"> & PostingContext,
    actor,
    input,
  ): Promise<WalletPostingView> {
    const isPromotion = input.source === "promotion";
    const checked = operatorPosting(actor, input);
    await refuseAboveLimit(ctx, actor, input);
    const posted = await postToWallet(ctx, {
      ...checked,
      userId: input.userId,
      amountMinor: input.amountMinor,
      direction: "in",
      kind: isPromotion ? "promotion" : "credit",
      counterKind: isPromotion ? "promotions" : "top_up_clearing",
      description: input.reason,
      actor,
    });
    return {
      success: true,
      newBalanceMinor: posted.creditBalanceMinor.toString(),
      message: "Balance credited.",
      transferId: posted.transferId,
    };
  },
});
