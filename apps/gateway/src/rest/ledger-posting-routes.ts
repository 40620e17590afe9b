import { ADJUSTMENT_STATUSES, PAYOUT_STATUSES } from "@atlas/core/ledger";
import { adjustAccount, decideAdjustment, listAdjustments } from "@atlas/services/ledger/post/adjust";
import { captureHold } from "@atlas/services/ledger/post/capture";
import { freezeAccount, unfreezeAccount } from "@atlas/services/ledger/post/freeze";
import { holdMoney } from "@atlas/services/ledger/post/hold";
import { decidePayout, listPayouts } from "@atlas/services/wallet/payouts";
import { reverseTransfer } from "@atlas/services/ledger/post/reverse";
import { transferMoney } from "@atlas/services/ledger/post/transfer";
import { voidHold } from "@atlas/services/ledger/post/void";
import { createRoute, z } from "@hono/zod-openapi";
import type { ApiServices } from "../rpc/create-api-context.ts";
import {
  accountParam,
  adjustmentSchema,
  keyHeader,
  LEDGER_REFUSALS,
  payoutSchema,
  postedSchema,
  reasonField,
} from "./ledger-fields.ts";
import { BEARER, createRestApp, jsonBody, jsonInput, refusals, requireActor, type RestApp } from "./rest-app.ts";
import { amountField, idField, moneyField } from "./rest-fields.ts";
import { toRestJson } from "./rest-json.ts";
import { route } from "./rest-route.ts";
import { serveRoutes } from "./serve-routes.ts";

const posting = {
  method: "post" as const,
  tags: ["Audit"],
  security: BEARER,
  description:
    "For admins and services. What was done stands in the audit log, with who did it and why. Repeated with its key, a " +
    "posting gives its first answer again.",
};
const listing = { ...posting, method: "get" as const, description: "For admins and services." };
const POSTING_REFUSALS = [
  ...LEDGER_REFUSALS,
  "MALFORMED_REQUEST",
  "INVALID_AMOUNT",
  "ACCOUNT_NOT_FOUND",
  "ACCOUNT_FROZEN",
  "INSUFFICIENT_FUNDS",
  "IDEMPOTENCY_KEY_REUSED",
] as const;

const transferRoute = createRoute({
  ...posting,
  path: "/admin/ledger/transfers",
  summary: "Move money between two accounts",
  request: {
    headers: keyHeader,
    body: jsonInput(
      z.object({
        debit_account_id: idField,
        credit_account_id: idField,
        amount: amountField,
        reason: reasonField.optional(),
        reference: z.string().max(200).optional(),
      }),
    ),
  },
  responses: {
    200: jsonBody(postedSchema, "The transfer and both balances."),
    ...refusals(...POSTING_REFUSALS, "SAME_ACCOUNT", "CURRENCY_MISMATCH"),
  },
});

const reverseRoute = route({
  method: "post",
  path: "/admin/ledger/transfers/{id}/reverse",
  tag: "Audit",
  summary: "Undo a transfer by its opposite, once",
  returns: "The new transfer.",
  useCase: reverseTransfer,
  names: { transferId: "id" },
  answer: z.object({ transfer_id: idField, reverses_id: idField }),
});

const holdSchema = z.object({ hold_id: idField });
const holdRoute = createRoute({
  ...posting,
  path: "/admin/ledger/holds",
  summary: "Set money of a wallet aside",
  request: {
    headers: keyHeader,
    body: jsonInput(
      z.object({
        user_id: idField,
        amount: amountField,
        ttl_s: z.int().min(1).max(2_592_000).optional(),
        reason: reasonField.optional(),
      }),
    ),
  },
  responses: { 200: jsonBody(holdSchema, "The hold."), ...refusals(...POSTING_REFUSALS) },
});

const captureRoute = createRoute({
  ...posting,
  path: "/admin/ledger/holds/{id}/capture",
  summary: "Take held money, whole or in part; the rest is free again",
  request: {
    params: accountParam,
    headers: keyHeader,
    body: jsonInput(
      z.object({ credit_account_id: idField, amount: amountField.optional(), reason: reasonField.optional() }),
    ),
  },
  responses: {
    200: jsonBody(postedSchema, "The transfer and both balances."),
    ...refusals(
      ...POSTING_REFUSALS,
      "HOLD_NOT_FOUND",
      "HOLD_CLOSED",
      "HOLD_EXPIRED",
      "HOLD_OF_PAYOUT",
      "CAPTURE_EXCEEDS_HOLD",
    ),
  },
});

