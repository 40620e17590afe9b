import { idSchema, reasonSchema } from "@atlas/core/fields";
import { z } from "zod";
import { useCase } from "../../use-case.ts";
import type { ServiceContext } from "../../context.ts";
import { inTransaction } from "../../messaging/in-transaction.ts";
import { lockOrder } from "../../orders/record/find-order.ts";
import { closeOffer } from "./close-offer.ts";
import { findOwnOffer, refuseClosedOffer } from "./find-offer.ts";

/** The next candidate is asked at once; this driver is not asked for the order again. */
export const declineOffer = useCase({
  kind: "command",
  permission: "offers.answer",
  idempotency: "repeatable",
  isAudited: false,
  input: z.object({ offerId: idSchema, reason: reasonSchema.optional() }),
  refusals: ["OFFER_NOT_FOUND", "OFFER_EXPIRED", "OFFER_TAKEN", "OFFER_ANSWERED"],
  async run(ctx: ServiceContext, actor, input): Promise<{ readonly ok: true }> {
    const { orderId } = await findOwnOffer(ctx.db, actor, input.offerId);
    await inTransaction(ctx, async (tx) => {
      const order = await lockOrder(tx, orderId);
      const offer = await findOwnOffer(tx, actor, input.offerId);
      if (offer.status === "DECLINED") return;
      refuseClosedOffer(offer, ctx.clock());
      await closeOffer(tx, ctx, order, { offerId: offer.id, status: "DECLINED", reason: input.reason ?? null });
    });
    return { ok: true };
  },
});
