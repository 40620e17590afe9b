import type { Actor } from "@atlas/core/actor";
import { DomainError } from "@atlas/core/errors";
import type { Queryable } from "@atlas/db/connect";
import { offers } from "@atlas/db/schema/orders";
import { eq } from "drizzle-orm";

export type OfferRecord = typeof offers.$inferSelect;

/** The driver's own offer; another driver's looks like none. @throws DomainError OFFER_NOT_FOUND */
export async function findOwnOffer(db: Queryable, actor: Actor, offerId: string): Promise<OfferRecord> {
  const [offer] = await db.select().from(offers).where(eq(offers.id, offerId));
  if (offer?.driverId !== actor.userId) throw new DomainError("OFFER_NOT_FOUND", "There is no such offer.");
  return offer;
}

/**
 * Whether the offer is still open at `now`.
 * @throws DomainError OFFER_EXPIRED, OFFER_TAKEN, OFFER_ANSWERED
 */
export function refuseClosedOffer(offer: OfferRecord, now: Date): void {
  switch (offer.status) {
    case "PENDING":
      if (offer.expiresAt > now) return;
      throw new DomainError("OFFER_EXPIRED", "The time for this offer has run out.");
    case "TIMED_OUT":
      throw new DomainError("OFFER_EXPIRED", "The time for this offer has run out.");
    case "WITHDRAWN":
      throw new DomainError("OFFER_TAKEN", "This ride is no longer available.");
    case "ACCEPTED":
    case "DECLINED":
      throw new DomainError("OFFER_ANSWERED", "You have responded to this offer already.");
  }
}
