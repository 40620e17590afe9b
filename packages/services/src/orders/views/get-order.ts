import type { Actor } from "@atlas/core/actor";
import type { ServiceContext } from "../../context.ts";
import { findOrder, refuseStrangers } from "../record/find-order.ts";
import { type OrderView, toOrderView } from "./order-view.ts";

/** @throws DomainError ORDER_NOT_FOUND, FORBIDDEN */
export async function getOrder(
  ctx: ServiceContext,
  actor: Actor,
  input: { readonly orderId: string },
): Promise<OrderView> {
  const record = await findOrder(ctx.db, input.orderId);
  refuseStrangers(actor, record.order);
  return toOrderView(record, actor);
}
