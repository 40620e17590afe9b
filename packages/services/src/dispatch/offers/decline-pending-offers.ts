import { DomainError } from "@atlas/core/errors";
import { offers } from "@atlas/db/schema/orders";
import { and, eq } from "drizzle-orm";
import type { ServiceContext } from "../../context.ts";
import { declineOffer } from "./decline-offer.ts";

/** Declines what a driver who went offline still has in hand, so that the rider does not wait for the countdown. */
export async function declinePendingOffers(ctx: ServiceContext, driverId: string): Promise<void> {
  const pending = await ctx.db
    .select({ id: offers.id })
    .from(offers)
    .where(and(eq(offers.driverId, driverId), eq(offers.status, "PENDING")));
  for (const { id } of pending) {
    try {
      await declineOffer(ctx, { userId: driverId, role: "driver" }, { offerId: id, reason: "went offline" });
    } catch (error) {
      // Accepted, withdrawn or out of time meanwhile.
      if (!(error instanceof DomainError)) throw error;
    }
  }
}
