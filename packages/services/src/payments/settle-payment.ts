import {
  type ChargeState,
  PAYMENT_FINDINGS,
  PAYMENT_STATES,
  type PaymentFinding,
  type PaymentState,
} from "@atlas/core/payments/payment";
import type { Charge } from "@atlas/core/payments/payment-port";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { ServiceContext } from "../context.ts";
import { announceUser } from "../ledger/post/announce-user.ts";
import { runLedger } from "../ledger/post/run-ledger.ts";

const settledRow = z.object({
  state: z.enum(PAYMENT_STATES).nullable(),
  finding: z.enum(PAYMENT_FINDINGS).nullable(),
  isChanged: z.boolean().nullable(),
  userId: z.string().nullable(),
});

/** What the provider says; amount, currency and reference matter where it is paid. */
export interface Report extends Partial<Pick<Charge, "amountMinor" | "currency" | "reference">> {
  /** `unknown`: it knows of no such charge. `unreachable`: it gave no answer, and is asked again. */
  readonly state: ChargeState | "unknown" | "unreachable";
}

export interface SettledPayment {
  readonly state: PaymentState;
  readonly finding: PaymentFinding | null;
}

/**
 * Takes over what the provider says of a payment's charge, and credits what is paid: once, however often and in whatever order it is
 * reported. Returns null when there is no such payment.
 */
export async function settlePayment(
  ctx: Pick<ServiceContext, "db" | "newId" | "events" | "log">,
  paymentId: string,
  { state, amountMinor, currency, reference }: Report,
): Promise<SettledPayment | null> {
  const [row] = await runLedger(
    ctx,
    settledRow,
    sql`
      SELECT state, finding, is_changed AS "isChanged", user_id AS "userId" FROM ledger.settle_payment(
        ${paymentId}::uuid, ${ctx.newId()}::uuid, ${state}::text, ${amountMinor ?? null}::bigint,
        ${currency ?? null}::text, ${reference ?? null}::text)`,
  );
  if (!row || row.state === null || row.userId === null) return null;
  if (row.isChanged === true) {
    if (row.finding !== null) ctx.log.error({ paymentId, finding: row.finding }, "a payment needs an operator");
    await announceUser(ctx, row.userId);
  }
  return { state: row.state, finding: row.finding };
}
