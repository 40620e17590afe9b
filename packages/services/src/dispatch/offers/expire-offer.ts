import { offers } from "@atlas/db/schema/orders";
import type { JobPayload } from "@atlas/queue/catalog";
import { eq } from "drizzle-orm";
import type { ServiceContext } from "../../context.ts";
import { consumeOnce } from "../../messaging/consume-once.ts";
import { inTransaction } from "../../messaging/in-transaction.ts";
import { lockOrder } from "../../orders/record/find-order.ts";
import { closeOffer } from "./close-offer.ts";

const CONSUMER = "offer-expiry";

/** Ends an offer whose countdown has run out and asks the next candidate. True when it was still pending. */
export async function expireOffer(
  ctx: ServiceContext,
  job: JobPayload<"offer-expiry">,
  messageId: string = ctx.newId(),
): Promise<boolean> {
  const [offer] = await ctx.db.select().from(offers).where(eq(offers.id, job.offerId));
  if (offer?.status !== "PENDING") {
    await consumeOnce(ctx.db, CONSUMER, messageId);
    return false;
  }
  const isExpired = await inTransaction(ctx, async (tx) => {
    if (!(await consumeOnce(tx, CONSUMER, messageId))) return false;
    const order = await lockOrder(tx, offer.orderId);
    const earlyMs = offer.expiresAt.getTime() - ctx.clock().getTime();
    if (earlyMs > 0) {
      // This worker's clock is behind the one that set the delay.
      await tx.enqueue("offer-expiry", job, { delayMs: earlyMs });
      return false;
    }
    return await closeOffer(tx, ctx, order, { offerId: offer.id, status: "TIMED_OUT", reason: null });
  });
  if (isExpired) ctx.log.info({ orderId: offer.orderId, driverId: offer.driverId }, "offer.timed_out");
  return isExpired;
}
