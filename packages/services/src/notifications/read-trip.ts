import { isCurrency } from "@atlas/core/money";
import type { NoticeFacts } from "@atlas/core/push/render-notice";
import type { Queryable } from "@atlas/db/connect";
import { vehicles } from "@atlas/db/schema/drivers";
import { orders } from "@atlas/db/schema/orders";
import { eq } from "drizzle-orm";

type OrderRow = typeof orders.$inferSelect;

/** What is said of a trip, and what it is decided by. */
export interface NoticedTrip
  extends
    Omit<NoticeFacts, "event" | "orderId">,
    Pick<OrderRow, "status" | "cityId" | "riderId" | "driverId" | "vehicleType" | "pickupLat" | "pickupLng"> {}

export async function readTrip(db: Queryable, orderId: string): Promise<NoticedTrip | null> {
  const [found] = await db
    .select({ order: orders, plate: vehicles.plate, model: vehicles.model })
    .from(orders)
    .leftJoin(vehicles, eq(vehicles.id, orders.vehicleId))
    .where(eq(orders.id, orderId));
  if (!found) return null;
  const { order, plate, model } = found;
  if (!isCurrency(order.currency)) throw new Error(`order ${orderId} has the unknown currency ${order.currency}`);
  const { status, cityId, riderId, driverId, vehicleType, pickupLat, pickupLng } = order;
  return {
    status,
    cityId,
    riderId,
    driverId,
    vehicleType,
    pickupLat,
    pickupLng,
    car: plate === null || model === null ? null : { plate, model },
    isQueued: order.queuedBehind !== null,
    fareMinor: order.finalFareMinor ?? order.fareMinor,
    feeMinor: order.cancelFeeMinor ?? 0n,
    currency: order.currency,
  };
}
