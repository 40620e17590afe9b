import { ORDER_STATUSES } from "@atlas/core/order-status";
import { VEHICLE_TYPES } from "@atlas/core/vehicle";
import { cityPlayback } from "@atlas/services/history/city-playback";
import { driverTrack } from "@atlas/services/history/driver-track";
import { z } from "@hono/zod-openapi";
import { idField } from "./rest-fields.ts";
import { route } from "./rest-route.ts";

const scaledDegrees = z.array(z.int());

const driverTrackRoute = route({
  method: "get",
  path: "/admin/drivers/{id}/days/{day}/track",
  tag: "Tracker",
  summary: "Where a driver was at each moment of a day",
  description:
    "`day` is one of the calendar of the driver's city. Points are kept as long as the city's retention says.",
  returns:
    "The points as columns of one length: milliseconds since the start of the day, and degrees times 100,000 as whole numbers.",
  useCase: driverTrack,
  names: { driverId: "id" },
  response: z.object({
    driver_id: idField,
    day: z.iso.date(),
    timezone: z.string(),
    starts_at: z.iso.datetime(),
    ends_at: z.iso.datetime(),
    points: z.object({ offset_ms: z.array(z.int()), lat: scaledDegrees, lng: scaledDegrees }),
    driven_m: z.int(),
    stops: z.array(z.object({ lat: z.number(), lng: z.number(), started_at: z.iso.datetime(), duration_s: z.int() })),
    trips: z.array(
      z.object({
        order_id: idField,
        pickup: z.string(),
        dropoff: z.string(),
        polyline: z.string(),
        status: z.enum(ORDER_STATUSES),
        matched_at: z.iso.datetime().nullable(),
        started_at: z.iso.datetime().nullable(),
        ended_at: z.iso.datetime().nullable(),
      }),
    ),
  }),
});

const playbackRoute = route({
  method: "get",
  path: "/admin/playback",
  tag: "Tracker",
  summary: "Where the drivers of a city were in five minutes of the past",
  description: "An hour is twelve windows. Each comes in pages of a thousand drivers.",
  returns:
    "For each driver who sent a position: the steps of `step_s` seconds in which one came, the place in each as degrees times 100,000, and the trips.",
  useCase: cityPlayback,
  response: z.object({
    city_id: z.string(),
    from: z.iso.datetime(),
    window_s: z.int(),
    step_s: z.int(),
    drivers: z.array(
      z.object({
        driver_id: idField,
        vehicle_type: z.enum(VEHICLE_TYPES).nullable(),
        plate: z.string().nullable(),
        step: z.array(z.int()),
        lat: scaledDegrees,
        lng: scaledDegrees,
        trips: z.array(z.object({ order_id: idField, from_s: z.number(), to_s: z.number() })),
      }),
    ),
    next_cursor: z.string().nullable(),
  }),
});

/** What operators see of the past. */
export const historyRoutes = [driverTrackRoute, playbackRoute];
