import { ORDER_STATUSES } from "@atlas/core/order-status";
import { RESTRICTION_KINDS } from "@atlas/core/people/restriction";
import {
  exportAccountsCsv,
  exportAlertsCsv,
  exportAuditLogCsv,
  exportDriversCsv,
  exportOrdersCsv,
  exportPayoutsCsv,
} from "@atlas/services/exports/export-lists";
import { countCityOrders } from "@atlas/services/ops/count-orders";
import { listDrivers } from "@atlas/services/ops/list-drivers";
import { listCityOrders } from "@atlas/services/ops/list-orders";
import { z } from "@hono/zod-openapi";
import { idField, moneyField, vehicleTypeField } from "./rest-fields.ts";
import { route, tableRoute } from "./rest-route.ts";

const instant = z.iso.datetime();
const place = z.object({ label: z.string(), lat: z.number(), lng: z.number() });

const ordersRoute = route({
  method: "get",
  path: "/admin/orders",
  tag: "Orders",
  summary: "Orders of a city",
  description:
    "`from_day` and `to_day` are days of the city's calendar, both included. `statuses` may stand more than once.",
  returns: "One page, newest first unless `sort` says otherwise.",
  useCase: listCityOrders,
  without: ["status"],
  response: z.object({
    items: z.array(
      z.object({
        order_id: idField,
        city_id: z.string(),
        status: z.enum(ORDER_STATUSES),
        rider_id: idField,
        rider_name: z.string(),
        driver: z.object({ driver_id: idField, name: z.string() }).nullable(),
        vehicle_type: vehicleTypeField,
        payment_method: z.enum(["wallet", "cash"]),
        pickup: place,
        dropoff: place,
        fare: moneyField,
        final_fare: moneyField.nullable(),
        cancel_fee: moneyField.nullable(),
        refunded: moneyField,
        currency: z.string(),
        is_queued: z.boolean(),
        settlement: z.enum(["none", "pending", "settled"]),
        created_at: instant,
        ended_at: instant.nullable(),
        version: z.int(),
      }),
    ),
    next_cursor: z.string().nullable(),
  }),
});

const orderTotalsRoute = route({
  method: "get",
  path: "/admin/orders/totals",
  tag: "Orders",
  summary: "How many orders of a city, and what they cost together",
  description: "At most 10,000 are counted; of more, `has_more` is true and `fare` is null.",
  returns: "The totals.",
  useCase: countCityOrders,
  response: z.object({
    count: z.int(),
    has_more: z.boolean(),
    fare: moneyField.nullable(),
    currency: z.string(),
  }),
});

const driversRoute = route({
  method: "get",
  path: "/admin/drivers",
  tag: "People",
  summary: "Drivers of a city",
  returns: "One page, newest first.",
  useCase: listDrivers,
  response: z.object({
    items: z.array(
      z.object({
        driver_id: idField,
        name: z.string(),
        email: z.string(),
        status: z.enum(["available", "busy", "offline", "stale"]),
        restriction: z.enum(RESTRICTION_KINDS).nullable(),
        vehicle_type: vehicleTypeField.nullable(),
        plate: z.string().nullable(),
        rating: z.number().nullable(),
        offers_seen: z.int(),
        offers_accepted: z.int(),
        active_order_id: idField.nullable(),
        last_seen_at: instant.nullable(),
        credit: moneyField,
        debt: moneyField,
        currency: z.string(),
      }),
    ),
    next_cursor: z.string().nullable(),
  }),
});

const file = {
  method: "get",
  returns: "One line for each of them, UTF-8 with a byte order mark, amounts in minor units.",
  description: "Exactly what the list has by the same filter, streamed, so that it may be long.",
} as const;

const ordersCsvRoute = tableRoute({
  ...file,
  path: "/admin/orders.csv",
  tag: "Orders",
  summary: "Orders of a city as a table",
  fileName: "orders.csv",
  useCase: exportOrdersCsv,
});

const driversCsvRoute = tableRoute({
  ...file,
  path: "/admin/drivers.csv",
  tag: "People",
  summary: "Drivers of a city as a table",
  fileName: "drivers.csv",
  useCase: exportDriversCsv,
});

const alertsCsvRoute = tableRoute({
  ...file,
  path: "/admin/alerts.csv",
  tag: "Alerts",
  summary: "Alerts of a city as a table",
  fileName: "alerts.csv",
  useCase: exportAlertsCsv,
});

const accountsCsvRoute = tableRoute({
  ...file,
  path: "/admin/ledger/accounts.csv",
  tag: "Audit",
  summary: "Ledger accounts as a table",
  fileName: "accounts.csv",
  useCase: exportAccountsCsv,
});

const payoutsCsvRoute = tableRoute({
  ...file,
  path: "/admin/ledger/payouts.csv",
  tag: "Audit",
  summary: "Payouts as a table",
  fileName: "payouts.csv",
  useCase: exportPayoutsCsv,
});

const auditLogCsvRoute = tableRoute({
  ...file,
  path: "/admin/ledger/audit-log.csv",
  tag: "Audit",
  summary: "What operators did, as a table",
  fileName: "audit-log.csv",
  useCase: exportAuditLogCsv,
});

/** What operators list of a city, and take away. */
export const opsRoutes = [
  ordersRoute,
  orderTotalsRoute,
  driversRoute,
  ordersCsvRoute,
  driversCsvRoute,
  alertsCsvRoute,
  accountsCsvRoute,
  payoutsCsvRoute,
  auditLogCsvRoute,
];
