import { mayActFor } from "@atlas/core/actor";
import { DomainError } from "@atlas/core/errors";
import { idSchema, pageFields } from "@atlas/core/fields";
import { CHARGE_METHODS, type ChargeMethod, type PaymentProvider } from "@atlas/core/payments/payment";
import { query } from "@atlas/db/query";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { ServiceContext } from "../context.ts";
import { useCase } from "../use-case.ts";
import { type PaymentView, readPayment, readPayments } from "./payment-view.ts";

const currencyRow = z.object({ currency: z.string() });

export interface WaysToPay {
  /** Null where none is set up: money comes by the cash desk. */
  readonly provider: PaymentProvider | null;
  readonly methods: readonly ChargeMethod[];
}

/** With what the caller can pay in. */
export const waysToPay = useCase({
  kind: "query",
  permission: "wallet.read",
  within: {},
  input: z.object({}),
  refusals: [],
  async run({ db, payments }: Pick<ServiceContext, "db" | "payments">, { userId }): Promise<WaysToPay> {
    if (payments === null) return { provider: null, methods: [] };
    const { port } = payments;
    const [wallet] = await query(
      db,
      currencyRow,
      sql`SELECT currency FROM ledger.wallet_of(${userId}::uuid, NULL) WHERE id IS NOT NULL`,
    );
    return { provider: port.provider, methods: wallet ? port.methodsOf(wallet.currency) : CHARGE_METHODS };
  },
});

/** One payment: the caller's own, anybody's for operators. */
export const getPayment = useCase({
  kind: "query",
  permission: "wallet.read",
  within: { paymentId: "payment" },
  input: z.object({ paymentId: idSchema }),
  refusals: ["PAYMENT_NOT_FOUND"],
  async run(ctx: Pick<ServiceContext, "db">, actor, { paymentId }): Promise<PaymentView> {
    const payment = await readPayment(ctx.db, paymentId);
    if (!mayActFor(actor, payment.userId)) throw new DomainError("PAYMENT_NOT_FOUND", "There is no such payment.");
    return payment;
  },
});

/** A user's payments, newest first; the caller's own unless named. */
export const listPayments = useCase({
  kind: "query",
  permission: "wallet.read",
  within: { userId: "wallet" },
  input: z.object({ ...pageFields, userId: idSchema.optional() }),
  refusals: [],
  async run(ctx: Pick<ServiceContext, "db">, actor, { userId = actor.userId, ...page }): Promise<PaymentView[]> {
    if (!mayActFor(actor, userId)) throw new DomainError("FORBIDDEN", "These are somebody else's payments.");
    return await readPayments(ctx.db, { ...page, userId });
  },
});
