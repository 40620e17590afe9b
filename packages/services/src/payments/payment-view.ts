import {
  CHARGE_METHODS,
  type ChargeMethod,
  PAYMENT_FINDINGS,
  PAYMENT_STATES,
  type PaymentFinding,
  type PaymentState,
} from "@atlas/core/payments/payment";
import type { PayBy } from "@atlas/core/payments/payment-port";
import { DomainError } from "@atlas/core/errors";
import type { Queryable } from "@atlas/db/connect";
import { isoTimeColumn, minorColumn, query } from "@atlas/db/query";
import { sql } from "drizzle-orm";
import { z } from "zod";

export interface PaymentView {
  readonly paymentId: string;
  readonly userId: string;
  readonly amountMinor: string;
  readonly currency: string;
  readonly method: ChargeMethod;
  readonly provider: string;
  readonly state: PaymentState;
  /** How the payer goes on, while it can be paid. */
  readonly payBy: PayBy | null;
  /** Why it is not credited though the provider calls it paid. */
  readonly finding: PaymentFinding | null;
  readonly createdAt: string;
  /** Until when it can be paid. */
  readonly expiresAt: string;
  readonly closedAt: string | null;
}

const payByColumn = z.union([
  z.object({ kind: z.literal("redirect"), url: z.string() }),
  z.object({ kind: z.literal("qr"), payload: z.string(), url: z.string().nullable() }),
]);

const paymentRow = z.object({
  paymentId: z.string(),
  userId: z.string(),
  amountMinor: minorColumn,
  currency: z.string(),
  method: z.enum(CHARGE_METHODS),
  provider: z.string(),
  state: z.enum(PAYMENT_STATES),
  payBy: payByColumn.nullable(),
  finding: z.enum(PAYMENT_FINDINGS).nullable(),
  createdAt: isoTimeColumn,
  expiresAt: isoTimeColumn,
  closedAt: isoTimeColumn.nullable(),
});

export interface PaymentsOf {
  readonly paymentId?: string;
  readonly userId?: string;
  /** The last one of the page before. */
  readonly cursor?: string | null | undefined;
  readonly limit?: number | undefined;
}

/** Payments, newest first; 20 when no limit is given. */
export async function readPayments(db: Queryable, of: PaymentsOf): Promise<PaymentView[]> {
  const { paymentId = null, userId = null, cursor = null, limit = 20 } = of;
  return await query(
    db,
    paymentRow,
    sql`
      SELECT p.id AS "paymentId", p.user_id AS "userId", p.amount AS "amountMinor", p.currency, p.method, p.provider, p.state,
        CASE WHEN p.state = 'pending' AND p.finding IS NULL THEN p.pay_by END AS "payBy", p.finding, p.created_at AS "createdAt",
        p.expires_at AS "expiresAt", p.closed_at AS "closedAt"
      FROM ledger.payments p
      WHERE (${paymentId}::uuid IS NULL OR p.id = ${paymentId}) AND (${userId}::uuid IS NULL OR p.user_id = ${userId})
        AND (${cursor}::uuid IS NULL OR p.id < ${cursor}::uuid)
      ORDER BY p.id DESC LIMIT ${limit}`,
  );
}

/** @throws DomainError PAYMENT_NOT_FOUND */
export async function readPayment(db: Queryable, paymentId: string): Promise<PaymentView> {
  const [payment] = await readPayments(db, { paymentId });
  if (!payment) throw new DomainError("PAYMENT_NOT_FOUND", "There is no such payment.");
  return payment;
}
