import { DomainError } from "@atlas/core/errors";
import { idSchema } from "@atlas/core/fields";
import { ORDER_STATUSES } from "@atlas/core/order-status";
import { z } from "zod";
import { useCase } from "../use-case.ts";
import type { ServiceContext } from "../context.ts";
import { cancelOrder } from "./cancel-order.ts";
import { updateOrderStatus, updateOrderStatusUnasked } from "./update-order-status.ts";

/** The original's one call for every move of an order: a driver's step, or the cancellation by anyone who may cancel. */
export const setOrderStatus = useCase({
  kind: "command",
  permission: "orders.cancel",
  within: { orderId: "order" },
  idempotency: "repeatable",
  isAudited: true,
  input: z.object({
    orderId: idSchema,
    status: z.enum(ORDER_STATUSES),
    startPin: updateOrderStatus.input.shape.startPin,
  }),
  refusals: [...updateOrderStatus.refusals, ...cancelOrder.refusals],
  async run(ctx: ServiceContext, actor, { orderId, status, startPin }) {
    switch (status) {
      case "ARRIVED":
      case "STARTED":
      case "FINISHED":
        // The original asks nobody where the car is: what the evidence does not prove is taken, and marked.
        return await updateOrderStatusUnasked(ctx, actor, { orderId, status, startPin, override: {} });
      case "CANCELLED":
        return await cancelOrder(ctx, actor, { orderId });
      case "CREATED":
      case "MATCHED":
      case "EXPIRED":
        throw new DomainError("ILLEGAL_TRANSITION", `No driver can set an order to ${status.toLowerCase()}.`);
    }
  },
});
