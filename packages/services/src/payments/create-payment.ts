import { appUrlOf } from "@atlas/core/account-request";
import { DomainError } from "@atlas/core/errors";
import { amountSchema, idempotencyKeySchema } from "@atlas/core/fields";
import { isCurrency } from "@atlas/core/money";
import { CHARGE_METHODS } from "@atlas/core/payments/payment";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { ServiceContext } from "../context.ts";
import { ledgerRefusal } from "../ledger/post/refusal.ts";
import { refuseAboveLimit } from "../ledger/post/refuse-above-limit.ts";
import { runLedger } from "../ledger/post/run-ledger.ts";
import { useCase } from "../use-case.ts";
import { type PaymentView, readPayment } from "./payment-view.ts";
import { askProvider, requireDesk } from "./require-desk.ts";
import { settlePayment } from "./settle-payment.ts";

/** How long a charge can be paid. */
const PAYABLE_FOR = "1 hour";

const openedRow = z.object({ refusal: z.string().nullable(), paymentId: z.string().nullable() });

/**
 * Begins a payment into the caller's own wallet: the view says where it is paid. Nothing is credited before the provider says that it was.
 * A repeat with the same key is the same charge, also when the provider's first answer was lost.
 */
export const createPayment = useCase({
  kind: "command",
  permission: "wallet.topUp",
  idempotency: "key",
  isAudited: false,
  input: z.object({
    amountMinor: amountSchema,
    method: z.enum(CHARGE_METHODS),
    idempotencyKey: idempotencyKeySchema,
  }),
  refusals: [
    "PAYMENTS_OFF",
    "PAYMENT_REFUSED",
    "PAYMENT_PROVIDER_UNAVAILABLE",
    "ACCOUNT_NOT_FOUND",
    "ACCOUNT_CLOSED",
    "ACCOUNT_FROZEN",
    "AMOUNT_ABOVE_LIMIT",
  ],
  async run(
    ctx: Pick<ServiceContext, "db" | "newId" | "events" | "settings" | "payments" | "log">,
    actor,
    { amountMinor, method, idempotencyKey },
  ): Promise<PaymentView> {
    const { port, appUrls } = requireDesk(ctx);
    await refuseAboveLimit(ctx, actor.userId, { amountMinor, limit: "paymentMaxMinor" });
    const [opened] = await runLedger(
      ctx,
      openedRow,
      sql`
        SELECT refusal, payment_id AS "paymentId" FROM ledger.open_payment(
          ${`pay:${actor.userId}:${idempotencyKey}`}, ${ctx.newId()}::uuid, ${actor.userId}::uuid, ${amountMinor}, ${method},
          ${port.provider}, ${PAYABLE_FOR}::interval)`,
    );
    if (opened?.refusal) throw ledgerRefusal(opened.refusal);
    if (!opened?.paymentId) throw new Error("the ledger opened no payment and refused nothing");
    const { paymentId } = opened;
    const payment = await readPayment(ctx.db, paymentId);
    const isOpen = payment.state === "created" || payment.state === "pending";
    if (!isOpen || payment.payBy !== null || payment.provider !== port.provider) return payment;
    if (!isCurrency(payment.currency)) throw new Error(`a wallet in ${payment.currency}`);
    const order = {
      paymentId,
      amountMinor: BigInt(payment.amountMinor),
      currency: payment.currency,
      method,
      description: "Atlas wallet",
      returnUrl: `${appUrlOf(appUrls, actor.role)}/wallet?payment=${paymentId}`,
      expiresAt: new Date(payment.expiresAt),
    };
    const charge = await askProvider(ctx, async () => port.createCharge(order)).catch(async (error: unknown) => {
      if (error instanceof DomainError && error.code === "PAYMENT_REFUSED")
        await settlePayment(ctx, paymentId, { state: "failed" });
      throw error;
    });
    await ctx.db.execute(
      sql`SELECT ledger.note_charge(${paymentId}::uuid, ${charge.reference}, ${JSON.stringify(charge.payBy)}::jsonb)`,
    );
    return await readPayment(ctx.db, paymentId);
  },
});
