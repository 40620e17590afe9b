import { DomainError } from "@atlas/core/errors";
import { z } from "zod";
import { useCase } from "../use-case.ts";
import type { ServiceContext } from "../context.ts";
import { findBookedAt } from "./booked-order.ts";
import { createOrder } from "./create-order.ts";
import { quoteRide } from "./quote-ride.ts";
import { findOrder } from "./record/find-order.ts";
import { toOrderView } from "./views/order-view.ts";

/**
 * The original's request, coordinates in, order out: quotes and orders in one go. `go-ride` by default. While the order runs, the
 * same request again returns it.
 */
export const bookRide = useCase({
  kind: "command",
  permission: "orders.book",
  within: { riderId: "rider" },
  idempotency: "repeatable",
  isAudited: true,
  input: z.object({ ...quoteRide.input.shape, ...createOrder.input.omit({ quoteId: true }).shape }),
  refusals: [...quoteRide.refusals, ...createOrder.refusals],
  async run(ctx: ServiceContext, actor, input) {
    const asked = { ...input, riderId: input.riderId ?? actor.userId, vehicleType: input.vehicleType ?? "go-ride" };
    const [quote] = await quoteRide(ctx, actor, asked);
    if (!quote) throw new DomainError("INVALID_INPUT", "The city has no tariff for this vehicle type.");
    try {
      return await createOrder(ctx, actor, { ...input, quoteId: quote.quoteId });
    } catch (error) {
      const booked = hasActiveOrder(error) ? await findBookedAt(ctx.db, actor, asked) : null;
      if (booked === null) throw error;
      return toOrderView(await findOrder(ctx.db, booked.id), actor);
    }
  },
});

function hasActiveOrder(error: unknown): boolean {
  return error instanceof DomainError && error.code === "RIDER_HAS_ACTIVE_ORDER";
}
