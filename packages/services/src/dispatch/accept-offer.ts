import type { Actor } from "@atlas/core/actor";
import type { ServiceContext } from "../context.ts";
import type { OrderView } from "../orders/order-view.ts";

/**
 * Exactly one driver wins an order.
 * @throws DomainError OFFER_NOT_FOUND, FORBIDDEN, OFFER_EXPIRED, OFFER_TAKEN, OFFER_ANSWERED, DRIVER_HAS_ACTIVE_ORDER
 */
export async function acceptOffer(
  _ctx: ServiceContext,
  _actor: Actor,
  _input: { readonly offerId: string },
): Promise<{ readonly order: OrderView }> {
  throw new Error("not built yet");
}
