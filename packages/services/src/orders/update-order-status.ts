import type { Actor } from "@atlas/core/actor";
import type { LatLng } from "@atlas/core/geo";
import type { ServiceContext } from "../context.ts";
import type { OrderView } from "./order-view.ts";

export interface UpdateOrderStatusInput {
  readonly orderId: string;
  readonly status: "ARRIVED" | "STARTED" | "FINISHED";
  /** Needed for STARTED when the rider asked for it. */
  readonly startPin?: string | undefined;
  /** Where the driver is, for the record. */
  readonly position?: LatLng | undefined;
}

/**
 * The driver's steps through a trip; FINISHED fixes the fare and asks the ledger to settle it.
 * @throws DomainError ORDER_NOT_FOUND, FORBIDDEN, ILLEGAL_TRANSITION, START_PIN_REQUIRED, WRONG_START_PIN
 */
export async function updateOrderStatus(
  _ctx: ServiceContext,
  _actor: Actor,
  _input: UpdateOrderStatusInput,
): Promise<OrderView> {
  throw new Error("not built yet");
}
