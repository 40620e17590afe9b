import { z } from "zod";
import { idSchema, reasonSchema } from "./fields.ts";
import { notYet } from "./not-yet.ts";
import { rereadOnChange } from "./reread-on-change.ts";
import { adminOnly, driverOnly, riderOnly, router } from "./trpc.ts";
import type { DispatchExplanation, OfferView, OrderView, RequestRideView } from "./views.ts";

export const dispatchRouter = router({
  requestRide: riderOnly
    .input(z.object({ orderId: idSchema }))
    .mutation((): Promise<RequestRideView> => notYet("dispatch.requestRide")),

  offers: driverOnly.subscription(({ ctx, signal }) =>
    rereadOnChange({
      changes: ctx.changes,
      cityId: ctx.cityId,
      concerns: (change) =>
        (change.kind === "offer" || change.kind === "driver" || change.kind === "order") &&
        change.driverId === ctx.actor.userId,
      read: (): Promise<OfferView | null> => notYet("dispatch.offers"),
      signal,
    }),
  ),

  accept: driverOnly
    .input(z.object({ offerId: idSchema }))
    .mutation((): Promise<{ order: OrderView }> => notYet("dispatch.accept")),

  decline: driverOnly
    .input(z.object({ offerId: idSchema, reason: reasonSchema.optional() }))
    .mutation((): Promise<{ ok: true }> => notYet("dispatch.decline")),

  explain: adminOnly
    .input(z.object({ orderId: idSchema }))
    .query((): Promise<DispatchExplanation> => notYet("dispatch.explain")),
});
