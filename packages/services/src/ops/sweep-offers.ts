import { offers, orders } from "@atlas/db/schema/orders";
import { and, asc, eq, lte } from "drizzle-orm";
import type { ServiceContext } from "../context.ts";
import { expireOffer } from "../dispatch/offers/expire-offer.ts";

const LIMIT = 200;
/** The countdown's own job comes first; this only catches what it missed. */
const GRACE_MS = 2_000;

/** Ends offers whose countdown ran out and whose job did not come. Returns how many ended. */
export async function sweepOffers(ctx: ServiceContext): Promise<number> {
  const due = await ctx.db
    .select({ id: offers.id, cityId: orders.cityId })
    .from(offers)
    .innerJoin(orders, eq(orders.id, offers.orderId))
    .where(and(eq(offers.status, "PENDING"), lte(offers.expiresAt, new Date(ctx.clock().getTime() - GRACE_MS))))
    .orderBy(asc(offers.expiresAt))
    .limit(LIMIT);
  let ended = 0;
  for (const { id, cityId } of due) if (await expireOffer(ctx, { cityId, offerId: id })) ended += 1;
  return ended;
}
