import type { Actor } from "@atlas/core/actor";
import type { OrderStatus } from "@atlas/core/order-machine";
import type { ServiceContext } from "../context.ts";
import type { OrderPage } from "../orders/list-orders.ts";

export interface ListCityOrdersInput {
  readonly status?: OrderStatus | undefined;
  /** An order's id, or part of a name, plate or place. */
  readonly query?: string | undefined;
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
  readonly cityId?: string | undefined;
}

/** Every order of the city, newest first. @throws DomainError FORBIDDEN */
export async function listCityOrders(
  _ctx: ServiceContext,
  _actor: Actor,
  _input: ListCityOrdersInput,
): Promise<OrderPage> {
  throw new Error("not built yet");
}
