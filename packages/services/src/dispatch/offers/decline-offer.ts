import type { Actor } from "@atlas/core/actor";
import type { Transaction } from "@atlas/db/connect";
import type { ServiceContext } from "../../context.ts";
import { commitAndAnnounce } from "../../messaging/commit-and-announce.ts";
import { announceOrder, type OrderNews } from "../../orders/record/announce-order.ts";
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
  const decline = async (tx: Transaction): Promise<OrderNews | null> => {
    const order = await lockOrder(tx, orderId);
    const offer = await findOwnOffer(tx, actor, input.offerId);
    if (offer.status === "DECLINED") return null;
    refuseClosedOffer(offer, ctx.clock());
    return await closeOffer(tx, ctx, order, { offerId: offer.id, status: "DECLINED", reason: input.reason ?? null });
  };
  await commitAndAnnounce(ctx, decline, async (news) => {
    if (news) await announceOrder(ctx, news);
  });
  return { ok: true };
}
