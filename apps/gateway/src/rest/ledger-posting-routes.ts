import { ADJUSTMENT_STATUSES } from "@atlas/core/ledger";
import { adjustAccount, listAdjustments } from "@atlas/services/ledger/post/adjust";
import { captureHold } from "@atlas/services/ledger/post/capture";
import { freezeAccount, unfreezeAccount } from "@atlas/services/ledger/post/freeze";
import { holdMoney } from "@atlas/services/ledger/post/hold";
import { reverseTransfer } from "@atlas/services/ledger/post/reverse";
import { transferMoney } from "@atlas/services/ledger/post/transfer";
import { voidHold } from "@atlas/services/ledger/post/void";
import { z } from "@hono/zod-openapi";
import { ABOVE_LIMIT, adjustmentSchema, orWaiting, postedSchema } from "./ledger-fields.ts";
import { idField, moneyField } from "./rest-fields.ts";
import { route } from "./rest-route.ts";

const transferRoute = route({
  method: "post",
  path: "/admin/ledger/transfers",
  tag: "Audit",
  summary: "Move money between two accounts",
  description: ABOVE_LIMIT,
  returns: "The transfer and both balances.",
  useCase: transferMoney,
  response: orWaiting(postedSchema),
});

const reverseRoute = route({
  method: "post",
  path: "/admin/ledger/transfers/{id}/reverse",
  tag: "Audit",
  summary: "Undo a transfer by its opposite, once",
  description: ABOVE_LIMIT,
  returns: "The new transfer.",
  useCase: reverseTransfer,
  names: { transferId: "id" },
  response: orWaiting(z.object({ transfer_id: idField, reverses_id: idField })),
});

const holdSchema = z.object({ hold_id: idField });
const holdRoute = route({
  method: "post",
  path: "/admin/ledger/holds",
  tag: "Audit",
  summary: "Set money of a wallet aside",
  description: ABOVE_LIMIT,
  returns: "The hold.",
  useCase: holdMoney,
  response: orWaiting(holdSchema),
});

const captureRoute = route({
  method: "post",
  path: "/admin/ledger/holds/{id}/capture",
  tag: "Audit",
  summary: "Take held money, whole or in part; the rest is free again",
  description: ABOVE_LIMIT,
  returns: "The transfer and both balances.",
  useCase: captureHold,
  names: { holdId: "id" },
  response: orWaiting(postedSchema),
});

const voidRoute = route({
  method: "post",
  path: "/admin/ledger/holds/{id}/void",
  tag: "Audit",
  summary: "Free held money",
  returns: "The hold.",
  useCase: voidHold,
  names: { holdId: "id" },
  response: holdSchema,
});

const frozenSchema = z.object({ account_id: idField, is_frozen: z.boolean() });
const freezeRoute = route({
  method: "post",
  path: "/admin/ledger/accounts/{id}/freeze",
  tag: "Audit",
  summary: "Stop all postings to an account",
  returns: "Whether the account is frozen.",
  useCase: freezeAccount,
  names: { accountId: "id" },
  response: frozenSchema,
});
const unfreezeRoute = route({
  method: "post",
  path: "/admin/ledger/accounts/{id}/unfreeze",
  tag: "Audit",
  summary: "Allow postings again",
  returns: "Whether the account is frozen.",
  useCase: unfreezeAccount,
  names: { accountId: "id" },
  response: frozenSchema,
});

const adjustRoute = route({
  method: "post",
  path: "/admin/ledger/adjustments",
  tag: "Audit",
  summary: "Correct a balance",
  description: ABOVE_LIMIT,
  returns: "The adjustment.",
  useCase: adjustAccount,
  response: orWaiting(adjustmentSchema),
});

const adjustmentsSchema = z.array(
  adjustmentSchema.extend({
    status: z.enum(ADJUSTMENT_STATUSES),
    transfer_id: idField.nullable(),
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
const adjustmentsRoute = route({
  method: "get",
  path: "/admin/ledger/adjustments",
  tag: "Audit",
  summary: "Adjustments, newest first",
  returns: "The adjustments.",
  useCase: listAdjustments,
  response: adjustmentsSchema,
});

/** What operators may do to the ledger. */
export const ledgerPostingRoutes = [
  transferRoute,
  reverseRoute,
  holdRoute,
  captureRoute,
  voidRoute,
  freezeRoute,
  unfreezeRoute,
  adjustRoute,
  adjustmentsRoute,
];
