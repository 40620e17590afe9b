import { z } from "zod";
import type { ServiceContext } from "../../context.ts";
import { useCase } from "../../use-case.ts";
import type { WalletPostingView } from "./credit.ts";
import { operatorPosting, walletPostingFields } from "./operator-posting.ts";
import type { PostingContext } from "./posting-context.ts";
import { postToWallet } from "./post-to-wallet.ts";
import { refuseAboveLimit } from "./refuse-above-limit.ts";

/** Takes money out of a user's wallet, never more than is available. */
export const debitWallet = useCase({
  kind: "command",
  permission: "ledger.post",
  idempotency: "key",
  isAudited: true,
  input: z.object(walletPostingFields),
  refusals: [
    "REASON_REQUIRED",
    "AMOUNT_ABOVE_LIMIT",
    "ACCOUNT_NOT_FOUND",
    "ACCOUNT_FROZEN",
    "INSUFFICIENT_FUNDS",
    "AMOUNT_OVERFLOW",
  ],
  async run(
    ctx: Pick<ServiceContext, "db" | "newId" | "events"> & PostingContext,
    actor,
    input,
  ): Promise<WalletPostingView> {
    const checked = operatorPosting(actor, input);
    await refuseAboveLimit(ctx, actor, input);
    const posted = await postToWallet(ctx, {
      ...checked,
      userId: input.userId,
      amountMinor: input.amountMinor,
      direction: "out",
      kind: "debit",
      counterKind: "top_up_clearing",
      description: input.reason,
      actor,
    });
    return {
      success: true,
      newBalanceMinor: posted.debitBalanceMinor.toString(),
      message: "Balance debited.",
      transferId: posted.transferId,
    };
  },
});
