import { ASSIGNED_STATUSES } from "@atlas/core/order-status";
import { RESTRICTION_KINDS } from "@atlas/core/people/restriction";
import { driverTrail } from "@atlas/services/history/driver-trail";
import { demandByCell } from "@atlas/services/ops/demand-by-cell";
import { driverNames } from "@atlas/services/ops/driver-names";
import { driverOnMap } from "@atlas/services/ops/driver-on-map";
import { offeredDrivers } from "@atlas/services/ops/offered-drivers";
import { z } from "@hono/zod-openapi";
import { idField, latField, longField, moneyField, vehicleTypeField } from "./rest-fields.ts";
import { route } from "./rest-route.ts";

const instant = z.iso.datetime();

const driverRoute = route({
  method: "get",
  path: "/admin/drivers/{id}",
  tag: "People",
  summary: "A driver as operators see them on the map",
  returns: "Who the driver is, the car in use, the trip under way and how long ago the driver was heard of.",
  useCase: driverOnMap,
  names: { driverId: "id" },
  response: z.object({
    driver_id: idField,
    name: z.string(),
    phone: z.string().nullable(),
    rating: z.number().nullable(),
    vehicle: z.object({ vehicle_type: vehicleTypeField, plate: z.string(), model: z.string() }).nullable(),
    restriction: z.enum(RESTRICTION_KINDS).nullable(),
    credit: moneyField,
    debt: moneyField,
    currency: z.string(),
    trip: z
      .object({
        order_id: idField,
        status: z.enum(ASSIGNED_STATUSES),
        pickup_label: z.string(),
        dropoff_label: z.string(),
      })
      .nullable(),
    last_seen_at: instant.nullable(),
    age_ms: z.int().nullable(),
  }),
});

const trailRoute = route({
  method: "get",
  path: "/admin/drivers/{id}/trail",
  tag: "Tracker",
  summary: "Where a driver has been in the last five minutes",
  returns: "The positions, oldest first, at most 600.",
  useCase: driverTrail,
  names: { driverId: "id" },
  response: z.object({ points: z.array(z.object({ lat: z.number(), lng: z.number(), at: instant })) }),
});

const namesRoute = route({
  method: "get",
  path: "/admin/driver-names",
  tag: "People",
  summary: "Names and plates of drivers by id",
  description: "`driver_ids` may stand up to 100 times. Ids that are no driver's are left out.",
  returns: "The drivers.",
  useCase: driverNames,
  response: z.object({
    drivers: z.array(z.object({ driver_id: idField, name: z.string(), plate: z.string().nullable() })),
  }),
});

const offeredRoute = route({
  method: "get",
  path: "/admin/offered-drivers",
  tag: "Dispatch",
  summary: "The drivers of a city who are considering an offer now",
  returns: "Their ids; of more than 5,000 some.",
  useCase: offeredDrivers,
  response: z.object({ driver_ids: z.array(idField) }),
});

const demandRoute = route({
  method: "get",
  path: "/admin/demand",
  tag: "Dispatch",
  summary: "Demand and supply of a city by H3 cell",
  description:
    "Cells are of resolution 8, about 0.7 km². `searching` are orders that search for a driver now, `booked` orders of the last fifteen minutes, `available` drivers who can be matched. Counted at most once in five seconds for all callers.",
  returns:
    "At most 2,000 cells with their outlines: those with the most demand first, then those with the most drivers.",
  useCase: demandByCell,
  response: z.object({
    at: instant,
    cells: z.array(
      z.object({
        cell: z.string(),
        ring: z.array(z.tuple([longField, latField])),
        searching: z.int(),
        booked: z.int(),
        available: z.int(),
      }),
    ),
    has_more: z.boolean(),
  }),
});

/** What operators see on the live map. */
export const fleetRoutes = [driverRoute, trailRoute, namesRoute, offeredRoute, demandRoute];
