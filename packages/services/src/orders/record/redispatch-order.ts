import type { OrderCommand } from "@atlas/core/order-machine";
import { findCity } from "../../cities/find-city.ts";
import type { ServiceContext } from "../../context.ts";
import type { UnitOfWork } from "../../messaging/in-transaction.ts";
import { enqueueDispatch } from "./enqueue-dispatch.ts";
import type { OrderRow } from "./find-order.ts";
import { moveOrder } from "./move-order.ts";

/**
 * Takes the driver off the order and starts the search anew; the fare stays held, and this driver is not asked again.
 * The caller holds the order's lock. Returns when it was handed back.
 * @throws DomainError FORBIDDEN, ILLEGAL_TRANSITION
 */
export async function redispatchOrder(
  tx: UnitOfWork,
  ctx: ServiceContext,
  order: OrderRow,
  command: OrderCommand,
): Promise<Date> {
  const city = await findCity(tx, order.cityId);
  const expiresAt = new Date(ctx.clock().getTime() + city.searchTimeoutS * 1_000);
  const moved = await moveOrder(tx, ctx, order, { command, more: { expiresAt } });
  await enqueueDispatch(tx, moved.order);
  return moved.move.at;
}
