import type { Actor } from "@atlas/core/actor";
import { DomainError } from "@atlas/core/errors";
import { ORDER_STATUSES, type OrderStatus } from "@atlas/core/order-status";
import { homeCityId } from "@atlas/services/cities/get-city";
import { cancelOrder } from "@atlas/services/orders/cancel-order";
import type { OrderView } from "@atlas/services/orders/views/order-view";
import { updateOrderStatus } from "@atlas/services/orders/update-order-status";
import { driverLocation } from "@atlas/services/tracker/driver-location";
import { nearbyDrivers } from "@atlas/services/tracker/nearby-drivers";
import { updateLocation } from "@atlas/services/tracker/update-location";
import { createRoute, z } from "@hono/zod-openapi";
import type { ApiServices } from "../rpc/create-api-context.ts";
import { BEARER, createRestApp, jsonBody, jsonInput, refusals, requireActor, type RestApp } from "./rest-app.ts";
import {
  idField,
  latField,
  latQuery,
  longField,
  longQuery,
  radiusQuery,
  timestampField,
  vehicleTypeField,
} from "./rest-fields.ts";

const DEFAULT_RADIUS_KM = 2;
const MOST_NEARBY = 20;

const postLocationRoute = createRoute({
  method: "post",
  path: "/driver/location",
  tags: ["Tracker"],
  summary: "Report a driver's position",
  description:
    "A driver who has never set an availability counts as available with auto-accept from the first position on.",
  security: BEARER,
  request: {
    body: jsonInput(
      z.object({ user_id: idField, latitude: latField, longitude: longField, timestamp: timestampField }),
    ),
  },
  responses: {
    200: jsonBody(z.object({ success: z.literal(true) }), "The position was taken."),
    ...refusals(
      "INVALID_INPUT",
      "INVALID_COORDINATES",
      "MALFORMED_REQUEST",
      "OUTSIDE_SERVICE_AREA",
      "TIMESTAMP_IN_FUTURE",
      "TIMESTAMP_TOO_OLD",
      "IMPLAUSIBLE_MOVEMENT",
      "FORBIDDEN",
      "DRIVER_NOT_FOUND",
      "RATE_LIMITED",
      "OVERLOADED",
    ),
  },
});

const putStatusRoute = createRoute({
  method: "put",
  path: "/driver/order/status",
  tags: ["Orders"],
  summary: "Move an order on",
  description:
    "The driver's steps: `ARRIVED`, `STARTED`, `FINISHED`; or `CANCELLED`, which hands the order to another driver.",
  security: BEARER,
  request: {
    body: jsonInput(
      z.object({ order_id: idField, status: z.enum(ORDER_STATUSES), start_pin: z.string().max(12).optional() }),
    ),
  },
  responses: {
    200: jsonBody(
      z.object({ order_id: idField, status: z.enum(ORDER_STATUSES), updated_at: z.iso.datetime() }),
      "The order's new status.",
    ),
    ...refusals(
      "INVALID_INPUT",
      "MALFORMED_REQUEST",
      "FORBIDDEN",
      "ORDER_NOT_FOUND",
      "ILLEGAL_TRANSITION",
      "ORDER_IS_QUEUED",
      "START_PIN_REQUIRED",
      "WRONG_START_PIN",
    ),
  },
});

const nearbyRoute = createRoute({
  method: "get",
  path: "/drivers/nearby",
  tags: ["Tracker"],
  summary: "Available drivers near a point, nearest first",
  description: "`radius` and `distance` are kilometres. Riders get keys that change instead of drivers' ids.",
  security: BEARER,
  request: {
    query: z.object({
      lat: latQuery,
      lng: longQuery,
      radius: radiusQuery.optional(),
      vehicle_type: vehicleTypeField.optional(),
    }),
  },
  responses: {
    200: jsonBody(
      z.object({
        drivers: z.array(
          z.object({ driver_id: z.string(), latitude: latField, longitude: longField, distance: z.number() }),
        ),
      }),
      "At most twenty drivers.",
    ),
    ...refusals("INVALID_INPUT", "INVALID_COORDINATES"),
  },
});

