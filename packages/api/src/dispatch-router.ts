import { acceptOffer } from "@atlas/services/dispatch/offers/accept-offer";
import { currentOffer } from "@atlas/services/dispatch/offers/current-offer";
import { declineOffer } from "@atlas/services/dispatch/offers/decline-offer";
import { explainDispatch } from "@atlas/services/dispatch/rounds/explain-dispatch";
import { requestRide } from "@atlas/services/dispatch/request-ride";
import { command, ofUser, query, watch } from "./procedures.ts";
import { router } from "./trpc.ts";

export const dispatchRouter = router({
  requestRide: command(requestRide),
  offers: watch(currentOffer, {
    topic: ofUser,
    read: (ctx, actor, options) => ctx.live.currentOffer(actor, options),
  }),
  accept: command(acceptOffer),
  decline: command(declineOffer),
  explain: query(explainDispatch),
});
