import { DomainError } from "@atlas/core/errors";
import { operatorKeySchema } from "@atlas/core/fields";
import type { WaitingView } from "@atlas/services/ledger/post/ask-approval";
import { creditWallet } from "@atlas/services/ledger/post/credit";
import { debitWallet } from "@atlas/services/ledger/post/debit";
import type { WalletPostingView } from "@atlas/services/ledger/post/wallet-posting-view";
import { walletBalance } from "@atlas/services/wallet/balance";
import { z } from "@hono/zod-openapi";
import { ABOVE_LIMIT, orWaiting } from "./ledger-fields.ts";
import { amountField, idField, moneyField, toMoney } from "./rest-fields.ts";
import { originalRoute } from "./rest-route.ts";
import { KEY_HEADER } from "./wire-fields.ts";

const posting = {
  method: "post",
  tag: "Wallet",
  description: `Needs \`reference_id\` or an \`Idempotency-Key\` header. ${ABOVE_LIMIT}`,
  returns: "The balance after the posting; the first response again for a key that was used with the same payload.",
  request: z.object({
    user_id: idField,
    amount: amountField,
    reference_id: operatorKeySchema.optional(),
    reason: z.string().max(500).optional(),
    [KEY_HEADER]: operatorKeySchema.optional().openapi({ description: "Wins over `reference_id`." }),
  }),
  response: orWaiting(z.object({ success: z.literal(true), new_balance: moneyField, message: z.string() })),
  isLenient: false,
} as const;

const balanceRoute = originalRoute({
  method: "get",
  path: "/wallet/balance",
  tag: "Wallet",
  summary: "A wallet's balance",
  description: "The caller's own; anyone's for admins and services. Held money is part of `balance`.",
  returns: "The balance.",
  useCase: walletBalance,
  request: z.object({ user_id: idField.optional() }),
  isLenient: false,
  response: z.object({ user_id: idField, balance: moneyField }),
  async run(ctx, actor, request) {
    const { userId, postedMinor } = await walletBalance(ctx, actor, { userId: request.user_id });
    return { user_id: userId, balance: toMoney(postedMinor) };
  },
});

const creditRoute = originalRoute({
  ...posting,
  path: "/wallet/credit",
  summary: "Put money into a wallet",
  useCase: creditWallet,
  run: async (ctx, actor, request) => toResponse(await creditWallet(ctx, actor, toInput(request))),
});

const debitRoute = originalRoute({
  ...posting,
  path: "/wallet/debit",
  summary: "Take money out of a wallet",
  useCase: debitWallet,
  run: async (ctx, actor, request) => toResponse(await debitWallet(ctx, actor, toInput(request))),
});

/** The original's GetBalance, CreditBalance and DebitBalance. */
export const walletRoutes = [balanceRoute, creditRoute, debitRoute];

/** @throws DomainError IDEMPOTENCY_KEY_REQUIRED */
function toInput(request: z.output<typeof posting.request>): z.output<typeof debitWallet.input> {
  const idempotencyKey = request[KEY_HEADER] ?? request.reference_id;
  if (idempotencyKey === undefined) {
    throw new DomainError("IDEMPOTENCY_KEY_REQUIRED", "Send a reference_id or an Idempotency-Key header.");
  }
  return { userId: request.user_id, amountMinor: request.amount, idempotencyKey, reason: request.reason };
}

function toResponse(view: WalletPostingView | WaitingView): z.input<typeof posting.response> {
  if ("requestId" in view) return { status: view.status, request_id: view.requestId };
  return { success: true, new_balance: toMoney(view.newBalanceMinor), message: view.message };
}
