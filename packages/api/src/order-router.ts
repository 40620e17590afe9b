import type { Actor } from "@atlas/core/actor";
import { answerTripCheck } from "@atlas/services/alerts/answer-trip-check";
import { tripTrack } from "@atlas/services/history/trip-track";
import { cancelOrder } from "@atlas/services/orders/cancel-order";
import { confirmFare } from "@atlas/services/orders/confirm-fare";
import { cancelTrip, drivenSoFar } from "@atlas/services/orders/cancel-trip";
import { createOrder } from "@atlas/services/orders/create-order";
import { endAsNoShow } from "@atlas/services/orders/end-as-no-show";
import { estimateFares } from "@atlas/services/orders/estimate-fares";
import { getActiveOrder } from "@atlas/services/orders/views/get-active-order";
import { getNextOrder } from "@atlas/services/orders/views/get-next-order";
import { getOrder } from "@atlas/services/orders/views/get-order";
import { listOrders } from "@atlas/services/orders/views/list-orders";
import { orderReceipt } from "@atlas/services/orders/views/order-receipt";
import { orderTimeline } from "@atlas/services/orders/views/order-timeline";
import { queuedPickup } from "@atlas/services/orders/views/queued-pickup";
import { quoteRide } from "@atlas/services/orders/quote-ride";
import { rateOrder } from "@atlas/services/orders/rate-order";
import { refundTrip } from "@atlas/services/refunds/refund-trip";
import { updateOrderStatus } from "@atlas/services/orders/update-order-status";
import type { Topic } from "./change-feed.ts";
import { command, ofUser, query, watch } from "./procedures.ts";
import { router } from "./trpc.ts";

export const orderRouter = router({
  /** For anyone, binding nobody. */
  estimate: query(estimateFares),
  quote: command(quoteRide),
  create: command(createOrder),
  get: query(getOrder),
  active: query(getActiveOrder),
  list: query(listOrders),
  updateStatus: command(updateOrderStatus),
  endAsNoShow: command(endAsNoShow),
  cancel: command(cancelOrder),
  confirmFare: command(confirmFare),
  drivenSoFar: query(drivenSoFar),
  cancelTrip: command(cancelTrip),
  refund: command(refundTrip),
  rate: command(rateOrder),
  answerTripCheck: command(answerTripCheck),
  receipt: query(orderReceipt),

  /** With times, for replay. */
  track: query(tripTrack),

  timeline: query(orderTimeline),

  watch: watch(getOrder, { topic: ofOrder }),

  /** A driver's order after the running trip. */
  next: query(getNextOrder),
  watchNext: watch(getNextOrder, { topic: ofUser }),

  /** When the driver comes who still has a trip to end; null once they drive to the pickup. */
  watchQueuedPickup: watch(queuedPickup, { topic: ofOrder }),

  watchActive: watch(getActiveOrder, {
    topic: ofUser,
    read: (ctx, actor, options) => ctx.live.activeOrder(actor, options),
  }),
});

function ofOrder(_actor: Actor, { orderId }: { readonly orderId: string }): Topic {
  return `order:${orderId}`;
}
