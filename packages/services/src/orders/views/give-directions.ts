import { idSchema } from "@atlas/core/fields";
import { type LatLng, latLngSchema, type LngLat, toLngLat } from "@atlas/core/geo";
import { decodePolyline } from "@atlas/core/polyline";
import type { Turn } from "@atlas/core/routing";
import { offers } from "@atlas/db/schema/orders";
import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { useCase } from "../../use-case.ts";
import type { ServiceContext } from "../../context.ts";
import { findOrder, orderNotFound, type OrderRow } from "../record/find-order.ts";

/** The route from the driver to the next stop of an order. Distances in metres, durations in seconds. */
export interface DirectionsView {
  readonly orderId: string;
  /** Where the route ends: the pickup until the trip has started. */
  readonly stop: "pickup" | "dropoff";
  readonly distanceM: number;
  readonly durationS: number;
  readonly geometry: readonly LngLat[];
  readonly turns: readonly Turn[];
  readonly isEstimate: boolean;
  /** From pickup to dropoff, as quoted. */
  readonly tripGeometry: readonly LngLat[];
}

/** Directions for the order's driver, or for one who is asked to take it. */
export const giveDirections = useCase({
  kind: "query",
  weight: 4,
  permission: "orders.drive",
  within: { orderId: "order" },
  input: z.object({
    orderId: idSchema,
    /** Where the driver is. */
    from: latLngSchema,
  }),
  refusals: ["ORDER_NOT_FOUND", "ROUTE_NOT_FOUND"],
  async run(ctx: ServiceContext, actor, input): Promise<DirectionsView> {
    const { order } = await findOrder(ctx.db, input.orderId);
    if (order.driverId !== actor.userId && !(await isOffered(ctx, order.id, actor.userId))) {
      throw orderNotFound();
    }
    const stop = order.status === "STARTED" ? "dropoff" : "pickup";
    const route = await ctx
      .routing(order.cityId)
      .route(input.from, placeOf(order, stop), { departAt: ctx.clock(), vehicleType: order.vehicleType });
    return {
      orderId: order.id,
      stop,
      distanceM: Math.round(route.distanceM),
      durationS: Math.round(route.durationS),
      geometry: route.geometry,
      turns: route.turns,
      isEstimate: route.isEstimate,
      tripGeometry: decodePolyline(order.routePolyline).map(toLngLat),
    };
  },
});

function placeOf(order: OrderRow, stop: "pickup" | "dropoff"): LatLng {
  return stop === "pickup"
    ? { lat: order.pickupLat, lng: order.pickupLng }
    : { lat: order.dropoffLat, lng: order.dropoffLng };
}

async function isOffered(ctx: ServiceContext, orderId: string, driverId: string): Promise<boolean> {
  const pending = await ctx.db
    .select({ id: offers.id })
    .from(offers)
    .where(and(eq(offers.orderId, orderId), eq(offers.driverId, driverId), eq(offers.status, "PENDING")))
    .limit(1);
  return pending.length > 0;
}
