import type { Actor } from "@atlas/core/actor";
import type { ServiceContext } from "../../context.ts";
import { inTransaction } from "../../messaging/in-transaction.ts";
import { lockOrder } from "../../orders/record/find-order.ts";
import { closeOffer } from "./close-offer.ts";
import { findOwnOffer, refuseClosedOffer } from "./find-offer.ts";

export interface DeclineOfferInput {
  readonly offerId: string;
  readonly reason?: string | undefined;
}

/**
 * The next candidate is asked at once; this driver is not asked for the order again.
 * @throws DomainError OFFER_NOT_FOUND, FORBIDDEN, OFFER_EXPIRED, OFFER_TAKEN, OFFER_ANSWERED
 */
export async function declineOffer(
  ctx: ServiceContext,
  actor: Actor,
  input: DeclineOfferInput,
): Promise<{ readonly ok: true }> {
  const { orderId } = await findOwnOffer(ctx.db, actor, input.offerId);
  await inTransaction(ctx, async (tx) => {
    const order = await lockOrder(tx, orderId);
    const offer = await findOwnOffer(tx, actor, input.offerId);
    if (offer.status === "DECLINED") return;
    refuseClosedOffer(offer, ctx.clock());
    await closeOffer(tx, ctx, order, { offerId: offer.id, status: "DECLINED", reason: input.reason ?? null });
  });
  return { ok: true };
}
