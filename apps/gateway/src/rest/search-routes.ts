import { ROLES } from "@atlas/core/actor";
import { ACCOUNT_KINDS } from "@atlas/core/ledger";
import { ORDER_STATUSES } from "@atlas/core/order-status";
import { VEHICLE_TYPES } from "@atlas/core/vehicle";
import { search } from "@atlas/services/ops/search";
import { z } from "@hono/zod-openapi";
import { idField } from "./rest-fields.ts";
import { route } from "./rest-route.ts";

const searchRoute = route({
  method: "get",
  path: "/admin/search",
  tag: "Search",
  summary: "Search people, vehicles, orders and ledger accounts at once",
  description:
    "By name, e-mail address, telephone number or plate in any spelling, place, a kind of ledger account, its code or owner, the eight digits that pages show of an id, and whole ids.",
  returns: "At most six of each, the best or the newest first.",
  useCase: search,
  response: z.object({
    people: z.array(
      z.object({
        user_id: idField,
        name: z.string(),
        email: z.string(),
        phone: z.string().nullable(),
        role: z.enum(ROLES),
      }),
    ),
    vehicles: z.array(
      z.object({
        vehicle_id: idField,
        plate: z.string(),
        model: z.string(),
        vehicle_type: z.enum(VEHICLE_TYPES),
        driver_id: idField,
        driver_name: z.string(),
      }),
    ),
    orders: z.array(
      z.object({
        order_id: idField,
        status: z.enum(ORDER_STATUSES),
        rider_name: z.string(),
        driver_name: z.string().nullable(),
        pickup_label: z.string(),
        dropoff_label: z.string(),
        created_at: z.iso.datetime(),
      }),
    ),
    accounts: z.array(
      z.object({ account_id: idField, code: z.string(), name: z.string(), kind: z.enum(ACCOUNT_KINDS) }),
    ),
    transfer_id: idField.nullable(),
  }),
});

/** What operators find by one text. */
export const searchRoutes = [searchRoute];
