import { ALERT_KINDS, ALERT_SEVERITIES, TRIP_ANSWERS } from "@atlas/core/alerts/alert";
import { sql } from "drizzle-orm";
import { check, index, jsonb, pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";
import { cities } from "./cities.ts";
import { drivers } from "./drivers.ts";
import { users } from "./identity.ts";
import { orders } from "./orders.ts";

const at = (name: string) => timestamp(name, { withTimezone: true });

/**
 * What operators are alarmed of. `episodeKey` makes one row of one episode, however often it is found. Kinds and severities
 * are text: a new one needs no migration, and lists leave out those that their version does not know.
 */
export const alerts = pgTable(
  "alerts",
  {
    id: uuid("id").primaryKey(),
    cityId: text("city_id")
      .notNull()
      .references(() => cities.id),
    kind: text("kind", { enum: ALERT_KINDS }).notNull(),
    severity: text("severity", { enum: ALERT_SEVERITIES }).notNull(),
    episodeKey: text("episode_key").notNull().unique(),
    orderId: uuid("order_id").references(() => orders.id),
    driverId: uuid("driver_id").references(() => drivers.id),
    riderId: uuid("rider_id").references(() => users.id),
    /** When the city's threshold was passed; it is found a little later. */
    passedAt: at("passed_at").notNull(),
    raisedAt: at("raised_at").notNull(),
    /** When it was over by itself. */
    clearedAt: at("cleared_at"),
    riderAnswer: text("rider_answer", { enum: TRIP_ANSWERS }),
    riderAnsweredAt: at("rider_answered_at"),
    /** Nobody has to look any more. `resolvedBy` is null where the system says so. */
    resolvedAt: at("resolved_at"),
    resolvedBy: uuid("resolved_by").references(() => users.id),
    note: text("note"),
    /** As the schema of its kind has it (`ALERT_DETAILS` of core). */
    details: jsonb("details").$type<unknown>().notNull(),
  },
  (table) => [
    index("alerts_city_idx").on(table.cityId, table.id),
    index("alerts_open_idx")
      .on(table.cityId, table.id)
      .where(sql`resolved_at IS NULL`),
    index("alerts_order_idx").on(table.orderId),
    check("alerts_resolved_by_when_resolved", sql`resolved_by IS NULL OR resolved_at IS NOT NULL`),
    check("alerts_answered_when_answer", sql`(rider_answer IS NULL) = (rider_answered_at IS NULL)`),
  ],
);
