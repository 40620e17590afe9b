import { acceptOffer } from "@atlas/services/dispatch/offers/accept-offer";
import { declineOffer } from "@atlas/services/dispatch/offers/decline-offer";
import { explainDispatch } from "@atlas/services/dispatch/rounds/explain-dispatch";
import { requestRide } from "@atlas/services/dispatch/request-ride";
import { z } from "zod";
import { idSchema, reasonSchema } from "@atlas/core/fields";
import { rereadOnChange } from "./reread-on-change.ts";
import { adminOnly, driverOnly, riderOnly, router } from "./trpc.ts";

export const dispatchRouter = router({
  requestRide: riderOnly
    .input(z.object({ orderId: idSchema }))
    .mutation(({ ctx, input }) => requestRide(ctx.services, ctx.actor, input)),

  offers: driverOnly.subscription(({ ctx, signal }) =>
    rereadOnChange({
      changes: ctx.changes,
      topic: `user:${ctx.actor.userId}`,
      read: (options) => ctx.live.currentOffer(ctx.actor, options),
      signal,
    }),
  ),

  accept: driverOnly
    .input(z.object({ offerId: idSchema }))
    .mutation(({ ctx, input }) => acceptOffer(ctx.services, ctx.actor, input)),

  decline: driverOnly
    .input(z.object({ offerId: idSchema, reason: reasonSchema.optional() }))
    .mutation(({ ctx, input }) => declineOffer(ctx.services, ctx.actor, input)),

  explain: adminOnly
    .input(z.object({ orderId: idSchema }))
    .query(({ ctx, input }) => explainDispatch(ctx.services, ctx.actor, input)),
});
