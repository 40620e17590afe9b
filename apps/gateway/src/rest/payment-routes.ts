import { CHARGE_DIFFERENCES } from "@atlas/core/payments/compare-charges";
import { CHARGE_METHODS, PAYMENT_FINDINGS, PAYMENT_PROVIDERS, PAYMENT_STATES } from "@atlas/core/payments/payment";
import { createPayment } from "@atlas/services/payments/create-payment";
import { getPayment, listPayments, waysToPay } from "@atlas/services/payments/own-payments";
import { reconcilePayments } from "@atlas/services/payments/reconcile-payments";
import { z } from "@hono/zod-openapi";
import { idField, moneyField } from "./rest-fields.ts";
import { route } from "./rest-route.ts";

const wallet = { tag: "Wallet" } as const;

const paymentSchema = z
  .object({
    payment_id: idField,
    user_id: idField,
    amount: moneyField,
    currency: z.string(),
    method: z.enum(CHARGE_METHODS),
    provider: z.string(),
    state: z.enum(PAYMENT_STATES),
    pay_by: z
      .union([
        z.object({ kind: z.literal("redirect"), url: z.string() }),
        z.object({ kind: z.literal("qr"), payload: z.string(), url: z.string().nullable() }),
      ])
      .nullable()
      .openapi({ description: "Where it is paid, while it can be: a page, or a code to scan." }),
    finding: z
      .enum(PAYMENT_FINDINGS)
      .nullable()
      .openapi({ description: "Why it is not credited though the provider calls it paid: an operator looks into it." }),
    created_at: z.string(),
    expires_at: z.string(),
    closed_at: z.string().nullable(),
  })
  .openapi("Payment");

const waysRoute = route({
  ...wallet,
  method: "get",
  path: "/wallet/payment-methods",
  summary: "With what the caller can pay in",
  returns: "The provider, null where none is set up, and its methods.",
  useCase: waysToPay,
  response: z.object({
    provider: z.enum(PAYMENT_PROVIDERS).nullable(),
    methods: z.array(z.enum(CHARGE_METHODS)),
  }),
});

const createRoute = route({
  ...wallet,
  method: "post",
  path: "/wallet/payments",
  summary: "Begin a payment into the caller's wallet",
  description: "Nothing is credited before the provider says that it was paid.",
  returns: "The payment, and where it is paid.",
  useCase: createPayment,
  response: paymentSchema,
});

const paymentsRoute = route({
  ...wallet,
  method: "get",
  path: "/wallet/payments",
  summary: "Payments into a wallet, newest first",
  description: "The caller's own; anyone's for admins and services.",
  returns: "At most a hundred payments.",
  useCase: listPayments,
  response: z.array(paymentSchema),
});

const paymentRoute = route({
  ...wallet,
  method: "get",
  path: "/wallet/payments/{id}",
  summary: "A payment",
  returns: "The payment.",
  useCase: getPayment,
  names: { paymentId: "id" },
  response: paymentSchema,
});

const reconcileRoute = route({
  method: "get",
  path: "/admin/ledger/payments/reconcile",
  tag: "Audit",
  summary: "Compare a day's payments with the provider's charges and the ledger",
  description: "The day ends at midnight in UTC.",
  returns: "What is different, each by its name.",
  useCase: reconcilePayments,
  response: z.object({
    provider: z.enum(PAYMENT_PROVIDERS),
    day: z.string(),
    payments: z.int(),
    charges: z.int(),
    credited: z.array(z.object({ currency: z.string(), amount: moneyField })),
    is_listed: z
      .boolean()
      .openapi({ description: "Whether the provider has a list, in which charges that are none of ours would stand." }),
    differences: z.array(
      z.object({
        kind: z.enum(CHARGE_DIFFERENCES),
        payment_id: idField.nullable(),
        reference: z.string().nullable(),
        ours: z.string().nullable(),
        theirs: z.string().nullable(),
      }),
    ),
  }),
});

/** Money that people pay into their wallets. */
export const paymentRoutes = [waysRoute, createRoute, paymentsRoute, paymentRoute, reconcileRoute];
