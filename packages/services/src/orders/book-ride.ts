import type { Actor } from "@atlas/core/actor";
import { DomainError } from "@atlas/core/errors";
import type { ServiceContext } from "../context.ts";
import { createOrder, type CreateOrderInput } from "./create-order.ts";
import type { OrderView } from "./views/order-view.ts";
import { quoteRide, type QuoteRideInput } from "./quote-ride.ts";

/** The original's request: coordinates in, order out. `go-ride` unless told. */
export type BookRideInput = QuoteRideInput & Omit<CreateOrderInput, "quoteId">;

/**
 * Quotes and orders in one go, for clients that send raw coordinates.
 * @throws DomainError as `quoteRide` and `createOrder` do
 */
export async function bookRide(ctx: ServiceContext, actor: Actor, input: BookRideInput): Promise<OrderView> {
  const [quote] = await quoteRide(ctx, actor, { ...input, vehicleType: input.vehicleType ?? "go-ride" });
  if (!quote) throw new DomainError("INVALID_INPUT", "The city has no tariff for this vehicle type.");
  return await createOrder(ctx, actor, { ...input, quoteId: quote.quoteId });
}
