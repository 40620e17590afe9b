import { FARE_ANSWERS } from "@atlas/core/evidence/fare-question";
import { confirmFare } from "@atlas/services/orders/confirm-fare";
import { z } from "@hono/zod-openapi";
import { idField, moneyField, toMoney } from "./rest-fields.ts";
import { originalRoute } from "./rest-route.ts";

const confirmFareRoute = originalRoute({
  method: "post",
  path: "/customer/order/fare",
  tag: "Orders",
  summary: "Say whether the trip arrived",
  description:
    "Where the evidence of a finished trip leaves a part of its fare open, its rider is asked. A yes adds that part to the " +
    "price, a no or silence gives it back. Trips that a driver finished with `PUT /driver/order/status` have no such question.",
  returns: "What the trip costs.",
  useCase: confirmFare,
  request: z.object({ order_id: idField, has_arrived: z.boolean() }),
  isLenient: false,
  response: z.object({ order_id: idField, price: moneyField, fare_answer: z.enum(FARE_ANSWERS).nullable() }),
  async run(ctx, actor, { order_id: orderId, has_arrived: hasArrived }) {
    const order = await confirmFare(ctx, actor, { orderId, hasArrived });
    return {
      order_id: order.orderId,
      price: toMoney(order.finalFareMinor ?? order.fareMinor),
      fare_answer: order.fareReason?.question?.answer ?? null,
    };
  },
});

/** What riders say of a finished trip, beyond the original REST contract. */
export const fareRoutes = [confirmFareRoute];
