import { DomainError } from "@atlas/core/errors";
import { idSchema } from "@atlas/core/fields";
import type { Webhook } from "@atlas/core/payments/payment-port";
import { query } from "@atlas/db/query";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { ServiceContext } from "../context.ts";
import { askProvider, requireDesk } from "./require-desk.ts";
import { type SettledPayment, settlePayment } from "./settle-payment.ts";

const foundRow = z.object({ id: z.string(), reference: z.string().nullable() });

/**
 * A webhook of a provider. Its signature is verified before anything of it is read; then the provider is asked how the charge stands now,
 * so that a webhook which comes twice, late or after a newer one changes nothing. Null for what is about no payment of ours.
 * @throws DomainError PAYMENTS_OFF, NOT_FOUND for another provider, WEBHOOK_REFUSED, PAYMENT_PROVIDER_UNAVAILABLE: it comes again
 */
export async function takeWebhook(
  ctx: Pick<ServiceContext, "db" | "newId" | "events" | "payments" | "log">,
  provider: string,
  webhook: Webhook,
): Promise<SettledPayment | null> {
  const { port } = requireDesk(ctx);
  if (provider !== port.provider) throw new DomainError("NOT_FOUND", "This provider is not in use.");
  const notice = port.readWebhook(webhook);
  if (notice === null) return null;
  // What others sell at the same account of the provider has ids of its own.
  const paymentId = idSchema.safeParse(notice.paymentId).data ?? null;
  const [payment] = await query(
    ctx.db,
    foundRow,
    sql`
      SELECT id, reference FROM ledger.payments
      WHERE provider = ${provider} AND id = ${paymentId}::uuid OR provider = ${provider} AND reference = ${notice.reference}
      ORDER BY id LIMIT 1`,
  );
  if (!payment) {
    ctx.log.warn({ provider, reference: notice.reference }, "a webhook about a charge that is none of ours");
    return null;
  }
  // A reference that is not the payment's is asked about all the same: money that came by another charge is a finding.
  const key = { paymentId: payment.id, reference: notice.reference ?? payment.reference };
  const charge = await askProvider(ctx, async () => port.fetchCharge(key));
  return await settlePayment(ctx, payment.id, charge ?? { state: "unknown" });
}
