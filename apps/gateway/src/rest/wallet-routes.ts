import { DomainError } from "@atlas/core/errors";
import { walletBalance } from "@atlas/services/wallet/balance";
import { creditWallet } from "@atlas/services/ledger/post/credit";
import { debitWallet } from "@atlas/services/ledger/post/debit";
import { createRoute, z } from "@hono/zod-openapi";
import type { ApiServices } from "../rpc/create-api-context.ts";
import { BEARER, createRestApp, jsonBody, jsonInput, refusals, requireActor, type RestApp } from "./rest-app.ts";
import { amountField, idField, moneyField, toMoney } from "./rest-fields.ts";

const keyField = z.string().trim().min(1).max(128);

const postingRequest = {
  headers: z.object({
    "idempotency-key": keyField.optional().openapi({ description: "Wins over `reference_id`." }),
  }),
  body: jsonInput(
    z.object({
      user_id: idField,
      amount: amountField,
      reference_id: keyField.optional(),
      reason: z.string().max(500).optional(),
    }),
  ),
};

const postingAnswer = jsonBody(
  z.object({ success: z.literal(true), new_balance: moneyField, message: z.string() }),
  "The balance after the posting; the first answer again for a key that was used with the same payload.",
);

const postingRefusals = [
  "INVALID_INPUT",
  "INVALID_AMOUNT",
  "MALFORMED_REQUEST",
  "IDEMPOTENCY_KEY_REQUIRED",
  "IDEMPOTENCY_KEY_REUSED",
  "ACCOUNT_NOT_FOUND",
  "ACCOUNT_FROZEN",
  "FORBIDDEN",
] as const;

const balanceRoute = createRoute({
  method: "get",
  path: "/wallet/balance",
  tags: ["Wallet"],
  summary: "A wallet's balance",
  description: "The caller's own; anyone's for admins and services. Held money is part of `balance`.",
  security: BEARER,
  request: { query: z.object({ user_id: idField.optional() }) },
  responses: {
    200: jsonBody(z.object({ user_id: idField, balance: moneyField }), "The balance."),
    ...refusals("INVALID_INPUT", "FORBIDDEN", "ACCOUNT_NOT_FOUND"),
  },
});

const creditRoute = createRoute({
  method: "post",
  path: "/wallet/credit",
  tags: ["Wallet"],
  summary: "Put money into a wallet",
  description: "For admins and services. Needs `reference_id` or an `Idempotency-Key` header.",
  security: BEARER,
  request: postingRequest,
  responses: { 200: postingAnswer, ...refusals(...postingRefusals) },
});

const debitRoute = createRoute({
  method: "post",
  path: "/wallet/debit",
  tags: ["Wallet"],
  summary: "Take money out of a wallet",
  description: "For admins and services. Needs `reference_id` or an `Idempotency-Key` header.",
  security: BEARER,
  request: postingRequest,
  responses: { 200: postingAnswer, ...refusals(...postingRefusals, "INSUFFICIENT_FUNDS") },
});

/** The original's GetBalance, CreditBalance and DebitBalance. */
export function walletRoutes(api: ApiServices): RestApp {
  return createRestApp()
    .openapi(balanceRoute, async (c) => {
      const actor = await requireActor(c);
      const balance = await walletBalance(api.views, actor, { userId: c.req.valid("query").user_id });
      return c.json({ user_id: balance.userId, balance: toMoney(balance.postedMinor) }, 200);
    })
    .openapi(creditRoute, async (c) => {
      const actor = await requireActor(c);
      const body = c.req.valid("json");
      const idempotencyKey = keyOf(c.req.valid("header")["idempotency-key"], body.reference_id);
      await api.countCommand(actor);
      const posted = await creditWallet(api.services, actor, {
        userId: body.user_id,
        amountMinor: body.amount,
        idempotencyKey,
        reason: body.reason,
      });
      return c.json(
        { success: true as const, new_balance: toMoney(posted.newBalanceMinor), message: posted.message },
        200,
      );
    })
    .openapi(debitRoute, async (c) => {
      const actor = await requireActor(c);
      const body = c.req.valid("json");
      const idempotencyKey = keyOf(c.req.valid("header")["idempotency-key"], body.reference_id);
      await api.countCommand(actor);
      const posted = await debitWallet(api.services, actor, {
        userId: body.user_id,
        amountMinor: body.amount,
        idempotencyKey,
        reason: body.reason,
      });
      return c.json(
        { success: true as const, new_balance: toMoney(posted.newBalanceMinor), message: posted.message },
        200,
      );
    });
}

/** @throws DomainError IDEMPOTENCY_KEY_REQUIRED */
function keyOf(header: string | undefined, referenceId: string | undefined): string {
  const key = header ?? referenceId;
  if (key === undefined) {
    throw new DomainError("IDEMPOTENCY_KEY_REQUIRED", "Send a reference_id or an Idempotency-Key header.");
  }
  return key;
}
