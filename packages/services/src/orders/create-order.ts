import type { Actor } from "@atlas/core/actor";
import type { PaymentMethod } from "@atlas/db/schema/orders";
import type { ServiceContext } from "../context.ts";
import type { OrderView } from "./order-view.ts";

export interface CreateOrderInput {
  readonly quoteId: string;
  /** `wallet` when left out. */
  readonly paymentMethod?: PaymentMethod | undefined;
  /** Whether the driver must be told four digits before the trip starts. */
  readonly startPin?: boolean | undefined;
  readonly note?: string | undefined;
  /** Whether the search for a driver starts at once; true when left out. */
  readonly dispatch?: boolean | undefined;
}

/**
 * Turns a quote into an order, with the fare held in the rider's wallet unless it is paid in cash.
 * @throws DomainError QUOTE_NOT_FOUND, QUOTE_EXPIRED, QUOTE_USED, RIDER_HAS_ACTIVE_ORDER, INSUFFICIENT_FUNDS,
 *   ACCOUNT_FROZEN, FORBIDDEN
 */
export async function createOrder(_ctx: ServiceContext, _actor: Actor, _input: CreateOrderInput): Promise<OrderView> {
  throw new Error("not built yet");
}
