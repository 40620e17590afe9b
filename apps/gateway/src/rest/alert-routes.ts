import { ALERT_KINDS, ALERT_SEVERITIES, TRIP_ANSWERS } from "@atlas/core/alerts/alert";
import { answerTripCheck } from "@atlas/services/alerts/answer-trip-check";
import { listAlerts } from "@atlas/services/alerts/list-alerts";
import { resolveAlert } from "@atlas/services/alerts/resolve-alert";
import { z } from "@hono/zod-openapi";
import { idField } from "./rest-fields.ts";
import { route } from "./rest-route.ts";

const instant = z.iso.datetime().nullable();
const person = z.object({ user_id: idField, name: z.string() }).nullable();
const alertSchema = z.object({
  alert_id: idField,
  city_id: z.string(),
  /** What is known of it besides, by kind. */
  finding: z.object({ kind: z.enum(ALERT_KINDS), details: z.record(z.string(), z.unknown()) }),
  severity: z.enum(ALERT_SEVERITIES),
  order_id: idField.nullable(),
  driver: person,
  rider: person,
  passed_at: z.iso.datetime(),
  raised_at: z.iso.datetime(),
  cleared_at: instant,
  rider_answer: z.enum(TRIP_ANSWERS).nullable(),
  resolved_at: instant,
  resolved_by: person,
  note: z.string().nullable(),
});

const alertsRoute = route({
  method: "get",
  path: "/admin/alerts",
  tag: "Alerts",
  summary: "Alerts of a city, or of an order",
  returns: "One page, newest first.",
  useCase: listAlerts,
  response: z.object({ items: z.array(alertSchema), next_cursor: z.string().nullable() }),
});

const resolveRoute = route({
  method: "post",
  path: "/admin/alerts/{id}/resolve",
  tag: "Alerts",
  summary: "Say that somebody has looked at an alert",
  description: "One that is resolved stays as it is.",
  returns: "The alert.",
  useCase: resolveAlert,
  names: { alertId: "id" },
  response: alertSchema,
});

const answerRoute = route({
  method: "post",
  path: "/customer/order/{id}/trip-check",
  tag: "Alerts",
  summary: "Answer whether everything is all right on a trip",
  description: "`help` alarms operators and is not taken back by a later `fine`.",
  returns: "What stands.",
  useCase: answerTripCheck,
  names: { orderId: "id" },
  response: z.object({ answer: z.enum(TRIP_ANSWERS) }),
});

/** What operators are alarmed of. */
export const alertRoutes = [alertsRoute, resolveRoute, answerRoute];
