import { DomainError } from "@atlas/core/errors";
import { z } from "zod";
import { useCase } from "../use-case.ts";
import type { ServiceContext } from "../context.ts";
import { createOrder } from "./create-order.ts";
import { quoteRide } from "./quote-ride.ts";

/** The original's request, coordinates in, order out: quotes and orders in one go. `go-ride` unless told. */
export const bookRide = useCase({
  kind: "command",
  permission: "orders.book",
  idempotency: "once",
  isAudited: false,
  input: z.object({ ...quoteRide.input.shape, ...createOrder.input.omit({ quoteId: true }).shape }),
  refusals: [...quoteRide.refusals, ...createOrder.refusals],
  async run(ctx: ServiceContext, actor, input) {
    const [quote] = await quoteRide(ctx, actor, { ...input, vehicleType: input.vehicleType ?? "go-ride" });
    if (!quote) throw new DomainError("INVALID_INPUT", "The city has no tariff for this vehicle type.");
    return await createOrder(ctx, actor, { ...input, quoteId: quote.quoteId });
  },
});
