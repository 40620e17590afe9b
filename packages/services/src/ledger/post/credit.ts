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

/** Where the money comes from: a payment (default) or the platform's promotions. */
const sourceField = z.enum(["top-up", "promotion"]).optional();
const payload = z.object({ userId: idSchema, amountMinor: amountSchema, source: sourceField });

/** Money into a user's wallet. */
export const creditMovement = defineMovement({
  kind: "credit",
  payload,
  scopeOf: ({ userId }) => `credit:${userId}`,
  weigh: async (tx, { userId, amountMinor }) => ({
    amountMinor,
    accountIds: await walletIdsOf(tx, userId),
    sourceIds: [],
  }),
  post: async (ctx, db, credit, { key, actorId, reason }) =>
    attemptWalletPosting(ctx, db, toPosting(credit, { key, actorId, auditReason: reason })),
});

/** Puts money into a user's wallet. */
export const creditWallet = useCase({
  kind: "command",
  permission: "ledger.post",
  idempotency: "key",
  isAudited: true,
  input: z.object({ ...walletPostingFields, source: sourceField }),
  refusals: [
    "REASON_REQUIRED",
    "APPROVAL_CLOSED",
    "ACCOUNT_NOT_FOUND",
    "ACCOUNT_CLOSED",
    "ACCOUNT_FROZEN",
    "INSUFFICIENT_FUNDS",
    "AMOUNT_OVERFLOW",
  ],
  async run(
    ctx: Pick<ServiceContext, "db" | "newId" | "clock" | "events"> & PostingContext,
    actor,
    { userId, amountMinor, source, ...given },
  ): Promise<WalletPostingView | WaitingView> {
    const { key, auditReason } = operatorPosting(actor, given);
    const credit = { userId, amountMinor, source };
    if (actor.role === "admin") {
      return await moveMoney(ctx, actor, creditMovement, { payload: credit, key, reason: auditReason });
    }
    const posting = toPosting(credit, { key, actorId: actor.userId, auditReason });
    return toWalletPostingView(await postToWallet(ctx, posting), posting);
  },
});

function toPosting(
  { userId, amountMinor, source }: z.output<typeof payload>,
  call: Pick<WalletPosting, "key" | "actorId" | "auditReason">,
): WalletPosting {
  const isPromotion = source === "promotion";
  return {
    ...call,
    userId,
    amountMinor,
    direction: "in",
    kind: isPromotion ? "promotion" : "credit",
    counterKind: isPromotion ? "promotions" : "top_up_clearing",
    description: call.auditReason ?? undefined,
  };
}
