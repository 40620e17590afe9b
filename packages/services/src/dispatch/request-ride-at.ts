import { idSchema } from "@atlas/core/fields";
import type { LatLng } from "@atlas/core/geo";
import type { Queryable } from "@atlas/db/connect";
import { orders } from "@atlas/db/schema/orders";
import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { useCase } from "../use-case.ts";
import type { ServiceContext } from "../context.ts";
import { bookRide } from "../orders/book-ride.ts";
import { refuseOtherRiders } from "../orders/find-rider.ts";
import { requestRide } from "./request-ride.ts";

const input = z.object({
  ...bookRide.input.pick({ pickup: true, dropoff: true, vehicleType: true }).shape,
  riderId: idSchema,
  orderId: idSchema.optional(),
});
type Journey = z.output<typeof input>;

/**
 * As the original asks for a driver: for the rider's order `orderId`, else for the open one with the same pickup and dropoff, else
 * for a new one.
 */
export const requestRideAt = useCase({
  kind: "command",
  permission: "orders.book",
  within: { riderId: "rider", orderId: "order" },
  idempotency: "repeatable",
  isAudited: true,
  input,
  refusals: [...requestRide.refusals, ...bookRide.refusals],
  async run(ctx: ServiceContext, actor, { orderId, ...journey }) {
    refuseOtherRiders(actor, journey.riderId);
    const found = orderId ?? (await openOrderAt(ctx.db, journey));
    // Not dispatched yet: the nearest driver is looked for before the search starts.
    const asked = found ?? (await bookRide(ctx, actor, { ...journey, dispatch: false })).orderId;
    return await requestRide(ctx, actor, { orderId: asked });
  },
});

async function openOrderAt(db: Queryable, { riderId, pickup, dropoff }: Journey): Promise<string | undefined> {
  const open = await db
    .select()
    .from(orders)
    .where(and(eq(orders.riderId, riderId), eq(orders.status, "CREATED")));
  return open.find(
    (order) =>
      isSamePoint(pickup, { lat: order.pickupLat, lng: order.pickupLng }) &&
      isSamePoint(dropoff, { lat: order.dropoffLat, lng: order.dropoffLng }),
  )?.id;
}

/** About a metre. */
const SAME_POINT_DEG = 1e-5;

function isSamePoint(a: LatLng, b: LatLng): boolean {
  return Math.abs(a.lat - b.lat) < SAME_POINT_DEG && Math.abs(a.lng - b.lng) < SAME_POINT_DEG;
}