const voidRoute = createRoute({
  ...posting,
  path: "/admin/ledger/holds/{id}/void",
  summary: "Free held money",
  request: { params: accountParam, headers: keyHeader, body: jsonInput(z.object({ reason: reasonField.optional() })) },
  responses: {
    200: jsonBody(holdSchema, "The hold."),
    ...refusals(...POSTING_REFUSALS, "HOLD_NOT_FOUND", "HOLD_CLOSED", "HOLD_OF_PAYOUT"),
  },
});

const frozenSchema = z.object({ account_id: idField, is_frozen: z.boolean() });
const freezeRequest = {
  params: accountParam,
  headers: keyHeader.partial(),
  body: jsonInput(z.object({ reason: reasonField })),
};
const freezeResponses = {
  200: jsonBody(frozenSchema, "Whether the account is frozen."),
  ...refusals(...LEDGER_REFUSALS, "MALFORMED_REQUEST", "ACCOUNT_NOT_FOUND", "IDEMPOTENCY_KEY_REUSED"),
};
const freezeRoute = createRoute({
  ...posting,
  path: "/admin/ledger/accounts/{id}/freeze",
  summary: "Stop all postings to an account",
  request: freezeRequest,
  responses: freezeResponses,
});
const unfreezeRoute = createRoute({
  ...posting,
  path: "/admin/ledger/accounts/{id}/unfreeze",
  summary: "Allow postings again",
  request: freezeRequest,
  responses: freezeResponses,
});

const adjustRoute = createRoute({
  ...posting,
  path: "/admin/ledger/adjustments",
  summary: "Correct a balance; above the city's limit a second admin must approve",
  request: {
    headers: keyHeader,
    body: jsonInput(
      z.object({ account_id: idField, amount: amountField, direction: z.enum(["in", "out"]), reason: reasonField }),
    ),
  },
  responses: { 200: jsonBody(adjustmentSchema, "Posted or pending."), ...refusals(...POSTING_REFUSALS) },
});

const decision = jsonInput(z.object({ approve: z.boolean(), reason: reasonField }));
const decideAdjustmentRoute = createRoute({
  ...posting,
  path: "/admin/ledger/adjustments/{id}/decision",
  summary: "Approve or refuse another admin's adjustment",
  request: { params: accountParam, body: decision },
  responses: { 200: jsonBody(adjustmentSchema, "The adjustment."), ...refusals(...POSTING_REFUSALS, "SELF_APPROVAL") },
});

const adjustmentsSchema = z.array(
  adjustmentSchema.extend({
    account_id: idField,
    amount: moneyField,
    direction: z.enum(["in", "out"]),
    currency: z.string(),
    reason: z.string(),
    requested_by: z.string(),
    requested_at: z.string(),
    decided_by: z.string().nullable(),
  }),
);
const adjustmentsRoute = createRoute({
  ...listing,
  path: "/admin/ledger/adjustments",
  summary: "Adjustments, newest first",
  request: { query: z.object({ status: z.enum(ADJUSTMENT_STATUSES).optional() }) },
  responses: { 200: jsonBody(adjustmentsSchema, "The adjustments."), ...refusals(...LEDGER_REFUSALS) },
});

const payoutsSchema = z.array(payoutSchema);
const payoutsRoute = createRoute({
  ...listing,
  path: "/admin/ledger/payouts",
  summary: "Payouts, newest first",
  request: { query: z.object({ status: z.enum(PAYOUT_STATUSES).optional(), driver_id: idField.optional() }) },
  responses: { 200: jsonBody(payoutsSchema, "The payouts."), ...refusals(...LEDGER_REFUSALS) },
});

const decidePayoutRoute = createRoute({
  ...posting,
  path: "/admin/ledger/payouts/{id}/decision",
  summary: "Approve or return a payout",
  request: { params: accountParam, body: decision },
  responses: {
    200: jsonBody(payoutSchema, "The payout."),
    ...refusals(...LEDGER_REFUSALS, "MALFORMED_REQUEST", "PAYOUT_NOT_FOUND", "PAYOUT_CLOSED"),
  },
});

