import { ORDER_STATUSES } from "@atlas/core/order-status";
import { endAsNoShow } from "@atlas/services/orders/end-as-no-show";
import { setOrderStatus } from "@atlas/services/orders/set-order-status";
import type { OrderView } from "@atlas/services/orders/views/order-view";
import { driverLocation } from "@atlas/services/tracker/driver-location";
import { nearbyDrivers } from "@atlas/services/tracker/nearby-drivers";
import { updateLocation } from "@atlas/services/tracker/update-location";
import { z } from "@hono/zod-openapi";
import { idField, latField, longField, moneyField, timestampField, vehicleTypeField } from "./rest-fields.ts";
import { originalRoute, route } from "./rest-route.ts";

const postLocationRoute = originalRoute({
  method: "post",
  path: "/driver/location",
  tag: "Tracker",
  summary: "Report a driver's position",
  description:
    "A driver who has never set an availability counts as available with auto-accept from the first position on.",
  returns: "The position was taken.",
  useCase: updateLocation,
  request: z.object({ user_id: idField, latitude: latField, longitude: longField, timestamp: timestampField }),
  isLenient: true,
  response: z.object({ success: z.literal(true) }),
  async run(ctx, actor, body) {
    await updateLocation(ctx, actor, {
      driverId: body.user_id,
      lat: body.latitude,
      lng: body.longitude,
      recordedAt: body.timestamp,
      bringsOnline: true,
    });
    return { success: true as const };
  },
});

const putStatusRoute = originalRoute({
  method: "put",
  path: "/driver/order/status",
  tag: "Orders",
  summary: "Move an order on",
  description:
    "The driver's steps: `ARRIVED`, `STARTED`, `FINISHED`; or `CANCELLED`, which hands the order to another driver.",
  returns: "The order's new status.",
  useCase: setOrderStatus,
  request: z.object({
    order_id: idField,
    status: z.enum(ORDER_STATUSES),
    start_pin: z.string().max(12).optional(),
  }),
  isLenient: true,
  response: z.object({ order_id: idField, status: z.enum(ORDER_STATUSES), updated_at: z.iso.datetime() }),
  async run(ctx, actor, body) {
    const order = await setOrderStatus(ctx, actor, {
      orderId: body.order_id,
      status: body.status,
      startPin: body.start_pin,
    });
    return { order_id: order.orderId, status: order.status, updated_at: lastMoveOf(order) };
  },
});

const noShowRoute = route({
  method: "post",
  path: "/driver/order/{order_id}/no-show",
  tag: "Orders",
  summary: "End an order because its rider does not come",
  description:
    "After the free waiting at a proven arrival. The order ends, nobody else is sought, and the driver gets the city's " +
    "cancellation fee.",
  returns: "The order, cancelled.",
  useCase: endAsNoShow,
  response: z.object({
    order_id: idField,
    status: z.literal("CANCELLED"),
    is_no_show: z.literal(true),
    cancel_fee: moneyField.nullable(),
    ended_at: z.iso.datetime(),
  }),
});

const MAX_NEARBY = 20;

const nearbyRoute = originalRoute({
  method: "get",
  path: "/drivers/nearby",
  tag: "Tracker",
  summary: "Available drivers near a point, nearest first",
  description: "`radius` and `distance` are kilometres. Riders get keys that change instead of drivers' ids.",
  returns: "At most twenty drivers.",
  useCase: nearbyDrivers,
  request: z.object({
    lat: latField,
    lng: longField,
    radius: z.number().positive().max(20).optional(),
    vehicle_type: vehicleTypeField.optional(),
  }),
  isLenient: false,
  response: z.object({
    drivers: z.array(
      z.object({ driver_id: z.string(), latitude: latField, longitude: longField, distance: z.number() }),
    ),
  }),
  async run(ctx, actor, { lat, lng, radius, vehicle_type: vehicleType }) {
    const radiusM = radius === undefined ? undefined : radius * 1_000;
    const { drivers } = await nearbyDrivers(ctx, actor, { lat, lng, radiusM, vehicleType, limit: MAX_NEARBY });
    return {
      drivers: drivers.map((driver) => ({
        driver_id: driver.key,
        latitude: driver.lat,
        longitude: driver.lng,
        distance: Math.round(driver.distanceM) / 1_000,
      })),
    };
  },
});

const getLocationRoute = originalRoute({
  method: "get",
  path: "/driver/location",
  tag: "Tracker",
  summary: "Where a driver is",
  description: "Riders may ask for the driver of their active order only, drivers for themselves.",
  returns: "The newest known position and its age.",
  useCase: driverLocation,
  request: z.object({ driver_id: idField }),
  isLenient: false,
  response: z.object({ driver_id: idField, latitude: latField, longitude: longField, age_ms: z.int() }),
  async run(ctx, actor, { driver_id: driverId }) {
    const position = await driverLocation(ctx, actor, { driverId });
    return { driver_id: driverId, latitude: position.lat, longitude: position.lng, age_ms: position.ageMs };
  },
});

/** The driver's side of the original REST contract, and the end of an order whose rider does not come. */
export const driverRoutes = [postLocationRoute, putStatusRoute, noShowRoute, nearbyRoute, getLocationRoute];

function lastMoveOf(order: OrderView): string {
  return order.endedAt ?? order.finishedAt ?? order.startedAt ?? order.arrivedAt ?? order.matchedAt ?? order.createdAt;
}
