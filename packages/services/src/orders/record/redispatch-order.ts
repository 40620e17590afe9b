import type { OrderCommand } from "@atlas/core/order-machine";
import type { Transaction } from "@atlas/db/connect";
import { findCity } from "../../cities/find-city.ts";
import type { ServiceContext } from "../../context.ts";
import type { OrderNews } from "./announce-order.ts";
import { enqueueDispatch } from "./enqueue-dispatch.ts";
import type { OrderRow } from "./find-order.ts";
import { moveOrder } from "./move-order.ts";

/**
 * Takes the driver off the order and starts the search anew; the fare stays held, and this driver is not asked again.
 * The caller holds the order's lock.
 * @throws DomainError FORBIDDEN, ILLEGAL_TRANSITION
 */
export async function redispatchOrder(
  tx: Transaction,
  ctx: ServiceContext,
  order: OrderRow,
  command: OrderCommand,
): Promise<OrderNews> {
  const city = await findCity(tx, order.cityId);
  const expiresAt = new Date(ctx.clock().getTime() + city.searchTimeoutS * 1_000);
  const moved = await moveOrder(tx, ctx, order, { command, more: { expiresAt } });
  await enqueueDispatch(tx, ctx, moved.order);
  const { releasedDriverId } = moved.move;
  return {
    order: moved.order,
    driverIds: releasedDriverId === null ? [] : [releasedDriverId],
    promoted: moved.promoted,
  };
}
