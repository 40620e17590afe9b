import type { Actor } from "@atlas/core/actor";
import type { ServiceContext } from "../context.ts";
import type { OrderView } from "./order-view.ts";

export interface CancelOrderInput {
  readonly orderId: string;
  readonly reason?: string | undefined;
}

/**
 * The rider, an admin or a service ends the order and frees its driver; its driver only leaves it, and another is sought.
 * @throws DomainError ORDER_NOT_FOUND, FORBIDDEN, ILLEGAL_TRANSITION
 */
export async function cancelOrder(_ctx: ServiceContext, _actor: Actor, _input: CancelOrderInput): Promise<OrderView> {
  throw new Error("not built yet");
}
