import type { Actor } from "@atlas/core/actor";
import type { ServiceContext } from "../context.ts";

export interface DeclineOfferInput {
  readonly offerId: string;
  readonly reason?: string | undefined;
}

/**
 * The next candidate is asked at once; this driver is not asked for the order again.
 * @throws DomainError OFFER_NOT_FOUND, FORBIDDEN, OFFER_EXPIRED, OFFER_ANSWERED
 */
export async function declineOffer(
  _ctx: ServiceContext,
  _actor: Actor,
  _input: DeclineOfferInput,
): Promise<{ readonly ok: true }> {
  throw new Error("not built yet");
}
