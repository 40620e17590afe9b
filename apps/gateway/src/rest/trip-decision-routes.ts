import { cancelTrip, drivenSoFar } from "@atlas/services/orders/cancel-trip";
import { refundTrip } from "@atlas/services/refunds/refund-trip";
import { z } from "@hono/zod-openapi";
import { ABOVE_LIMIT, orWaiting } from "./ledger-fields.ts";
import { idField, moneyField } from "./rest-fields.ts";
import { route } from "./rest-route.ts";

const text = z.string();

const refundSchema = z
  .object({
    refund_id: idField,
    order_id: idField,
    amount: moneyField,
    currency: text,
    bearer: text,
    driver: moneyField,
    commission: moneyField,
    tax: moneyField,
    reason: text,
    at: text,
  })
  .openapi("Refund");

const refundRoute = route({
  method: "post",
  path: "/admin/orders/{id}/refunds",
  tag: "Orders",
  summary: "Give a rider back the whole of a trip or a part of it",
  description: `\`bearer\` is \`driver\` or \`platform\`. It goes into the rider's wallet, whatever the trip was paid with. ${ABOVE_LIMIT}`,
  returns: "The refund.",
  useCase: refundTrip,
  names: { orderId: "id" },
  response: orWaiting(refundSchema),
});

const drivenRoute = route({
  method: "get",
  path: "/admin/orders/{id}/driven",
  tag: "Orders",
  summary: "What a trip in progress has cost so far",
  returns: "What is proven, and the most that may be paid for it.",
  useCase: drivenSoFar,
  names: { orderId: "id" },
  response: z.object({ driven: moneyField, limit: moneyField }),
});

const cancelTripRoute = route({
  method: "post",
  path: "/admin/orders/{id}/cancel",
  tag: "Orders",
  summary: "End a trip under way, and say who pays its driver",
  description: "`payer` is `rider`, `platform` or `nobody`; what is proven so far unless an `amount` is given.",
  returns: "The order's status.",
  useCase: cancelTrip,
  names: { orderId: "id" },
  response: z.looseObject({ order_id: idField, status: text }),
});

/** What operators decide about the money of a trip. */
export const tripDecisionRoutes = [refundRoute, drivenRoute, cancelTripRoute];
