import { amountSchema, idSchema } from "@atlas/core/fields";
import { z } from "zod";
import type { ServiceContext } from "../../context.ts";
import { useCase } from "../../use-case.ts";
import { walletIdsOf } from "./accounts-of.ts";
import type { WaitingView } from "./ask-approval.ts";
import { moveMoney } from "./move-money.ts";
import { defineMovement } from "./movement.ts";
import { operatorPosting, walletPostingFields } from "./operator-posting.ts";
import type { PostingContext } from "./posting-context.ts";
import { postToWallet } from "./post-to-wallet.ts";
import { attemptWalletPosting, toWalletPostingView, type WalletPostingView } from "./wallet-posting-view.ts";
import type { WalletPosting } from "./wallet-posting.ts";

const payload = z.object({ userId: idSchema, amountMinor: amountSchema });

/** Money out of a user's wallet. */
export const debitMovement = defineMovement({
  kind: "debit",
  payload,
  scopeOf: ({ userId }) => `debit:${userId}`,
  weigh: async (tx, { userId, amountMinor }) => {
    const accountIds = await walletIdsOf(tx, userId);
    return { amountMinor, accountIds, sourceIds: accountIds };
  },
  post: async (ctx, db, debit, { key, actorId, reason }) =>
    attemptWalletPosting(ctx, db, toPosting(debit, { key, actorId, auditReason: reason })),
});

/** Takes money out of a user's wallet, never more than is available. */
export const debitWallet = useCase({
  kind: "command",
  permission: "ledger.post",
  idempotency: "key",
  isAudited: true,
  input: z.object(walletPostingFields),
  refusals: [
    "REASON_REQUIRED",
    "APPROVAL_CLOSED",
    "ACCOUNT_NOT_FOUND",
    "ACCOUNT_FROZEN",
    "INSUFFICIENT_FUNDS",
    "AMOUNT_OVERFLOW",
  ],
  async run(
    ctx: Pick<ServiceContext, "db" | "newId" | "clock" | "events"> & PostingContext,
    actor,
    { userId, amountMinor, ...given },
  ): Promise<WalletPostingView | WaitingView> {
    const { key, auditReason } = operatorPosting(actor, given);
    const debit = { userId, amountMinor };
    if (actor.role === "admin") {
      return await moveMoney(ctx, actor, debitMovement, { payload: debit, key, reason: auditReason });
    }
    const posting = toPosting(debit, { key, actorId: actor.userId, auditReason });
    return toWalletPostingView(await postToWallet(ctx, posting), posting);
  },
});

function toPosting(
  { userId, amountMinor }: z.output<typeof payload>,
  call: Pick<WalletPosting, "key" | "actorId" | "auditReason">,
): WalletPosting {
  return {
    ...call,
    userId,
    amountMinor,
    direction: "out",
    kind: "debit",
    counterKind: "top_up_clearing",
    description: call.auditReason ?? undefined,
  };
}