const getLocationRoute = createRoute({
  method: "get",
  path: "/driver/location",
  tags: ["Tracker"],
  summary: "Where a driver is",
  description: "Riders may ask for the driver of their active order only, drivers for themselves.",
  security: BEARER,
  request: { query: z.object({ driver_id: idField }) },
  responses: {
    200: jsonBody(
      z.object({ driver_id: idField, latitude: latField, longitude: longField, age_ms: z.int() }),
      "The newest known position and its age.",
    ),
    ...refusals("INVALID_INPUT", "FORBIDDEN", "DRIVER_NOT_FOUND", "POSITION_UNKNOWN"),
  },
});

/** The driver's side of the original REST contract. */
export function driverRoutes(api: ApiServices): RestApp {
  return createRestApp()
    .openapi(postLocationRoute, async (c) => {
      const actor = await requireActor(c);
      const body = c.req.valid("json");
      await updateLocation(api.services, actor, {
        driverId: body.user_id,
        lat: body.latitude,
        lng: body.longitude,
        headingDeg: null,
        speedMps: null,
        accuracyM: null,
        recordedAtMs: body.timestamp,
        bringsOnline: true,
      });
      return c.json({ success: true as const }, 200);
    })
    .openapi(putStatusRoute, async (c) => {
      const actor = await requireActor(c);
      const body = c.req.valid("json");
      await api.countCommand(actor);
      const order = await moveOrder(api, actor, {
        orderId: body.order_id,
        status: body.status,
        startPin: body.start_pin,
      });
      return c.json({ order_id: order.orderId, status: order.status, updated_at: lastMoveOf(order) }, 200);
    })
    .openapi(nearbyRoute, async (c) => {
      const actor = await requireActor(c);
      const { lat, lng, radius = DEFAULT_RADIUS_KM, vehicle_type: vehicleType } = c.req.valid("query");
      const { drivers } = await nearbyDrivers(api.views, actor, {
        cityId: await homeCityId(api.views, actor),
        lat,
        lng,
        radiusM: radius * 1_000,
        vehicleType,
        limit: MOST_NEARBY,
      });
      return c.json(
        {
          drivers: drivers.map((driver) => ({
            driver_id: driver.key,
            latitude: driver.lat,
            longitude: driver.lng,
            distance: Math.round(driver.distanceM) / 1_000,
          })),
        },
        200,
      );
    })
    .openapi(getLocationRoute, async (c) => {
      const actor = await requireActor(c);
      const { driver_id: driverId } = c.req.valid("query");
      const position = await driverLocation(api.views, actor, { driverId });
      return c.json(
        { driver_id: driverId, latitude: position.lat, longitude: position.lng, age_ms: position.ageMs },
        200,
      );
    });
}

interface Move {
  readonly orderId: string;
  readonly status: OrderStatus;
  readonly startPin: string | undefined;
}

async function moveOrder(api: ApiServices, actor: Actor, { orderId, status, startPin }: Move): Promise<OrderView> {
  switch (status) {
    case "ARRIVED":
    case "STARTED":
    case "FINISHED":
      return await updateOrderStatus(api.services, actor, { orderId, status, startPin });
    case "CANCELLED":
      return await cancelOrder(api.services, actor, { orderId });
    case "CREATED":
    case "MATCHED":
    case "EXPIRED":
      throw new DomainError("ILLEGAL_TRANSITION", `No driver can set an order to ${status.toLowerCase()}.`);
  }
}

function lastMoveOf(order: OrderView): string {
  return order.endedAt ?? order.finishedAt ?? order.startedAt ?? order.arrivedAt ?? order.matchedAt ?? order.createdAt;
}