/** What operators may do to the ledger; each with a key or a reason, and a line in the audit log. */
export function ledgerPostingRoutes(api: ApiServices): RestApp {
  const { services, reports, countCommand } = api;
  const app = createRestApp();
  app.on("POST", "/admin/ledger/*", async (c, next) => {
    await countCommand(await requireActor(c));
    await next();
  });
  app.route("/", serveRoutes({ ...api, countCommand: async () => {} }, [reverseRoute]));
  return app
    .openapi(transferRoute, async (c) => {
      const body = c.req.valid("json");
      const posted = await transferMoney(services, await requireActor(c), {
        debitAccountId: body.debit_account_id,
        creditAccountId: body.credit_account_id,
        amountMinor: body.amount,
        idempotencyKey: c.req.valid("header")["idempotency-key"],
        reason: body.reason,
        reference: body.reference,
      });
      return c.json(postedSchema.parse(toRestJson(posted)), 200);
    })
    .openapi(holdRoute, async (c) => {
      const body = c.req.valid("json");
      const held = await holdMoney(services, await requireActor(c), {
        userId: body.user_id,
        amountMinor: body.amount,
        ttlS: body.ttl_s,
        idempotencyKey: c.req.valid("header")["idempotency-key"],
        reason: body.reason,
      });
      return c.json(holdSchema.parse(toRestJson(held)), 200);
    })
    .openapi(captureRoute, async (c) => {
      const body = c.req.valid("json");
      const captured = await captureHold(services, await requireActor(c), {
        holdId: c.req.valid("param").id,
        creditAccountId: body.credit_account_id,
        amountMinor: body.amount,
        idempotencyKey: c.req.valid("header")["idempotency-key"],
        reason: body.reason,
      });
      return c.json(postedSchema.parse(toRestJson(captured)), 200);
    })
    .openapi(voidRoute, async (c) => {
      const voided = await voidHold(services, await requireActor(c), {
        holdId: c.req.valid("param").id,
        idempotencyKey: c.req.valid("header")["idempotency-key"],
        reason: c.req.valid("json").reason,
      });
      return c.json(holdSchema.parse(toRestJson(voided)), 200);
    })
    .openapi(freezeRoute, async (c) => {
      const input = {
        accountId: c.req.valid("param").id,
        reason: c.req.valid("json").reason,
        idempotencyKey: c.req.valid("header")["idempotency-key"],
      };
      const frozen = await freezeAccount(services, await requireActor(c), input);
      return c.json(frozenSchema.parse(toRestJson(frozen)), 200);
    })
    .openapi(unfreezeRoute, async (c) => {
      const input = {
        accountId: c.req.valid("param").id,
        reason: c.req.valid("json").reason,
        idempotencyKey: c.req.valid("header")["idempotency-key"],
      };
      const frozen = await unfreezeAccount(services, await requireActor(c), input);
      return c.json(frozenSchema.parse(toRestJson(frozen)), 200);
    })
    .openapi(adjustRoute, async (c) => {
      const body = c.req.valid("json");
      const adjusted = await adjustAccount(services, await requireActor(c), {
        accountId: body.account_id,
        amountMinor: body.amount,
        direction: body.direction,
        reason: body.reason,
        idempotencyKey: c.req.valid("header")["idempotency-key"],
      });
      return c.json(adjustmentSchema.parse(toRestJson(adjusted)), 200);
    })
    .openapi(decideAdjustmentRoute, async (c) => {
      const { approve, reason } = c.req.valid("json");
      const input = { adjustmentId: c.req.valid("param").id, isApproved: approve, reason };
      const decided = await decideAdjustment(services, await requireActor(c), input);
      return c.json(adjustmentSchema.parse(toRestJson(decided)), 200);
    })
    .openapi(adjustmentsRoute, async (c) => {
      const items = await listAdjustments(reports, await requireActor(c), c.req.valid("query"));
      return c.json(adjustmentsSchema.parse(toRestJson(items)), 200);
    })
    .openapi(payoutsRoute, async (c) => {
      const { status, driver_id: driverId } = c.req.valid("query");
      const payouts = await listPayouts(reports, await requireActor(c), { status, driverId });
      return c.json(payoutsSchema.parse(toRestJson(payouts)), 200);
    })
    .openapi(decidePayoutRoute, async (c) => {
      const { approve, reason } = c.req.valid("json");
      const input = { payoutId: c.req.valid("param").id, isApproved: approve, reason };
      const payout = await decidePayout(services, await requireActor(c), input);
      return c.json(payoutSchema.parse(toRestJson(payout)), 200);
    });
}
