import { offers } from "@atlas/db/schema/orders";
import type { JobPayload } from "@atlas/queue/catalog";
import { eq } from "drizzle-orm";
import type { Transaction } from "@atlas/db/connect";
import type { ServiceContext } from "../../context.ts";
import { commitAndAnnounce } from "../../messaging/commit-and-announce.ts";
import { consumeOnce } from "../../messaging/consume-once.ts";
import { enqueueInTransaction } from "../../messaging/enqueue-in-transaction.ts";
import { announceOrder, type OrderNews } from "../../orders/record/announce-order.ts";
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
  const expire = async (tx: Transaction): Promise<OrderNews | null> => {
    if (!(await consumeOnce(tx, CONSUMER, messageId))) return null;
    const order = await lockOrder(tx, offer.orderId);
    const earlyMs = offer.expiresAt.getTime() - ctx.clock().getTime();
    if (earlyMs > 0) {
      // This worker's clock is behind the one that set the delay.
      const message = { job: "offer-expiry" as const, payload: job, cityId: job.cityId, delayMs: earlyMs };
      await enqueueInTransaction(tx, ctx, message);
      return null;
    }
    return await closeOffer(tx, ctx, order, { offerId: offer.id, status: "TIMED_OUT", reason: null });
  };
  const expired = await commitAndAnnounce(ctx, expire, async (news) => {
    ctx.events.outboxWritten();
    if (news === null) return;
    ctx.log.info({ orderId: offer.orderId, driverId: offer.driverId }, "offer.timed_out");
    await announceOrder(ctx, news);
  });
  return expired !== null;
}
